import type * as Y from 'yjs';
import {
  longestReason,
  notAnsweringMap,
  type ReasonNow,
  reasonFor,
  reasonNow,
  reasonText,
  setTick,
} from '../../../src/text/reasons/reasons.ts';
import { excessOfReason } from '../../../src/text/standing.ts';
import { all, data, make, need, say } from '../../dom.ts';
import { ChildNote } from './child/note.ts';
import { lateReason } from './late-reason.ts';
import { SharedTextarea } from './shared-textarea.ts';

interface Part {
  readonly root: HTMLElement;
  readonly box: HTMLInputElement;
  readonly why: HTMLElement;
  readonly reason: HTMLTextAreaElement;
  readonly excess: HTMLElement;
  readonly shared: SharedTextarea;
  readonly child: ChildNote;
}

/** Binds "We are not answering this question" and its printed reason to the shared document (ED20, ED21). */
export class NotAnswering {
  readonly #doc: Y.Doc;
  readonly #parts: ReadonlyMap<string, Part>;
  /** The boxes and reasons of the locked text, for questions whose late reason is marked. */
  readonly #locked = new Map<string, ReasonNow>();
  #changed: (id: string) => void = () => undefined;

  constructor(page: HTMLElement, doc: Y.Doc) {
    this.#doc = doc;
    this.#parts = new Map(
      all(page, '[data-not-answering]', HTMLElement).map((root) => [data(root, 'notAnswering'), this.#part(root)] as const),
    );
    for (const [id, part] of this.#parts) this.#listen(id, part);
    doc.getMap(notAnsweringMap).observe((event) => {
      for (const id of event.keysChanged) if (typeof id === 'string') this.#show(id);
    });
  }

  /** Enables or disables the fields, and shows the reasons that the document holds. */
  allow(may: 'write' | 'read'): void {
    for (const [id, { box, reason, child }] of this.#parts) {
      if (may === 'read') child.close();
      box.disabled = may === 'read';
      reason.readOnly = may === 'read';
      this.#showWords(id);
    }
  }

  /** Calls `changed` with a question's id whenever its box or its reason changes. */
  watch(changed: (id: string) => void): void {
    this.#changed = changed;
  }

  /** The reason that counts; empty if the question is to be answered. From the locked text once a late reason is marked. */
  reasonFor(id: string): string {
    const locked = this.#locked.get(id);
    if (locked === undefined) return reasonFor(this.#doc, id);
    return locked.ticked ? locked.words.trim() : '';
  }

  /** Shows the box and the reason of the locked text, and marks those that came too late (ED28). */
  markLate(id: string, locked: HTMLElement): void {
    const [part, root] = [this.#parts.get(id), locked.querySelector('[data-not-answering]')];
    if (part === undefined || root === null) return;
    const late = reasonNow(this.#doc, id);
    const ticked = need(root, 'input', HTMLInputElement).checked;
    const before = { ticked, words: need(root, 'textarea', HTMLTextAreaElement).value };
    const note = lateReason(before, late);
    if (note !== '') part.root.after(make('p', 'cc-late-mark', note));
    this.#locked.set(id, before);
    this.#showWords(id);
  }

  #part(root: HTMLElement): Part {
    const id = data(root, 'notAnswering');
    const reason = need(root, 'textarea', HTMLTextAreaElement);
    reason.maxLength = longestReason;
    return {
      root,
      box: need(root, 'input', HTMLInputElement),
      why: need(root, '[data-why]', HTMLElement),
      reason,
      excess: need(root, '[data-reason-excess]', HTMLElement),
      shared: new SharedTextarea(reason, reasonText(this.#doc, id)),
      child: new ChildNote(need(root, '[data-child]', HTMLElement), reasonText(this.#doc, id), () => {
        reason.focus();
      }),
    };
  }

  #listen(id: string, { box, reason }: Part): void {
    box.addEventListener('change', () => {
      setTick(this.#doc, id, box.checked ? 'ticked' : 'unticked');
      if (box.checked) reason.focus();
    });
    reason.addEventListener('blur', () => {
      this.#show(id);
    });
    reasonText(this.#doc, id).observe(() => {
      this.#show(id);
    });
  }

  #showWords(id: string): void {
    this.#parts.get(id)?.shared.show(this.#now(id).words);
    this.#show(id);
  }

  #now(id: string): ReasonNow {
    return this.#locked.get(id) ?? reasonNow(this.#doc, id);
  }

  /** Shows everything but the words, which the text area follows by itself. */
  #show(id: string): void {
    const part = this.#parts.get(id);
    if (part === undefined) return;
    const { ticked } = this.#now(id);
    part.box.checked = ticked;
    part.root.classList.toggle('cc-not--on', ticked);
    // A colleague may take the tick away while this person types: the field stays until they leave it.
    part.why.hidden = !ticked && document.activeElement !== part.reason;
    const excess = excessOfReason(this.reasonFor(id));
    part.excess.hidden = excess === null;
    say(need(part.excess, 'strong', HTMLElement), excess?.title ?? '');
    say(need(part.excess, 'span', HTMLElement), excess?.text ?? '');
    this.#changed(id);
  }
}
