import type * as Y from 'yjs';
import { type Asking, type Asks, asksNow } from '../../src/domain/consultation/asking.ts';
import { chosenIn } from '../../src/text/chosen.ts';
import { all, data } from '../dom.ts';

/** The questions of the page that depend on others: says at each whether it is asked, while people choose there (QS17). */
export class Conditions {
  readonly #asked: ReadonlyMap<string, Asking>;
  /** The note at each question with a condition, by the question. */
  readonly #notes: ReadonlyMap<string, HTMLElement>;
  readonly #chosen: Y.Map<unknown>;

  constructor(page: HTMLElement, chosen: Y.Map<unknown>) {
    const sections = all(page, '[data-section]', HTMLElement);
    this.#chosen = chosen;
    this.#asked = new Map(sections.map((section) => [data(section, 'section'), askingOf(section)]));
    this.#notes = new Map(
      sections.flatMap((section) => {
        const note = noteIn(section);
        return note === null ? [] : [[data(section, 'section'), note] as const];
      }),
    );
  }

  /** The questions that depend on others. */
  get questions(): Iterable<string> {
    return this.#notes.keys();
  }

  /** Whether a section is asked under the options that are chosen now. */
  asks(id: string): Asks {
    const question = this.#asked.get(id);
    if (question?.dependsOn === undefined) return 'asked';
    return asksNow(question, [...this.#asked.values()], (on) => chosenIn(this.#chosen, on));
  }

  /** Shows the note at each question that is not asked. */
  show(): void {
    for (const [id, note] of this.#notes) note.hidden = this.asks(id) !== 'not-asked';
  }
}

function askingOf(section: HTMLElement): Asking {
  const note = noteIn(section);
  return {
    id: data(section, 'section'),
    number: '',
    options: all(section, '.cc-choice input', HTMLInputElement).map(({ value: id }) => ({ id, text: '' })),
    dependsOn: note === null ? undefined : { question: data(note, 'notAsked'), options: data(note, 'if').split(' ') },
  };
}

/** The note of a question with a condition that counts. */
function noteIn(section: HTMLElement): HTMLElement | null {
  const note = section.querySelector('[data-not-asked]');
  return note instanceof HTMLElement && data(note, 'notAsked') !== '' ? note : null;
}
