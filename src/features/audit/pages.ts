import type { FastifyInstance } from 'fastify';
import { membersOf } from '../../reading/people.ts';
import { responseTo } from '../../reading/response.ts';
import type { Services } from '../../services.ts';
import { consultationFor } from '../../web/found.ts';
import { allowed } from '../../web/viewer.ts';
import { type KindOfEntry, kindsOfEntry } from './event-words.ts';
import { chainOf } from './trail.ts';
import { type Asked, trailView } from './views.ts';

interface Of {
  Params: { consultationId: string };
  Querystring: Readonly<Record<string, unknown>>;
}

/** The record: every event of a response and its consultation, with both chains checked as the page is made. */
export function pages(app: FastifyInstance, services: Services): void {
  app.get<Of>('/consultations/:consultationId/record', async (request, reply) => {
    const viewer = allowed(request, 'record.read');
    const consultation = await consultationFor(services, viewer, request.params.consultationId);
    const response = await responseTo(services, consultation.state);
    const view = trailView({
      consultation: consultation.state,
      response: response?.state ?? null,
      network: viewer.network,
      members: await membersOf(services, viewer.network.id),
      consultationChain: await chainOf(services, consultation),
      responseChain: response === null ? null : await chainOf(services, response),
      now: services.now(),
      asked: askedOf(request.query),
    });
    return reply.page('audit/record', view);
  });
}

function askedOf(query: Readonly<Record<string, unknown>>): Asked {
  const kind = typeof query['kind'] === 'string' ? query['kind'] : '';
  const page = typeof query['page'] === 'string' && /^\d{1,5}$/.test(query['page']) ? Number(query['page']) : 1;
  const number = typeof query['n'] === 'string' ? query['n'].slice(0, 200) : '';
  return { kind: isKind(kind) ? kind : null, page, number };
}

function isKind(text: string): text is KindOfEntry {
  return Object.hasOwn(kindsOfEntry, text);
}
