import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SectionId } from '../../domain/ids.ts';
import { refused } from '../../domain/outcome.ts';
import { inTodaysForm } from '../../drafts/convert.ts';
import { responseTo } from '../../reading/response.ts';
import type { Services } from '../../services.ts';
import { namedConsultation } from '../../web/found.ts';
import { OfConsultation, paramsOf } from '../../web/params.ts';
import { Refusal } from '../../web/problems.ts';
import { markSectionReady, takeBackSectionReady } from './commands.ts';

const OfSection = OfConsultation.extend({ section: SectionId });

/** The two buttons under a section: it is ready to read, and it is not (WO10). Pressed twice, they do their act once. */
export function readyPages(app: FastifyInstance, services: Services): void {
  const base = '/consultations/:consultationId/response/:section';
  app.post(`${base}/ready`, (request, reply) => press(services, request, reply, markSectionReady));
  app.post(`${base}/not-ready`, (request, reply) => press(services, request, reply, takeBackSectionReady));
}

async function press(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  act: typeof markSectionReady,
): Promise<FastifyReply> {
  const { viewer, consultation } = await namedConsultation(services, request, 'section.mark-ready');
  const { section } = paramsOf(request, OfSection);
  const stored = await responseTo(services, consultation);
  if (stored === null) throw new Refusal(refused('not-found'));
  const response = await inTodaysForm(services, stored.state);
  const done = await act(services, viewer.person, { response, consultation, section });
  if (!done.ok && done.code !== 'already-exists') throw new Refusal(done);
  return reply.redirect(`/consultations/${consultation.id}/response#s-${section}`, 303);
}
