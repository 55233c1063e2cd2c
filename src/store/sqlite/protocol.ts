import type { Base, DraftKey, DraftLog, Entry, LateEdit, Vector } from '../drafts.ts';
import type { EphemeralRecord } from '../ephemeral.ts';
import type { Kind } from '../kinds.ts';
import type { Checked } from '../query.ts';

// The questions to the thread that holds the database, and its answers. The thread knows no schemas: a state is text.

/** One row of the table of aggregates. */
export interface AggregateRow {
  readonly kind: Kind;
  readonly id: string;
  readonly revision: number;
  readonly seq: number;
  readonly hash: string;
  readonly version: number;
  readonly state: string;
}

export interface Named {
  readonly kind: Kind;
  readonly id: string;
}

export interface Known extends Named {
  readonly revision: number;
}

export interface Find extends Checked {
  readonly kind: Kind;
}

export interface CommitRow extends Known {
  readonly version: number;
  readonly state: string;
  readonly fields: string;
  readonly unique: readonly string[];
  readonly events: readonly { readonly type: string; readonly data: unknown }[];
  readonly actor: string;
  readonly at: string;
}

interface Place {
  readonly space: string;
  readonly key: string;
  readonly now: string;
}

interface Head {
  readonly revision: number;
  readonly seq: number;
  readonly hash: string;
}

interface Ask<A, B> {
  readonly ask: A;
  readonly answer: B;
}

/** Every operation by name. */
export interface Operations {
  'aggregates.get': Ask<Named, AggregateRow | null>;
  'aggregates.find': Ask<Find, readonly AggregateRow[]>;
  'aggregates.commit': Ask<CommitRow, Head>;
  'aggregates.events': Ask<
    Named & { readonly after: number; readonly limit: number },
    readonly { readonly body: string; readonly hash: string }[]
  >;
  'aggregates.reacted': Ask<Named & { readonly seq: number }, null>;
  'aggregates.unreacted': Ask<{ readonly limit: number }, readonly (AggregateRow & { readonly reacted: number })[]>;
  'aggregates.changed': Ask<{ readonly known: readonly Known[] }, readonly Known[]>;
  'aggregates.dispose': Ask<Named & { readonly at: string }, null>;
  'kinds.outdated': Ask<
    { readonly present: readonly { readonly kind: Kind; readonly version: number; readonly shape: string }[] },
    readonly Kind[]
  >;
  'kinds.page': Ask<{ readonly kind: Kind; readonly after: string }, readonly AggregateRow[]>;
  'kinds.index': Ask<Named & { readonly fields: string; readonly unique: readonly string[] }, null>;
  'kinds.settle': Ask<{ readonly kind: Kind; readonly version: number; readonly shape: string; readonly fields: readonly string[] }, null>;
  'drafts.begin': Ask<{ readonly key: DraftKey; readonly base: Base }, null>;
  /** `again`: the entry was saved before, and later entries may have followed it. */
  'drafts.append': Ask<{ readonly key: DraftKey; readonly entry: Entry }, 'saved' | 'again' | 'late'>;
  'drafts.appendAfter': Ask<
    { readonly key: DraftKey; readonly seen: Vector; readonly entry: Entry },
    'saved' | 'again' | 'late' | 'behind'
  >;
  'drafts.take': Ask<{ readonly files: readonly Uint8Array[]; readonly how: 'written' | 'found' }, null>;
  'drafts.setAside': Ask<{ readonly key: DraftKey; readonly edit: LateEdit }, null>;
  'drafts.late': Ask<{ readonly draft: string }, readonly (LateEdit & { readonly epoch: string })[]>;
  'drafts.load': Ask<{ readonly key: DraftKey }, DraftLog | null>;
  'drafts.news': Ask<{ readonly key: DraftKey; readonly seen: Vector }, DraftLog | null>;
  'drafts.changed': Ask<
    { readonly known: readonly { readonly key: DraftKey; readonly vector: Vector; readonly sealed: boolean }[] },
    readonly DraftKey[]
  >;
  'drafts.compact': Ask<{ readonly key: DraftKey; readonly base: Base }, boolean>;
  'drafts.seal': Ask<{ readonly key: DraftKey }, Vector>;
  'drafts.removeEpochs': Ask<{ readonly draft: string; readonly epochs: readonly string[] }, null>;
  'drafts.removeLate': Ask<{ readonly draft: string; readonly epochs: readonly string[] }, null>;
  'drafts.dispose': Ask<{ readonly draft: string }, null>;
  'ephemeral.put': Ask<{ readonly space: string; readonly key: string; readonly value: string; readonly expiresAt: string }, null>;
  'ephemeral.get': Ask<Place, EphemeralRecord | null>;
  'ephemeral.take': Ask<Place, EphemeralRecord | null>;
  'ephemeral.missing': Ask<{ readonly space: string; readonly keys: readonly string[]; readonly now: string }, readonly string[]>;
  'ephemeral.replace': Ask<Place & { readonly was: string; readonly value: string; readonly expiresAt: string }, boolean>;
  'ephemeral.list': Ask<
    { readonly space: string; readonly prefix: string; readonly limit: number; readonly now: string },
    readonly EphemeralRecord[]
  >;
  'ephemeral.claim': Ask<Place & { readonly holder: string; readonly expiresAt: string }, boolean>;
  'ephemeral.count': Ask<Place & { readonly expiresAt: string }, number>;
  'ephemeral.drop': Ask<{ readonly space: string; readonly key: string }, null>;
  'ephemeral.release': Ask<{ readonly space: string; readonly key: string; readonly holder: string }, null>;
  'ephemeral.sweep': Ask<{ readonly now: string }, null>;
}

export type Name = keyof Operations;
export type Asked<N extends Name> = Operations[N]['ask'];
export type Answered<N extends Name> = Operations[N]['answer'];

/** Carries out each operation on the database, synchronously, inside a savepoint of the batch. */
export type Handlers = { readonly [N in Name]: (ask: Asked<N>) => Answered<N> };
export type HandlersOf<Port extends string> = Pick<Handlers, Extract<Name, `${Port}.${string}`>>;

export interface Request<N extends Name = Name> {
  readonly number: number;
  readonly name: N;
  readonly ask: Asked<N>;
}

/** An error as it crosses the thread: by name, so that the caller gets an instance of the class. */
export interface Failure {
  readonly name: string;
  readonly message: string;
}

export type Reply =
  | { readonly number: number; readonly ok: true; readonly value: unknown }
  | { readonly number: number; readonly ok: false; readonly failure: Failure };

export type ToThread =
  | { readonly type: 'ask'; readonly requests: readonly Request[] }
  | { readonly type: 'purge'; readonly number: number }
  | { readonly type: 'close' };
export type FromThread =
  | { readonly type: 'ready' }
  | { readonly type: 'refused'; readonly failure: Failure }
  | { readonly type: 'replies'; readonly replies: readonly Reply[] };
