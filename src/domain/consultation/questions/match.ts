import type { Asked, Option, Question } from '../consultation.ts';
import { gist, likeness } from '../wording.ts';

/** How a question of a new set relates to the question it continues. */
export type Continues = 'same' | 'renumbered' | 'reworded' | 'new';

/** A question of a new set with the one it continues; null where it is new. */
export interface Pairing {
  readonly asked: Asked;
  readonly was: Question | null;
  readonly how: Continues;
}

const alike = 0.6;

/**
 * Finds for each question of a new set the question it continues, so that the answer stays with it: first by equal words,
 * then by the most similar words, last by an equal number. No question is continued twice. `earlier` holds questions of older
 * sets; only equal words bring one back.
 */
export function pairQuestions(before: readonly Question[], earlier: readonly Question[], asked: readonly Asked[]): readonly Pairing[] {
  const pairs = new Pairs(before, asked);
  pairs.continueEach((was, one) => sameWords(was, one) && sameNumber(was, one));
  pairs.continueEach(sameWords);
  pairs.continueLikest();
  pairs.continueEach(sameNumber);
  const known = new Set(before.map((question) => question.id));
  const gone = new Map(earlier.filter((old) => !known.has(old.id)).map((old) => [old.id, old]));
  pairs.continueEach(sameWords, gone);
  return asked.map((one, n) => pairing(one, pairs.of(n)));
}

/** The questions of a new set that have found the question they continue, and the questions that are still free. */
class Pairs {
  readonly #asked: readonly Asked[];
  readonly #taken = new Map<number, Question>();
  readonly #free: Map<string, Question>;

  constructor(before: readonly Question[], asked: readonly Asked[]) {
    this.#asked = asked;
    this.#free = new Map(before.map((question) => [question.id, question]));
  }

  /** The question that the nth of the new set continues; null while there is none. */
  of(n: number): Question | null {
    return this.#taken.get(n) ?? null;
  }

  /** Lets each open question continue the first free one that it matches. */
  continueEach(matches: (was: Question, one: Asked) => boolean, free: Map<string, Question> = this.#free): void {
    for (const [n, one] of this.#open()) {
      const was = [...free.values()].find((each) => matches(each, one));
      if (was !== undefined) this.#take(n, was, free);
    }
  }

  /** Lets open questions continue the free ones with the most similar words, the most similar pair first. */
  continueLikest(): void {
    const found: Likeness[] = [];
    for (const [n, one] of this.#open()) {
      for (const was of this.#free.values()) {
        const score = likeness(was.text, one.text);
        if (score >= alike) found.push({ n, was, score });
      }
    }
    found.sort((a, b) => b.score - a.score);
    for (const { n, was } of found) if (!this.#taken.has(n) && this.#free.has(was.id)) this.#take(n, was, this.#free);
  }

  #open(): readonly (readonly [number, Asked])[] {
    return [...this.#asked.entries()].filter(([n]) => !this.#taken.has(n));
  }

  #take(n: number, question: Question, free: Map<string, Question>): void {
    this.#taken.set(n, question);
    free.delete(question.id);
  }
}

interface Likeness {
  readonly n: number;
  readonly was: Question;
  readonly score: number;
}

function pairing(asked: Asked, was: Question | null): Pairing {
  if (was === null) return { asked, was, how: 'new' };
  if (!sameWords(was, asked)) return { asked, was, how: 'reworded' };
  return { asked, was, how: sameNumber(was, asked) ? 'same' : 'renumbered' };
}

function sameWords(was: Question, asked: Asked): boolean {
  return gist(was.text) === gist(asked.text);
}

function sameNumber(was: Question, asked: Asked): boolean {
  return was.number.toLowerCase() === asked.number.toLowerCase();
}

/**
 * The options of a question with their ids. An option with unchanged words keeps its id. Any other gets an id that no option of
 * this question has had, so that a tick never comes to mean something else.
 */
export function pairOptions(had: readonly Option[], texts: readonly string[]): readonly Option[] {
  const kept = new Map(had.map((option) => [gist(option.text), option.id]));
  let last = Math.max(0, ...had.map((option) => Number(/^o(\d+)$/.exec(option.id)?.[1] ?? 0)));
  return texts.map((text) => ({ id: kept.get(gist(text)) ?? `o${(last += 1)}`, text }));
}
