import type * as Y from 'yjs';
import { all, data } from '../../dom.ts';

/** Binds the closed options of every question to the shared document, with a button that clears the choice. */
export class Choices {
  readonly #chosen: Y.Map<unknown>;
  readonly #fields: ReadonlyMap<string, HTMLFieldSetElement>;

  constructor(page: HTMLElement, chosen: Y.Map<unknown>) {
    this.#chosen = chosen;
    this.#fields = new Map(all(page, 'fieldset[data-choice]', HTMLFieldSetElement).map((field) => [data(field, 'choice'), field]));
    for (const [id, field] of this.#fields) this.#listen(id, field);
    chosen.observe((event) => {
      for (const id of event.keysChanged) if (typeof id === 'string') this.#show(id);
    });
  }

  /** Enables or disables the options, and shows the choices that the document holds. */
  allow(may: 'write' | 'read'): void {
    for (const [id, field] of this.#fields) {
      field.disabled = may === 'read';
      this.#show(id);
    }
  }

  /** The ids of the chosen options of a question, from the document. */
  chosenFor(id: string): readonly string[] {
    const value = this.#chosen.get(id);
    return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
  }

  #listen(id: string, field: HTMLFieldSetElement): void {
    field.addEventListener('change', () => {
      const picked = all(field, 'input', HTMLInputElement).filter((input) => input.checked);
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

  #set(id: string, options: string[]): void {
    if (options.length === 0) this.#chosen.delete(id);
    else this.#chosen.set(id, options);
    this.#show(id);
  }

  #show(id: string): void {
    const field = this.#fields.get(id);
    if (field === undefined) return;
    const chosen = this.chosenFor(id);
    for (const input of all(field, 'input', HTMLInputElement)) input.checked = chosen.includes(input.value);
    for (const clear of all(field, '[data-clear]', HTMLElement)) clear.hidden = chosen.length === 0 || field.disabled;
  }
}
