import type { Mark } from '../../domain/consultation/section.ts';
import { marker } from './edits.ts';
import type { Line } from './line.ts';
import type { Runs } from './runs.ts';

/** Lines as code points, with a marker before each line that has one. */
export interface Symbols {
  readonly symbols: readonly number[];
  /** The marks of each symbol; those of one run are one list. A marker has the marks of its left neighbour. */
  readonly marks: readonly (readonly Mark[])[];
}

/** `first`: whether the first of these lines is the first of its text, which has no marker (TX1). */
export function symbolsOf(lines: readonly Line<Runs>[], first: 'marked' | 'unmarked'): Symbols {
  const symbols: number[] = [];
  const marks: (readonly Mark[])[] = [];
  lines.forEach(({ content }, index) => {
    if (index > 0 || first === 'marked') {
      symbols.push(marker);
      marks.push(marks.at(-1) ?? []);
    }
    for (const run of content) {
      for (const character of run.text) {
        symbols.push(character.codePointAt(0) ?? 0);
        marks.push(run.marks);
      }
    }
  });
  return { symbols, marks };
}

/** True for breaks and markers: their marks mean nothing. */
export function isMarkless(symbol: number): boolean {
  return symbol === marker || symbol === 0x0a;
}

/** The length of a part of the symbols in UTF-16 code units, a marker being one. */
export function unitsIn(symbols: readonly number[], from: number, to: number): number {
  let units = 0;
  for (let at = from; at < to; at += 1) units += unitsOf(symbols[at] ?? 0);
  return units;
}

/** The number of symbols before an offset in UTF-16 code units. */
export function symbolsBefore(symbols: readonly number[], units: number): number {
  let [at, left] = [0, units];
  while (left > 0 && at < symbols.length) {
    left -= unitsOf(symbols[at] ?? 0);
    at += 1;
  }
  return at;
}

function unitsOf(symbol: number): number {
  return symbol > 0xff_ff && symbol !== marker ? 2 : 1;
}

/** Code points as a string. */
export function stringOf(symbols: readonly number[]): string {
  let string = '';
  for (const symbol of symbols) string += String.fromCodePoint(symbol);
  return string;
}
