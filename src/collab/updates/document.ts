import * as Y from 'yjs';
import { bounded, TookTooLong } from './bounded.ts';
import { Contradicted } from './contradiction.ts';
import { DeletedRanges } from './deleted-ranges.ts';
import type { Schema } from '../ports.ts';
import type { Closing } from '../wire/protocol.ts';
import { TooManyPieces } from './pieces.ts';
import { type Reach, type Reading, readUpdate, type Vouched } from './update.ts';

/** What came of trying an update. */
export type Verdict =
  | { readonly is: 'taken'; readonly clients: Reach }
  /** It brings nothing that is not here already. */
  | { readonly is: 'known' }
  /** It builds on what is not here; `clients`: what it would bring. */
  | { readonly is: 'gap'; readonly clients: Reach }
  | { readonly is: 'refused'; readonly closing: Closing; readonly why: string };

/** Changes are folded into the encoded state once there are this many, or more where that state is large. */
const foldAfter = 500;
const bytesPerFold = 200;
const fewPieces = 100;
/** A document of so many bytes is built from them within a few ms. */
const quickToBuild = 131_072;
/** How long taking in one update may keep everybody else waiting, in ms. */
const longestTake = 500;

/**
 * One Yjs document that goes back to what it was where an update cannot be read or rendered (CO3): beside it stands its
 * encoded state and every change since, which costs bytes where a second document would cost objects.
 */
export class SharedDocument {
  readonly #schema: Schema;
  readonly #largest: number;
  readonly #deleted = new DeletedRanges();
  /** Built when it is first needed: many open a text to read it, and its encoded state is all they are sent. */
  #live: Y.Doc | null = null;
  /** Where it is not built. */
  #vector: Uint8Array;
  #isNeeded = true;
  #neededAt = 0;
  /** The document is this, then these. */
  #base: Uint8Array;
  #since: Uint8Array[] = [];
  #sinceBytes = 0;
  /** How many of the changes since the base were given out. */
  #given = 0;
  #revision = 0;
  /** What the judge had against the update that is being applied. */
  #objections: string[] = [];
  #isTrusting = false;

  /** Holds the given updates, which are trusted: they come from the store. */
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

  /** Tries an update; what is taken is applied, and waits for {@link SharedDocument.change} to be told. See {@link readUpdate}. */
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
    if (this.#isFull(update.byteLength, reading.fresh)) return { is: 'refused', closing: 'document-full', why: 'the document is full' };
    this.#revision += 1;
    const before = this.#since.length;
    const refusal = this.#tried(update, reading);
    if (refusal !== null) {
      this.#goBack(before);
      return refusal;
    }
    if (reading.exact) this.#keep(update);
    return this.#since.length === before ? { is: 'known' } : { is: 'taken', clients: reading.clients };
  }

  /** Few pieces are quick. Of many, each may claim the same place, and then each is compared with all the others. */
  #tried(update: Uint8Array, { exact, pieces }: Reading): Verdict | null {
    const apply = (): Verdict | null => (exact ? this.#apply(update) : this.#encoding(() => this.#apply(update)));
    try {
      return pieces <= fewPieces ? apply() : bounded(longestTake, apply);
    } catch (error) {
      return unreadable(error);
    }
  }

  /** Keeps what an act changes as Yjs encodes it: of a long text typed by one person that means all of it, at every key. */
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

