import type { Asked, Option, Question } from '../consultation.ts';
import { gist } from '../wording.ts';
import { type Words, WordWeights } from './likeness.ts';

/** A question of a new set with the one it continues, or the one it was split from; at most one of them is there. */
export interface Match {
  readonly was: Question | null;
  /** Another question of the new set continues this one. */
  readonly partOf: Question | null;
}

/** The match of each question of a new set; and for each earlier question that was merged into one of them, its place. */
export interface Matches {
  readonly each: readonly Match[];
  readonly merged: ReadonlyMap<string, number>;
}

/** Texts this alike are one question, reworded. */
const alike = 0.6;
/** Of two texts that are alike, a question goes rather to the one with its number. */
const numberKept = 0.05;
/** A question with so much of its text in another one stands in it. */
const mostly = 0.7;
/** A part of a question that was split, or merged, has so much of its own text there, … */
const half = 0.4;
/** … and brings so much of the whole text that no other part has. */
const worthwhile = 0.05;

/**
 * Finds for each question of a new set the question it continues, so that the answer stays with it: first by equal words,
 * then by the most similar words, then by words that stand whole in the other, last by an equal number where enough questions
 * kept theirs. No question is continued twice. `earlier` holds questions of older sets; only equal words bring one back.
 * Questions that are left over may be parts of one that was split, or may have been merged into one (QS11).
 */
export function matchQuestions(before: readonly Question[], earlier: readonly Question[], asked: readonly Asked[]): Matches {
  const weights = new WordWeights([...before, ...asked].map(({ text }) => text));
  const known = new Set(before.map((question) => question.id));
  const gone = new Map(earlier.filter((old) => !known.has(old.id)).map((old) => [old.id, old]));
  const matching = new Matching(weights, before, asked);
  matching.continueBy(({ text, number }) => JSON.stringify([gist(text), number.toLowerCase()]));
  matching.continueBy(({ text, part }) => JSON.stringify([gist(text), gist(part)]));
  matching.continueBy(({ text }) => gist(text));
  matching.continueLikest((was, one) => above(weights.likeness(was, one), alike));
  matching.continueLikest((was, one) => above(Math.max(weights.within(was, one), weights.within(one, was)), mostly));
  if (matching.areNumbersKept) matching.continueBy(({ number, kind }) => JSON.stringify([number.toLowerCase(), kind]));
  matching.continueGone([...gone.values()]);
  return matching.matches();
}

function above(score: number, least: number): number | null {
  return score >= least ? score : null;
}

interface Old {
  readonly question: Question;
  readonly words: Words;
}

interface New {
  readonly n: number;
  readonly asked: Asked;
  readonly words: Words;
}

/** A question of the new set beside the one it continues. */
interface Pair {
  readonly one: New;
  readonly was: Old;
}

/** The questions of a new set that have found the question they continue, and those of both sets that are still free. */
class Matching {
  readonly #weights: WordWeights;
  readonly #pairs: Pair[] = [];
  readonly #open: Set<New>;
  readonly #free: Set<Old>;

  constructor(weights: WordWeights, before: readonly Question[], asked: readonly Asked[]) {
    this.#weights = weights;
    this.#free = new Set(before.map((question) => ({ question, words: weights.wordsOf(question.text) })));
    this.#open = new Set(asked.map((one, n) => ({ n, asked: one, words: weights.wordsOf(one.text) })));
  }

  /** True unless most questions that were found again have another number now. */
  get areNumbersKept(): boolean {
    return 3 * this.#pairs.filter(({ one, was }) => sameNumber(was.question, one.asked)).length >= this.#pairs.length;
  }

  /** Lets each open question continue the first free one with its key. */
  continueBy(keyOf: (one: Pick<Asked, 'number' | 'text' | 'part' | 'kind'>) => string): void {
    const free = Map.groupBy(this.#free, ({ question }) => keyOf(question));
    for (const one of this.#open) {
      const was = free.get(keyOf(one.asked))?.shift();
      if (was !== undefined) this.#take({ one, was });
    }
  }

  /** Lets open questions continue free ones, the pair with the highest score first; null is no pair. */
  continueLikest(score: (was: Words, one: Words) => number | null): void {
    const found: (Pair & { readonly score: number })[] = [];
    for (const one of this.#open) {
      for (const was of this.#free) {
        const points = score(was.words, one.words);
        if (points !== null) found.push({ one, was, score: points + (sameNumber(was.question, one.asked) ? numberKept : 0) });
      }
    }
    found.sort((a, b) => b.score - a.score);
    for (const { one, was } of found) if (this.#open.has(one) && this.#free.has(was)) this.#take({ one, was });
  }

  /** Lets open questions continue those of older sets that have their words. */
  continueGone(gone: readonly Question[]): void {
    const left = Map.groupBy(gone, ({ text }) => gist(text));
    for (const one of this.#open) {
      const question = left.get(gist(one.asked.text))?.shift();
      if (question !== undefined) this.#take({ one, was: { question, words: one.words } });
    }
  }

  /** The pairs, with the open questions that were split from one, and the free ones that were merged into one. */
  matches(): Matches {
    const reworded = this.#pairs.filter(({ one, was }) => !sameWords(was.question, one.asked));
    const was = new Map(this.#pairs.map((pair) => [pair.one.n, pair.was.question]));
    const partOf = new Map([...this.#open].map(({ n, words }) => [n, this.#splitFrom(words, reworded)]));
    const merged = [...this.#free].flatMap(({ question, words }): [string, number][] => {
      const into = this.#likest(reworded, (pair) => this.#brings(words, pair.was.words, pair.one.words));
      return into === null ? [] : [[question.id, into.one.n]];
    });
    const places = [...was.keys(), ...partOf.keys()].toSorted((a, b) => a - b);
    return { each: places.map((n) => ({ was: was.get(n) ?? null, partOf: partOf.get(n) ?? null })), merged: new Map(merged) };
  }

  #splitFrom(words: Words, reworded: readonly Pair[]): Question | null {
    return this.#likest(reworded, (pair) => this.#brings(words, pair.one.words, pair.was.words))?.was.question ?? null;
  }

  /** How much of a whole text a part brings that the rest does not have; 0 where it is no part of it. */
  #brings(part: Words, rest: Words, whole: Words): number {
    const brought = this.#weights.addedBy(part, rest, whole);
    return brought >= worthwhile && this.#weights.within(part, whole) >= half ? brought : 0;
  }

  #likest(pairs: readonly Pair[], score: (pair: Pair) => number): Pair | null {
    const scored = pairs.map((pair) => ({ pair, score: score(pair) })).filter((one) => one.score > 0);
    return scored.toSorted((a, b) => b.score - a.score)[0]?.pair ?? null;
  }

  #take(pair: Pair): void {
    this.#pairs.push(pair);
    this.#open.delete(pair.one);
    this.#free.delete(pair.was);
  }
}

/** True where two texts have equal words. Case and punctuation do not count. */
export function sameWords(was: Pick<Question, 'text'>, asked: Pick<Asked, 'text'>): boolean {
  return gist(was.text) === gist(asked.text);
}

/** True where two questions have equal printed numbers. Case does not count. */
export function sameNumber(was: Pick<Question, 'number'>, asked: Pick<Asked, 'number'>): boolean {
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
