import { z } from 'zod';
import { chainStart, readEvent, whyBroken } from './chain.ts';
import type { Base, DraftKey, Entry, LateEdit, Vector } from './drafts.ts';
import { type Kind, kinds } from './kinds.ts';
import type { Store } from './store.ts';

// All that a store keeps for good, cut into parts: a backup is a list of them, and another store is made from them (OP5).
// Records that expire are no part: sessions, codes and links do not come back.

const KindName = z.enum(Object.keys(kinds) as [Kind, ...Kind[]]);

/** An aggregate as a driver keeps it: its state as JSON of a version, and its whole chain of events. */
export const AggregatePart = z.strictObject({
  part: z.literal('aggregate'),
  kind: KindName,
  id: z.string(),
  version: z.number().int(),
  revision: z.number().int(),
  /** The number of the last event, and its hash. */
  seq: z.number().int(),
  hash: z.string(),
  /** The number of the last event whose reactions ran. */
  reacted: z.number().int(),
  /** When it last changed, UTC, ISO 8601. */
  at: z.string(),
  state: z.string(),
  /** Each event as the RFC 8785 JSON that was hashed, with its hash (SO41). */
  events: z.array(z.strictObject({ body: z.string(), hash: z.string() })),
});
export type AggregatePart = z.infer<typeof AggregatePart>;

/** What is left of an aggregate that was disposed of. */
export const TombstonePart = z.strictObject({
  part: z.literal('tombstone'),
  kind: KindName,
  id: z.string(),
  seq: z.number().int(),
  hash: z.string(),
  at: z.string(),
});
export type TombstonePart = z.infer<typeof TombstonePart>;

/** One epoch of a draft: its log, its cut, and the edits that came too late for it. */
export interface DraftPart {
  readonly part: 'draft';
  readonly key: DraftKey;
  readonly base: Base;
  readonly entries: readonly Entry[];
  readonly cut: Vector | null;
  readonly late: readonly LateEdit[];
}

export interface BlobPart {
  readonly part: 'blob';
  readonly owner: string;
  readonly digest: string;
  readonly bytes: Uint8Array;
}

export type Part = AggregatePart | TombstonePart | DraftPart | BlobPart;

/** A store that is read while others write in it. */
export interface Source {
  /**
   * The parts, with everything that was acknowledged before the call. Every blob and aggregate that a part names is a part too,
   * except damaged blobs: they are left out, and `damaged` hears the name of each.
   */
  parts(damaged: (name: string) => void): AsyncIterable<Part>;
  close(): Promise<void>;
}

/** An empty store that is filled with parts. */
export interface Target {
  write(part: Part): Promise<void>;
  /** Opens the filled store for `last`, which may change it, and then moves it into its place, durable. Until then there is no store. */
  finish(last: (store: Store) => Promise<void>): Promise<void>;
  /** Leaves nothing behind. */
  abandon(): Promise<void>;
}

/** Says where the chain of an aggregate breaks; null where it is whole and ends in the aggregate's own hash (SO41). */
export function whyDamaged({ kind, id, seq, hash, events }: AggregatePart): string | null {
  const read = events.map(({ body, hash: own }) => readEvent(body, own));
  const broken = whyBroken(`${kind}/${id}`, read);
  if (broken !== null) return broken;
  const last = read.at(-1) ?? { seq: 0, hash: chainStart };
  return last.seq === seq && last.hash === hash ? null : `it ends at event ${last.seq}, not at event ${seq}`;
}
