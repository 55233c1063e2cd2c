import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { MemberId } from '../../domain/ids.ts';
import { refused } from '../../domain/outcome.ts';
import { evidenceName } from '../../phrases/evidence.ts';
import { evidenceSeenBy } from '../../reading/evidence.ts';
import { membersOf } from '../../reading/people.ts';
import { storedPositions } from '../../reading/positions.ts';
import { responseTo } from '../../reading/response.ts';
import type { Services } from '../../services.ts';
import type { Stored } from '../../store/aggregates.ts';
import { consultationFor } from '../../web/found.ts';
import { OfConsultation, paramsOf, queryOf, queryText } from '../../web/params.ts';
import { Refusal } from '../../web/problems.ts';
import { type Viewer, allowed, signedIn } from '../../web/viewer.ts';
import { type KindOfEntry, kindsOfEntry } from './entry.ts';
import type { Asked } from './record-view.ts';
import { type Chain, chainOf } from './trail.ts';
import { type Registered, memberTrailView, networkTrailView, trailView } from './views.ts';

const OfMember = z.object({ id: MemberId });

const Asking = z.object({
  kind: z.custom<KindOfEntry>(isKind).nullable().catch(null),
  page: z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .catch(1),
  n: queryText,
});

/** The records of a response with its consultation, of the network and of a member. Each page checks the chains that it shows. */
export function pages(app: FastifyInstance, services: Services): void {
  app.get('/consultations/:consultationId/record', async (request, reply) => {
    const viewer = allowed(request, 'record.read');
    const { consultationId } = paramsOf(request, OfConsultation);
    const consultation = await consultationFor(services, viewer, consultationId);
    const response = await responseTo(services, consultation.state);
    const seen = response === null ? [] : (await evidenceSeenBy(services, response.state, viewer)).evidence;
    const shown = {
      consultation: consultation.state,
      response: response?.state ?? null,
      network: viewer.network,
      members: await membersOf(services, viewer.network.id),
      consultationChain: await chainOf(services, consultation),
      responseChain: response === null ? null : await chainOf(services, response),
      positionChains: response === null ? [] : await positionChains(services, response.state),
      evidenceChains: await Promise.all(seen.map((stored) => chainOf(services, stored))),
      evidence: new Map(seen.map(({ id, state }) => [id, `“${evidenceName(state)}”`])),
      now: services.now(),
      asked: askedOf(queryOf(request, Asking)),
    };
    return app.reading.spend(viewer.member.id, () => reply.page('audit/record', trailView(shown)));
  });
  networkPages(app, services);
}

/** The chains of the positions on a response, by the id of each. */
async function positionChains(services: Services, response: Pick<Stored<'response'>['state'], 'id'>): Promise<readonly Chain[]> {
  const positions = await storedPositions(services, response);
  return Promise.all(positions.map((stored) => chainOf(services, stored)));
}

function networkPages(app: FastifyInstance, services: Services): void {
  app.get('/network/record', async (request, reply) => {
    const viewer = allowed(request, 'record.read');
    const shown = await registered(services, viewer, request);
    return app.reading.spend(viewer.member.id, () => reply.page('audit/record', networkTrailView(shown)));
  });

  app.get('/network/members/:id/record', async (request, reply) => {
    const viewer = signedIn(request);
    const { id } = paramsOf(request, OfMember);
    const stored = await services.aggregates.get('member', id);
    if (stored?.state.networkId !== viewer.network.id) throw new Refusal(refused('not-found'));
    allowed(request, 'record.member', { self: id === viewer.member.id });
    const memberChain = await chainOf(services, stored);
    const view = { ...(await registered(services, viewer, request)), member: stored.state, memberChain, reader: viewer.member.id };
    return app.reading.spend(viewer.member.id, () => reply.page('audit/record', memberTrailView(view)));
  });
}

/** The network of a viewer with its members and its chain. Network and chain are read together, so the chain ends at this state. */
async function registered(services: Services, viewer: Viewer, request: FastifyRequest): Promise<Registered> {
  const stored = await services.aggregates.get('network', viewer.network.id);
  if (stored === null) throw new Refusal(refused('not-found'));
  return {
    network: stored.state,
    members: await membersOf(services, stored.state.id),
    networkChain: await chainOf(services, stored),
    now: services.now(),
    asked: askedOf(queryOf(request, Asking)),
  };
}

function askedOf({ kind, page, n }: z.infer<typeof Asking>): Asked {
  return { kind, page, number: n.slice(0, 200) };
}

function isKind(text: unknown): text is KindOfEntry {
  return typeof text === 'string' && Object.hasOwn(kindsOfEntry, text);
}
