import { randomBytes } from 'node:crypto';
import helmet from '@fastify/helmet';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refused } from '../domain/outcome.ts';
import type { Services } from '../services.ts';
import { sameText } from '../keys.ts';
import { Refusal } from './problems.ts';
import { cookieFor } from './viewer.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** False where a route checks its own token, or has none to check; the Origin is checked in any case. */
    csrf?: boolean;
  }
  interface FastifyRequest {
    /** True where the browser says that the request comes from a page of ours; false also where it says nothing. */
    isFromOurPage: boolean;
  }
}

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);
const preSession = 'concord-form';

/** Registers the headers of every answer, the check of a form's origin, and the check of its token. */
export async function registerSecurity(app: FastifyInstance, services: Services): Promise<void> {
  await app.register(helmet, { ...headers, contentSecurityPolicy: { useDefaults: false, directives: policy(services) } });
  app.decorateRequest('isFromOurPage', false);
  app.addHook('onRequest', (request, reply, done) => {
    request.isFromOurPage = isFromOurPage(request, services.baseUrl());
    void reply.header('x-robots-tag', 'noindex').header('permissions-policy', permissions);
    if (services.baseUrl().startsWith('https:')) void reply.header('strict-transport-security', 'max-age=31536000');
    if (!safeMethods.has(request.method) && !comesFromHere(request, services.baseUrl())) {
      throw new Refusal(refused('not-allowed', 'This was sent from another site, so nothing was done.'), { event: 'origin-refused' });
    }
    done();
  });
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
    done(null, payload);
  });
  app.addHook('preHandler', (request, _reply, done) => {
    if (!safeMethods.has(request.method) && request.routeOptions.config.csrf !== false && !request.is404) {
      checkToken(request, services, tokenOf(request));
    }
    done();
  });
}

const headers = {
  crossOriginEmbedderPolicy: false,
  crossOriginOpenerPolicy: { policy: 'same-origin' },
  referrerPolicy: { policy: 'strict-origin' },
  strictTransportSecurity: false,
  frameguard: { action: 'deny' },
} as const;

/** Keeps pages from the devices of a browser and from its advertising (SE9). */
const permissions = ['browsing-topics', 'camera', 'display-capture', 'geolocation', 'microphone', 'payment', 'usb']
  .map((feature) => `${feature}=()`)
  .join(', ');

/** No inline script, no inline style, nothing from another site. The socket's origin is named for browsers whose 'self' leaves it out. */
function policy(services: Services): Record<string, (string | (() => string))[]> {
  return {
    'default-src': ["'self'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    'img-src': ["'self'", 'data:'],
    'connect-src': ["'self'", () => new URL(services.baseUrl()).origin.replace(/^http/, 'ws')],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
    'base-uri': ["'none'"],
    'object-src': ["'none'"],
  };
}

/** Whether a request may come from our own pages by its headers; true where they say nothing, for then the token decides. */
function comesFromHere(request: FastifyRequest, baseUrl: string): boolean {
  const { 'sec-fetch-site': site, origin } = request.headers;
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  return origin === undefined || isOurOrigin(request, baseUrl);
}

/** Browsers send `Sec-Fetch-Site` to https and to this computer alone; a form sends its Origin anywhere. */
function isFromOurPage(request: FastifyRequest, baseUrl: string): boolean {
  const site = request.headers['sec-fetch-site'];
  return site === undefined ? isOurOrigin(request, baseUrl) : site === 'same-origin';
}

function isOurOrigin({ headers: { origin, host } }: FastifyRequest, baseUrl: string): boolean {
  if (origin === undefined) return false;
  const base = new URL(baseUrl);
  // On loopback people use any of its names; Host holds the name in use.
  return origin === base.origin || (isLoopback(base.hostname) && origin === `http://${host ?? ''}` && isLoopback(new URL(origin).hostname));
}

/** Whether a host name is this computer's own. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname === '::1' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** The header in which a script may send the form's token. */
export const tokenHeader = 'x-csrf-token';

/** Throws unless the token is that of this session, or that of this browser before it signed in. */
export function checkToken(request: FastifyRequest, services: Services, given: unknown): void {
  const cookie = request.cookies[cookieFor(services, preSession).name];
  const expected = request.viewer?.csrf ?? (cookie === undefined ? null : services.keys.hmac('csrf', `form ${cookie}`));
  if (typeof given === 'string' && expected !== null && sameText(given, expected)) return;
  if (request.viewer === null && request.cookies[cookieFor(services, 'concord-session').name] !== undefined) {
    throw new Refusal(refused('not-signed-in', 'You have been signed out. Sign in, then send it again.'));
  }
  const sentence = 'Nothing was done: you have signed in or out since the page was opened.';
  throw new Refusal(refused('not-allowed', sentence), { event: 'token-refused' });
}

function tokenOf(request: FastifyRequest): unknown {
  const header = request.headers[tokenHeader];
  if (typeof header === 'string') return header;
  const body = request.body;
  return typeof body === 'object' && body !== null && '_csrf' in body ? body._csrf : null;
}

/** The token for the forms of a page; before sign-in it rests on a cookie that only a page with a form sets. */
export function formToken(services: Services, request: FastifyRequest, reply: FastifyReply): string {
  if (request.viewer !== null) return request.viewer.csrf;
  const cookie = cookieFor(services, preSession);
  const known = request.cookies[cookie.name];
  const secret = known ?? randomBytes(24).toString('base64url');
  if (known === undefined) void reply.setCookie(cookie.name, secret, cookie.options);
  return services.keys.hmac('csrf', `form ${secret}`);
}

/**
 * Counts one attempt under a key that names a person or a purpose, never an address. Throws `too-many` beyond `max`
 * in a window of milliseconds.
 */
export async function limit(services: Pick<Services, 'ephemeral'>, key: string, max: number, windowMs: number): Promise<void> {
  const count = await services.ephemeral.count('limit', key, windowMs);
  if (count > max) throw new Refusal(refused('too-many'), { retryAfter: Math.ceil(windowMs / 1000) });
}
