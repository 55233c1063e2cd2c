import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { EmailAddress } from '../../domain/network/member.ts';
import type { Services } from '../../services.ts';
import { email, posted } from '../../web/fields.ts';
import { failedForm, freshForm, parseForm } from '../../web/forms.ts';
import { isLocalRequest } from '../../web/local.ts';
import { paramsOf, queryOf, queryText } from '../../web/params.ts';
import { Refusal } from '../../web/problems.ts';
import { closeSession, endSession, sessionsOf, signIn, signOutEverywhere } from '../../web/sessions.ts';
import { noteSecurity } from '../../web/security-log.ts';
import { hasMailbox } from '../../web/start.ts';
import { signedIn } from '../../web/viewer.ts';
import { spendAsk } from './allowance.ts';
import { type Ask, asksOf, codeTyped, openAsk, safeNext, takeByCode, takeByLink, takeElsewhere, type Tried } from './asks.ts';
import { browserOf, keepProof, rememberBrowser } from './browser.ts';
import { enterNetwork } from './commands.ts';
import { type Letter, letterOfLink, writeLetter } from './letters.ts';
import { signInMail } from './mails.ts';
import { membershipsOf } from '../../reading/memberships.ts';
import { sourceOf } from './source.ts';
import { checkView, chooseView, linkView, signInView, youView } from './views.ts';

const OfLink = z.object({ token: z.string() });
const Onward = z.object({ next: queryText });

const Address = z.object({ email: email('Enter an email address like name@council.gov.uk') });

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
    const fate = await spendAsk(services, { browser, email, source: sourceOf(request) });
    await openAsk(services, browser, { email, next, mail: fate === 'held' ? 'held' : 'goes' });
    if (fate === 'goes') await sendLetter(services, reply, email, next);
    return reply.redirect('/sign-in/check', 303);
  });
}

/**
 * Writes the letter of an ask. Its mail is made and sent after the page is answered, so the time of the answer does not tell a
 * known address from an unknown one (SO29).
 */
async function sendLetter(services: Services, reply: FastifyReply, email: EmailAddress, next: string): Promise<void> {
  const { until } = await writeLetter(services, email, next);
  const [mail, name] = [signInMail(services), services.newId()];
  await mail.owe(name, email, until);
  reply.raw.once('finish', () => void mail.deliver(name));
}

function codePages(app: FastifyInstance, services: Services): void {
  app.get('/sign-in/check', async (request, reply) => {
    return reply.page('sign-in/check', checkView(await asked(services, request), freshForm({ code: '' })));
  });

  app.post('/sign-in/check', async (request, reply) => {
    const ask = await askOf(services, request);
    const browser = browserOf(services, request);
    const error = await wrongCode(services, request, async (code) =>
      ask === null || browser === null ? 'none' : takeByCode(services, ask, code, { browser, email: ask.email, source: sourceOf(request) }),
    );
    if (error === null && ask !== null) return enter(services, request, reply, ask);
    const view = checkView(await asked(services, request), failedForm(freshForm({ code: '' }), request.body, errorAt(error)));
    return reply.page('sign-in/check', view, 400);
  });
}

function linkPages(app: FastifyInstance, services: Services): void {
  app.get('/sign-in/link/:token', async (request, reply) => {
    const letter = await letterOfLink(services, paramsOf(request, OfLink).token);
    const here = letter !== null && (await askFor(services, request, letter)) !== null;
    const model = linkView(letter === null ? 'gone' : here ? 'here' : 'elsewhere', freshForm({ code: '' }));
    return reply.page('sign-in/link', model, letter === null ? 404 : 200);
  });

  app.post('/sign-in/link/:token', async (request, reply) => {
    const letter = await letterOfLink(services, paramsOf(request, OfLink).token);
    if (letter === null) return gone(reply);
    const ask = await askFor(services, request, letter);
    if (ask !== null) return (await takeByLink(services, ask, letter)) ? enter(services, request, reply, ask) : gone(reply);
    const guesser = { browser: browserOf(services, request) ?? '', email: letter.email, source: sourceOf(request) };
    const error = await wrongCode(services, request, (code) => takeElsewhere(services, letter, code, guesser));
    if (error === null) return enter(services, request, reply, letter);
    return reply.page('sign-in/link', linkView('elsewhere', failedForm(freshForm({ code: '' }), request.body, errorAt(error))), 400);
  });
}

/** The open ask of this browser for the address of a letter; null where it has none: the link signs nobody in there. */
async function askFor(services: Services, request: FastifyRequest, { email }: Letter) {
  const browser = browserOf(services, request);
  const asks = browser === null ? [] : await asksOf(services, browser);
  return asks.find((ask) => ask.email === email) ?? null;
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
    return reply.page('sign-in/you', youView(viewer, memberships, sessions, services.now()));
  });

  app.post('/sign-out', async (request, reply) => {
    if (request.viewer !== null) noteSecurity(services, 'signed-out', { member: request.viewer.member.id });
    await closeSession(services, request, reply);
    return reply.redirect('/', 303);
  });

  app.post('/sign-out/one', async (request, reply) => {
    const session = z.string().catch('').parse(posted(request.body, 'session'));
    await endSession(services, signedIn(request).member, session);
    return reply.redirect('/you#signed', 303);
  });

  app.post('/sign-out/everywhere', async (request, reply) => {
    await signOutEverywhere(services, signedIn(request).member);
    await closeSession(services, request, reply);
    return reply.redirect('/', 303);
  });
}

/** Signs in the owner of a proved mailbox, always with a new session; a person in two networks chooses next. */
async function enter(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  ask: Pick<Ask, 'email' | 'next'>,
): Promise<FastifyReply> {
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

const sentences = {
  none: 'That code no longer works. Ask for another one',
  wrong: 'That is not the code, or it was used or is too old. Check the digits, or ask for another message',
  guessed: 'Too many codes were typed for this address today. Use the link in the message instead, in the browser where you asked',
  busy: 'Too many wrong codes are being typed just now. Use the link in the message instead, in the browser where you asked, or try again in a minute',
} as const satisfies Record<Exclude<Tried, 'right'>, string>;

/** Tries a typed code. Null where it is right, else the sentence of the error. A text other than six digits spends no try. */
async function wrongCode(services: Services, request: FastifyRequest, attempt: (code: string) => Promise<Tried>) {
  const code = codeTyped(posted(request.body, 'code'));
  if (code === null) return 'Enter the six digits from the message';
  const tried = await attempt(code);
  if (tried === 'right') return null;
  noteSecurity(services, 'code-wrong', { way: 'sign-in' });
  return sentences[tried];
}

function errorAt(text: string | null) {
  return [{ field: 'code', text: text ?? sentences.none }] as const;
}

/**
 * The one ask that a typed code is tried against: the ask that the page named, where this browser made it, else the newest (SO29).
 */
async function askOf(services: Services, request: FastifyRequest) {
  const browser = browserOf(services, request);
  const asks = browser === null ? [] : await asksOf(services, browser);
  const named = posted(request.body, 'ask');
  const newest = named === undefined || named === '' ? asks[0] : undefined;
  return asks.find((one) => nameOfAsk(services, one.key) === named) ?? newest ?? null;
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
    ask: ask === null ? '' : nameOfAsk(services, ask.key),
    held: ask?.mail === 'held',
    mailFrom: services.config.mailFrom,
    mailbox: hasMailbox(services) && isLocalRequest(services, request),
  };
}
