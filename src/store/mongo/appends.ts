import { type DraftKey, type Entry, EntryOutOfOrder, isWithin, UnknownDraft, type Vector } from '../drafts.ts';
import type { EntryDocument } from './documents.ts';
import { entryName } from './entries.ts';
import { type Epoch, type Epochs, nameOf } from './epochs.ts';

/** The largest batch. Entries beyond it wait for the next batch. */
const atOnce = { entries: 500, bytes: 8 * 1024 * 1024 };
/** The number of epochs that are remembered. */
const remembered = 2000;

export type Answer = 'saved' | 'late' | 'behind';

/** An entry that waits for its answer. */
interface Waiting {
  readonly key: DraftKey;
  readonly epoch: string;
  /** The entries of other nodes that the caller has seen; null if it need not have seen any. */
  readonly seen: Vector | null;
  readonly entry: Entry;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
  /** Its document, once it was made. */
  document: EntryDocument | null;
}

/** An epoch, and its heads once the entries of a batch are saved. */
interface Becoming {
  readonly epoch: Epoch;
  heads: Vector;
}

/** `next`: it may be saved now. `before`: its number was used. */
type Place = 'next' | 'before' | 'late' | 'behind' | Error;

/** Appends entries: those that arrive while a batch is written form the next (CO10). */
export class Appends {
  readonly #epochs: Epochs;
  /** The epochs as they were last read or moved, those used last at the end. */
  readonly #known = new Map<string, Epoch>();
  #queue: Waiting[] = [];
  #isWriting = false;

  constructor(epochs: Epochs) {
    this.#epochs = epochs;
  }

