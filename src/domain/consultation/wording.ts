import { withoutInvisible } from '../typed/unseen.ts';

/**
 * Cleans a text for keeping: whole characters in normal form C, lines ended by LF, without characters that nobody sees: no controls
 * (they break the files made of the text), no directional marks (they make it read as another text), no zero-width characters
 * (SF1). Right-to-left letters stay, and so do the joiners that they need.
 */
export function cleanText(typed: string): string {
  return withoutInvisible(typed.toWellFormed().replace(/\r\n?|[\u0085\u2028\u2029]/gu, '\n'))
    .normalize('NFC')
    .trim();
}

/** Cleans a text and puts it on one line: every run of white space becomes one space. */
export function cleanLine(typed: string): string {
  return cleanText(typed)
    .replace(/[\s\u2800]+/gu, ' ')
    .trim();
}

/** A text on one line of at most so many characters: where it is longer, its first whole words and an ellipsis. */
export function cutAtWord(text: string, most: number): string {
  const line = text.replace(/\s+/gu, ' ');
  if (line.length <= most) return line;
  const space = line.lastIndexOf(' ', most - 1);
  // A first word that is too long is cut in itself, but never within a character.
  const head = space > 0 ? line.slice(0, space) : line.slice(0, most - 1).replace(/[\ud800-\udbff]$/u, '');
  return `${head.replace(/[\s,;:–—(-]+$/u, '')}…`;
}

/** A wording without case, white space and punctuation, for comparing. */
export function gist(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\s.,;:!?'"“”‘’()–—-]+/gu, ' ')
    .trim();
}

/** How alike two texts are by their words, from 0 (none shared) to 1 (all shared). */
export function likeness(a: string, b: string): number {
  const [left, right] = [wordsOf(a), wordsOf(b)];
  const shared = [...left].filter((word) => right.has(word)).length;
  return (2 * shared) / (left.size + right.size);
}

/** A text with the number of its words, and of those that it shares with the text it is compared with. */
interface Counted {
  readonly words: number;
  shared: number;
}

/** Texts with which many others are compared, each in a time that grows with the words they share. */
export class Likenesses {
  readonly #texts: readonly Counted[];
  /** For each word, the texts that have it. */
  readonly #having = new Map<string, Counted[]>();

  constructor(texts: readonly string[]) {
    this.#texts = texts.map((text) => {
      const words = wordsOf(text);
      const counted = { words: words.size, shared: 0 };
      for (const word of words) {
        const having = this.#having.get(word);
        if (having === undefined) this.#having.set(word, [counted]);
        else having.push(counted);
      }
      return counted;
    });
  }

  /** How alike each text is to another one, in their order; see {@link likeness}. */
  to(text: string): readonly number[] {
    const words = wordsOf(text);
    for (const each of this.#texts) each.shared = 0;
    for (const word of words) for (const each of this.#having.get(word) ?? []) each.shared += 1;
    return this.#texts.map((each) => (2 * each.shared) / (each.words + words.size));
  }
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(gist(text).split(' '));
}
