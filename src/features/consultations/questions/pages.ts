import type { FastifyInstance, FastifyReply } from 'fastify';
import { type Consultation, type Question, currentQuestions } from '../../../domain/consultation/consultation.ts';
import { SectionId } from '../../../domain/ids.ts';
import { type Refused, refused } from '../../../domain/outcome.ts';
import type { Services } from '../../../services.ts';
import { type FieldError, failedForm, fieldsOf } from '../../../web/forms.ts';
import { OfConsultation, paramsOf } from '../../../web/params.ts';
import { Refusal } from '../../../web/problems.ts';
import { askedIn } from '../asked.ts';
import { addOne, changeOne, removeOne } from '../commands.ts';
import { newQuestionForm, questionForm, questionView, readQuestion } from './form.ts';

const OfQuestion = OfConsultation.extend({ questionId: SectionId });

/** One question at a time: add, change, take out. */
export function questionPages(app: FastifyInstance, services: Services): void {
  addingPages(app, services);

  app.get('/consultations/:consultationId/questions/:questionId', async (request, reply) => {
    const { consultation } = await askedIn(services, request);
    const question = questionFor(consultation, paramsOf(request, OfQuestion).questionId);
    return reply.page('consultations/question', questionView(questionForm(consultation, question), consultation, question));
  });

  app.post('/consultations/:consultationId/questions/:questionId', async (request, reply) => {
    const { viewer, consultation } = await askedIn(services, request);
    const question = questionFor(consultation, paramsOf(request, OfQuestion).questionId);
    const { entry, errors } = readQuestion(request.body, consultation, question);
    const failed = (wrong: readonly FieldError[]): FastifyReply =>
      reply.page(
        'consultations/question',
        questionView(failedForm(questionForm(consultation, question), request.body, wrong), consultation, question),
        400,
      );
    if (entry.asked === null) return failed(errors);
    const changed = await changeOne(services, viewer.person, consultation.id, question.id, entry.asked);
    if (!changed.ok && changed.code !== 'already-exists') return failed([{ field: fieldOf(changed), text: changed.detail }]);
    return reply.redirect(`/consultations/${consultation.id}?done=question`, 303);
  });

  app.post('/consultations/:consultationId/questions/:questionId/remove', async (request, reply) => {
    const { viewer, consultation } = await askedIn(services, request);
    const { questionId } = paramsOf(request, OfQuestion);
    const removed = await removeOne(services, viewer.person, consultation.id, questionId);
    if (!removed.ok) throw new Refusal(removed);
    return reply.redirect(`/consultations/${consultation.id}?done=removed`, 303);
  });
}

function addingPages(app: FastifyInstance, services: Services): void {
  app.get('/consultations/:consultationId/questions/new', async (request, reply) => {
    const { consultation } = await askedIn(services, request);
    return reply.page('consultations/question', questionView(newQuestionForm(consultation, services.newId()), consultation, null));
  });

  app.post('/consultations/:consultationId/questions/new', async (request, reply) => {
    const { viewer, consultation } = await askedIn(services, request);
    const { entry, errors } = readQuestion(request.body, consultation, null);
    const failed = (wrong: readonly FieldError[]): FastifyReply =>
      reply.page(
        'consultations/question',
        questionView(failedForm(newQuestionForm(consultation, ''), request.body, wrong), consultation, null),
        400,
      );
    if (entry.asked === null) return failed(errors);
    const nonce = fieldsOf(request.body)['nonce'];
    const added = await addOne(services, viewer.person, consultation.id, typeof nonce === 'string' ? nonce : services.newId(), entry.asked);
    if (!added.ok && added.code !== 'already-exists') return failed([{ field: fieldOf(added), text: added.detail }]);
    return reply.redirect(`/consultations/${consultation.id}?done=question`, 303);
  });
}

/** The field that a refusal of the register is about: its number is used, or it depends on another question in a circle. */
function fieldOf({ detail }: Refused): 'number' | 'dependsOn' {
  return /depends? on/u.test(detail) ? 'dependsOn' : 'number';
}

function questionFor(consultation: Consultation, id: SectionId): Question {
  const question = currentQuestions(consultation).questions.find((one) => one.id === id);
  if (question === undefined) throw new Refusal(refused('not-found'));
  return question;
}
