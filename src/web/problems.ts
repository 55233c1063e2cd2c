import type { IncomingMessage } from 'node:http';
import { setTimeout as after } from 'node:timers/promises';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type RefusalCode, type Refused, refusals, refused } from '../domain/outcome.ts';
import { formatDate } from '../domain/time/calendar.ts';
import { TextRemoved } from '../reading/text-removed.ts';
import { noteSecurity, type SecurityEvent } from './security-log.ts';
import { keptOf } from './kept.ts';
import { DuplicateKey, StaleWrite, StoreClosed, TooLarge } from '../store/aggregates.ts';

/** The HTTP status of a failure, and the heading of its page. */
export interface Problem {
  readonly status: number;
  readonly title: string;
}

/** Every failure is a row of this table; a 409 means that something else happened first. */
export const problems = {
  'not-found': { status: 404, title: 'There is nothing here' },
  'not-allowed': { status: 403, title: 'Your role does not allow this' },
  'not-signed-in': { status: 401, title: 'Sign in first' },
  invalid: { status: 400, title: 'Something needs mending' },
  'already-exists': { status: 409, title: 'This already exists' },
  'membership-ended': { status: 403, title: 'This membership has ended' },
  'consultation-closed': { status: 409, title: 'The consultation has closed' },
  'not-drafting': { status: 409, title: 'The text is locked' },
  'not-responding': { status: 409, title: 'The network does not respond' },
  'no-approver': { status: 409, title: 'Nobody is in post to sign off' },
  'checks-block': { status: 409, title: 'Something blocks sign-off' },
  'warnings-unacknowledged': { status: 400, title: 'Give a reason for the warnings' },
  'round-stale': { status: 409, title: 'The text was locked again' },
  'round-closed': { status: 409, title: 'This round has ended' },
  'stage-not-active': { status: 409, title: 'It is another office’s turn' },
  'slot-decided': { status: 409, title: 'A decision was already made' },
  'passage-changed': { status: 409, title: 'The passage has changed' },
  'text-moved': { status: 409, title: 'The text has changed' },
  'plan-changed': { status: 409, title: 'The plan has changed' },
  'questions-changed': { status: 409, title: 'The questions have changed' },
  'not-in-office': { status: 403, title: 'You no longer hold this office' },
  'two-hats': { status: 409, title: 'You have already signed off in this round' },
  'digest-mismatch': { status: 409, title: 'This is not the locked version' },
  'name-mismatch': { status: 400, title: 'The name is another one' },
  'code-needed': { status: 400, title: 'A code is needed' },
  'code-wrong': { status: 400, title: 'That code is not right' },
  'reason-needed': { status: 400, title: 'Give a reason' },
  'not-open': { status: 409, title: 'There is no open round' },
  'not-approved': { status: 409, title: 'The text has not been approved' },
  'not-lapsed': { status: 409, title: 'The round has not run out of time' },
  'already-submitted': { status: 409, title: 'The text has been submitted' },
  'snapshot-mismatch': { status: 409, title: 'The stored text is not the approved text' },
  'evidence-held': { status: 409, title: 'An evidence box holds the document' },
  'no-final-export': { status: 409, title: 'Make the final document first' },
  removed: { status: 410, title: 'This text was removed for good' },
  'too-large': { status: 413, title: 'That is larger than we accept' },
  'too-many': { status: 429, title: 'Too many attempts' },
} as const satisfies Record<RefusalCode, Problem>;

const eventOf: Readonly<Partial<Record<RefusalCode, SecurityEvent>>> = { 'not-allowed': 'not-allowed', 'too-many': 'rate-limited' };

/** A refusal that ends a request; `retryAfter` in seconds where waiting helps. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly refused: Refused;
  readonly retryAfter: number | null;
  /** The event of security that is logged (SE10); null for an ordinary refusal. */
  readonly event: SecurityEvent | null;
  constructor(refusal: Refused, options: { readonly retryAfter?: number; readonly event?: SecurityEvent } = {}) {
    super(refusal.code);
    this.refused = refusal;
    this.retryAfter = options.retryAfter ?? null;
    this.event = options.event ?? eventOf[refusal.code] ?? null;
  }
}

