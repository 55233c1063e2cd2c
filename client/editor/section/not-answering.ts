import type * as Y from 'yjs';
import { longestReason } from '../../../src/text/read.ts';
import { all, data, need } from '../../dom.ts';

interface Part {
  readonly root: HTMLElement;
  readonly box: HTMLInputElement;
  readonly why: HTMLElement;
  readonly reason: HTMLTextAreaElement;
}

/** Binds "We are not answering this question" and its printed reason to the shared document. It counts once there is a reason. */
export class NotAnswering {
  readonly #reasons: Y.Map<unknown>;
  readonly #parts = new Map<string, Part>();

  constructor(page: HTMLElement, reasons: Y.Map<unknown>) {
    this.#reasons = reasons;
    for (const root of all(page, '[data-not-answering]', HTMLElement)) {
      const part = {
        root,
        box: need(root, 'input', HTMLInputElement),
        why: need(root, '[data-why]', HTMLElement),
        reason: need(root, 'textarea', HTMLTextAreaElement),
      };
      part.reason.maxLength = longestReason;
      this.#parts.set(data(root, 'notAnswering'), part);
    }
    for (const [id, part] of this.#parts) this.#listen(id, part);
    reasons.observe((event) => {
      for (const id of event.keysChanged) if (typeof id === 'string') this.#show(id);
    });
  }

  /** Enables or disables the fields, and shows the reasons that the document holds. */
  allow(may: 'write' | 'read'): void {
    for (const [id, { box, reason }] of this.#parts) {
      box.disabled = may === 'read';
      reason.readOnly = may === 'read';
      this.#show(id);
    }
  }

  /** The reason from the document; empty if the question is to be answered. */
  reasonFor(id: string): string {
    const value = this.#reasons.get(id);
    return typeof value === 'string' ? value.trim() : '';
  }

  #listen(id: string, { box, why, reason }: Part): void {
    box.addEventListener('change', () => {
      why.hidden = !box.checked;
      if (box.checked) reason.focus();
      this.#store(id, box.checked ? reason.value : '');
    });
    reason.addEventListener('input', () => {
      this.#store(id, reason.value);
    });
  }

  #store(id: string, reason: string): void {
    if (reason.trim() !== '') this.#reasons.set(id, reason);
    else if (this.#reasons.has(id)) this.#reasons.delete(id);
  }

  #show(id: string): void {
    const part = this.#parts.get(id);
    if (part === undefined) return;
    const stored = this.#reasons.get(id);
    const reason = typeof stored === 'string' ? stored : '';
    // The person has ticked the box and not typed a reason yet: nothing is stored, and the field stays open.
    const beginning = reason === '' && document.activeElement === part.reason && part.reason.value.trim() === '';
    if (beginning) return;
    part.box.checked = reason !== '';
    part.root.classList.toggle('cc-not--on', reason !== '');
    part.why.hidden = reason === '';
    if (part.reason.value !== reason) part.reason.value = reason;
  }
}
