import type * as Y from 'yjs';
import { entryOf, wasWrittenBeside } from './yjs/map-entries.ts';

/** The options that a writer chose last, before anybody else's choice was seen. */
interface Own {
  readonly entry: Y.ID;
  /** The options before the writer's first change. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/**
 * The writer's own choices among several options. Of two choices made at once, a document keeps one. The page whose choice was
 * displaced puts both together, so that no tick is lost and no untick is undone (QS7).
 */
export class OwnChoices {
  readonly #chosen: Y.Map<unknown>;
  readonly #own = new Map<string, Own>();

  constructor(chosen: Y.Map<unknown>) {
    this.#chosen = chosen;
  }

  /** Sets the options of a question; none takes the entry out. */
  set(question: string, options: readonly string[]): void {
    if (options.length === 0) {
      this.#own.delete(question);
      this.#chosen.delete(question);
      return;
    }
    const before = this.#own.get(question)?.before ?? chosenIn(this.#chosen, question);
    this.#chosen.set(question, [...options]);
    const entry = entryOf(this.#chosen, question);
    if (entry !== null) this.#own.set(question, { entry, before, after: options });
  }

  /**
   * Call this after somebody else changed the options of a question. Answers the options to choose if the writer's own choice was
   * displaced; null if the other writer had seen that choice, or if no option is missing.
   */
  missing(question: string): readonly string[] | null {
    const own = this.#own.get(question);
    if (own === undefined) return null;
    this.#own.delete(question);
    if (!wasWrittenBeside(this.#chosen, question, own.entry)) return null;
    const theirs = chosenIn(this.#chosen, question);
    const kept = theirs.filter((option) => own.after.includes(option) || !own.before.includes(option));
    const both = [...kept, ...own.after.filter((option) => !own.before.includes(option) && !kept.includes(option))];
    return both.length === theirs.length && both.every((option) => theirs.includes(option)) ? null : both;
  }
}

/** The ids of the options that a document holds as chosen. */
export function chosenIn(chosen: Y.Map<unknown>, question: string): readonly string[] {
  const value = chosen.get(question);
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
