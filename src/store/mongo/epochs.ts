import { randomUUID } from 'node:crypto';
import { Binary, type Collection } from 'mongodb';
import { type Authors, type Base, type DraftKey, type DraftLog, type Entry, isWithin, UnknownDraft, type Vector } from '../drafts.ts';
import { digestOf } from '../blobs.ts';
import { StoreFailed } from '../store.ts';
import { bytesOf, Chunks } from './chunks.ts';
import type { Database } from './database.ts';
import { type EntryDocument, type EpochDocument, idOf, under } from './documents.ts';
import { isDuplicate } from './failures.ts';

const digits = 12;
/** A document holds 16 MB; an entry of a room that could not save for a while may be as large. */
const largestInline = 8 * 1024 * 1024;

/** What is known of an epoch without its base. */
export interface Epoch {
  readonly id: string;
  readonly base: string;
  /** The SHA-256 of the base. */
  readonly digest: string;
  readonly covers: Vector;
  readonly authors: Authors;
  readonly sealing: boolean;
  readonly cut: Vector | null;
}

/**
 * The epochs of all drafts with their bases and entries. An epoch is one document, which every change of its base and its seal
 * goes through; entries are documents of their own.
 *
 * How a seal and an append on two nodes agree without a transaction (ST16): the seal first marks the epoch as sealing, then reads
 * the last number of each node, and sets these as the cut if none is set. An append first inserts its entry, then reads the epoch.
 * All of these are majority writes and causal reads, so they have one order. If the append finds no mark, its entry was there
 * before the mark, and every reader of the numbers after the mark sees it: it is saved. If it finds the mark, it waits for the cut,
 * and the cut decides.
 */
