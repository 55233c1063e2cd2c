import { askedIfWords, conditionOf, notAskedWords } from '../../domain/consultation/asking.ts';
import { brokenWords } from '../../domain/consultation/condition-said.ts';
import { type Consultation, type Question, currentQuestions } from '../../domain/consultation/consultation.ts';

/** The condition of a question, as pages say it. */
export interface ConditionShown {
  /** `Asked only if the answer to question 6 is No.`, or why that counts no more (QS15). */
  readonly words: string;
  /** The question and the options, with spaces between, by which an open page knows whether it is asked; empty for a broken condition. */
  readonly on: string;
  readonly options: string;
  /** `Not asked, because the answer to question 6 is Yes. What is written here is kept.`; empty where it is asked, or may be (QS17). */
  readonly notAsked: string;
  /** The sentence that stays true while answers change on an open page. */
  readonly elsewhere: string;
}

/** The condition of a question, by the options that are chosen now; null where it has none. */
export function conditionShown(
  consultation: Consultation,
  question: Question | null,
  chosen: ReadonlyMap<string, readonly string[]>,
): ConditionShown | null {
  if (question?.dependsOn === undefined) return null;
  const { questions } = currentQuestions(consultation);
  const condition = conditionOf(question, questions);
  const notAsked = notAskedWords(question, questions, (id) => chosen.get(id) ?? []);
  return {
    words: condition === null ? brokenWords(consultation, question) : `${askedIfWords(question, questions)}.`,
    on: condition?.on.id ?? '',
    options: condition?.options.join(' ') ?? '',
    notAsked: notAsked === '' ? '' : `${notAsked}. ${kept}`,
    elsewhere:
      condition === null ? '' : `Not asked, because question ${condition.on.number} has another answer, or is not asked itself. ${kept}`,
  };
}

const kept = 'What is written here is kept.';
