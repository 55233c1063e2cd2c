import { randomUUID } from 'node:crypto';
import type { Collection } from 'mongodb';
import { digestOf } from '../blobs.ts';
import { type Authors, type Base, type DraftKey, type DraftLog, isWithin, UnknownDraft, type Vector } from '../drafts.ts';
import { StoreFailed } from '../store.ts';
import { Chunks } from './chunks.ts';
import type { Database } from './database.ts';
import { type EpochDocument, idOf } from './documents.ts';
import { Entries } from './entries.ts';
import { isDuplicate } from './failures.ts';

/** An epoch without its base. */
export interface Epoch {
  readonly id: string;
  /** The name of the base's chunks, and the SHA-256 of its bytes. */
  readonly base: string;
  readonly digest: string;
  readonly covers: Vector;
  /** The last number of each node whose entry is saved; once the epoch is sealed, its cut. */
  readonly heads: Vector;
  /** How often the heads moved: they move only from the ones that were read. */
  readonly moves: number;
  readonly isSealed: boolean;
}

/**
 * The epochs of all drafts. One document holds the heads of an epoch, its seal and the name of its base, and is changed by
 * compare-and-set. An entry is written beside it first, and is saved once the heads count it. A seal, an append of another node, a
 * compaction and a disposal therefore have one order, without a transaction (ST16, ST18, ST38).
 */
export class Epochs {
  readonly entries: Entries;
  readonly #epochs: Collection<EpochDocument>;
  readonly #bases: Chunks;
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
    this.#epochs = database.collection('drafts.epochs');
    this.#bases = new Chunks(database, 'drafts.bases');
    this.entries = new Entries(database, this.#bases);
  }

  async find(key: DraftKey): Promise<Epoch | null> {
    return (await this.findAll([nameOf(key)])).get(nameOf(key)) ?? null;
  }