/** A page of a response that was not started yet: a person who may see its consultation is told so, and how to go on. */
export class NotStarted extends Refusal {
  override name = 'NotStarted';
  readonly consultation: { readonly id: string; readonly title: string };
  constructor(sentence: string | undefined, consultation: { readonly id: string; readonly title: string }) {
    super(refused('not-found', sentence));
    this.consultation = consultation;
  }
}

/** The answer to a failed request: a status, a heading and a sentence; `code` is null where the fault is ours. */
interface Told extends Problem {
  readonly code: RefusalCode | null;
  readonly detail: string;
  /** Whether a form may succeed if it is sent again as it was. */
  readonly repeats: 'repeats' | 'ends';
}

const ours: Told = {
  status: 500,
  title: 'Something went wrong on our side',
  code: null,
  detail: 'Nothing you sent was recorded.',
  repeats: 'repeats',
};
const away: Told = {
  status: 503,
  title: 'The service is restarting',
  code: null,
  detail: 'Nothing you sent was recorded. Try again in a minute.',
  repeats: 'repeats',
};
const outOfDate = { title: 'This page was out of date', repeats: 'repeats' } as const;

function told(refusal: Refused): Told {
  const repeats = refusal.code === 'not-signed-in' ? 'repeats' : 'ends';
  return { ...problems[refusal.code], code: refusal.code, detail: refusal.detail, repeats };
}

/** A refusal of Fastify's before a route runs, as one of ours; null for any other error. */
function refusedByFastify(error: FastifyError): Told | null {
  const status = error.statusCode ?? 500;
  if (status === 413) return told(refused('too-large'));
  if (status === 415) return { ...told(refused('invalid')), status: 415, detail: 'That is not a kind of content this page takes.' };
  if (status >= 400 && status < 500) return { ...told(refused('invalid')), status, detail: 'What was sent could not be read.' };
  return null;
}

/** The answer for a thrown value. A value that is no known refusal is a fault of ours, and its answer says nothing of it. */
export function tell(error: unknown): Told {
  if (error instanceof Refusal) return { ...told(error.refused), ...(error.event === 'token-refused' ? outOfDate : {}) };
  if (error instanceof TextRemoved)
    return told(refused('removed', `${refusals.removed} It was removed on ${formatDate(error.at, 'UTC')}.`));
  if (error instanceof TooLarge) return told(refused('too-large'));
  if (error instanceof DuplicateKey) return told(refused('already-exists'));
  if (error instanceof StaleWrite)
    return {
      ...told(refused('invalid')),
      status: 409,
      title: 'Somebody else was faster',
      detail: 'Many people changed this at once. Try again.',
      repeats: 'repeats',
    };
  if (error instanceof StoreClosed) return away;
  if (error instanceof Error && 'code' in error) return refusedByFastify(error as FastifyError) ?? ours;
  return ours;
}

/** Whether a request reads pages rather than an API: a browser says so in `Accept`. */
export function wantsPage(request: FastifyRequest): boolean {
  const accept = request.headers.accept ?? '';
  return accept.includes('text/html') && !request.url.startsWith('/api/');
}

/** Answers a failure as `application/problem+json` (RFC 9457), or as a page where the request asks for one. */
async function answer(request: FastifyRequest, reply: FastifyReply, problem: Told, retryAfter: number | null): Promise<unknown> {
  if (retryAfter !== null) void reply.header('retry-after', String(retryAfter));
  void reply.header('cache-control', 'no-store');
  const kept = keptOf(request, problem.repeats);
  if (problem.code === 'not-signed-in' && wantsPage(request)) {
    if (kept !== null) return reply.page('problems/signed-out', { title: 'You have been signed out', layout: 'plain', kept }, 401);
    const next = request.method === 'GET' ? `?next=${encodeURIComponent(request.url)}` : '';
    return reply.redirect(`/sign-in${next}`, 303);
  }
  if (wantsPage(request)) {
    const { title, detail, status } = problem;
    const layout = request.viewer === null ? 'plain' : 'page';
    const wait = retryAfter === null ? '' : waitWords(retryAfter);
    return reply.page(`problems/${pageOf(problem)}`, { title, detail, reference: request.id, wait, layout, kept } as const, status);
  }
  const body = {
    type: `urn:concord:problem:${problem.code ?? 'internal'}`,
    title: problem.title,
    status: problem.status,
    detail: problem.detail,
    instance: request.routeOptions.url ?? 'no route',
    reference: request.id,
  };
  return reply.code(problem.status).type('application/problem+json').send(JSON.stringify(body));
}

