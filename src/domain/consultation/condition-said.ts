import { conditionOf } from './asking.ts';
import { type AskedIf, type Consultation, type Question, currentQuestions } from './consultation.ts';
import { everAsked } from './gone.ts';

/** The condition of a question by printed number and words, also where the question that it names is gone; null where it has none. */
export function conditionSaid(consultation: Consultation, { dependsOn }: Question): AskedIf | null {
  const on = dependsOn === undefined ? undefined : everAsked(consultation).get(dependsOn.question);
  if (dependsOn === undefined || on === undefined) return null;
  const offered = new Map(consultation.questionSets.flatMap((set) => set.questions.filter(({ id }) => id === on.id)).flatMap(optionsOf));
  return { number: on.number, options: dependsOn.options.flatMap((id) => offered.get(id) ?? []) };
}

function optionsOf({ options }: Question): readonly (readonly [string, string])[] {
  return options.map(({ id, text }) => [id, text] as const);
}

/** Says that the question, or the answer, on which another depends is gone, so that it is always asked (QS15); empty where all is well. */
export function brokenWords(consultation: Consultation, question: Question): string {
  const { questions } = currentQuestions(consultation);
  const said = conditionSaid(consultation, question);
  if (said === null || conditionOf(question, questions) !== null) return '';
  const isAsked = questions.some(({ id }) => id === question.dependsOn?.question);
  const gone = isAsked ? `Question ${said.number} no longer has that answer` : `Question ${said.number} is no longer asked`;
  return `It was asked only if the answer to question ${said.number} was ${said.options.join(' or ')}. ${gone}, so this question always is.`;
}
