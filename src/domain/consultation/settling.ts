import type { Asked, Question } from './consultation.ts';
import type { SectionId } from '../ids.ts';
import { type Refused, refused } from '../outcome.ts';
import { circleAmong, circleWords, findNamed } from './questions/conditions.ts';

/** A question with its id and the ids of its options, and its condition by printed number and words. */
export interface Unsettled {
  readonly question: Question;
  readonly condition: Asked['dependsOn'];
}

/** Questions with their conditions by id. */
export interface Settled {
  readonly ok: true;
  readonly questions: readonly Question[];
}

/**
 * Finds the question and the options that each condition names. `before` tells the condition that a question had. Refuses with
 * `invalid` a condition that names none, and conditions in a circle (QS14).
 */
export function withConditions(unsettled: readonly Unsettled[], before: (id: SectionId) => Question['dependsOn']): Settled | Refused {
  const set = unsettled.map(({ question }) => ({ ...question, ids: question.options, options: question.options.map(({ text }) => text) }));
  const questions: Question[] = [];
  for (const { question, condition } of unsettled) {
    if (condition === undefined || condition === 'as-before') {
      const had = condition === undefined ? undefined : before(question.id);
      questions.push(had === undefined ? question : { ...question, dependsOn: had });
      continue;
    }
    const named = findNamed(condition, set);
    if (!named.ok) return refused('invalid', `Question ${question.number} depends on another one: ${named.wrong}. ${named.mend}.`);
    const options = named.on.ids.filter((_, place) => named.options.includes(place)).map(({ id }) => id);
    questions.push({ ...question, dependsOn: { question: named.on.id, options } });
  }
  return whyCircular(questions) ?? { ok: true, questions };
}

function whyCircular(questions: readonly Question[]): Refused | null {
  const depends = new Map(questions.flatMap(({ id, dependsOn }) => (dependsOn === undefined ? [] : [[id, dependsOn.question] as const])));
  const circle = new Set<string>(circleAmong(depends));
  const numbers = questions.filter(({ id }) => circle.has(id)).map(({ number }) => number);
  return numbers.length === 0 ? null : refused('invalid', `${circleWords(numbers)}.`);
}