  append(key: DraftKey, seen: Vector | null, entry: Entry): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ key, epoch: nameOf(key), seen, entry, resolve, reject, document: null });
      if (!this.#isWriting) void this.#write();
    });
  }

  async #write(): Promise<void> {
    this.#isWriting = true;
    // All that is asked for in one turn of the event loop is one batch.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const batch = this.#next();
      try {
        await this.#append(batch);
      } catch (error) {
        for (const { epoch, reject } of batch) {
          this.#known.delete(epoch);
          reject(error);
        }
      }
    }
    this.#isWriting = false;
  }

  #next(): readonly Waiting[] {
    let bytes = 0;
    const end = this.#queue.findIndex(({ entry }, index) => index === atOnce.entries || (bytes += entry.update.length) > atOnce.bytes);
    return this.#queue.splice(0, end === -1 ? this.#queue.length : Math.max(1, end));
  }

  /**
   * Judges, writes and counts a batch, until every entry has an answer. An epoch from memory may be old, so a refusal is judged
   * again by an epoch that was just read.
   */
  async #append(batch: readonly Waiting[]): Promise<void> {
    let pending = batch;
    for (let isFromMemory = true; pending.length > 0; isFromMemory = false) {
      await this.#read(pending, isFromMemory);
      const becoming = new Map<string, Becoming>();
      const judged = pending.map((one) => ({ one, place: this.#judge(one, becoming) }));
      if (isFromMemory && judged.some(({ place }) => place !== 'next' && place !== 'before')) continue;
      const going: { readonly one: Waiting; readonly place: 'next' | 'before' }[] = [];
      for (const { one, place } of judged) {
        if (place === 'next' || place === 'before') going.push({ one, place });
        else await this.#refuse(one, place);
      }
      await this.#writeAll(going.flatMap(({ one, place }) => (place === 'next' ? [one] : [])));
      const moved = await this.#move(becoming);
      const done = going.filter(({ one }) => moved.has(one.epoch));
      for (const { one, place } of done) if (place === 'next') one.resolve('saved');
      await this.#compare(done.flatMap(({ one, place }) => (place === 'before' ? [one] : [])));
      pending = going.flatMap(({ one }) => (moved.has(one.epoch) ? [] : [one]));
    }
  }

  async #read(waiting: readonly Waiting[], isFromMemory: boolean): Promise<void> {
    const names = [...new Set(waiting.map(({ epoch }) => epoch))].filter((name) => !isFromMemory || !this.#known.has(name));
    for (const name of names) this.#known.delete(name);
    for (const [name, epoch] of await this.#epochs.findAll(names)) this.#known.set(name, epoch);
  }

  #judge({ epoch: name, entry: { node, seq }, seen }: Waiting, becoming: Map<string, Becoming>): Place {
    const epoch = this.#known.get(name);
    if (epoch === undefined) return new UnknownDraft(`${name} was never begun`);
    const next = becoming.get(name) ?? { epoch, heads: epoch.heads };
    becoming.set(name, next);
    const { [node]: head = 0, ...others } = next.heads;
    if (seq <= head) return 'before';
    if (epoch.isSealed) return 'late';
    if (seen !== null && !isWithin(others, seen)) return 'behind';
    if (seq !== head + 1) return new EntryOutOfOrder(`entry ${seq} of a node whose last is ${head}`);
    next.heads = { ...next.heads, [node]: seq };
    return 'next';
  }

  async #refuse({ document, resolve, reject }: Waiting, place: 'late' | 'behind' | Error): Promise<void> {
    if (document !== null) await this.#epochs.entries.remove(document);
    if (place instanceof Error) reject(place);
    else resolve(place);
  }

  async #writeAll(fresh: readonly Waiting[]): Promise<void> {
    const documents: EntryDocument[] = [];
    for (const one of fresh) {
      if (one.document !== null) continue;
      one.document = await this.#epochs.entries.documentOf(one.key, one.entry);
      documents.push(one.document);
    }
    if (documents.length > 0) await this.#epochs.entries.write(documents);
  }

  /** Moves the heads over the entries that were written. Answers the epochs whose heads moved; in the others, another writer was first. */
  async #move(becoming: ReadonlyMap<string, Becoming>): Promise<ReadonlySet<string>> {
    const moving = [...becoming.values()].filter(({ epoch, heads }) => heads !== epoch.heads);
    const still = [...becoming.keys()].filter((name) => !moving.some(({ epoch }) => epoch.id === name));
    if (moving.length === 0) return new Set(still);
    if (await this.#epochs.move(moving)) {
      for (const { epoch, heads } of moving) this.#remember({ ...epoch, heads, moves: epoch.moves + 1 });
      return new Set(becoming.keys());
    }
    const now = await this.#epochs.findAll(moving.map(({ epoch }) => epoch.id));
    const moved = moving.filter(({ epoch: { id, heads: before }, heads }) => {
      const there = now.get(id)?.heads;
      return there !== undefined && Object.entries(heads).every(([node, seq]) => seq === before[node] || seq <= (there[node] ?? 0));
    });
    return new Set([...still, ...moved.map(({ epoch }) => epoch.id)]);
  }

  #remember(epoch: Epoch): void {
    this.#known.delete(epoch.id);
    this.#known.set(epoch.id, epoch);
    const [oldest] = this.#known.keys();
    if (this.#known.size > remembered && oldest !== undefined) this.#known.delete(oldest);
  }

  /** Answers entries whose number was used: for these bytes, or for others. An entry that a base took in cannot be compared. */
  async #compare(repeated: readonly Waiting[]): Promise<void> {
    if (repeated.length === 0) return;
    const nameOfEntry = ({ key, entry: { node, seq } }: Waiting): string => entryName(key, node, seq);
    const bytes = await this.#epochs.entries.bytes(repeated.map(nameOfEntry));
    for (const one of repeated) {
      const there = bytes.get(nameOfEntry(one));
      if (there === undefined || Buffer.compare(there, one.entry.update) === 0) one.resolve('saved');
      else one.reject(new EntryOutOfOrder(`entry ${one.entry.seq} was appended with other bytes`));
    }
  }
}