const places: ReadonlySet<string> = new Set(['history', 'sign-off']);

/** The page for a text that was not started. It marks the place of the consultation's bar that the reader chose. */
function notStarted(request: FastifyRequest, reply: FastifyReply, { refused: { detail }, consultation }: NotStarted): FastifyReply {
  const place = request.url.replace(/\?.*/su, '').split('/')[3] ?? '';
  const shown = { ...consultation, place: places.has(place) ? (place as 'history' | 'sign-off') : 'overview' } as const;
  const response = `/consultations/${consultation.id}/response`;
  return reply.page(
    'problems/not-started',
    { title: 'Not started yet', place: 'consultations', consultation: shown, detail, response },
    404,
  );
}

/** A wait of some seconds in words, rounded up: `in 15 minutes`. */
function waitWords(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  if (minutes >= 24 * 60) return 'tomorrow';
  const [count, unit] = minutes < 120 ? [minutes, 'minute'] : [Math.ceil(minutes / 60), 'hour'];
  return `in ${count} ${unit}${count === 1 ? '' : 's'}`;
}

function pageOf({ status, title }: Told): string {
  if (title === outOfDate.title) return 'out-of-date';
  const known: readonly number[] = [403, 404, 413, 429];
  if (known.includes(status)) return String(status);
  return status >= 500 ? '500' : 'refused';
}

/**
 * Fastify's `frameworkErrors`: an address that cannot be decoded, or with a part that is too long, meets no hook and no
 * route. Fastify's own answer repeats the address, which may be an emailed link; this answer never does.
 */
export function refuseAddress(_error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  void reply
    .code(404)
    .headers({
      'content-type': 'text/plain; charset=utf-8',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cache-control': 'no-store',
      'referrer-policy': 'strict-origin',
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex',
    })
    .send('There is nothing at this address. If it came in an email, check that the whole address was copied.\n');
}

export const mostReadAway = 128 * 1024 * 1024;

/**
 * Reads the rest of a request and forgets it, up to 128 MB and 30 seconds. A browser shows an answer only after it has sent
 * the whole body; where the connection closes earlier, it shows an error of its own. A request that declares more is answered at once.
 */
export async function readAway(message: IncomingMessage): Promise<void> {
  if (message.readableEnded || message.destroyed) return;
  let bytes = 0;
  message.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength;
    if (bytes > mostReadAway) message.destroy();
  });
  const ended = new Promise<void>((resolve) => void message.once('close', resolve).once('end', resolve).once('error', resolve));
  message.resume();
  await Promise.race([ended, after(30_000, undefined, { ref: false })]);
}

function noteRefusal(request: FastifyRequest, event: SecurityEvent): void {
  const { viewer, routeOptions } = request;
  const who = viewer === null ? {} : { member: viewer.member.id, network: viewer.network.id };
  noteSecurity(request, event, { ...who, route: routeOptions.url ?? 'no route' });
}

/** Registers the handlers of failures; before any route, so that every route inherits them. */
export function registerProblems(app: FastifyInstance): void {
  app.setErrorHandler(async (error, request, reply) => {
    const problem = tell(error);
    if (problem.status >= 500) request.log.error({ err: error }, 'request failed');
    else request.log.info({ code: problem.code, status: problem.status }, 'request refused');
    if (error instanceof Refusal && error.event !== null) noteRefusal(request, error.event);
    if (problem.status === 413 && Number(request.headers['content-length'] ?? 0) <= mostReadAway) await readAway(request.raw);
    if (error instanceof NotStarted && request.method === 'GET' && wantsPage(request)) return notStarted(request, reply, error);
    return answer(request, reply, problem, error instanceof Refusal ? error.retryAfter : null);
  });
  app.setNotFoundHandler(async (request, reply) => answer(request, reply, told(refused('not-found', refusals['not-found'])), null));
}
