import type { ChildSign } from '../domain/privacy/child-sign.ts';
import { listed } from './english.ts';

const kinds: Readonly<Record<ChildSign['kind'], string>> = {
  'birth-date': 'a date of birth',
  'pupil-number': 'a pupil number',
  'nhs-number': 'an NHS number',
  'name-near-age': 'a name near an age',
  'small-count': 'a count of 1 to 4',
};

/** The most signs, and the most characters of each, that a sentence quotes. */
const mostQuoted = 5;
const longestQuote = 60;

/** Quotes signs of a child with their kinds: “Ella Brown, 9” (a name near an age) and “DOB 12/03/2015” (a date of birth) (PR2). */
export function quoted(signs: readonly ChildSign[]): string {
  const some = signs.slice(0, mostQuoted).map(({ found, kind }) => `“${shortened(found)}” (${kinds[kind]})`);
  const more = signs.length - some.length;
  return listed(more > 0 ? [...some, `${more} more`] : some);
}

function shortened(found: string): string {
  const one = found.replace(/\s+/gu, ' ');
  return one.length > longestQuote ? `${one.slice(0, longestQuote - 1).trimEnd()}…` : one;
}
