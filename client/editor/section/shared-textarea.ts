import * as Y from 'yjs';
import { applyChange, smallestChange } from '../../../src/text/reasons/smallest-change.ts';

type Delta = Y.YTextEvent['delta'];

/**
 * Binds a text area to a Yjs text, so that several people can type in it at once (ED20). Each input writes the smallest
 * change. A remote change leaves the caret, the selection and the scroll position at their words. Undo takes back this
 * page's own changes alone: the browser's own undo breaks once a script has changed the text.
 */
export class SharedTextarea {
  readonly #area: HTMLTextAreaElement;
  readonly #text: Y.Text;
  /** Begun at the first focus: each of them listens to every transaction of the page. */
  #undo: Y.UndoManager | null = null;
  #isWriting = false;

  constructor(area: HTMLTextAreaElement, text: Y.Text) {
    this.#area = area;
    this.#text = text;
    text.observe(({ delta }, { origin }) => {
      if (!this.#isWriting) this.#follow(delta, origin === this.#undo ? 'undo' : 'remote');
    });
    this.#listen();
  }

  /** Shows these words. The caret stays at its words. */
  show(words: string): void {
    if (this.#isWriting) return;
    const change = smallestChange(this.#area.value, words);
    if (change !== null) this.#area.setRangeText(change.inserted, change.at, change.at + change.removed, 'preserve');
  }

  #listen(): void {
    const area = this.#area;
    area.addEventListener('focus', () => {
      this.#undo ??= new Y.UndoManager(this.#text, { trackedOrigins: new Set([this]) });
      this.#undo.stopCapturing();
    });
    area.addEventListener('input', () => {
      this.#typed();
    });
    area.addEventListener('keydown', (event) => {
      const step = stepOfKey(event);
      if (step !== null) this.#step(event, step);
    });
    // The browser's menu, or a phone's gesture.
    area.addEventListener('beforeinput', (event) => {
      if (event.inputType === 'historyUndo') this.#step(event, 'undo');
      if (event.inputType === 'historyRedo') this.#step(event, 'redo');
    });
  }

  #typed(): void {
    this.#isWriting = true;
    const change = smallestChange(this.#text.toJSON(), this.#area.value, this.#area.selectionEnd);
    const write = (): void => {
      if (change !== null) applyChange(this.#text, change);
    };
    if (this.#text.doc === null) write();
    else this.#text.doc.transact(write, this);
    this.#isWriting = false;
  }

  #step(event: Event, step: 'undo' | 'redo'): void {
    event.preventDefault();
    if (this.#area.readOnly) return;
    if (step === 'undo') this.#undo?.undo();
    else this.#undo?.redo();
  }

  #follow(delta: Delta, by: 'undo' | 'remote'): void {
    const area = this.#area;
    const { selectionDirection, scrollTop } = area;
    const end = area.value === this.#text.toJSON() ? area.selectionEnd : this.#apply(delta);
    this.show(this.#text.toJSON());
    area.setSelectionRange(area.selectionStart, area.selectionEnd, selectionDirection);
    area.scrollTop = scrollTop;
    if (by === 'undo') area.setSelectionRange(end, end);
  }

  /** Changes the text area as the delta says. Answers where the last change ends. */
  #apply(delta: Delta): number {
    const area = this.#area;
    let [at, end] = [0, 0];
    for (const { retain = 0, insert, delete: removed = 0 } of delta) {
      at += retain;
      if (typeof insert === 'string') area.setRangeText(insert, at, at, 'preserve');
      if (removed > 0) area.setRangeText('', at, at + removed, 'preserve');
      if (typeof insert === 'string') at += insert.length;
      if (typeof insert === 'string' || removed > 0) end = at;
    }
    return end;
  }
}

function stepOfKey({ key, ctrlKey, metaKey, shiftKey, altKey, isComposing }: KeyboardEvent): 'undo' | 'redo' | null {
  if (isComposing || altKey || ctrlKey === metaKey) return null;
  if (key.toLowerCase() === 'z') return shiftKey ? 'redo' : 'undo';
  return key.toLowerCase() === 'y' && ctrlKey && !shiftKey ? 'redo' : null;
}
