import { Temporal } from '@js-temporal/polyfill';
import { z } from 'zod';
import { EpochId, MemberId, NetworkId, ResponseId, VersionId } from '../ids.ts';
import { type Accepted, Digest, Instant, accepted } from '../outcome.ts';
import type { WordsRemoved } from '../removed.ts';
import type { Restored } from '../restored.ts';

/** The longest name of a version, in characters. */
export const longestVersionName = 80;

/**
 * Why a version was kept: a member named it, the draft was being edited, the text was locked, the draft was reopened, a
 * member was deleting much of it at once (CO16), or an organisation gave its position on it (PO4).
 */
export const KeptBecause = z.enum(['named', 'edited', 'locked', 'reopened', 'deletion', 'position']);
export type KeptBecause = z.infer<typeof KeptBecause>;

/** A draft kept as it was at an instant: it outlives every compaction of the draft's log (CO13). */
export const Version = z.strictObject({
  id: VersionId,
  networkId: NetworkId,
  responseId: ResponseId,
  epoch: EpochId,
  at: Instant,
  because: KeptBecause,
  /** The name a member gave; empty for a version kept automatically. */
  name: z.string().max(longestVersionName),
  /** The member who named the version, locked the text, deleted much of it or recorded a position; null for any other version. */
  by: MemberId.nullable(),
  /** The round that the lock opened; 0 for every other version. */
  round: z.number().int().min(0),
  /** The words that a mass deletion had deleted, and the answers that it had emptied, when the version was kept; else null. */
  lost: z.strictObject({ words: z.number().int().min(0), answers: z.number().int().min(0) }).nullable(),
  /** A blob of the response: the whole document with its authors. */
  kept: Digest,
  /** The digest of words, choices and reasons alone: two versions that have it in common have the same text. */
  text: Digest,
  /** The digest of each section, question and answer together, by section id; absent in versions of earlier releases (PO5). */
  sections: z.record(z.string(), Digest).optional(),
  words: z.number().int().min(0),
  /** The last entry of each node that the version holds, by node. Empty for a version from before a mass deletion. */
  covers: z.record(z.string(), z.number().int().min(0)),
});
export type Version = z.infer<typeof Version>;

export type VersionEvent = VersionKept | Restored | WordsRemoved;

interface VersionKept {
  readonly type: 'VersionKept';
  readonly data: {
    readonly responseId: ResponseId;
    readonly epoch: EpochId;
    readonly because: KeptBecause;
    readonly kept: Digest;
    readonly text: Digest;
  };
}

/** While a draft is being edited, at most one version is kept automatically in this time. */
const keepEvery = Temporal.Duration.from({ hours: 1 });

/** Whether an automatic version is due: the last version of any kind, or the epoch's beginning, is an hour ago. */
export function isVersionDue(last: Instant | null, begun: Instant, now: Instant): boolean {
  const since = last !== null && last > begun ? last : begun;
  return Temporal.Instant.compare(Temporal.Instant.from(since).add(keepEvery), Temporal.Instant.from(now)) <= 0;
}

/** Keeps a version; its bytes are stored before. */
export function keepVersion(version: Version): Accepted<Version, VersionEvent> {
  const { responseId, epoch, because, kept, text } = version;
  return accepted<Version, VersionEvent>(version, { type: 'VersionKept', data: { responseId, epoch, because, kept, text } });
}
