import { gist } from '../wording.ts';

/** The words of a text, each once, and the weight of them all. */
export interface Words {
  readonly words: ReadonlySet<string>;
  readonly weight: number;
}

/** Compares texts by their words. A word that few of the given texts have counts more than one that many have. */
export class WordWeights {
  readonly #weights = new Map<string, number>();

  constructor(texts: readonly string[]) {
    const counts = new Map<string, number>();
    const all = new Set(texts.map((text) => gist(text)));
    for (const text of all) for (const word of stemsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
    for (const [word, count] of counts) this.#weights.set(word, Math.log(1 + all.size / count));
  }

  /** The words of a text, without endings that English adds to a word: `homes` is `home`. */
  wordsOf(text: string): Words {
    const words = stemsOf(gist(text));
    let weight = 0;
    for (const word of words) weight += this.#weightOf(word);
    return { words, weight };
  }

  /** How alike two texts are, from 0 (no word shared) to 1 (all words shared). */
  likeness(a: Words, b: Words): number {
    return (2 * this.#shared(a, b)) / (a.weight + b.weight);
  }

  /** How much of a text stands in another, from 0 to 1. */
  within(part: Words, whole: Words): number {
    return this.#shared(part, whole) / part.weight;
  }

  /** How much of a whole stands in a part and not in the rest, from 0 to 1. */
  addedBy(part: Words, rest: Words, whole: Words): number {
    return this.#shared(part, whole, rest) / whole.weight;
  }

  /** The weight of the words that two texts share, and a third one lacks. */
  #shared(a: Words, b: Words, without: Words = none): number {
    const [few, many] = a.words.size < b.words.size ? [a, b] : [b, a];
    let weight = 0;
    for (const word of few.words) if (many.words.has(word) && !without.words.has(word)) weight += this.#weightOf(word);
    return weight;
  }

  #weightOf(word: string): number {
    return this.#weights.get(word) ?? 1;
  }
}

const none: Words = { words: new Set(), weight: 0 };

function stemsOf(text: string): ReadonlySet<string> {
  return new Set(text.split(' ').map((word) => (word.length > 4 ? word.replace(/(?:ies|(?<=[^s])s|ed|ing)$/u, '') : word)));
}
