import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Instant } from '../domain/outcome.ts';
import type { StoredEvent } from './aggregates.ts';

/** The hash before the first event of a chain. */
export const chainStart = '0'.repeat(64);

const prefix = 'concord-event-v1\n';

/** An event at the end of a chain: `body` is the RFC 8785 JSON that was hashed (SO41). */
export interface Link {
  readonly seq: number;
  readonly body: string;
  readonly hash: string;
}

/** Hashes one event onto a chain (SO41). Throws `TypeError` for data that is not JSON. */
export function linkEvent(
  chain: string,
  after: { readonly seq: number; readonly hash: string },
  event: { readonly type: string; readonly at: string; readonly actor: string; readonly data: unknown },
): Link {
  const seq = after.seq + 1;
  const { type, at, actor, data } = event;
  const body = canonical({ v: 1, chain, seq, type, at, actor, data, prev: after.hash });
  return { seq, body, hash: hashOf(body) };
}

/** Says where a chain breaks; null where every event follows from the one before. `after` is the place before the first event. */
export function whyBroken(
  chain: string,
  events: readonly StoredEvent[],
  after: { readonly seq: number; readonly hash: string } = { seq: 0, hash: chainStart },
): string | null {
  let last = after;
  for (const event of events) {
    const { hash, ...hashed } = event;
    if (event.chain !== chain) return `event ${event.seq} belongs to ${event.chain}`;
    if (event.seq !== last.seq + 1) return `event ${last.seq + 1} is missing`;
    if (event.prev !== last.hash) return `event ${event.seq} does not follow the one before`;
    if (hashOf(canonical(hashed)) !== hash) return `event ${event.seq} does not have its hash`;
    last = event;
  }
  return null;
}

/** An event read back from the bytes that were hashed. */
export function readEvent(body: string, hash: string): StoredEvent {
  const { type, at, actor, data, prev, chain, seq } = JSON.parse(body) as Omit<StoredEvent, 'hash'> & { readonly at: Instant };
  return { v: 1, chain, seq, type, at, actor, data, prev, hash };
}

function canonical(value: unknown): string {
  try {
    const text = canonicalize(value);
    if (text !== undefined) return text;
  } catch (error) {
    throw new TypeError('an event must be JSON', { cause: error });
  }
  throw new TypeError('an event must be JSON');
}

function hashOf(body: string): string {
  return createHash('sha256').update(prefix).update(body).digest('hex');
}
