import * as Y from 'yjs';
import { bounded, TookTooLong } from './bounded.ts';
import { Contradicted, isCollected } from './contradiction.ts';
import { DeletedRanges } from './deleted-ranges.ts';
import { merged } from './merged.ts';
import type { Loss, Schema } from '../ports.ts';
import type { Closing } from '../wire/protocol.ts';
import { TooManyPieces } from './pieces.ts';
import { type Reach, type Reading, readUpdate, type Vouched } from './update.ts';

/** The outcome of trying an update. */
export type Verdict =
  /** `loss`: the words that the update deletes. `before`: updates that make up the document before it; may be called at any time. */
  | { readonly is: 'taken'; readonly clients: Reach; readonly loss: Loss | null; readonly before: () => readonly Uint8Array[] }
  /** It brings nothing new. */
  | { readonly is: 'known' }
  /** It has a causal gap (CO4); `clients`: the insertions it would bring. */
  | { readonly is: 'gap'; readonly clients: Reach }
  | { readonly is: 'refused'; readonly closing: Closing; readonly why: string };

/** Changes are folded into the encoded state once there are this many; with a large state, once per `bytesPerFold` bytes of it. */
const foldAfter = 500;
const bytesPerFold = 200;
/** They are folded too once they take more bytes than this and than the state: people who replace a long text again and again. */
const foldBeyond = 1_048_576;
const fewPieces = 100;
/** A full document takes this many bytes of deletions. */
const roomForDeletions = 65_536;
/** A document of this many bytes is built within a few ms. */
const quickToBuild = 131_072;
/** Applying one update may keep everybody else waiting this long, in ms (CO3). */
const longestTake = 500;

/**
 * One Yjs document that can undo an update which turns out unreadable or not renderable (CO3). It keeps its encoded state
 * and every change since beside the live document, and builds the document anew from those: they cost bytes, where a second
 * document would cost objects.
 */
export class SharedDocument {
  readonly #schema: Schema;
  readonly #largest: number;
  readonly #deleted = new DeletedRanges();
  /** Built when first needed. A text that is only read never needs it: its readers are sent the encoded state. */
  #live: Y.Doc | null = null;
  /** The state vector while the live document is not built. */
  #vector: Uint8Array;
  #isNeeded = true;
  #neededAt = 0;
  /** The document is this base with the changes since. */
  #base: Uint8Array;
  #since: Uint8Array[] = [];
  #sinceBytes = 0;
  /** The number of the changes since the base that {@link SharedDocument.change} has returned. */
  #given = 0;
  #revision = 0;
  /** The judge's objections to the update that is being applied. */
  #objections: string[] = [];
  /** The loss by the update that is being applied. */
  #loss: Loss | null = null;
  #isTrusting = false;

  /** Begins with updates from the store, which are trusted. `largest`: of the encoded document, in bytes. */
  constructor(schema: Schema, largest: number, updates: readonly Uint8Array[]) {
    this.#schema = schema;
    this.#largest = largest;
    const present = updates.filter((update) => update.byteLength > 0);
    const [only] = present;
    this.#base = present.length === 1 && only !== undefined ? only : Y.encodeStateAsUpdate((this.#live = this.#documentOf(present)));
    this.#vector = Y.encodeStateVectorFromUpdate(this.#base);
  }

  get #document(): Y.Doc {
    this.#isNeeded = true;
    return (this.#live ??= this.#documentOf([this.#base]));
  }

