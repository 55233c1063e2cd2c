import type { FastifyInstance } from 'fastify';
import type { Consultation } from '../../domain/consultation.ts';
import { refused } from '../../domain/outcome.ts';
import type { Response } from '../../domain/response.ts';
import type { Services } from '../../services.ts';
import { openDraft } from '../../text/read.ts';
import { Refusal } from '../../web/problems.ts';
import { type Viewer, allowed } from '../../web/viewer.ts';
import { responseTo, start } from './commands.ts';
import { type LockNotice, lockNotice } from './lock.ts';
import { notStartedView, responseView, room } from './views.ts';

interface Of {
  Params: { consultationId: string };
}

/** The response page, what it asks the server again, and the choice to respond. */
export function pages(app: FastifyInstance, services: Services): void {
  app.get<Of>('/consultations/:consultationId/response', async (request, reply) => {
    const viewer = allowed(request, 'response.read');
    const consultation = await consultationFor(services, viewer, request.params.consultationId);
    const stored = await responseTo(services, viewer, consultation.id);
    if (stored === null) return reply.page('responses/not-started', notStartedView(viewer, consultation));
    const response = stored.state;
    const log = await services.drafts.load({ draft: response.id, epoch: response.epoch });
    if (log === null) throw new TypeError(`there is no draft ${response.id}/${response.epoch}`);
    const lock = await lockOf(services, viewer, response);
    const view = responseView({ viewer, consultation, response, document: openDraft(log), lock, now: services.now() });
    return reply.page('responses/response', view);
  });

  app.get<Of>('/consultations/:consultationId/response/state', async (request, reply) => {
    const viewer = allowed(request, 'response.read');
    const consultation = await consultationFor(services, viewer, request.params.consultationId);
    const stored = await responseTo(services, viewer, consultation.id);
    if (stored === null) throw new Refusal(refused('not-found'));
    void reply.header('cache-control', 'no-store');
    return { ...room({ viewer, consultation, response: stored.state }), notice: await lockOf(services, viewer, stored.state) };
  });

  app.post<Of>('/consultations/:consultationId/response', async (request, reply) => {
    const viewer = allowed(request, 'consultation.edit');
    const started = await start(services, viewer, request.params.consultationId);
    if (!started.ok) throw new Refusal(started);
    return reply.redirect(`/consultations/${request.params.consultationId}/response`, 303);
  });
}

/** A consultation of the viewer's network. Throws `not-found` for anybody else's. */
async function consultationFor(services: Services, viewer: Viewer, id: string): Promise<Consultation> {
  const consultation = await services.aggregates.get('consultation', id);
  if (consultation?.state.networkId !== viewer.network.id) throw new Refusal(refused('not-found'));
  return consultation.state;
}

async function lockOf(services: Services, viewer: Viewer, response: Response): Promise<LockNotice | null> {
  const ids = [...new Set(viewer.network.appointments.map((appointment) => appointment.memberId))];
  const officers = await Promise.all(ids.map((id) => services.aggregates.get('member', id)));
  const coordinators = await services.aggregates.find('member', { where: { networkId: viewer.network.id, role: 'coordinator' } });
  const members = [...officers.flatMap((officer) => (officer === null ? [] : [officer])), ...coordinators].map((stored) => stored.state);
  const once = new Map(members.map((member) => [member.id, member]));
  return lockNotice(response, viewer.network, [...once.values()], services.now());
}
