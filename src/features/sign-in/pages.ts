import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { EmailAddress } from '../../domain/network/member.ts';
import type { Services } from '../../services.ts';
import { field, posted } from '../../web/fields.ts';
import { failedForm, freshForm, parseForm } from '../../web/forms.ts';
import { isLocalRequest } from '../../web/local.ts';
import { paramsOf, queryOf, queryText } from '../../web/params.ts';
import { Refusal } from '../../web/problems.ts';
import { limit } from '../../web/security.ts';
import { closeSession, sessionsOf, signIn, signOutEverywhere } from '../../web/sessions.ts';
import { noteSecurity } from '../../web/security-log.ts';
import { hasMailbox } from '../../web/start.ts';
import { signedIn } from '../../web/viewer.ts';
import {
  type Ask,
  askOfLink,
  asksOf,
  browserOf,
  codeTyped,
  hasProof,
  keepProof,
  openAsk,
  rememberBrowser,
  safeNext,
  takeAsk,
  takeByCode,
  validFor,
} from './asks.ts';
import { enterNetwork } from './commands.ts';
import { signInMail } from './mails.ts';
import { membershipsOf } from './people.ts';
import { checkView, chooseView, linkView, signInView, youView } from './views.ts';

const OfLink = z.object({ token: z.string() });
const Onward = z.object({ next: queryText });

const quarterHour = 15 * 60_000;
const day = 24 * 3_600_000;
const Address = z.object({ email: field(EmailAddress, 'Enter an email address like name@council.gov.uk') });

/** Signing in by an emailed link or code (SO29), signing out, and the page about oneself. */
export function pages(app: FastifyInstance, services: Services): void {
  askPages(app, services);
  codePages(app, services);
  linkPages(app, services);
  selfPages(app, services);
}

function askPages(app: FastifyInstance, services: Services): void {
  app.get('/sign-in', (request, reply) => {
    const next = safeNext(queryOf(request, Onward).next, services.baseUrl());
    return reply.page('sign-in/sign-in', signInView(freshForm({ email: '' }), next));
  });

  app.post('/sign-in', async (request, reply) => {
    const form = parseForm(Address, request.body);
    const next = safeNext(posted(request.body, 'next'), services.baseUrl());
    if (!form.ok) {
      return reply.page('sign-in/sign-in', signInView(failedForm(freshForm({ email: '' }), request.body, form.errors), next), 400);
    }
    const { email } = form.value;
    const browser = rememberBrowser(services, request, reply);
    const person = services.keys.hmac('limit', email);
    await limit(services, `sign-in/browser/${browser}`, 30, day);
    await limit(services, `sign-in/address/${person}/${browser}`, 5, quarterHour);
    // A wider limit. It spares a browser that proved the address before: a stranger who types it must not lock its owner out.
    if (!(await hasProof(services, browser, email))) await limit(services, `sign-in/address/${person}`, 20, quarterHour);
    const ask = await openAsk(services, browser, email, next);
    const [mail, name] = [signInMail(services), services.newId()];
    await mail.owe(name, ask, new Date(Date.parse(services.now()) + validFor).toISOString());
    // The answer leaves first, so that nobody can measure the time of looking the address up and sending (SO29).
    reply.raw.once('finish', () => void mail.deliver(name));
    return reply.redirect('/sign-in/check', 303);
  });
}

function codePages(app: FastifyInstance, services: Services): void {
  app.get('/sign-in/check', async (request, reply) => {
    return reply.page('sign-in/check', checkView(await asked(services, request), freshForm({ code: '' })));
  });

  app.post('/sign-in/check', async (request, reply) => {
    const ask = await askOf(services, request);
    const tried = await tryCode(services, ask?.key ?? '', request);
    if (tried.ok) return enter(services, request, reply, tried.ask);
    const view = checkView(await asked(services, request), failedForm(freshForm({ code: '' }), request.body, tried.errors));
    return reply.page('sign-in/check', view, 400);
  });
}

function linkPages(app: FastifyInstance, services: Services): void {
  app.get('/sign-in/link/:token', async (request, reply) => {
    const found = await askOfLink(services, paramsOf(request, OfLink).token, browserOf(services, request));
    const model = linkView(found === null ? 'gone' : found.here ? 'here' : 'elsewhere', freshForm({ code: '' }));
    return reply.page('sign-in/link', model, found === null ? 404 : 200);
  });

  app.post('/sign-in/link/:token', async (request, reply) => {
    const found = await askOfLink(services, paramsOf(request, OfLink).token, browserOf(services, request));
    if (found?.here === true) {
      const ask = await takeAsk(services, found.ask);
      return ask === null ? gone(reply) : enter(services, request, reply, ask);
    }
    if (found === null) return gone(reply);
    const tried = await tryCode(services, found.ask, request);
    if (tried.ok) return enter(services, request, reply, tried.ask);
    return reply.page('sign-in/link', linkView('elsewhere', failedForm(freshForm({ code: '' }), request.body, tried.errors)), 400);
  });
}

