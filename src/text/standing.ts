import type { Asks } from '../domain/consultation/asking.ts';
import { inWords } from '../domain/consultation/choice-limits.ts';
import type { AnswerState } from '../domain/progress/board.ts';
import type { Counts } from './counts.ts';
import { longestReason } from './reasons/reasons.ts';

/** The state of one section's answer, as its text alone shows it. */
export type Standing = Exclude<AnswerState, 'ready'>;

/** The size of an answer and its limits; null where there is no limit. */
export interface AnswerNow {
  readonly counts: Counts;
  readonly wordLimit: number | null;
  readonly characterLimit: number | null;
  readonly chosen: number;
  /** The most options that the department takes; null where it sets no limit (QS5). */
  readonly maxChoices: number | null;
  /** The reason for not answering; empty where none is given. */
  readonly notAnswered: string;
}

/** The order in which standings are listed. */
const order = ['drafting', 'over-limit', 'not-answering', 'not-started', 'not-asked'] as const satisfies readonly Standing[];

/**
 * The standing of an answer. Words or a chosen option come first, as in the document; then that the question is not asked (QS19);
 * then a reason for not answering.
 */
export function standingOf(answer: AnswerNow, asks: Asks = 'asked'): Standing {
  if (excessOf(answer) !== null) return 'over-limit';
  if (answer.counts.words > 0 || answer.chosen > 0) return 'drafting';
  if (asks === 'not-asked') return 'not-asked';
  return answer.notAnswered === '' ? 'not-started' : 'not-answering';
}

/** The excess over the limit, in the first unit that is exceeded: options, words, then characters; null within the limits. */
export function excessOf(answer: AnswerNow): { readonly title: string; readonly text: string } | null {
  const { counts, wordLimit, characterLimit, chosen, maxChoices } = answer;
  if (maxChoices !== null && chosen > maxChoices) return tooManyChoices(chosen, maxChoices);
  if (wordLimit !== null && counts.words > wordLimit) return excess(counts.words - wordLimit, wordLimit, 'word');
  if (characterLimit !== null && counts.characters > characterLimit) {
    return excess(counts.characters - characterLimit, characterLimit, 'character');
  }
  return null;
}

/** The excess of a reason for not answering over the longest that can be signed; null within it. */
export function excessOfReason(reason: string): { readonly title: string; readonly text: string } | null {
  const over = reason.length - longestReason;
  if (over <= 0) return null;
  return {
    title: `${countText(over, null, 'character')} too long`,
    text: `The text cannot go for sign-off until this reason is at ${countText(longestReason, null, 'character')} or fewer.`,
  };
}

/** `213 of 250 words`, `1,118 characters`. */
export function countText(count: number, limit: number | null, unit: 'word' | 'character'): string {
  const most = limit ?? count;
  return `${numberText(count)}${limit === null ? '' : ` of ${numberText(limit)}`} ${unit}${most === 1 ? '' : 's'}`;
}

/** `Up to 250 words and 2,000 characters`; empty where there is no limit. */
export function limitText(wordLimit: number | null, characterLimit: number | null): string {
  const limits = [
    wordLimit === null ? '' : `${numberText(wordLimit)} words`,
    characterLimit === null ? '' : `${numberText(characterLimit)} characters`,
  ].filter((limit) => limit !== '');
  return limits.length === 0 ? '' : `Up to ${limits.join(' and ')}`;
}

/** The number of answers in each standing, in a fixed order; empty standings are left out. */
export function tally(all: readonly Standing[]): readonly { readonly standing: Standing; readonly count: number }[] {
  return order.map((standing) => ({ standing, count: all.filter((one) => one === standing).length })).filter(({ count }) => count > 0);
}

function excess(over: number, limit: number, unit: 'word' | 'character'): { title: string; text: string } {
  return {
    title: `${countText(over, null, unit)} over the limit`,
    text: `Keep writing if you need to. The text cannot go for sign-off until this answer is at ${countText(limit, null, unit)} or fewer.`,
  };
}

/** The sentence for somebody who ticks one option more than the department takes (QS6). */
export function noMoreChoices(most: number): string {
  return `You can choose ${most === 1 ? 'one option' : `${inWords(most)} options`} at most. Untick one first.`;
}

function tooManyChoices(chosen: number, most: number): { title: string; text: string } {
  return {
    title: `${numberText(chosen)} options are chosen`,
    text: `The department takes ${inWords(most)} at most. Everything chosen stays here, and the text cannot go for sign-off until ${inWords(chosen - most)} ${chosen - most === 1 ? 'is' : 'are'} taken out.`,
  };
}

const numbers = new Intl.NumberFormat('en-GB');

function numberText(count: number): string {
  return numbers.format(count);
}
