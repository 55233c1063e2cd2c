import { codePoint, numberOf } from '../typed/read.ts';

/** A range of code points: its first and its last. */
export type Range = readonly [first: number, last: number];

/** The code points that a set of fonts draws. */
export interface Coverage {
  has(point: number): boolean;
}

/** The code points of the ranges, as one set. */
export function coverageOf(ranges: readonly Range[]): Coverage {
  return { has: (point) => ranges.some(([first, last]) => point >= first && point <= last) };
}

const joiner = /[\u200c\u200d]/;
const undrawn = /\p{Default_Ignorable_Code_Point}/u;

/**
 * A character as documents print it. A character without a font is printed as its number: `[U+16A0]`. White space without a
 * font is printed as a space. An invisible character is left out; a joiner stays, because it shapes its neighbours (SO40).
 */
export function printedAs(character: string, coverage: Coverage): string {
  const point = numberOf(character);
  if (point < 0x7f || joiner.test(character)) return character;
  if (undrawn.test(character)) return '';
  if (/[\u2028\u2029]/.test(character)) return ' ';
  if (coverage.has(point)) return character;
  return /\s/u.test(character) ? ' ' : `[${codePoint(character)}]`;
}

/** The characters of a text that no font draws, lone surrogates included. Each stands once, in the order of the text. */
export function notDrawn(text: string, coverage: Coverage): string[] {
  return [...new Set(text)].filter((character) => printedAs(character, coverage).startsWith('[') && character !== '[');
}
