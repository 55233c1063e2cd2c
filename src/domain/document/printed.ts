/** The first and the last of neighbouring code points. */
export type Range = readonly [first: number, last: number];

/** The code points that a set of fonts draws. */
export interface Coverage {
  has(point: number): boolean;
}

/** A table of the code points in any of the ranges, which may overlap and need no order. */
export function coverageOf(ranges: readonly Range[]): Coverage {
  const merged = mergedRanges(ranges);
  return {
    has(point) {
      let [low, high] = [0, merged.length];
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((merged[middle]?.[1] ?? 0) < point) low = middle + 1;
        else high = middle;
      }
      return point >= (merged[low]?.[0] ?? Infinity);
    },
  };
}

function mergedRanges(ranges: readonly Range[]): Range[] {
  const merged: Range[] = [];
  for (const [first, last] of ranges.toSorted(([a], [b]) => a - b)) {
    const before = merged.at(-1);
    if (before === undefined || first > before[1] + 1) merged.push([first, last]);
    else merged[merged.length - 1] = [before[0], Math.max(before[1], last)];
  }
  return merged;
}

const joiner = /[\u200c\u200d]/;
const undrawn = /\p{Default_Ignorable_Code_Point}/u;

/**
 * A character as documents print it: itself where a font draws it, a space for another white space, and its number in
 * brackets where no font draws it, as in `[U+16A0]`. A character that draws nothing is left out, but a joiner stays: it
 * shapes its neighbours (SO40).
 */
export function printedAs(character: string, coverage: Coverage): string {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x7f || joiner.test(character)) return character;
  if (undrawn.test(character)) return '';
  if (/[\u2028\u2029]/.test(character)) return ' ';
  if (coverage.has(point)) return character;
  return /\s/u.test(character) ? ' ' : `[${codePoint(character)}]`;
}

/** The characters of a text that no font draws, in the order of their first places, each once. Lone surrogates are among them. */
export function notDrawn(text: string, coverage: Coverage): string[] {
  return [...new Set(text)].filter((character) => printedAs(character, coverage).startsWith('[') && character !== '[');
}

/** The number of a character: `U+16A0`. */
export function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
