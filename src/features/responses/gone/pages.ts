import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { SectionId } from '../../../domain/ids.ts';
import { refused } from '../../../domain/outcome.ts';
import { inTodaysForm } from '../../../drafts/convert.ts';
import { questionEver } from '../../../reading/gone-answers.ts';
import type { Services } from '../../../services.ts';
import { caseOf } from '../../../web/found.ts';
import { OfConsultation, paramsOf } from '../../../web/params.ts';
import { Refusal } from '../../../web/problems.ts';
import { bringGoneAnswer } from './commands.ts';

const OfSection = OfConsultation.extend({ section: SectionId });
const Posted = z.object({ into: SectionId, digest: z.string().max(64) });

/** The button that brings the answer to a question that went into another question (QS13). */
export function gonePages(app: FastifyInstance, services: Services): void {
  app.post('/consultations/:consultationId/response/:section/bring', async (request, reply) => {
    const it = await caseOf(services, request, 'answer.bring');
    const { section } = paramsOf(request, OfSection);
    if (questionEver(it.consultation, section) === null) throw new Refusal(refused('not-found'));
    const posted = Posted.safeParse(request.body);
    if (!posted.success) throw new Refusal(refused('invalid', 'Choose the question that takes the answer.'));
    const { into, digest: shown } = posted.data;
    const response = await inTodaysForm(services, it.response);
    const done = await bringGoneAnswer(services, it.viewer.person, { ...it, response }, { section, into, shown });
    if (!done.ok) throw new Refusal(done);
    return reply.redirect(`/consultations/${it.consultation.id}/response#s-${into}`, 303);
  });
}
