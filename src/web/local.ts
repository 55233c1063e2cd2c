import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { Services } from '../services.ts';
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

const forwarding: ReadonlySet<string> = new Set(['forwarded', 'via', 'x-real-ip', 'x-client-ip', 'cf-connecting-ip', 'true-client-ip']);

/**
 * Whether a request comes from this computer to this computer, and through nothing in between: the local mailbox and
 * the demonstration’s people exist for no other. A loopback service behind a proxy is not local.
 */
export function isLocal(config: { readonly host: string; readonly baseUrl: string | null }, origin: Origin): boolean {
  const peer = origin.peer?.replace(/^::ffff:/, '');
  if (!keepsLocal(config) || peer === undefined || !isLoopback(peer)) return false;
  if (Object.keys(origin.headers).some((name) => name.startsWith('x-forwarded') || forwarding.has(name))) return false;
  return isLocalHost(origin.headers.host ?? '');
}

function isLocalHost(host: string): boolean {
  const url = `http://${host}`;
  return /^[\w.:[\]-]+$/.test(host) && URL.canParse(url) && isLoopback(new URL(url).hostname);
}

/** Whether one request is local (see `isLocal`). */
export function isLocalRequest(services: Pick<Services, 'config'>, request: FastifyRequest): boolean {
  return isLocal(services.config, { peer: request.raw.socket.remoteAddress, headers: request.headers });
}
