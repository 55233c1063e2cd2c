import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { membersOf } from '../../reading/people.ts';
import { responseTo } from '../../reading/response.ts';
import type { Services } from '../../services.ts';
import { consultationFor } from '../../web/found.ts';
import { OfConsultation, paramsOf, queryOf, queryText } from '../../web/params.ts';
import { allowed } from '../../web/viewer.ts';
import { type KindOfEntry, kindsOfEntry } from './event-words.ts';
import { chainOf } from './trail.ts';
import { type Asked, trailView } from './views.ts';

const Asking = z.object({
  kind: z.custom<KindOfEntry>(isKind).nullable().catch(null),
  page: z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .catch(1),
  n: queryText,
});

/** The record: every event of a response and its consultation, with both chains checked as the page is made. */
export function pages(app: FastifyInstance, services: Services): void {
  app.get('/consultations/:consultationId/record', async (request, reply) => {
    const viewer = allowed(request, 'record.read');
    const { consultationId } = paramsOf(request, OfConsultation);
    const consultation = await consultationFor(services, viewer, consultationId);
    const response = await responseTo(services, consultation.state);
    const view = trailView({
      consultation: consultation.state,
      response: response?.state ?? null,
      network: viewer.network,
      members: await membersOf(services, viewer.network.id),
      consultationChain: await chainOf(services, consultation),
      responseChain: response === null ? null : await chainOf(services, response),
      now: services.now(),
      asked: askedOf(queryOf(request, Asking)),
    });
    return reply.page('audit/record', view);
  });
}

function askedOf({ kind, page, n }: z.infer<typeof Asking>): Asked {
  return { kind, page, number: n.slice(0, 200) };
}

function isKind(text: unknown): text is KindOfEntry {
  return typeof text === 'string' && Object.hasOwn(kindsOfEntry, text);
}
