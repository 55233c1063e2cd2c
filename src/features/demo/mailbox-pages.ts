import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { refused } from '../../domain/outcome.ts';
import { activeStages, seatOf } from '../../domain/round/round.ts';
import { roundNumbered } from '../../domain/response/response.ts';
import { type MailboxEntry, markOpened, readMailbox, readMessage } from '../../mail/mailbox.ts';
import type { Services } from '../../services.ts';
import { all } from '../../store/every.ts';
import { isLocalRequest } from '../../web/local.ts';
import { paramsOf, queryOf, queryText } from '../../web/params.ts';
import { Refusal } from '../../web/problems.ts';
import { hasMailbox } from '../../web/start.ts';
import { inventedPeople } from './invented.ts';
import { mailboxView, type Waiting } from './mailbox-view.ts';
import { isOpened } from './opened.ts';
import { inAWord } from './views.ts';

const OfMessage = z.object({ key: z.string() });
const Asking = z.object({ to: queryText, mail: queryText });

/** The page of a browser that has not opened the printed address. */
export const closed = { title: 'Open the address that was printed', layout: 'plain', width: 'one' } as const;

/** The mailbox that stands in for a mail server on this computer. */
export function mailboxPages(app: FastifyInstance, services: Services): void {
  app.get('/mailbox', async (request, reply) => {
    if (hasMailbox(services) && isLocalRequest(services, request) && !isOpened(services, request))
      return reply.page('start/closed', closed, 403);
    checkMailbox(services, request);
    const entries = await readMailbox(services.ephemeral);
    const { to, mail } = queryOf(request, Asking);
    const opened = entries.find((entry) => entry.key === mail);
    if (opened !== undefined) await markOpened(services, opened.key);
    const who = await whoTheyAre(services, request);
    const shown = { to, mail, who, demo: who.size > 0, from: services.config.mailFrom };
    const state = { asking: await stillAsking(services, entries), waiting: await waitingMails(services) };
    return reply.page('mailbox/mailbox', mailboxView(entries, { ...shown, ...state }));
  });

  app.get('/mailbox/:key/message', async (request, reply) => {
    checkMailbox(services, request);
    const entry = await readMessage(services.ephemeral, paramsOf(request, OfMessage).key);
    if (entry === null) throw new Refusal(refused('not-found'));
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

/** The keys of the requests for a decision that wait for it now (MA7). */
async function stillAsking(services: Services, entries: readonly MailboxEntry[]): Promise<ReadonlySet<string>> {
  const requests = await all(services.aggregates, 'mail', { where: { kind: 'sign-off-request', status: 'sent' } });
  const open = new Set<string>();
  for (const { id, state } of requests) {
    const response = state.responseId === null ? null : await services.aggregates.get('response', state.responseId);
    const round = response === null || state.round === null ? null : roundNumbered(response.state, state.round);
    const seat = round === null || state.slot === null ? null : seatOf(round, state.slot);
    if (round?.status === 'open' && seat?.slot.status === 'pending' && activeStages(round).includes(seat.stage)) open.add(id);
  }
  return new Set(entries.filter(({ messageId }) => open.has(messageId.slice(1, messageId.indexOf('@')))).map(({ key }) => key));
}

/** The mails that wait for the morning; null where there are none (MA5). */
async function waitingMails(services: Services): Promise<Waiting | null> {
  const now = services.now();
  const queued = await all(services.aggregates, 'mail', { where: { status: 'queued' } });
  const later = queued.map(({ state }) => state).filter(({ attempts, notBefore }) => attempts === 0 && notBefore > now);
  const [first] = later.map(({ notBefore }) => notBefore).toSorted();
  return first === undefined ? null : { updates: later.length, people: new Set(later.map(({ memberId }) => memberId)).size, until: first };
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
