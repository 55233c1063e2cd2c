import { askedIfWords } from '../../../domain/consultation/asking.ts';
import { type Asked, type Consultation, type Question, currentQuestions } from '../../../domain/consultation/consultation.ts';
import { conditionText, proposedCondition } from '../../../domain/consultation/questions/conditions.ts';
import type { Typed } from '../../../domain/consultation/questions/fields.ts';
import { sameWords } from '../../../domain/consultation/questions/match.ts';
import type { Planned } from '../../../domain/consultation/questions/plan.ts';

/** A condition with its origin: the person typed it, the file has it, the question had it before, or its words propose it. */
export interface ConditionFor {
  readonly value: string;
  readonly from: 'typed' | 'file' | 'before' | 'proposed' | 'none';
  /** The condition that a question had, as a sentence, where the question or the answer it names is not in the new set; else empty. */
  readonly lost: string;
}

/** The condition that the preview shows for the question at a place of the new set (QS16). */
export function conditionFor(
  { consultation, each }: { readonly consultation: Consultation; readonly each: readonly Planned[] },
  place: number,
  mended: Partial<Typed>,
): ConditionFor {
  const [planned] = each.slice(place, place + 1);
  const none: ConditionFor = { value: '', from: 'none', lost: '' };
  if (planned === undefined) return none;
  const { asked, was } = planned;
  if (mended.dependsOn !== undefined) return { ...none, value: mended.dependsOn, from: 'typed' };
  if (asked.dependsOn !== undefined && asked.dependsOn !== 'as-before')
    return { ...none, value: conditionText(asked.dependsOn), from: 'file' };
  const set = each.map((one) => one.asked);
  const proposed = proposedCondition(asked.text, place, set);
  if (keepsCondition(asked, was)) return carried(consultation, each, was);
  return proposed === null ? none : { ...none, value: conditionText(proposed), from: 'proposed' };
}

/** The question with the condition to keep: a proposal is kept only once a person has seen and sent it (QS16). */
export function withCondition({ asked }: Planned, mended: Partial<Typed>, was: Question | null): Asked {
  if (mended.dependsOn !== undefined || asked.dependsOn !== undefined) return asked;
  return keepsCondition(asked, was) ? { ...asked, dependsOn: 'as-before' } : asked;
}

/** A question that continues in the words it had keeps its condition. */
function keepsCondition(asked: Asked, was: Question | null): was is Question {
  return was?.dependsOn !== undefined && sameWords(was, asked);
}

/** The condition a question had, in the numbers and options of the new set. */
function carried(consultation: Consultation, each: readonly Planned[], was: Question): ConditionFor {
  const { questions } = currentQuestions(consultation);
  const on = each.find((one) => one.was?.id === was.dependsOn?.question);
  const had = on?.was?.options.filter(({ id }) => was.dependsOn?.options.includes(id)).map(({ text }) => text) ?? [];
  const options = had.filter((text) => on?.asked.options.includes(text));
  if (on === undefined || options.length === 0) return { value: '', from: 'none', lost: askedIfWords(was, questions) };
  return { value: conditionText({ number: on.asked.number, options }), from: 'before', lost: '' };
}
