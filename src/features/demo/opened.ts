import type { FastifyReply, FastifyRequest } from 'fastify';
import { sameText } from '../../keys.ts';
import type { Services } from '../../services.ts';
import { isLocalRequest } from '../../web/local.ts';
import { cookieFor } from '../../web/viewer.ts';

/**
 * The cookie that marks a browser which opened the printed address. It holds a hash, never the printed key, and ends with the
 * browser: browsers send it to every port of localhost, so another program there can read it.
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
 * mailbox until the browser is closed. A data folder keeps its path.
 */
export function openingPath(services: Pick<Services, 'keys'>): string {
  return `/start/${keyOf(services)}`;
}

/** Marks a browser that opened the printed address. False where the key is wrong or the request is not local. */
export function openFor(services: Services, request: FastifyRequest, reply: FastifyReply, key: string): boolean {
  if (!isLocalRequest(services, request) || !sameText(key, keyOf(services))) return false;
  const { name, options } = cookieFor(services, cookieName);
  void reply.setCookie(name, proofOf(services), options);
  return true;
}

/** True if a request is local and its browser opened the printed address. */
export function isOpened(services: Services, request: FastifyRequest): boolean {
  const given = request.cookies[cookieFor(services, cookieName).name];
  return given !== undefined && isLocalRequest(services, request) && sameText(given, proofOf(services));
}