  #apply(update: Uint8Array): Verdict | null {
    this.#objections = [];
    const hanging = hangingBytes(this.#document);
    try {
      Y.applyUpdate(this.#document, update);
      if (hangingBytes(this.#document) > hanging) return unreadable(new Error('it hangs on itself'));
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

  /** Whether an update would bring something. Throws as {@link readUpdate} does. */
  wouldChange(update: Uint8Array, vouched?: Vouched): boolean {
    return this.whatIsNew(update, vouched) !== null;
  }

  /** The insertions an update would bring; null where it would bring nothing at all. Throws as {@link readUpdate} does. */
  whatIsNew(update: Uint8Array, vouched?: Vouched): Reach | null {
    if (isNothing(update)) return null;
    const { gap, news, clients } = readUpdate(this.#document, update, vouched);
    return gap || news ? clients : null;
  }

  /** Whether everything up to these clocks is here. */
  reaches(clients: Reach): boolean {
    const { store } = this.#document;
    return [...clients].every(([client, clock]) => Y.getState(store, client) >= clock);
  }

  /** Takes an update without judging it: it comes from the store. */
  trust(update: Uint8Array): void {
    this.#revision += 1;
    this.#isTrusting = true;
    this.#encoding(() => {
      Y.applyUpdate(this.#document, update);
    });
    this.#isTrusting = false;
  }

  /** Everything taken since the last call as one update; null where there was nothing. */
  change(): Uint8Array | null {
    const fresh = this.#since.slice(this.#given);
    const [first] = fresh;
    if (first === undefined) return null;
    this.#given = this.#since.length;
    if (this.#given > Math.max(foldAfter, this.#base.byteLength / bytesPerFold)) this.state();
    return fresh.length === 1 ? first : Y.mergeUpdates(fresh);
  }

  /** Another number whenever the document may have changed. */
  get revision(): number {
    return this.#revision;
  }

  /** At least the encoded size. */
  get bytes(): number {
    return this.#base.byteLength + this.#sinceBytes;
  }

  /** All of it as one update, kept until the next change (CO22). */
  state(): Uint8Array {
    if (this.#since.length === 0) return this.#base;
    this.#base = Y.encodeStateAsUpdate(this.#document);
    // What was not given out yet is in the base too, and is kept to be given.
    this.#since = this.#since.slice(this.#given);
    this.#sinceBytes = this.#since.reduce((sum, update) => sum + update.byteLength, 0);
    this.#given = 0;
    return this.#base;
  }

  stateVector(): Uint8Array {
    return this.#live === null ? this.#vector : Y.encodeStateVector(this.#document);
  }

  /** What somebody with this state vector lacks. Throws where it is none. */
  since(stateVector: Uint8Array): Uint8Array {
    // One zero is the state vector of an empty document: every newcomer's.
    return stateVector.byteLength === 1 && stateVector[0] === 0 ? this.state() : Y.encodeStateAsUpdate(this.#document, stateVector);
  }

  /**
   * Gives up what was built where nobody needed it for so many ms: people leave a text open all day. What takes long to
   * build again stays. To be called now and then; `now` in ms.
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
      // What is trusted is looked at too: the judge keeps count.
      const why = judge.whyNot(transaction);
      if (why !== null && !this.#isTrusting) this.#objections.push(why);
    });
    return document;
  }

  #isFull(more: number, pieces: number): boolean {
    if (this.#deleted.areTooMany(this.#document, pieces)) return true;
    if (this.bytes + more <= this.#largest) return false;
    return this.state().byteLength + more > this.#largest;
  }
}

/** What waits for something that is not here: among late edits, one may have been stored and what it builds on not. */
function hangingBytes({ store: { pendingStructs, pendingDs } }: Y.Doc): number {
  return (pendingStructs?.update.byteLength ?? 0) + (pendingDs?.byteLength ?? 0);
}

/** No piece and no deletion: the answer of a client that has nothing of its own. */
function isNothing(update: Uint8Array): boolean {
  return update.byteLength === 2 && update[0] === 0 && update[1] === 0;
}

function unreadable(error: unknown): Verdict {
  return { is: 'refused', closing: closingFor(error), why: error instanceof Error ? error.message : String(error) };
}

/** How whoever sent something is told that it cannot be taken. */
export function closingFor(error: unknown): Closing {
  if (error instanceof Contradicted) return 'contradicted';
  return error instanceof TooManyPieces || error instanceof TookTooLong ? 'too-large' : 'bad-frame';
}
