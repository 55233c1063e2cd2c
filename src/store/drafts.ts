import type { Authors } from '../domain/response/author.ts';

export type { Author, Authors } from '../domain/response/author.ts';

/** Names one lineage of a draft's text. Every log is kept per draft and epoch (CO6). */
export interface DraftKey {
  /** The response's id. */
  readonly draft: string;
  readonly epoch: string;
}

/** For each node, the number of its entries that are covered. */
export type Vector = Readonly<Record<string, number>>;

/** A change of the text, as one node appended it (CO10). */
export interface Entry {
  readonly node: string;
  /** From 1, without gaps, per draft, epoch and node. */
  readonly seq: number;
  /** Yjs update, version 1 encoding. */
  readonly update: Uint8Array;
  /** Authors of the client ids that are new in this entry, and of those that became relayed with it. */
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

/** The vector of a whole log: the number of each node's entries in it or in its base. */
export function vectorOf({ base, entries }: Pick<DraftLog, 'base' | 'entries'>): Vector {
  const vector = new Map(Object.entries(base.covers));
  for (const { node, seq } of entries) vector.set(node, Math.max(seq, vector.get(node) ?? 0));
  return Object.fromEntries(vector);
}

/** True if one vector covers everything that another covers. */
export function isWithin(inner: Vector, outer: Vector): boolean {
  return Object.entries(inner).every(([node, seq]) => seq <= (outer[node] ?? 0));
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
  /** Begins an epoch from a base. Repeating the call changes nothing (ST12). */
  begin(key: DraftKey, base: Base): Promise<void>;
  /**
   * Appends one entry. `saved`: the entry is durable and the epoch was open, so every later cut holds it. `late`: the epoch
   * is sealed and nothing was appended (use {@link Drafts.setAside}). A retry under one node and seq counts once. Concurrent
   * calls become one group commit. Throws `UnknownDraft`, or `EntryOutOfOrder` where a number is skipped or used for other
   * bytes (ST13 to ST16).
   */
  append(key: DraftKey, entry: Entry): Promise<'saved' | 'late'>;
  /**
   * Appends one entry as {@link Drafts.append} does, but only where the caller has `seen` every entry of other nodes. `behind`:
   * the log holds entries of others beyond that vector, and nothing was appended; the caller takes them in and decides again
   * (ST38). An entry answered `saved` was therefore compared with all that others logged before it (CO31).
   */
  appendAfter(key: DraftKey, seen: Vector, entry: Entry): Promise<'saved' | 'late' | 'behind'>;
  /** Keeps a late edit. Repeating the id changes nothing. */
  setAside(key: DraftKey, edit: LateEdit): Promise<void>;
  late(draft: string): Promise<readonly (LateEdit & { readonly epoch: string })[]>;
  /** Null where the epoch was never begun. */
  load(key: DraftKey): Promise<DraftLog | null>;
  /**
   * The log without what a vector covers: without those entries, and without the bytes of a base that holds nothing else (its
   * update is then empty). Null where the epoch was never begun (ST45).
   */
  news(key: DraftKey, seen: Vector): Promise<DraftLog | null>;
  /** The known drafts with entries, a base or a seal that the given vector does not cover (ST20). */
  changed(known: readonly { readonly key: DraftKey; readonly vector: Vector; readonly sealed: boolean }[]): Promise<readonly DraftKey[]>;
  /** Replaces the entries that a base covers. False where it covers less than the present base, or crosses a cut (ST18). */
  compact(key: DraftKey, base: Base): Promise<boolean>;
  /** Ends the epoch and answers the cut, which holds every saved entry. Every call answers one cut (ST15). */
  seal(key: DraftKey): Promise<Vector>;
  /**
   * Removes epochs of a draft for good, and keeps their late edits. From then on nothing is appended or set aside in them: both
   * throw `UnknownDraft`. So the late edits that {@link Drafts.late} answers after it are all there will be (ST46).
   */
  removeEpochs(draft: string, epochs: readonly string[]): Promise<void>;
  /** Removes the late edits of epochs (ST46). */
  removeLate(draft: string, epochs: readonly string[]): Promise<void>;
  /** Removes every epoch of a draft, late edits too. */
  dispose(draft: string): Promise<void>;
}

/** Append, seal or compact named an epoch that was never begun. */
export class UnknownDraft extends Error {
  override name = 'UnknownDraft';
}
/** A node skipped a number, or used a number twice for different bytes. */
export class EntryOutOfOrder extends Error {
  override name = 'EntryOutOfOrder';
}

/** A log without what a vector covers (ST45). */
export function beyond(log: DraftLog, seen: Vector): DraftLog {
  const base = isWithin(log.base.covers, seen) ? { ...log.base, update: new Uint8Array() } : log.base;
  return { ...log, base, entries: log.entries.filter(({ node, seq }) => seq > (seen[node] ?? 0)) };
}
