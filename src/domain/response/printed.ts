/** The first and the last of neighbouring code points. */
export type Range = readonly [first: number, last: number];

/** The code points that a set of fonts draws. */
export interface Coverage {
  has(point: number): boolean;
}

/** The code points in any of the ranges. */
export function coverageOf(ranges: readonly Range[]): Coverage {
  return { has: (point) => ranges.some(([first, last]) => point >= first && point <= last) };
}

const joiner = /[\u200c\u200d]/;
const undrawn = /\p{Default_Ignorable_Code_Point}/u;

/**
 * A character as documents print it: itself where a font draws it, a space for another white space, and its number in
 * brackets where no font draws it, as in `[U+16A0]`. A character that draws nothing is left out, but a joiner stays: it
 * shapes its neighbours (SO40).
 */
export function printedAs(character: string, coverage: Coverage): string {
  const point = numberOf(character);
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
  return `U+${numberOf(character).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** `codePointAt` answers `undefined` for an empty text alone, and no character is empty. */
function numberOf(character: string): number {
  return Number(character.codePointAt(0));
}
