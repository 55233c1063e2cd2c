import { type Question, currentQuestions } from '../../../domain/consultation/consultation.ts';
import { questionName } from '../../../domain/consultation/question-name.ts';
import { whyNotBringAnswers } from '../../../domain/response/gone/bringing.ts';
import { formatDate, formatShortDay } from '../../../domain/time/calendar.ts';
import { listed } from '../../../phrases/english.ts';
import { nameOf } from '../../../phrases/people.ts';
import { type GoneAnswer, allSectionIds, goneAnswers, splitAnswers } from '../../../reading/gone-answers.ts';
import type { ResponseNow } from '../response-now.ts';

/** The answers at the end of the response page that no document has, for their questions went; and those offered after a split. */
export function goneView(now: ResponseNow) {
  const { consultation, response, viewer, text } = now;
  const content = text.content(allSectionIds(consultation));
  const mayBring = whyNotBringAnswers(response, viewer.duties) === null;
  const gone = goneAnswers(consultation, response, content);
  const split = mayBring ? splitAnswers(consultation, response, content) : [];
  return {
    gone: gone.map((one) => answerView(one, now, mayBring)),
    split: split.map((one) => answerView(one, now, mayBring)),
  };
}

/** The name of a question; of a letter of our own, the heading (RK10). */
function nameOfQuestion(question: Question): string {
  return question.kind === 'heading' ? question.text : questionName(question);
}

function answerView(answer: GoneAnswer, now: ResponseNow, mayBring: boolean) {
  const { consultation, text, viewer, members } = now;
  const { question, since, digest, chosen, hasWords, offeredTo, brought } = answer;
  const zone = viewer.network.timeZone;
  const { questions } = currentQuestions(consultation);
  const numberOf = (id: string): string => questions.find((one) => one.id === id)?.number ?? '';
  const offered = new Set<string>(offeredTo);
  const takers = questions.filter(({ id, freeText }) => freeText && id !== question.id && (since !== null || offered.has(id)));
  const first = takers.find(({ id }) => offered.has(id)) ?? null;
  return {
    id: question.id,
    name: nameOfQuestion(question),
    asked: question.text,
    since: since === null ? '' : `No longer asked since ${formatDate(since, zone)}.`,
    offered: offeredTo.length === 0 ? '' : `Offered to question ${listed(offeredTo.map(numberOf))}.`,
    chosen: chosen.join('; '),
    html: text.html(question.id),
    hasWords,
    brought: brought.map(
      ({ into, by, at }) => `Brought into question ${numberOf(into)} by ${nameOf({ members }, by)} on ${formatShortDay(at, zone)}.`,
    ),
    reason: text.content([question.id]).notAnswered.get(question.id) ?? '',
    digest,
    action: mayBring && hasWords && takers.length > 0 ? `/consultations/${consultation.id}/response/${question.id}/bring` : '',
    takers: takers.map((one) => ({ value: one.id, text: nameOfQuestion(one), selected: one === first })),
    change: mayBring && since !== null ? `/consultations/${consultation.id}/response/${question.id}` : '',
  };
}
