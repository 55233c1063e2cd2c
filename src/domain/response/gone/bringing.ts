import { type Consultation, currentQuestions } from '../../consultation/consultation.ts';
import { goneQuestions, offersIn } from '../../consultation/gone.ts';
import { type Duty, may } from '../../network/access.ts';
import { type Outcome, type Refused, accepted, refused } from '../../outcome.ts';
import type { ResponseEvent } from '../response-event.ts';
import { type Response, isOpen } from '../response.ts';
import type { BroughtAnswer } from './brought-answer.ts';

/** Null where the answers to questions that went can be brought into others: by the coordinator, in an open text (QS13). */
export function whyNotBringAnswers(response: Response, duties: ReadonlySet<Duty>): Refused | null {
  if (!may('answer.bring', duties)) return refused('not-allowed');
  return isOpen(response) ? null : refused('not-drafting');
}

/** Null where one answer can be brought into a question: its own question went, or was split; the other one is asked. */
export function whyNotInto(consultation: Consultation, { section, into }: Pick<BroughtAnswer, 'section' | 'into'>): Refused | null {
  const isOffered =
    goneQuestions(consultation).some(({ question }) => question.id === section) ||
    offersIn(consultation).some((offer) => offer.from === section && offer.to === into);
  if (!isOffered) return refused('not-found');
  const isAsked = currentQuestions(consultation).questions.some(({ id, freeText }) => id === into && freeText);
  return isAsked ? null : refused('invalid', 'Choose a question that is asked and has a box for words.');
}

/** Records that an answer stands in another question too. Refuses a second record of these words there with `already-exists`. */
export function bringAnswer(response: Response, brought: BroughtAnswer, duties: ReadonlySet<Duty>): Outcome<Response, ResponseEvent> {
  if (!may('answer.bring', duties)) return refused('not-allowed');
  if (isBroughtInto(response, brought)) return refused('already-exists', 'This answer was brought there already.');
  const { section, into, digest } = brought;
  return accepted<Response, ResponseEvent>(
    { ...response, broughtAnswers: [...(response.broughtAnswers ?? []), brought] },
    { type: 'AnswerBrought', data: { section, into, digest } },
  );
}

/** Where the answer to a question was brought, in order; also with other words than it has now. */
export function broughtOf({ broughtAnswers = [] }: Pick<Response, 'broughtAnswers'>, section: string): readonly BroughtAnswer[] {
  return broughtAnswers.filter((one) => one.section === section);
}

/** True if an answer with exactly these words was brought into a question. */
export function isBroughtInto(
  response: Pick<Response, 'broughtAnswers'>,
  { section, into, digest }: Pick<BroughtAnswer, 'section' | 'into' | 'digest'>,
): boolean {
  return broughtOf(response, section).some((one) => one.into === into && one.digest === digest);
}
