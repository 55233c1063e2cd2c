import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Services } from '../services.ts';
import { wantsPage } from './problems.ts';
import { isLoopback } from './security.ts';

/** Whether the service keeps to this computer: it listens on loopback and people reach it at a localhost address. */
export function keepsLocal(config: { readonly host: string; readonly baseUrl: string | null }): boolean {
  return isLoopback(config.host) && (config.baseUrl === null || isLoopback(new URL(config.baseUrl).hostname));
}

/** What a request shows of where it comes from. */
export interface Origin {
  /** The address of the peer of the socket; undefined once it is closed. */
  readonly peer: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

const forwarding: ReadonlySet<string> = new Set(['forwarded', 'via', 'client-ip', 'x-real-ip', 'x-client-ip', 'x-cluster-client-ip']);
const forwardingPrefixes = ['x-forwarded', 'x-original', 'x-envoy', 'cf-', 'fly-', 'true-client'] as const;

/**
 * Whether a request comes from this computer to this computer, and through nothing in between: the local mailbox and
 * the demonstration’s people exist for no other. A loopback service behind a proxy is not local.
 */
export function isLocal(config: { readonly host: string; readonly baseUrl: string | null }, origin: Origin): boolean {
  const peer = origin.peer?.replace(/^::ffff:/, '');
  if (!keepsLocal(config) || peer === undefined || !isLoopback(peer)) return false;
  if (Object.keys(origin.headers).some((name) => forwarding.has(name) || forwardingPrefixes.some((start) => name.startsWith(start))))
    return false;
  // A proxy that passes nothing on and puts its own Host still shows the address people see in these.
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
  // No browser speaks HTTP/1.0; nginx does, towards what it stands before, where nobody told it otherwise.
  return (
    request.raw.httpVersion !== '1.0' && isLocal(services.config, { peer: request.raw.socket.remoteAddress, headers: request.headers })
  );
}

/**
 * This computer has several names, and a browser keeps cookies by name: whoever opens a page at 127.0.0.1 is sent to the
 * address that mails and the start print, so that one sign-in serves both. Another port is a tunnel, and left alone.
 */
export function registerOneName(app: FastifyInstance, services: Services): void {
  app.addHook('onRequest', (request, reply, done) => {
    const elsewhere = request.method === 'GET' && wantsPage(request) ? printedAddress(services.baseUrl(), request) : null;
    if (elsewhere === null) done();
    else void reply.header('cache-control', 'no-store').redirect(elsewhere, 302);
  });
}

/** Where a page opened by another name of this computer is; null where it was opened by its own. */
function printedAddress(baseUrl: string, { headers: { host = '' }, url }: FastifyRequest): string | null {
  const base = new URL(baseUrl);
  if (host === base.host || !url.startsWith('/') || !isLoopback(base.hostname) || !isLocalHost(host)) return null;
  return new URL(`http://${host}`).port === base.port ? `${base.origin}${url}` : null;
}
