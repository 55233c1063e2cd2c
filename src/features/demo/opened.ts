import type { FastifyReply, FastifyRequest } from 'fastify';
import { sameText } from '../../keys.ts';
import type { Services } from '../../services.ts';
import { isLocalRequest } from '../../web/local.ts';
import { cookieFor } from '../../web/viewer.ts';

/**
 * The cookie of a browser that opened the printed address. Browsers send a cookie to every port of a host name, so any other
 * program that serves pages on localhost can read it. So it holds a hash, never the printed key, and ends with the browser.
 */
const cookieName = 'concord-opened';

function keyOf(services: Pick<Services, 'keys'>): string {
  return services.keys.hmac('opened', 'the address printed at the start').slice(0, 22);
}

/** The value of that cookie. The key of the address does not follow from it. */
function proofOf(services: Pick<Services, 'keys'>): string {
  return services.keys.hmac('opened-cookie', keyOf(services));
}

/**
 * The path that `npm start` prints on this computer. A browser that opened it sees the demonstration's people and the local
 * mailbox until the browser is closed. The path stays as it is for one data folder.
 */
export function openingPath(services: Pick<Services, 'keys'>): string {
  return `/start/${keyOf(services)}`;
}

/** Remembers that this browser opened the printed address. False where the key is another one, or the request not local. */
export function openFor(services: Services, request: FastifyRequest, reply: FastifyReply, key: string): boolean {
  if (!isLocalRequest(services, request) || !sameText(key, keyOf(services))) return false;
  const { name, options } = cookieFor(services, cookieName);
  void reply.setCookie(name, proofOf(services), options);
  return true;
}

/** Whether a local request comes from a browser that opened the printed address. */
export function isOpened(services: Services, request: FastifyRequest): boolean {
  const given = request.cookies[cookieFor(services, cookieName).name];
  return given !== undefined && isLocalRequest(services, request) && sameText(given, proofOf(services));
}
