/** How many options an answer to a question may have: each limit is absent where the department sets none. */
export interface ChoiceLimits {
  readonly minChoices?: number | undefined;
  readonly maxChoices?: number | undefined;
}

/** `Choose up to three`, `Choose exactly two`, `Choose two to four`, `Choose at least two`; empty where there is no limit (QS5). */
export function choiceWords({ minChoices: least, maxChoices: most }: ChoiceLimits): string {
  if (least === undefined && most === undefined) return '';
  if (least === most) return `Choose exactly ${inWords(Number(most))}`;
  if (most === undefined) return `Choose at least ${inWords(Number(least))}`;
  return least === undefined || least === 1 ? `Choose up to ${inWords(most)}` : `Choose ${inWords(least)} to ${inWords(most)}`;
}

/** A count as prose writes it: `three`, `12`. */
export function inWords(count: number): string {
  return numbers[count] ?? String(count);
}

/** The number of a word such as `three`; null where it is none of them. */
export function fromWords(word: string): number | null {
  const place = numbers.indexOf(word.toLowerCase());
  return place === -1 ? null : place;
}

const numbers: readonly string[] = ['none', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
