import { asksNow } from '../domain/consultation/asking.ts';
import type { Question } from '../domain/consultation/consultation.ts';
import { type Counts, countBlocks } from '../text/counts.ts';
import type { PresentText } from './present-text.ts';
import { type Standing, standingOf } from '../text/standing.ts';

/** One written answer: its size and its standing. */
export interface AnswerSoFar {
  readonly id: string;
  /** As printed. */
  readonly number: string;
  readonly standing: Standing;
  readonly counts: Counts;
}

/** The answers of a draft, in the order of the questions. Where `text` is null, no answer is started. */
export function answersSoFar(text: PresentText | null, questions: readonly Question[]): readonly AnswerSoFar[] {
  if (text === null)
    return questions.map(({ id, number }) => ({ id, number, standing: 'not-started', counts: { words: 0, characters: 0 } }));
  const content = text.content(questions.map((question) => question.id));
  return questions.map((question) => {
    const { id, number, wordLimit, characterLimit, maxChoices = null } = question;
    const counts = countBlocks(content.blocks.get(id) ?? []);
    const chosen = content.chosen.get(id)?.length ?? 0;
    const notAnswered = content.notAnswered.get(id) ?? '';
    const asks = asksNow(question, questions, (on) => content.chosen.get(on) ?? []);
    return { id, number, counts, standing: standingOf({ counts, wordLimit, characterLimit, chosen, maxChoices, notAnswered }, asks) };
  });
}
