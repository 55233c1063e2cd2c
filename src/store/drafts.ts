import type { Authors } from '../domain/response/author.ts';

export type { Author, Authors } from '../domain/response/author.ts';

/** One lineage of a draft's text: everything is kept per draft and epoch (CO6). */
export interface DraftKey {
  /** The response's id. */
  readonly draft: string;
  readonly epoch: string;
}

/** For each node that appended, how many of its entries are covered. */
export type Vector = Readonly<Record<string, number>>;

/** What applying one update changed, as it was appended by one node (CO10). */
export interface Entry {
  readonly node: string;
  /** From 1, without gaps, per draft, epoch and node. */
  readonly seq: number;
  /** Yjs update, version 1 encoding. */
  readonly update: Uint8Array;
  /** Authors of client ids first seen in this entry, and of those that turned out to be relayed. */
  readonly authors: Authors;
}

/** A compacted draft: all entries of a vector in one update. */
export interface Base {
  readonly update: Uint8Array;
  readonly covers: Vector;
  readonly authors: Authors;
}

export interface DraftLog {
  readonly base: Base;
  /** Entries the base does not cover, each node's in order; after a seal, none beyond the cut. */
  readonly entries: readonly Entry[];
  /** The cut at which the epoch was sealed; null while it is open. */
  readonly cut: Vector | null;
}

/** All of a log: how many entries of each node are in it, or in its base. */
export function vectorOf({ base, entries }: Pick<DraftLog, 'base' | 'entries'>): Vector {
  const vector = new Map(Object.entries(base.covers));
  for (const { node, seq } of entries) vector.set(node, Math.max(seq, vector.get(node) ?? 0));
  return Object.fromEntries(vector);
}

/** An edit that came after the seal: kept for the coordinator, never in the snapshot (CO5). */
export interface LateEdit {
  readonly id: string;
  readonly member: string;
  /** UTC, ISO 8601. */
  readonly at: string;
  readonly update: Uint8Array;
}

/** The log of updates of each draft and epoch: insert-only, durable when it answers. */
export interface Drafts {
  /** Opens an epoch from a base; the same call again changes nothing. */
  begin(key: DraftKey, base: Base): Promise<void>;
  /**
   * Appends one entry. `saved`: durable, and the epoch was then open, so it is inside any later cut. `late`: the epoch
   * is sealed and nothing was appended (use {@link Drafts.setAside}). A retried entry with the same node and seq counts once.
   * Many calls at the same time become one group commit. Throws `UnknownDraft`, or `EntryOutOfOrder`
   * where a number is skipped or used for other bytes.
   */
  append(key: DraftKey, entry: Entry): Promise<'saved' | 'late'>;
  /** Keeps a late edit; the same id again changes nothing. */
  setAside(key: DraftKey, edit: LateEdit): Promise<void>;
  late(draft: string): Promise<readonly (LateEdit & { readonly epoch: string })[]>;
  /** Null where the epoch was never begun. */
  load(key: DraftKey): Promise<DraftLog | null>;
  /** Of the known drafts, those with entries, a base or a seal past the given vector. */
  changed(known: readonly { readonly key: DraftKey; readonly vector: Vector; readonly sealed: boolean }[]): Promise<readonly DraftKey[]>;
  /** Replaces the entries that a base covers by that base; refuses one that covers less than the present base, or crosses a cut. */
  compact(key: DraftKey, base: Base): Promise<boolean>;
  /** Ends the epoch and answers the cut: every saved entry is inside it, and the same cut comes each time. */
  seal(key: DraftKey): Promise<Vector>;
  /** Removes every epoch of a draft, late edits too. */
  dispose(draft: string): Promise<void>;
}

/** Append, seal or compact named an epoch that was never begun. */
export class UnknownDraft extends Error {
  override name = 'UnknownDraft';
}
/** A node skipped a number, or used one again for other bytes. */
export class EntryOutOfOrder extends Error {
  override name = 'EntryOutOfOrder';
}
