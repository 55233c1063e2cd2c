import type * as Y from 'yjs';
import { OwnChoices, chosenIn } from '../../../src/text/chosen.ts';
import { noMoreChoices } from '../../../src/text/standing.ts';
import { all, data, make, need, numberIn } from '../../dom.ts';

/** The marks of an option that differs from the locked text. */
const [tooLate, stillIn] = ['Too late, not in the locked text', 'Still in the locked text'];

/** Binds the closed options of every question to the shared document, with a button that clears the choice. */
export class Choices {
  readonly #chosen: Y.Map<unknown>;
  readonly #own: OwnChoices;
  readonly #fields: ReadonlyMap<string, HTMLFieldSetElement>;
  readonly #announce: (message: string) => void;
  /** The options chosen in the locked text, for questions whose late choice is marked. */
  readonly #locked = new Map<string, readonly string[]>();

  constructor(page: HTMLElement, chosen: Y.Map<unknown>, announce: (message: string) => void) {
    this.#chosen = chosen;
    this.#own = new OwnChoices(chosen);
    this.#announce = announce;
    this.#fields = new Map(all(page, 'fieldset[data-choice]', HTMLFieldSetElement).map((field) => [data(field, 'choice'), field]));
    for (const [id, field] of this.#fields) this.#listen(id, field);
    chosen.observe((event, transaction) => {
      for (const id of event.keysChanged) {
        if (typeof id !== 'string') continue;
        this.#show(id);
        if (!transaction.local) this.#bringTogether(id);
      }
    });
  }

  /** Enables or disables the options, and shows the choices that the document holds. */
  allow(may: 'write' | 'read'): void {
    for (const [id, field] of this.#fields) {
      field.disabled = may === 'read';
      this.#show(id);
    }
  }

  /** The ids of the chosen options of a question: from the document, or from the locked text once a late choice is marked. */
  chosenFor(id: string): readonly string[] {
    return this.#locked.get(id) ?? chosenIn(this.#chosen, id);
  }

  /** Shows the choice of the locked text, and marks the options that were chosen or taken out too late (ED28). */
  markLate(id: string, locked: HTMLElement): void {
    const field = this.#fields.get(id);
    if (field === undefined) return;
    const late = chosenIn(this.#chosen, id);
    const before = all(locked, '[data-choice] input:checked', HTMLInputElement).map(({ value }) => value);
    this.#locked.set(id, before);
    for (const input of all(field, 'input', HTMLInputElement)) {
      const [isLate, isLocked] = [late.includes(input.value), before.includes(input.value)];
      if (isLate !== isLocked) input.labels?.[0]?.append(make('span', 'cc-late-mark', isLate ? tooLate : stillIn));
    }
    this.#show(id);
  }

  #listen(id: string, field: HTMLFieldSetElement): void {
    field.addEventListener('change', () => {
      const picked = all(field, 'input', HTMLInputElement).filter((input) => input.checked);
      const most = numberIn(field, 'most') ?? picked.length;
      // Two people at once may have chosen more; then options can still be taken out.
      if (picked.length > most && picked.length > this.chosenFor(id).length) this.#refuse(id, most);
      else
        this.#set(
          id,
          picked.map((input) => input.value),
        );
    });
    field.querySelector('[data-clear]')?.addEventListener('click', () => {
      this.#set(id, []);
      field.querySelector('input')?.focus();
    });
  }

  /** Takes the last tick back, and says why (QS6). */
  #refuse(id: string, most: number): void {
    this.#show(id);
    this.#note(id, noMoreChoices(most));
  }

  #set(id: string, options: readonly string[]): void {
    this.#own.set(id, options);
    this.#show(id);
    this.#note(id, '');
  }

  /** Puts the person's ticks back beside those that somebody else made at the same moment (QS7). */
  #bringTogether(id: string): void {
    const several = this.#fields.get(id)?.querySelector('input[type="checkbox"]') != null;
    const both = this.#own.missing(id);
    if (both === null || !several) return;
    // An observer may not write: the transaction that it observes is still open.
    queueMicrotask(() => {
      this.#own.set(id, both);
      this.#show(id);
      this.#note(id, 'Somebody else chose here at the same moment. All that you both chose is ticked.');
    });
  }

  #note(id: string, message: string): void {
    const field = this.#fields.get(id);
    if (field === undefined) return;
    const note = need(field, '[data-choice-note]', HTMLElement);
    note.hidden = message === '';
    note.textContent = message;
    if (message !== '') this.#announce(message);
  }

  #show(id: string): void {
    const field = this.#fields.get(id);
    if (field === undefined) return;
    const chosen = this.chosenFor(id);
    for (const input of all(field, 'input', HTMLInputElement)) input.checked = chosen.includes(input.value);
    for (const clear of all(field, '[data-clear]', HTMLElement)) clear.hidden = chosen.length === 0 || field.disabled;
  }
}
