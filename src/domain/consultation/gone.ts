import { type Consultation, type Offer, type Question, currentQuestions } from './consultation.ts';
import type { SectionId } from '../ids.ts';
import type { Instant } from '../outcome.ts';

/** A question that is no longer asked, as it was asked last. */
export interface Gone {
  readonly question: Question;
  /** When the set that left it out was kept. */
  readonly at: Instant;
  /** The questions in force to which its answer is offered (QS12). */
  readonly offeredTo: readonly SectionId[];
}

/** Each question that is or ever was asked, by its id, as it was asked last. */
export function everAsked({ questionSets }: Pick<Consultation, 'questionSets'>): ReadonlyMap<string, Question> {
  return new Map(questionSets.flatMap((set) => set.questions.map((question) => [question.id, question])));
}

/** The questions that are no longer asked, in the order in which they were first asked. Their answers stay in the draft (QS13). */
export function goneQuestions(consultation: Consultation): readonly Gone[] {
  const asked = new Set(currentQuestions(consultation).questions.map(({ id }) => id));
  const offers = offersIn(consultation);
  return [...everAsked(consultation).values()]
    .filter(({ id }) => !asked.has(id))
    .map((question) => ({
      question,
      at: leftAt(consultation, question.id),
      offeredTo: offers.filter(({ from }) => from === question.id).map(({ to }) => to),
    }));
}

/** The offers of all sets between questions that make sense now: to a question that is asked, each once (QS12). */
export function offersIn(consultation: Consultation): readonly Offer[] {
  const asked = new Set(currentQuestions(consultation).questions.map(({ id }) => id));
  const offers = consultation.questionSets.flatMap((set) => set.offers ?? []).filter(({ from, to }) => asked.has(to) && from !== to);
  return [...new Map(offers.map((offer) => [JSON.stringify([offer.from, offer.to]), offer])).values()];
}

/** When a question was taken out. */
function leftAt(consultation: Consultation, id: SectionId): Instant {
  const { questionSets } = consultation;
  const last = questionSets.findLastIndex((set) => set.questions.some((question) => question.id === id));
  return questionSets.slice(last + 1, last + 2).reduce((_, { at }) => at, currentQuestions(consultation).at);
}
