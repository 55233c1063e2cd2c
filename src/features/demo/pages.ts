import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Member, isCurrent } from '../../domain/network/member.ts';
import { refused } from '../../domain/outcome.ts';
import { markOpened, readMailbox } from '../../mail/mailbox.ts';
import type { Services } from '../../services.ts';
import { all } from '../../store/every.ts';
import { posted } from '../../web/fields.ts';
import { isLocalRequest } from '../../web/local.ts';
import { paramsOf, queryOf, queryText } from '../../web/params.ts';
import { Refusal } from '../../web/problems.ts';
import { signIn } from '../../web/sessions.ts';
import { hasMailbox } from '../../web/start.ts';
import { mailboxView } from './mailbox-view.ts';
import { isOpened, openFor, openingPath } from './opened.ts';
import { inAWord, startView } from './views.ts';

const OfMessage = z.object({ key: z.string() });
const OfAddress = z.object({ key: z.string() });
const Asking = z.object({ to: queryText, mail: queryText });

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

const closed = { title: 'Open the address that was printed', layout: 'plain', width: 'one' } as const;

/** True if a request is local and its browser has not opened the printed address yet. */
async function wantsKey(services: Services, request: FastifyRequest): Promise<boolean> {
  if (isOpened(services, request) || !isLocalRequest(services, request)) return false;
  return (await services.aggregates.find('member', { where: { demo: true }, limit: 1 })).length > 0;
}

function mailboxPages(app: FastifyInstance, services: Services): void {
  app.get('/mailbox', async (request, reply) => {
    if (hasMailbox(services) && isLocalRequest(services, request) && !isOpened(services, request))
      return reply.page('start/closed', closed, 403);
    checkMailbox(services, request);
    const entries = await readMailbox(services.ephemeral);
    const { to, mail } = queryOf(request, Asking);
    const opened = entries.find((entry) => entry.key === mail);
    if (opened !== undefined) await markOpened(services, opened.key);
    const who = await whoTheyAre(services, request);
    const view = mailboxView(entries, { to, mail, who, demo: who.size > 0, from: services.config.mailFrom });
    return reply.page('mailbox/mailbox', view);
  });

  app.get('/mailbox/:key/message', async (request, reply) => {
    checkMailbox(services, request);
    const { key } = paramsOf(request, OfMessage);
    const entry = (await readMailbox(services.ephemeral)).find((one) => one.key === key);
    if (entry === undefined) throw new Refusal(refused('not-found'));
    void reply
      .type('text/html; charset=utf-8')
      .header('x-frame-options', 'SAMEORIGIN')
      .header('content-security-policy', messagePolicy)
      .header('cache-control', 'no-store');
    // Links of a message open in the page around it, as a mail program opens them in a browser.
    return reply.send(entry.html.replace('<head>', '<head>\n<base target="_top">'));
  });
}

/** A message is mail: its own inline styles, and nothing else that could act. */
const messagePolicy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "frame-ancestors 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  'sandbox allow-top-navigation-by-user-activation',
].join('; ');

function checkMailbox(services: Services, request: FastifyRequest): void {
  if (!hasMailbox(services) || !isOpened(services, request)) throw new Refusal(refused('not-found'));
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

/** Each invented person in a word, by address. */
async function whoTheyAre(services: Services, request: FastifyRequest): Promise<ReadonlyMap<string, string>> {
  const people = await inventedPeople(services, request);
  const networks = new Map((await all(services.aggregates, 'network', { where: {} })).map(({ state }) => [state.id, state]));
  const words = people.flatMap((member) => {
    const network = networks.get(member.networkId);
    return network === undefined ? [] : [[member.email, inAWord(member, network, services.now())] as const];
  });
  return new Map(words);
}

/** The people a visitor may be. Only a browser that opened the printed address on this computer gets any. */
async function inventedPeople(services: Services, request: FastifyRequest): Promise<readonly Member[]> {
  if (!isOpened(services, request)) return [];
  const found = await all(services.aggregates, 'member', { where: { demo: true } });
  const now = services.now();
  return found.map((stored) => stored.state).filter((member) => isCurrent(member, now));
}
