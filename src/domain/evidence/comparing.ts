/** A place at which a box and its evidence say different things. One of the two may be empty, never both. */
export interface Difference {
  readonly box: string;
  readonly evidence: string;
}

/** A part of a text, in UTF-16 code units. */
export interface Passage {
  readonly from: number;
  readonly to: number;
}

/** The words of a box beside those of its evidence. */
export interface Comparison {
  /** True if the box holds a run of the evidence’s words. */
  readonly quotes: boolean;
  /** The places at which the two differ, in the order of the box. Words of the evidence that stand before or after are left out. */
  readonly differences: readonly Difference[];
  /** The passages of the box that the evidence does not say, each with the number of its words. */
  readonly added: readonly (Passage & { readonly words: number })[];
}

interface Word extends Passage {
  readonly key: string;
  /** True if a sentence or a line ends right before it. */
  readonly opens: boolean;
}

/** A text whose words are found by their runs: made once for a piece of evidence, and read for each box that quotes it. */
export interface Indexed {
  readonly text: string;
  readonly words: readonly Word[];
  /** The first place of each run of one, two and three words. */
  readonly places: readonly ReadonlyMap<string, number>[];
}

/** A run of neighbouring words that stands in both texts: its first and last word, by number, in each. */
interface Shared extends Pick<Word, 'opens'> {
  readonly first: number;
  readonly last: number;
  readonly evidenceFirst: number;
  readonly evidenceLast: number;
}

/** The number of neighbouring words by which a passage is told to be from a text. Fewer words stand in most texts by chance. */
const runLength = 3;

/** Finds the words of evidence and the places of their runs. */
export function indexed(text: string): Indexed {
  const words = wordsOf(text);
  const lengths = Array.from({ length: runLength }, (_, n) => n + 1);
  return { text, words, places: lengths.map((length) => placesOf(words, length)) };
}

function placesOf(words: readonly Word[], length: number): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (let n = words.length - length; n >= 0; n -= 1) places.set(keyOf(words, n, length), n);
  return places;
}

/**
 * Compares the words of a box with those of its evidence. Case, punctuation and line ends do not count. Whole sentences that the
 * box leaves out are no difference; words left out within a sentence are one.
 */
export function compareWithEvidence(box: string, { text: evidence, words: there, places }: Indexed): Comparison {
  const here = wordsOf(box);
  const length = Math.min(runLength, here.length, there.length);
  const shared = sharedRuns(here, length, places[length - 1]);
  const differences: Difference[] = [];
  const added: (Passage & { readonly words: number })[] = [];
  for (let n = 0; n <= shared.length; n += 1) {
    const [before, after] = [shared[n - 1], shared[n]];
    const own = here.slice(before === undefined ? 0 : before.last + 1, after?.first ?? here.length);
    const missing = before === undefined || after === undefined ? [] : there.slice(before.evidenceLast + 1, after.evidenceFirst);
    const passage = around(own);
    if (passage !== null) {
      added.push({ ...passage, words: own.length });
      differences.push({ box: box.slice(passage.from, passage.to), evidence: textOf(evidence, missing) });
    } else if (missing.length > 0 && after?.opens === false) {
      differences.push({ box: '', evidence: textOf(evidence, missing) });
    }
  }
  return { quotes: shared.length > 0, differences, added };
}

/** The runs of a box that stand in its evidence, by the places of runs of one length. */
function sharedRuns(here: readonly Word[], length: number, places: ReadonlyMap<string, number> | undefined): readonly Shared[] {
  if (places === undefined) return [];
  const runs: Shared[] = [];
  for (let n = 0; n + length <= here.length; n += 1) {
    const place = places.get(keyOf(here, n, length));
    if (place === undefined) continue;
    const last = runs.at(-1);
    const evidenceLast = place + length - 1;
    // Windows that overlap, or touch and go on at the next word of the evidence, are one run.
    const goesOn = last !== undefined && (n <= last.last || (n === last.last + 1 && place === last.evidenceLast + 1));
    if (goesOn) runs[runs.length - 1] = { ...last, last: n + length - 1, evidenceLast };
    else runs.push({ first: n, last: n + length - 1, evidenceFirst: place, evidenceLast, opens: here[n]?.opens === true });
  }
  return runs;
}

function keyOf(words: readonly Word[], from: number, length: number): string {
  return words
    .slice(from, from + length)
    .map(({ key }) => key)
    .join(' ');
}

function wordsOf(text: string): readonly Word[] {
  let end = 0;
  return Array.from(text.matchAll(/[\p{L}\p{N}\p{M}]+/gu), ({ 0: word, index: from }) => {
    const opens = /[.!?…|\n]/u.test(text.slice(end, from));
    end = from + word.length;
    return { key: word.normalize('NFKC').toLowerCase(), from, to: end, opens };
  });
}

/** The lines of a text but those that hold no other words than some given ones. */
export function withoutLinesOf(text: string, words: string): string {
  const given = new Set(wordsOf(words).map(({ key }) => key));
  return text
    .split('\n')
    .filter((line) => !wordsOf(line).every(({ key }) => given.has(key)))
    .join('\n');
}

function around(words: readonly Word[]): Passage | null {
  const [first, last] = [words[0], words.at(-1)];
  return first === undefined || last === undefined ? null : { from: first.from, to: last.to };
}

function textOf(text: string, words: readonly Word[]): string {
  const passage = around(words);
  return passage === null ? '' : text.slice(passage.from, passage.to);
}
