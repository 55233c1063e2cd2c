import type { FastifyInstance } from 'fastify';
import { refused } from '../../domain/outcome.ts';
import { inTodaysForm } from '../../drafts/convert.ts';
import { responseTo } from '../../reading/response.ts';
import type { Services } from '../../services.ts';
import { consultationFor } from '../../web/found.ts';
import { lockNoticeFor } from '../../web/lock.ts';
import { OfConsultation, paramsOf } from '../../web/params.ts';
import { Refusal } from '../../web/problems.ts';
import { allowed } from '../../web/viewer.ts';
import { start } from './commands.ts';
import { formPages } from './form-pages.ts';
import { notStartedView, responseView, room } from './views.ts';

/** The response page, the state that it asks for again, and the choice to respond. */
export function pages(app: FastifyInstance, services: Services): void {
  app.get('/consultations/:consultationId/response', async (request, reply) => {
    const viewer = allowed(request, 'response.read');
    const { consultationId } = paramsOf(request, OfConsultation);
    const { state: consultation } = await consultationFor(services, viewer, consultationId);
    const stored = await responseTo(services, consultation);
    if (stored === null) return reply.page('responses/not-started', notStartedView(viewer, consultation));
    const response = await inTodaysForm(services, stored.state);
    const lock = await lockNoticeFor(services, viewer, response);
    const text = await services.presentTexts.of({ draft: response.id, epoch: response.epoch });
    const view = responseView({ viewer, consultation, response, text, lock, now: services.now() });
    return reply.page('responses/response', view);
  });

  app.get('/consultations/:consultationId/response/state', async (request, reply) => {
    const viewer = allowed(request, 'response.read');
    const { consultationId } = paramsOf(request, OfConsultation);
    const { state: consultation } = await consultationFor(services, viewer, consultationId);
    const stored = await responseTo(services, consultation);
    if (stored === null) throw new Refusal(refused('not-found'));
    void reply.header('cache-control', 'no-store');
    return { ...room({ viewer, consultation, response: stored.state }), notice: await lockNoticeFor(services, viewer, stored.state) };
  });

  app.post('/consultations/:consultationId/response', async (request, reply) => {
    const viewer = allowed(request, 'consultation.edit');
    const { consultationId } = paramsOf(request, OfConsultation);
    const started = await start(services, viewer, consultationId);
    if (!started.ok) throw new Refusal(started);
    return reply.redirect(`/consultations/${consultationId}/response`, 303);
  });

  formPages(app, services);
}
