import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { EmailAddress } from '../../domain/network/member.ts';
import type { Services } from '../../services.ts';
import { cookieFor } from '../../web/viewer.ts';

const browserLife = 180 * 24 * 3_600_000;

/** The name under which the store knows this browser; null for a browser that never asked to sign in. */
export function browserOf(services: Services, request: FastifyRequest): string | null {
  const cookie = request.cookies[cookieFor(services, 'concord-browser').name];
  return cookie === undefined || cookie === '' ? null : services.keys.hmac('browser', cookie);
}

/** The name under which the store knows this browser; sets the cookie where it has none. */
export function rememberBrowser(services: Services, request: FastifyRequest, reply: FastifyReply): string {
  const known = browserOf(services, request);
  if (known !== null) return known;
  const secret = randomBytes(32).toString('base64url');
  const cookie = cookieFor(services, 'concord-browser');
  void reply.setCookie(cookie.name, secret, { ...cookie.options, maxAge: browserLife / 1000 });
  return services.keys.hmac('browser', secret);
}

/**
 * Remembers that the person at this browser proved to own an address. Strangers who type the address then take nothing from
 * this browser (SO29).
 */
export async function keepProof(services: Services, browser: string, email: EmailAddress): Promise<void> {
  const expiresAt = new Date(Date.parse(services.now()) + browserLife).toISOString();
  await services.ephemeral.put('sign-in-proof', proofKey(services, browser, email), {}, expiresAt);
}

/** True if a person proved in this browser to own the address. */
export async function hasProof(services: Services, browser: string, email: EmailAddress): Promise<boolean> {
  return (await services.ephemeral.get('sign-in-proof', proofKey(services, browser, email))) !== null;
}

function proofKey(services: Services, browser: string, email: EmailAddress): string {
  return `${browser}/${personKey(services, email)}`;
}

/** Names the person behind an address without telling it. */
export function personKey(services: Services, email: EmailAddress): string {
  return services.keys.hmac('person', email);
}