  /** The epochs of these names that are there. */
  async findAll(names: readonly string[]): Promise<ReadonlyMap<string, Epoch>> {
    if (names.length === 0) return new Map();
    const found = await this.#database.decide((session) =>
      this.#epochs.find({ _id: { $in: [...names] } }, { projection: { authors: 0 }, session }).toArray(),
    );
    return new Map(found.map((document) => [document._id, epochOf(document)]));
  }

  /** Throws `UnknownDraft` where the epoch was never begun. */
  async begun(key: DraftKey): Promise<Epoch> {
    const epoch = await this.find(key);
    if (epoch === null) throw new UnknownDraft(`${nameOf(key)} was never begun`);
    return epoch;
  }

  async begin(key: DraftKey, base: Base): Promise<void> {
    if ((await this.find(key)) !== null) return;
    const name = await this.#written(key, base);
    const document = { _id: nameOf(key), ...(await textsOf(base, name)), heads: JSON.stringify(base.covers), moves: 0, isSealed: false };
    await this.#database.decide((session) =>
      this.#epochs.insertOne(document, { session }).catch((error: unknown) => {
        if (!isDuplicate(error)) throw error;
      }),
    );
    if ((await this.find(key))?.base !== name) await this.#bases.remove(name);
  }

  /**
   * Moves the heads of several epochs, each if they are the ones that were read. True if all moved; where one did not, the caller
   * reads which.
   */
  async move(moving: readonly { readonly epoch: Epoch; readonly heads: Vector }[]): Promise<boolean> {
    const writes = moving.map(({ epoch: { id, moves }, heads }) => ({
      updateOne: {
        filter: { _id: id, moves },
        update: { $set: { heads: JSON.stringify(heads), moves: moves + 1, by: this.#database.me } },
      },
    }));
    const { matchedCount } = await this.#database.decide((session) => this.#epochs.bulkWrite(writes, { ordered: false, session }));
    return matchedCount === moving.length;
  }

  /** Ends the epoch: no head moves from what was read before. Every call answers one cut. */
  async seal(key: DraftKey): Promise<Vector> {
    const seal = { $set: { isSealed: true }, $inc: { moves: 1 } };
    await this.#database.decide((session) => this.#epochs.updateOne({ _id: nameOf(key), isSealed: false }, seal, { session }));
    return (await this.begun(key)).heads;
  }

  /**
   * Base and entries as they were when the epoch was read. If the base moved meanwhile, they are read again (ST19). The entries
   * that `seen` covers are not read (ST45); null: all are read.
   */
  async load(key: DraftKey, seen: Vector | null): Promise<DraftLog | null> {
    for (;;) {
      const document = await this.#database.decide((session) => this.#epochs.findOne({ _id: nameOf(key) }, { session }));
      if (document === null) return null;
      const { id, base, covers, heads, digest, isSealed } = epochOf(document);
      const isSeen = seen !== null && isWithin(covers, seen);
      const update = isSeen ? new Uint8Array() : await this.#bases.read(base);
      const written = await this.entries.beyond(key, seen ?? {});
      if ((await this.find(key))?.base !== base) continue;
      if (!isSeen && (await digestOf(update)) !== digest) throw new StoreFailed(`the base of ${id} is damaged`);
      const entries = written.filter(({ node, seq }) => seq > (covers[node] ?? 0) && seq <= (heads[node] ?? 0));
      return { base: { update, covers, authors: JSON.parse(document.authors) as Authors }, entries, cut: isSealed ? heads : null };
    }
  }

  /** Replaces the base if it is still the one that was read, then removes the entries that the new one covers (ST18). */
  async compact(key: DraftKey, base: Base): Promise<boolean> {
    const first = await this.begun(key);
    if (!mayCover(first, base.covers)) return false;
    const name = await this.#written(key, base);
    const texts = await textsOf(base, name);
    for (let epoch: Epoch | null = first; epoch !== null && mayCover(epoch, base.covers); epoch = await this.find(key)) {
      if (!(await this.#replaced(epoch, texts))) continue;
      await this.entries.removeCovered(key, base.covers);
      await this.#bases.remove(epoch.base);
      return true;
    }
    // Another base is there, so this one can no longer come to be used.
    await this.#bases.remove(name);
    return false;
  }

  /** Removes one epoch: first its document, so that no entry is saved and no edit set aside any more, then its content. */
  async remove(key: DraftKey): Promise<void> {
    const under = idOf(key.draft, key.epoch);
    await this.#database.decide((session) => this.#epochs.deleteOne({ _id: nameOf(key) }, { session }));
    await this.entries.removeAll(key);
    await this.#bases.remove({ $gte: `${under}/`, $lt: `${under}0` });
  }

  /** Removes every epoch of a draft: first the epochs, so that no entry is saved any more, then their content. */
  async dispose(draft: string): Promise<void> {
    const ids = { $gte: `${idOf(draft)}/`, $lt: `${draft}0` };
    await this.#database.decide((session) => this.#epochs.deleteMany({ _id: ids }, { session }));
    await this.entries.dispose(draft);
    await this.#bases.remove(ids);
  }

  /** True where the epoch has the new base, or got it in an earlier try whose answer was lost. */
  #replaced({ id, base }: Epoch, texts: Texts): Promise<boolean> {
    return this.#database.decide(async (session) => {
      const { matchedCount } = await this.#epochs.updateOne({ _id: id, base }, { $set: texts }, { session });
      return matchedCount === 1 || (await this.#epochs.findOne({ _id: id, base: texts.base }, { session })) !== null;
    });
  }

  async #written(key: DraftKey, { update }: Base): Promise<string> {
    const name = `${nameOf(key)}/${randomUUID()}`;
    await this.#bases.write(name, update);
    return name;
  }
}

type Texts = Pick<EpochDocument, 'base' | 'digest' | 'covers' | 'authors'>;

/** The name of an epoch's document. */
export function nameOf({ draft, epoch }: DraftKey): string {
  return idOf(draft, epoch);
}

// A base covers no less than the one before it, and nothing that is not saved: after a seal, the heads are the cut.
function mayCover(epoch: Epoch, covers: Vector): boolean {
  return isWithin(epoch.covers, covers) && isWithin(covers, epoch.heads);
}

function epochOf({ _id, base, digest, covers, heads, moves, isSealed }: Omit<EpochDocument, 'authors'>): Epoch {
  return { id: _id, base, digest, covers: JSON.parse(covers) as Vector, heads: JSON.parse(heads) as Vector, moves, isSealed };
}

async function textsOf({ update, covers, authors }: Base, base: string): Promise<Texts> {
  const digest = await digestOf(new Uint8Array(update));
  return { base, digest, covers: JSON.stringify(covers), authors: JSON.stringify(authors) };
}
