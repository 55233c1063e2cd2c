import type { ClientSession } from 'mongodb';
import { type DraftKey, type Entry, EntryOutOfOrder, UnknownDraft } from '../drafts.ts';
import type { Database } from './database.ts';
import type { EntryDocument } from './documents.ts';
import { type Epoch, type Epochs, entryName, nameOf } from './epochs.ts';
import { areDuplicates, isPassing } from './failures.ts';

/** Entries of one batch; more wait for the next. */
const atOnce = { entries: 500, bytes: 8 * 1024 * 1024 };

type Answer = 'saved' | 'late';

/** An entry that waits for its answer. */
interface Waiting {
  readonly key: DraftKey;
  readonly entry: Entry;
  readonly name: string;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** Appends entries: those that arrive while a batch is written form the next (CO10). */
export class Appends {
  readonly #database: Database;
  readonly #epochs: Epochs;
  /** For each epoch, what was last read of it, and the last number of each node that this process appends for. */
  readonly #known = new Map<string, { epoch: Epoch; readonly heads: Map<string, number> }>();
  #queue: Waiting[] = [];
  #isWriting = false;

  constructor(database: Database, epochs: Epochs) {
    this.#database = database;
    this.#epochs = epochs;
  }

  append(key: DraftKey, entry: Entry): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ key, entry, name: entryName(key, entry.node, entry.seq), resolve, reject });
      if (!this.#isWriting) void this.#write();
    });
  }

  async #write(): Promise<void> {
    this.#isWriting = true;
    while (this.#queue.length > 0) {
      const batch = this.#next();
      try {
        await this.#append(batch);
      } catch (error) {
        // Which of them are there is read before the next.
        for (const { key, reject } of batch) {
          this.#known.delete(nameOf(key));
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

  /** Inserts the entries of a batch in order, then reads their epochs: what is found open, or inside its cut, is saved (ST16). */
  async #append(batch: readonly Waiting[]): Promise<void> {
    await this.#learn(batch);
    const fresh: Waiting[] = [];
    const repeated: Waiting[] = [];
    for (const one of batch) {
      const place = this.#placeOf(one);
      if (place === 'next') fresh.push(one);
      else if (place === 'before') repeated.push(one);
      else if (place === 'late') one.resolve('late');
      else one.reject(place);
    }
    if (fresh.length > 0) repeated.push(...(await this.#insert(fresh)));
    await this.#answer(fresh, repeated);
  }

  /** Reads the epochs that are not known yet, with their nodes' last numbers. */
  async #learn(batch: readonly Waiting[]): Promise<void> {
    const unknown = new Set(batch.map(({ key }) => nameOf(key)).filter((name) => !this.#known.has(name)));
    if (unknown.size === 0) return;
    for (const [name, epoch] of await this.#epochs.findAll([...unknown])) {
      this.#known.set(name, { epoch, heads: new Map(Object.entries(await this.#epochs.heads(epoch))) });
    }
  }

  #placeOf({ key, entry: { node, seq } }: Waiting): 'next' | 'before' | 'late' | Error {
    const known = this.#known.get(nameOf(key));
    if (known === undefined) return new UnknownDraft(`${nameOf(key)} was never begun`);
    const { epoch, heads } = known;
    const head = heads.get(node) ?? 0;
    if (epoch.cut !== null) return seq <= (epoch.cut[node] ?? 0) ? 'before' : 'late';
    if (seq <= head) return 'before';
    if (seq !== head + 1) return new EntryOutOfOrder(`entry ${seq} of a node whose last is ${head}`);
    heads.set(node, seq);
    return 'next';
  }

  /** Inserts entries in order; answers those that were there already. */
  async #insert(fresh: readonly Waiting[]): Promise<readonly Waiting[]> {
    const there: Waiting[] = [];
    let rest = await Promise.all(fresh.map(async (one) => ({ one, document: await this.#epochs.documentOf(one.key, one.entry) })));
    await this.#database.decide(async (session, attempt) => {
      if (attempt > 1) {
        const found = await this.#namesOf(
          rest.map(({ one }) => one.name),
          session,
        );
        there.push(...rest.filter(({ one }) => found.has(one.name)).map(({ one }) => one));
        rest = rest.filter(({ one }) => !found.has(one.name));
      }
      while (rest.length > 0) {
        const done = await this.#inserted(
          rest.map(({ document }) => document),
          session,
        );
        if (done === rest.length) return;
        // In order: all before this one are in, this one is there, the rest was not tried.
        there.push(...rest.slice(done, done + 1).map(({ one }) => one));
        rest = rest.slice(done + 1);
      }
    });
    return there;
  }

  /** The number of documents that were inserted before one that was there. */
  async #inserted(documents: EntryDocument[], session: ClientSession): Promise<number> {
    try {
      await this.#epochs.entries.insertMany(documents, { ordered: true, session });
      return documents.length;
    } catch (error) {
      if (!areDuplicates(error)) throw error;
      const [first] = [error.writeErrors].flat();
      if (first === undefined || isPassing(error)) throw error;
      return first.index;
    }
  }

  async #namesOf(names: readonly string[], session: ClientSession): Promise<ReadonlySet<string>> {
    const found = await this.#epochs.entries.find({ _id: { $in: [...names] } }, { projection: { _id: 1 }, session }).toArray();
    return new Set(found.map(({ _id }) => _id));
  }

  async #answer(fresh: readonly Waiting[], repeated: readonly Waiting[]): Promise<void> {
    const all = [...new Set([...fresh, ...repeated])];
    if (all.length === 0) return;
    const other = await this.#otherBytes(repeated);
    const epochs = await this.#epochs.findAll([...new Set(all.map(({ key }) => nameOf(key)))]);
    for (const one of all) {
      try {
        one.resolve(await this.#verdict(one, epochs.get(nameOf(one.key)) ?? null, other.has(one)));
      } catch (error) {
        one.reject(error);
      }
    }
  }

  async #verdict({ key, name, entry: { node, seq } }: Waiting, found: Epoch | null, isOther: boolean): Promise<Answer> {
    if (found === null) {
      this.#known.delete(nameOf(key));
      await this.#remove(name);
      throw new UnknownDraft(`${nameOf(key)} was never begun`);
    }
    const epoch = await this.#epochs.settled(key, found);
    const known = this.#known.get(nameOf(key));
    if (known !== undefined) known.epoch = epoch;
    if (epoch.cut !== null && seq > (epoch.cut[node] ?? 0)) {
      await this.#remove(name);
      return 'late';
    }
    if (isOther) throw new EntryOutOfOrder(`entry ${seq} was appended with other bytes`);
    return 'saved';
  }

  /** Those under whose number other bytes are in the log. An entry that a base took in cannot be compared. */
  async #otherBytes(repeated: readonly Waiting[]): Promise<ReadonlySet<Waiting>> {
    if (repeated.length === 0) return new Set();
    const names = repeated.map(({ name }) => name);
    const found = await this.#database.decide((session) => this.#epochs.entries.find({ _id: { $in: names } }, { session }).toArray());
    const bytes = new Map(await Promise.all(found.map(async (document) => [document._id, await this.#epochs.updateOf(document)] as const)));
    return new Set(
      repeated.filter(({ name, entry }) => {
        const there = bytes.get(name);
        return there !== undefined && Buffer.compare(there, entry.update) !== 0;
      }),
    );
  }

  async #remove(name: string): Promise<void> {
    await this.#database.decide((session) => this.#epochs.entries.deleteOne({ _id: name }, { session }));
  }
}
