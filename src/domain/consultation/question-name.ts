import { cutAtWord } from './wording.ts';

/** The most characters of a short title. */
export const mostShortTitle = 60;

/** The fields that name a question, of a question set or of a snapshot. */
export interface NamedQuestion {
  readonly number: string;
  readonly text: string;
  /** Absent where the question has none. */
  readonly shortTitle?: string | undefined;
  /** A `heading` has a name, and no number that anybody reads (RK10). */
  readonly kind?: string | undefined;
}

/** The name without the number: the short title, or the text cut at a word to 60 characters. */
export function questionTitle({ shortTitle, text }: Pick<NamedQuestion, 'shortTitle' | 'text'>): string {
  return shortTitle ?? cutAtWord(text, mostShortTitle);
}

/** The one name of a question on pages, in mails and in documents: `Question 7: Local partnerships` (QS1); of a heading, its words. */
export function questionName(question: NamedQuestion): string {
  if (question.kind === 'heading') return questionTitle(question);
  return `Question ${question.number}: ${questionTitle(question)}`;
}

/** The heading of a question whose full text follows: `Question 7: Local partnerships`, or `Question 7` without a short title; of a heading, its words. */
export function questionHeading({ number, shortTitle, text, kind }: NamedQuestion): string {
  if (kind === 'heading') return text;
  return shortTitle === undefined ? `Question ${number}` : `Question ${number}: ${shortTitle}`;
}

/** The shortest name: `Question 7`; of a heading, its words. */
export function questionShort(question: NamedQuestion): string {
  return question.kind === 'heading' ? questionTitle(question) : `Question ${question.number}`;
}