  /** Tries an update ({@link readUpdate}). One that is taken is applied, and is part of the next {@link SharedDocument.change}. */
  take(update: Uint8Array, vouched?: Vouched): Verdict {
    if (isNothing(update)) return { is: 'known' };
    let reading: Reading;
    try {
      reading = readUpdate(this.#document, update, vouched);
    } catch (error) {
      return unreadable(error);
    }
    if (reading.gap) return { is: 'gap', clients: reading.clients };
    if (!reading.news) return { is: 'known' };
    if (this.#isFull(update.byteLength, reading)) return { is: 'refused', closing: 'document-full', why: 'the document is full' };
    this.#revision += 1;
    const before = this.#since.length;
    const [base, since] = [this.#base, this.#since];
    const refusal = this.#tried(update, reading);
    if (refusal !== null) {
      this.#goBack(before);
      return refusal;
    }
    if (reading.exact) this.#keep(update);
    if (this.#since.length === before) return { is: 'known' };
    // An array of changes only ever grows up to the next base, and a refused change is cut off its end.
    return { is: 'taken', clients: reading.clients, loss: this.#loss, before: () => [base, ...since.slice(0, before)] };
  }

  /** Many pieces may all claim the same place, and then Yjs compares each with all the others: that is bounded in time. */
  #tried(update: Uint8Array, { exact, pieces, words }: Reading): Verdict | null {
    const apply = (): Verdict | null => (exact ? this.#apply(update, words) : this.#encoding(() => this.#apply(update, words)));
    const before = this.#since.length;
    const reset = (): void => {
      this.#goBack(before);
    };
    try {
      return pieces <= fewPieces ? apply() : bounded(longestTake, apply, reset);
    } catch (error) {
      return unreadable(error);
    }
  }

  /** Keeps the change that an act makes as Yjs encodes it. That encoding may cost as much as the whole text. */
  #encoding<Result>(act: () => Result): Result {
    this.#document.on('update', this.#keep);
    try {
      return act();
    } finally {
      this.#document.off('update', this.#keep);
    }
  }

  readonly #keep = (update: Uint8Array): void => {
    this.#since.push(update);
    this.#sinceBytes += update.byteLength;
  };

  #apply(update: Uint8Array, words: readonly Y.ID[]): Verdict | null {
    this.#objections = [];
    this.#loss = null;
    const hanging = hangingBytes(this.#document);
    try {
      Y.applyUpdate(this.#document, update);
      if (hangingBytes(this.#document) > hanging) return unreadable(new Error('it hangs on itself'));
      if (words.some((id) => isCollected(this.#document, id))) return unreadable(new Contradicted('its words hang on garbage'));
      const [why] = this.#objections;
      return why === undefined ? null : { is: 'refused', closing: 'not-text', why };
    } catch (error) {
      return unreadable(error);
    }
  }

  #goBack(length: number): void {
    for (const update of this.#since.splice(length)) this.#sinceBytes -= update.byteLength;
    this.#document.destroy();
    this.#live = this.#documentOf([this.#base, ...this.#since]);
  }

  /** True if an update would bring something new. Throws as {@link readUpdate} does. */
  wouldChange(update: Uint8Array, vouched?: Vouched): boolean {
    return this.whatIsNew(update, vouched) !== null;
  }

  /** The insertions an update would bring; null where it brings nothing new, no deletion either. Throws as {@link readUpdate} does. */
  whatIsNew(update: Uint8Array, vouched?: Vouched): Reach | null {
    if (isNothing(update)) return null;
    const { gap, news, clients } = readUpdate(this.#document, update, vouched);
    return gap || news ? clients : null;
  }

  /** True if all insertions up to these clocks are here. */
  reaches(clients: Reach): boolean {
    const { store } = this.#document;
    return [...clients].every(([client, clock]) => Y.getState(store, client) >= clock);
  }

  /** Applies an update from the store, whatever the judge says. */
  trust(update: Uint8Array): void {
    this.#revision += 1;
    this.#isTrusting = true;
    this.#encoding(() => {
      Y.applyUpdate(this.#document, update);
    });
    this.#isTrusting = false;
  }

  /** All updates taken since the last call as one; null where there are none. */
  change(): Uint8Array | null {
    const fresh = this.#since.slice(this.#given);
    if (fresh.length === 0) return null;
    this.#given = this.#since.length;
    const isMany = this.#given > Math.max(foldAfter, this.#base.byteLength / bytesPerFold);
    if (isMany || this.#sinceBytes > Math.max(foldBeyond, this.#base.byteLength)) this.state();
    return merged(fresh);
  }

  /** Grows whenever the document may have changed. */
  get revision(): number {
    return this.#revision;
  }

  /** The encoded size, or a little more. */
  get bytes(): number {
    return this.#base.byteLength + this.#sinceBytes;
  }

  /** The whole document as one update, encoded once until the next change (CO22). */
  state(): Uint8Array {
    if (this.#since.length === 0) return this.#base;
    this.#base = Y.encodeStateAsUpdate(this.#document);
    // Changes not returned yet are in the base too; they stay here for the next call of `change`.
    this.#since = this.#since.slice(this.#given);
    this.#sinceBytes = this.#since.reduce((sum, update) => sum + update.byteLength, 0);
    this.#given = 0;
    return this.#base;
  }

  stateVector(): Uint8Array {
    return this.#live === null ? this.#vector : Y.encodeStateVector(this.#document);
  }

  /** The update that a client with this state vector lacks. Throws where the bytes are no state vector. */
  since(stateVector: Uint8Array): Uint8Array {
    // A single zero is the state vector of an empty document: every newcomer's.
    return stateVector.byteLength === 1 && stateVector[0] === 0 ? this.state() : Y.encodeStateAsUpdate(this.#document, stateVector);
  }

  /**
   * Drops the live document where it was not needed for `after` ms, since people leave a text open all day; a large one,
   * slow to build again, stays (CO23). To be called now and then; `now` in ms.
   */
  rest(now: number, after: number): void {
    if (this.#live === null || this.#given < this.#since.length) return;
    if (this.#isNeeded) this.#neededAt = now;
    this.#isNeeded = false;
    if (now - this.#neededAt < after || this.bytes > quickToBuild || hangingBytes(this.#live) > 0) return;
    this.#vector = Y.encodeStateVector(this.#live);
    this.state();
    this.#live.destroy();
    this.#live = null;
  }

  destroy(): void {
    this.#live?.destroy();
  }

  #documentOf(updates: readonly Uint8Array[]): Y.Doc {
    const document = new Y.Doc();
    document.transact(() => {
      for (const update of updates) Y.applyUpdate(document, update);
    });
    const judge = this.#schema.judge(document);
    document.on('afterTransaction', (transaction: Y.Transaction) => {
      // The judge keeps count, so it has to see trusted updates too.
      const why = judge.whyNot(transaction);
      if (this.#isTrusting) return;
      if (why !== null) this.#objections.push(why);
      if (transaction.deleteSet.clients.size > 0) this.#loss = this.#schema.lossIn(transaction) ?? this.#loss;
    });
    return document;
  }

  /** A full document still takes what deletes only: once the deleted words are collected, it is smaller. */
  #isFull(more: number, { fresh, clients }: Reading): boolean {
    if (this.#deleted.areTooMany(this.#document, fresh)) return true;
    const most = this.#largest + (clients.size === 0 ? roomForDeletions : 0);
    if (this.bytes + more <= most) return false;
    return this.state().byteLength + more > most;
  }
}

/** Bytes of updates that Yjs holds back because of a gap: a late edit may have been stored without the one it builds on. */
function hangingBytes({ store: { pendingStructs, pendingDs } }: Y.Doc): number {
  return (pendingStructs?.update.byteLength ?? 0) + (pendingDs?.byteLength ?? 0);
}

/** True for an update without pieces and deletions: the answer of a client that has nothing of its own. */
function isNothing(update: Uint8Array): boolean {
  return update.byteLength === 2 && update[0] === 0 && update[1] === 0;
}

function unreadable(error: unknown): Verdict {
  return { is: 'refused', closing: closingFor(error), why: error instanceof Error ? error.message : String(error) };
}

/** The closing for the sender of an update that failed like this. */
export function closingFor(error: unknown): Closing {
  if (error instanceof Contradicted) return 'contradicted';
  return error instanceof TooManyPieces || error instanceof TookTooLong ? 'too-large' : 'bad-frame';
}
