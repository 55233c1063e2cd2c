import { cutAtWord } from './wording.ts';

/** The most characters of a short title. */
export const mostShortTitle = 60;

/** The fields that name a question, of a question set or of a snapshot. */
export interface NamedQuestion {
  readonly number: string;
  readonly text: string;
  /** Absent where the question has none. */
  readonly shortTitle?: string | undefined;
}

/** The name without the number: the short title, or the text cut at a word to 60 characters. */
export function questionTitle({ shortTitle, text }: Omit<NamedQuestion, 'number'>): string {
  return shortTitle ?? cutAtWord(text, mostShortTitle);
}

/** The one name of a question on pages, in mails and in documents: `Question 7: Local partnerships` (QS1). */
export function questionName(question: NamedQuestion): string {
  return `Question ${question.number}: ${questionTitle(question)}`;
}

/** The heading of a question whose full text follows: `Question 7: Local partnerships`, or `Question 7` without a short title. */
export function questionHeading({ number, shortTitle }: Omit<NamedQuestion, 'text'>): string {
  return shortTitle === undefined ? `Question ${number}` : `Question ${number}: ${shortTitle}`;
}
