import { z } from 'zod';
import { EpochId, MemberId, RemovalId } from '../../ids.ts';
import { Digest, Instant } from '../../outcome.ts';

/** Characters of a draft by their Yjs names: `length` of them from `clock` on, written under `client`. They tell no word. */
export const Characters = z.strictObject({
  client: z.number().int().min(0),
  clock: z.number().int().min(0),
  length: z.number().int().min(1),
});
export type Characters = z.infer<typeof Characters>;

/** A field of a record: the keys that lead to it from the record's state. */
export const Field = z.strictObject({ kind: z.string(), id: z.string(), path: z.array(z.union([z.string(), z.number().int()])) });
export type Field = z.infer<typeof Field>;

/** Bytes of a response or of a piece of evidence that were disposed of, by their digest. */
export const Disposed = z.strictObject({ owner: z.string(), digest: Digest });
export type Disposed = z.infer<typeof Disposed>;

/**
 * The places of a removal, so that a restore can repeat it: names and digests of records and files, never the words (CO15).
 * `more`: places without a name of their own, such as letters.
 */
export const Places = z.strictObject({
  characters: z.array(Characters),
  fields: z.array(Field),
  disposed: z.array(Disposed),
  /** How often the words stood in the draft. */
  draft: z.number().int().min(0),
  more: z.number().int().min(0),
});
export type Places = z.infer<typeof Places>;

/** No place yet. */
export const noPlaces: Places = { characters: [], fields: [], disposed: [], draft: 0, more: 0 };

/**
 * Words that a member removes for good (CO15). `begun`: nobody can write, until the text goes on without the words. `cleared`: it
 * does, in `epoch`; the other places follow. `done`: the words are gone. `lost`: the words to look for were lost before.
 */
export const Removal = z.strictObject({
  id: RemovalId,
  at: Instant,
  by: MemberId,
  reason: z.string().max(2000),
  /** The SHA-256 of the reason, as the record has it. */
  reasonHash: z.string(),
  status: z.enum(['begun', 'cleared', 'done', 'lost']),
  /** The epoch in which the text went on, without the words. */
  epoch: EpochId,
  /** The epochs that end with it: pages that still have one are sent away for good. */
  closed: z.array(EpochId),
  /** Files that the member chose to remove with the words, because nobody can look into them by machine. */
  files: z.array(Disposed),
  places: Places,
  doneAt: Instant.optional(),
});
export type Removal = z.infer<typeof Removal>;

/** The part of a response that removals are read from. */
interface Removed {
  readonly removals?: readonly Removal[] | undefined;
}

/** The removals of a response, in order. */
export function removalsOf({ removals }: Removed): readonly Removal[] {
  return removals ?? [];
}

/** The removal that is not done yet; null where there is none. */
export function removalUnderWay({ removals }: Removed): Removal | null {
  const last = removals?.at(-1);
  return last === undefined || last.status === 'done' || last.status === 'lost' ? null : last;
}

/** True while the text waits for a removal: nobody can write in it. */
export function isBeingRemoved(response: Removed): boolean {
  return removalUnderWay(response)?.status === 'begun';
}

/** A removal by its id; null where there is none. */
export function removalNamed({ removals }: Removed, id: string): Removal | null {
  return removals?.find((one) => one.id === id) ?? null;
}

/** The removal that disposed of the bytes with a digest; null where none did. */
export function removalOf({ removals }: Removed, digest: string): Removal | null {
  return removals?.find(({ places }) => places.disposed.some((one) => one.digest === digest)) ?? null;
}

/** True for an epoch that a removal ended for good. */
export function isClosedForGood({ removals }: Removed, epoch: string): boolean {
  return removals?.some(({ closed }) => closed.some((one) => one === epoch)) ?? false;
}

/** The number of places that a removal found. */
export function placesOf({ places: { draft, fields, disposed, more } }: Pick<Removal, 'places'>): number {
  return draft + fields.length + disposed.length + more;
}
