import type * as Y from 'yjs';
import { longestReason, notAnsweringMap, reasonFor, reasonNow, reasonText, setTick } from '../../../src/text/reasons/reasons.ts';
import { excessOfReason } from '../../../src/text/standing.ts';
import { all, data, need, say } from '../../dom.ts';
import { ChildNote } from './child/note.ts';
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

  /** The reason that counts, from the document; empty if the question is to be answered. */
  reasonFor(id: string): string {
    return reasonFor(this.#doc, id);
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
    this.#parts.get(id)?.shared.show(reasonNow(this.#doc, id).words);
    this.#show(id);
  }

  /** Shows everything but the words, which the text area follows by itself. */
  #show(id: string): void {
    const part = this.#parts.get(id);
    if (part === undefined) return;
    const { ticked } = reasonNow(this.#doc, id);
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
