import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Services } from '../services.ts';
import { wantsPage } from './problems.ts';
import { isLoopback } from './security.ts';

/** Whether the service keeps to this computer: it listens on loopback and people reach it at a localhost address. */
export function keepsLocal(config: { readonly host: string; readonly baseUrl: string | null }): boolean {
  return isLoopback(config.host) && (config.baseUrl === null || isLoopback(new URL(config.baseUrl).hostname));
}

/** Where a request comes from, as far as it shows. */
export interface Origin {
  /** The address of the peer of the socket; undefined once it is closed. */
  readonly peer: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

const forwarding: ReadonlySet<string> = new Set(['forwarded', 'via', 'client-ip', 'x-real-ip', 'x-client-ip', 'x-cluster-client-ip']);
const forwardingPrefixes = ['x-forwarded', 'x-original', 'x-envoy', 'cf-', 'fly-', 'true-client'] as const;

/**
 * Whether a request comes from this computer to this computer, without a proxy between. The local mailbox and the
 * demonstration’s people exist for such requests only.
 */
export function isLocal(config: { readonly host: string; readonly baseUrl: string | null }, origin: Origin): boolean {
  const peer = origin.peer?.replace(/^::ffff:/, '');
  if (!keepsLocal(config) || peer === undefined || !isLoopback(peer)) return false;
  if (Object.keys(origin.headers).some((name) => forwarding.has(name) || forwardingPrefixes.some((start) => name.startsWith(start))))
    return false;
  // A proxy that forwards no header and sets its own Host still lets these show the address that people see.
  const { host = '', origin: page, referer, 'sec-fetch-site': site } = origin.headers;
  const shown = [page, site === 'same-origin' ? referer : undefined];
  return isLocalHost(host) && shown.every((url) => url === undefined || isLocalUrl(url));
}

function isLocalUrl(url: string): boolean {
  return URL.canParse(url) && isLoopback(new URL(url).hostname);
}

function isLocalHost(host: string): boolean {
  const url = `http://${host}`;
  return /^[\w.:[\]-]+$/.test(host) && URL.canParse(url) && isLoopback(new URL(url).hostname);
}

/** Whether one request is local (see `isLocal`). */
export function isLocalRequest(services: Pick<Services, 'config'>, request: FastifyRequest): boolean {
  // No browser speaks HTTP/1.0; nginx does towards its upstream, unless it is told otherwise.
  return (
    request.raw.httpVersion !== '1.0' && isLocal(services.config, { peer: request.raw.socket.remoteAddress, headers: request.headers })
  );
}

/**
 * Redirects a page opened by another name of this computer, such as 127.0.0.1, to the printed address. A browser keeps cookies
 * by name, so without this a link in a mail would find nobody signed in. Another port is a tunnel, and left alone.
 */
export function registerOneName(app: FastifyInstance, services: Services): void {
  app.addHook('onRequest', (request, reply, done) => {
    const elsewhere = request.method === 'GET' && wantsPage(request) ? printedAddress(services.baseUrl(), request) : null;
    if (elsewhere === null) done();
    else void reply.header('cache-control', 'no-store').redirect(elsewhere, 302);
  });
}

/** The printed address of a page that was opened by another name of this computer; null where it was opened by that address. */
function printedAddress(baseUrl: string, { headers: { host = '' }, url }: FastifyRequest): string | null {
  const base = new URL(baseUrl);
  if (host === base.host || !url.startsWith('/') || !isLoopback(base.hostname) || !isLocalHost(host)) return null;
  return new URL(`http://${host}`).port === base.port ? `${base.origin}${url}` : null;
}
