import type { Instant, NonEmpty } from '../domain/outcome.ts';
import type { EventOf, FieldOf, Kind, StateOf } from './kinds.ts';

/** A state with its revision. `seq` is the number of its last event, `hash` its chain head (SO41). */
export interface Stored<K extends Kind = Kind> {
  readonly kind: K;
  readonly id: string;
  readonly revision: number;
  readonly seq: number;
  readonly hash: string;
  readonly state: StateOf<K>;
}

/** An event as it was hashed: `hash = SHA-256("concord-event-v1\n" || RFC 8785 JSON of every other field)` (SO41). */
export interface StoredEvent {
  readonly v: 1;
  /** `kind/id` of the aggregate. */
  readonly chain: string;
  /** From 1, without gaps. */
  readonly seq: number;
  readonly type: string;
  readonly at: Instant;
  /** A member's id, or `system`. */
  readonly actor: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** The hash before this one; 64 zeros for the first. */
  readonly prev: string;
  readonly hash: string;
}

/** A change of one aggregate: revision 0 creates it. */
export interface Commit<K extends Kind> {
  readonly kind: K;
  readonly id: string;
  /** The revision the state was decided on. */
  readonly revision: number;
  readonly state: StateOf<K>;
  readonly events: NonEmpty<EventOf<K>>;
  /** Who did it: a member's id, or `system`. */
  readonly actor: string;
}

export interface Query<K extends Kind> {
  /** Equality on allow-listed top-level fields; null matches null. */
  readonly where: Partial<Record<FieldOf<K>, string | number | boolean | null>>;
  /** `<=` on allow-listed fields of instants. */
  readonly until?: Partial<Record<FieldOf<K>, string>>;
  readonly order?: { readonly by: FieldOf<K>; readonly direction: 'ascending' | 'descending' };
  /** Only aggregates whose id comes after this one; they are answered by id, so it goes without `order`. */
  readonly after?: string;
  /** 1 to 1000; 200 unless told. For all there are, see `every` and `all` in `every.ts`. */
  readonly limit?: number;
}

/** The state of every aggregate, its revision and its chained events. */
export interface Aggregates {
  get<K extends Kind>(kind: K, id: string): Promise<Stored<K> | null>;
  /** Throws `FieldNotAllowed` for a field that is not allow-listed. */
  find<K extends Kind>(kind: K, query: Query<K>): Promise<readonly Stored<K>[]>;
  /**
   * Sets the state and appends the events in one atomic write, durable when it answers (ST1). Throws `ZodError` where the
   * state does not satisfy its schema, `StaleWrite` where the revision moved, `DuplicateKey` where a unique field is taken,
   * `TooLarge` where the state and all its events would pass 8 MB.
   */
  commit<K extends Kind>(change: Commit<K>): Promise<Stored<K>>;
  /** A page of events after a sequence number, in order. */
  events(kind: Kind, id: string, after: number, limit: number): Promise<readonly StoredEvent[]>;
  /** Moves the mark up to which reactions ran, never backwards. State and revision stay as they are (ST6). */
  reacted(kind: Kind, id: string, seq: number): Promise<void>;
  /** Aggregates whose mark is behind their last event, oldest first, with the mark: their reactions are still owed. */
  unreacted(limit: number): Promise<readonly { readonly stored: Stored; readonly reacted: number }[]>;
  /** The known aggregates whose revision is different now; a missing one answers revision 0 (ST8). */
  changed(
    known: readonly { readonly kind: Kind; readonly id: string; readonly revision: number }[],
  ): Promise<readonly { readonly kind: Kind; readonly id: string; readonly revision: number }[]>;
  /** Removes state and events and leaves a tombstone with the chain head. Creating the id again throws `StaleWrite` (ST11). */
  dispose(kind: Kind, id: string): Promise<void>;
}

/** The revision moved since it was read: load and decide again. */
export class StaleWrite extends Error {
  override name = 'StaleWrite';
}
/** Another aggregate holds a value that is unique. */
export class DuplicateKey extends Error {
  override name = 'DuplicateKey';
}
/** `find` was asked for a field that is not allow-listed. */
export class FieldNotAllowed extends Error {
  override name = 'FieldNotAllowed';
}
/** A state and its events would pass 8 MB. */
export class TooLarge extends Error {
  override name = 'TooLarge';
}
/** A stored state does not satisfy the schema of its kind: nothing was changed. */
export class StateUnreadable extends Error {
  override name = 'StateUnreadable';
}
/** The store was closed, or is being closed. */
export class StoreClosed extends Error {
  override name = 'StoreClosed';
}
