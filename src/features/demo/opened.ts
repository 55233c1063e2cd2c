import type { FastifyReply, FastifyRequest } from 'fastify';
import { sameText } from '../../keys.ts';
import type { Services } from '../../services.ts';
import { isLocalRequest } from '../../web/local.ts';
import { cookieFor } from '../../web/viewer.ts';

/** The cookie of a browser that opened the printed address. */
const cookieName = 'concord-opened';
const aYear = 365 * 24 * 3_600;

function keyOf(services: Pick<Services, 'keys'>): string {
  return services.keys.hmac('opened', 'the address printed at the start').slice(0, 22);
}

/**
 * The path that `npm start` prints on this computer. Opening it once lets a browser see the demonstration's people and the
 * local mailbox. It stays the same for one data folder.
 */
export function openingPath(services: Pick<Services, 'keys'>): string {
  return `/start/${keyOf(services)}`;
}

/** Remembers that this browser opened the printed address. False where the key is another one, or the request not local. */
export function openFor(services: Services, request: FastifyRequest, reply: FastifyReply, key: string): boolean {
  if (!isLocalRequest(services, request) || !sameText(key, keyOf(services))) return false;
  const { name, options } = cookieFor(services, cookieName);
  void reply.setCookie(name, key, { ...options, maxAge: aYear });
  return true;
}

/** Whether a local request comes from a browser that opened the printed address. */
export function isOpened(services: Services, request: FastifyRequest): boolean {
  const given = request.cookies[cookieFor(services, cookieName).name];
  return given !== undefined && isLocalRequest(services, request) && sameText(given, keyOf(services));
}