export class Epochs {
  readonly epochs: Collection<EpochDocument>;
  readonly entries: Collection<EntryDocument>;
  readonly #bases: Chunks;
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
    this.epochs = database.collection('drafts.epochs');
    this.entries = database.collection('drafts.entries');
    this.#bases = new Chunks(database, 'drafts.bases');
  }

  async find(key: DraftKey): Promise<Epoch | null> {
    return (await this.findAll([nameOf(key)])).get(nameOf(key)) ?? null;
  }

  /** The epochs of these names that are there. */
  async findAll(names: readonly string[]): Promise<ReadonlyMap<string, Epoch>> {
    const found = await this.#database.decide((session) => this.epochs.find({ _id: { $in: [...names] } }, { session }).toArray());
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
    const document = { _id: nameOf(key), base: name, ...(await textsOf(base)), sealing: false, cut: null };
    await this.#database.decide((session) =>
      this.epochs.insertOne(document, { session }).catch((error: unknown) => {
        if (!isDuplicate(error)) throw error;
      }),
    );
    if ((await this.find(key))?.base !== name) await this.#bases.remove(name);
  }

  /** Ends the epoch; every call answers the cut that was set first. */
  async seal(key: DraftKey): Promise<Vector> {
    const { cut } = await this.begun(key);
    if (cut !== null) return cut;
    const _id = nameOf(key);
    await this.#database.decide((session) => this.epochs.updateOne({ _id }, { $set: { sealing: true } }, { session }));
    // Read after the mark: the base may have moved before it, and takes entries with it.
    const heads = JSON.stringify(await this.heads(await this.begun(key)));
    await this.#database.decide((session) => this.epochs.updateOne({ _id, cut: null }, { $set: { cut: heads } }, { session }));
    const sealed = await this.begun(key);
    if (sealed.cut === null) throw new UnknownDraft(`${_id} was begun anew while it was sealed`);
    return sealed.cut;
  }

  /** The epoch, with its cut where a seal was begun. */
  async settled(key: DraftKey, epoch: Epoch): Promise<Epoch> {
    return epoch.sealing && epoch.cut === null ? { ...epoch, cut: await this.seal(key) } : epoch;
  }

  /** The last number of each node. A node inserts its entries in order, so the last one has all before it. */
  async heads({ id, covers }: Epoch): Promise<Vector> {
    const heads = new Map(Object.entries(covers));
    for (const _id of await this.#names(id)) {
      const { node, seq } = placeOf(_id);
      heads.set(node, Math.max(seq, heads.get(node) ?? 0));
    }
    return Object.fromEntries(heads);
  }

  /** Base and entries as they were at one moment: where base or seal moved meanwhile, they are read again (ST19). */
  async load(key: DraftKey): Promise<DraftLog | null> {
    for (;;) {
      const before = await this.find(key);
      if (before === null) return null;
      const { cut } = await this.settled(key, before);
      const update = await this.#bases.read(before.base);
      const entries = await this.#entriesOf(before.id);
      const after = await this.find(key);
      // Entries that were read before the epoch is found open are inside every later cut.
      if (after?.base !== before.base || after.sealing !== before.sealing) continue;
      if ((await digestOf(update)) !== before.digest) throw new StoreFailed(`the base of ${before.id} is damaged`);
      const { covers, authors } = before;
      const isIn = ({ node, seq }: Entry): boolean => seq > (covers[node] ?? 0) && (cut === null || seq <= (cut[node] ?? 0));
      return { base: { update, covers, authors }, entries: entries.filter(isIn), cut };
    }
  }

  /** Replaces the base if it is still the one that was read, and the entries that the new one covers (ST18). */
  async compact(key: DraftKey, base: Base): Promise<boolean> {
    const first = await this.settled(key, await this.begun(key));
    if (!(await this.#mayCover(first, base.covers))) return false;
    const name = await this.#written(key, base);
    const set = { base: name, ...(await textsOf(base)) };
    for (let epoch: Epoch | null = first; epoch !== null && (await this.#mayCover(epoch, base.covers));) {
      if (await this.#moved(epoch, set)) return this.#replaced(key, base, epoch.base);
      const now: Epoch | null = await this.find(key);
      epoch = now === null ? null : await this.settled(key, now);
    }
    // Another base is there, so this one can no longer come to be used.
    await this.#bases.remove(name);
    return false;
  }

  /** Removes every epoch of a draft: first the epochs, so that no entry is saved any more, then their content. */
  async dispose(draft: string): Promise<void> {
    const ids = under(draft);
    await this.#database.decide((session) => this.epochs.deleteMany({ _id: ids }, { session }));
    await this.#database.decide((session) => this.entries.deleteMany({ _id: ids }, { session }));
    await this.#bases.remove(ids);
  }

  /** The document of an entry. The bytes of a very large one are written first, as those of a base are. */
  async documentOf(key: DraftKey, { node, seq, update, authors }: Entry): Promise<EntryDocument> {
    const document = { _id: entryName(key, node, seq), authors: JSON.stringify(authors) };
    if (update.length <= largestInline) return { ...document, update: new Binary(update) };
    return { ...document, update: await this.#written(key, { update }) };
  }

  /** The bytes of an entry. */
  async updateOf({ update }: EntryDocument): Promise<Uint8Array> {
    return typeof update === 'string' ? this.#bases.read(update) : new Uint8Array(bytesOf(update));
  }

  async #written(key: DraftKey, { update }: Pick<Base, 'update'>): Promise<string> {
    const name = `${nameOf(key)}/${randomUUID()}`;
    await this.#bases.write(name, update);
    return name;
  }

  /** Sets the base of an epoch if it is still the one that was read. */
  async #moved({ id, base, cut }: Epoch, set: Partial<EpochDocument> & { readonly base: string }): Promise<boolean> {
    // An open epoch must still be open: a cut that is being made may not count the entries that this base covers.
    const filter = { _id: id, base, ...(cut === null ? { sealing: false } : {}) };
    return this.#database.decide(async (session) => {
      const { matchedCount } = await this.epochs.updateOne(filter, { $set: set }, { session });
      return matchedCount === 1 || (await this.epochs.findOne({ _id: id, base: set.base }, { session })) !== null;
    });
  }

  // A base never crosses a cut, covers no less than the one before it, and nothing that is not there.
  async #mayCover(epoch: Epoch, covers: Vector): Promise<boolean> {
    return isWithin(epoch.covers, covers) && isWithin(covers, epoch.cut ?? (await this.heads(epoch)));
  }

  async #replaced(key: DraftKey, { covers }: Base, former: string): Promise<true> {
    for (const [node, seq] of Object.entries(covers)) {
      const $gte = entryName(key, node, 1);
      await this.#database.decide((session) => this.entries.deleteMany({ _id: { $gte, $lte: entryName(key, node, seq) } }, { session }));
    }
    await this.#bases.remove(former);
    return true;
  }

  async #names(epoch: string): Promise<readonly string[]> {
    const filter = { _id: under(...epoch.split('/')) };
    const found = await this.#database.decide((session) =>
      this.entries
        .find(filter, { projection: { _id: 1 }, session })
        .sort({ _id: 1 })
        .toArray(),
    );
    return found.map(({ _id }) => _id);
  }

  async #entriesOf(epoch: string): Promise<readonly Entry[]> {
    const filter = { _id: under(...epoch.split('/')) };
    const found = await this.#database.decide((session) => this.entries.find(filter, { session }).sort({ _id: 1 }).toArray());
    return Promise.all(
      found.map(async (one) => ({ ...placeOf(one._id), update: await this.updateOf(one), authors: JSON.parse(one.authors) as Authors })),
    );
  }
}

/** The name of an epoch's document. */
export function nameOf({ draft, epoch }: DraftKey): string {
  return idOf(draft, epoch);
}

/** The name of an entry's document. */
export function entryName({ draft, epoch }: DraftKey, node: string, seq: number): string {
  return idOf(draft, epoch, node, String(seq).padStart(digits, '0'));
}

/** The node and number that the name of an entry tells. */
export function placeOf(name: string): { readonly node: string; readonly seq: number } {
  const [, , node = '', seq = ''] = name.split('/');
  return { node, seq: Number(seq) };
}

function epochOf({ _id, base, digest, covers, authors, sealing, cut }: EpochDocument): Epoch {
  return {
    id: _id,
    base,
    digest,
    covers: JSON.parse(covers) as Vector,
    authors: JSON.parse(authors) as Authors,
    sealing,
    cut: cut === null ? null : (JSON.parse(cut) as Vector),
  };
}

async function textsOf({ update, covers, authors }: Base): Promise<Pick<EpochDocument, 'digest' | 'covers' | 'authors'>> {
  const digest = await digestOf(new Uint8Array(update));
  return { digest, covers: JSON.stringify(covers), authors: JSON.stringify(authors) };
}
