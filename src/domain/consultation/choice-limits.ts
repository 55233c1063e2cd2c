/** The fewest and the most options that an answer may choose. A limit is absent where the department sets none. */
export interface ChoiceLimits {
  readonly minChoices?: number | undefined;
  readonly maxChoices?: number | undefined;
}

/** `Choose up to three`; empty where there is no limit (QS5). */
export function choiceWords(limits: ChoiceLimits): string {
  const range = choiceRange(limits);
  return range === '' ? '' : `Choose ${range}`;
}

/** `up to three`, `exactly two`, `two to four`, `at least two`; empty where there is no limit (QS5). */
export function choiceRange({ minChoices: least, maxChoices: most }: ChoiceLimits): string {
  if (least === undefined && most === undefined) return '';
  if (least === most) return `exactly ${inWords(Number(most))}`;
  if (most === undefined) return `at least ${inWords(Number(least))}`;
  return least === undefined || least === 1 ? `up to ${inWords(most)}` : `${inWords(least)} to ${inWords(most)}`;
}

/** A count as prose writes it: `three`, `12`. */
export function inWords(count: number): string {
  return numbers[count] ?? String(count);
}

/** The number that a word such as `three` means; null for any other word. */
export function fromWords(word: string): number | null {
  const place = numbers.indexOf(word.toLowerCase());
  return place === -1 ? null : place;
}

const numbers: readonly string[] = ['none', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
