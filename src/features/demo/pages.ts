import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { refused } from '../../domain/outcome.ts';
import type { Services } from '../../services.ts';
import { all } from '../../store/every.ts';
import { posted } from '../../web/fields.ts';
import { isLocalRequest } from '../../web/local.ts';
import { paramsOf } from '../../web/params.ts';
import { Refusal } from '../../web/problems.ts';
import { signIn } from '../../web/sessions.ts';
import { hasMailbox } from '../../web/start.ts';
import { inventedPeople } from './invented.ts';
import { closed, mailboxPages } from './mailbox-pages.ts';
import { isOpened, openFor, openingPath } from './opened.ts';
import { startView } from './views.ts';

const OfAddress = z.object({ key: z.string() });

/**
 * The start page, and the mailbox that stands in for mail on this computer. Each request must be local, from a browser that
 * opened the printed address once.
 */
export function pages(app: FastifyInstance, services: Services): void {
  app.get('/', async (request, reply) => {
    if (request.viewer !== null) return reply.redirect('/work', 303);
    if (await wantsKey(services, request)) return reply.page('start/closed', closed, 403);
    const view = await demoStart(services, request);
    return view === null ? reply.redirect('/sign-in', 303) : reply.page('start/start', view);
  });

  app.get('/start', async (request, reply) => {
    if (await wantsKey(services, request)) return reply.page('start/closed', closed, 403);
    const view = await demoStart(services, request);
    if (view === null) throw new Refusal(refused('not-found'));
    return reply.page('start/start', view);
  });

  app.get('/start/:key', (request, reply) => {
    if (!openFor(services, request, reply, paramsOf(request, OfAddress).key)) throw new Refusal(refused('not-found'));
    return reply.redirect('/', 303);
  });

  app.post('/start', async (request, reply) => {
    const invented = await inventedPeople(services, request);
    const chosen = invented.find((one) => one.id === posted(request.body, 'member'));
    if (chosen === undefined) throw new Refusal(refused('not-found'));
    await signIn(services, request, reply, chosen);
    return reply.redirect('/work', 303);
  });

  mailboxPages(app, services);
}

/** True if a request is local and its browser has not opened the printed address yet. */
async function wantsKey(services: Services, request: FastifyRequest): Promise<boolean> {
  if (isOpened(services, request) || !isLocalRequest(services, request)) return false;
  return (await services.aggregates.find('member', { where: { demo: true }, limit: 1 })).length > 0;
}

async function demoStart(services: Services, request: FastifyRequest): Promise<ReturnType<typeof startView> | null> {
  const people = await inventedPeople(services, request);
  if (people.length === 0) return null;
  const networks = await all(services.aggregates, 'network', { where: {} });
  const { dataDir } = services.config;
  const place = { mailbox: hasMailbox(services), dataDir, address: `${services.baseUrl()}${openingPath(services)}` };
  return startView(
    people,
    networks.map((stored) => stored.state),
    services.now(),
    place,
  );
}
