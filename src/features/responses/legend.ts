import { choiceRange } from '../../domain/consultation/choice-limits.ts';
import type { Question } from '../../domain/consultation/consultation.ts';

/** The words above the options of a question: `The network’s answer: choose up to three` (QS5). */
export function legendOf(question: Question): string {
  if (question.kind !== 'multiple-choice') return 'The network’s answer';
  const range = choiceRange(question);
  return `The network’s answer: choose ${range === '' ? 'any that apply' : range}`;
}