function selfPages(app: FastifyInstance, services: Services): void {
  app.get('/sign-in/network', async (request, reply) => {
    const viewer = signedIn(request);
    const memberships = await membershipsOf(services, viewer.member.email);
    return reply.page('sign-in/network', chooseView(memberships, viewer, safeNext(queryOf(request, Onward).next, services.baseUrl())));
  });

  app.post('/sign-in/network', async (request, reply) => {
    const viewer = signedIn(request);
    const chosen = await enterNetwork(services, viewer.person, posted(request.body, 'member'));
    if ('ok' in chosen) throw new Refusal(chosen);
    await signIn(services, request, reply, chosen.member);
    return reply.redirect(safeNext(posted(request.body, 'next'), services.baseUrl()), 303);
  });

  app.get('/you', async (request, reply) => {
    const viewer = signedIn(request);
    const memberships = await membershipsOf(services, viewer.member.email);
    const sessions = await sessionsOf(services, viewer.member);
    return reply.page('sign-in/you', youView(viewer, memberships, sessions.length, services.now()));
  });

  app.post('/sign-out', async (request, reply) => {
    if (request.viewer !== null) noteSecurity(services, 'signed-out', { member: request.viewer.member.id });
    await closeSession(services, request, reply);
    return reply.redirect('/', 303);
  });

  app.post('/sign-out/everywhere', async (request, reply) => {
    await signOutEverywhere(services, signedIn(request).member);
    await closeSession(services, request, reply);
    return reply.redirect('/', 303);
  });
}

/** Signs in the owner of a proved mailbox, always with a new session; a person in two networks chooses next. */
async function enter(services: Services, request: FastifyRequest, reply: FastifyReply, ask: Ask): Promise<FastifyReply> {
  const memberships = await membershipsOf(services, ask.email);
  const [first] = memberships;
  if (first === undefined) return gone(reply);
  await signIn(services, request, reply, first.member);
  await keepProof(services, rememberBrowser(services, request, reply), ask.email);
  return reply.redirect(memberships.length === 1 ? ask.next : `/sign-in/network?next=${encodeURIComponent(ask.next)}`, 303);
}

function gone(reply: FastifyReply): FastifyReply {
  return reply.page('sign-in/link', linkView('gone', freshForm({ code: '' })), 404);
}

type Tried = { readonly ok: true; readonly ask: Ask } | { readonly ok: false; readonly errors: readonly [{ field: string; text: string }] };

/** Tries the typed code. A text that is not six digits spends no try. */
async function tryCode(services: Services, ask: string, request: FastifyRequest): Promise<Tried> {
  const code = codeTyped(posted(request.body, 'code'));
  const wrong = (text: string): Tried => ({ ok: false, errors: [{ field: 'code', text }] });
  if (code === null) return wrong('Enter the six digits from the message');
  const tried = await takeByCode(services, ask, code);
  if (typeof tried === 'string') noteSecurity(services, 'code-wrong', { way: 'sign-in' });
  if (tried === 'none') return wrong('That code no longer works. Ask for another one');
  if (tried === 'guessed')
    return wrong('Too many codes were typed for this address today. Use the link in the message instead, in the browser where you asked');
  return tried === 'wrong' ? wrong('That is not the code in the message. Check the digits') : { ok: true, ask: tried };
}

/**
 * The one ask that a typed code is tried against: the ask that the page named, where this browser made it, else the newest (SO29).
 */
async function askOf(services: Services, request: FastifyRequest) {
  const browser = browserOf(services, request);
  const asks = browser === null ? [] : await asksOf(services, browser);
  const named = posted(request.body, 'ask');
  return asks.find((one) => nameOfAsk(services, one.key) === named) ?? (named === undefined || named === '' ? asks[0] : undefined);
}

/** The name of an ask on its page: it opens nothing. */
function nameOfAsk(services: Services, key: string): string {
  return services.keys.hmac('sign-in-ask', key);
}

/** The data of the page that asks for the code: the address, and where its mail comes from. */
async function asked(services: Services, request: FastifyRequest) {
  const ask = await askOf(services, request);
  return {
    address: ask?.email ?? '',
    ask: ask === undefined ? '' : nameOfAsk(services, ask.key),
    mailFrom: services.config.mailFrom,
    mailbox: hasMailbox(services) && isLocalRequest(services, request),
  };
}
