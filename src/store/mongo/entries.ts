import { randomUUID } from 'node:crypto';
import { Binary, type ClientSession, type Collection } from 'mongodb';
import type { Authors, DraftKey, Entry, Vector } from '../drafts.ts';
import { bytesOf, type Chunks, unlessThere } from './chunks.ts';
import type { Database } from './database.ts';
import { type EntryDocument, idOf, under } from './documents.ts';

/** The digits of an entry's number in its name, so that names sort as entries do. */
const digits = 12;
/** A document holds 16 MB. The entry of a room that could not save for a while may be as large. */
const largestInline = 8 * 1024 * 1024;
const namesAtOnce = 1000;

/** The documents of entries, inserted before the heads of their epoch count them. Until then an entry is not saved. */
export class Entries {
  readonly #database: Database;
  readonly #entries: Collection<EntryDocument>;
  readonly #chunks: Chunks;

  constructor(database: Database, chunks: Chunks) {
    this.#database = database;
    this.#entries = database.collection('drafts.entries');
    this.#chunks = chunks;
  }

  /** The document of an entry. The bytes of a very large one are written first, as those of a base are. */
  async documentOf(key: DraftKey, { node, seq, update, authors }: Entry): Promise<EntryDocument> {
    const document = { _id: entryName(key, node, seq), token: randomUUID(), authors: JSON.stringify(authors) };
    if (update.length <= largestInline) return { ...document, update: new Binary(update) };
    const name = `${idOf(key.draft, key.epoch)}/${document.token}`;
    await this.#chunks.write(name, update);
    return { ...document, update: name };
  }

  /**
   * Writes documents of entries that no heads count. A document that is there already is the caller's own, or was left by a call
   * of this node whose outcome stayed unknown: the new one takes its place, if it is still that one.
   */
  async write(documents: readonly EntryDocument[]): Promise<void> {
    await this.#database.decide(async (session, attempt) => {
      if (attempt === 1 && (await unlessThere(this.#entries.insertMany([...documents], { ordered: false, session })))) return;
      for (;;) {
        const there = await this.#tokensOf(documents, session);
        const missing = documents.filter(({ _id, token }) => there.get(_id) !== token);
        if (missing.length === 0) return;
        for (const document of missing) {
          const token = there.get(document._id);
          if (token === undefined) await unlessThere(this.#entries.insertMany([document], { session }));
          else await this.#entries.replaceOne({ _id: document._id, token }, document, { session });
        }
      }
    });
  }

  /** Removes a document that was written and is not counted. */
  async remove({ _id, token }: EntryDocument): Promise<void> {
    await this.#database.decide((session) => this.#entries.deleteOne({ _id, token }, { session }));
  }

  /** The bytes under these names, as far as they are there. */
  async bytes(names: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    const found = await this.#database.decide((session) => this.#entries.find({ _id: { $in: [...names] } }, { session }).toArray());
    return new Map(await Promise.all(found.map(async (document) => [document._id, await this.#updateOf(document)] as const)));
  }

  /** Every entry of an epoch that is written and that a vector does not cover, each node's in order. */
  async beyond(key: DraftKey, seen: Vector): Promise<readonly Entry[]> {
    const filter = { $or: rangesBeyond(key, seen).map((_id) => ({ _id })) };
    const found = await this.#database.decide((session) => this.#entries.find(filter, { session }).sort({ _id: 1 }).toArray());
    return Promise.all(
      found.map(async (document) => ({
        ...placeOf(document._id),
        update: await this.#updateOf(document),
        authors: JSON.parse(document.authors) as Authors,
      })),
    );
  }

  async removeCovered({ draft, epoch }: DraftKey, covers: Vector): Promise<void> {
    const filter = { _id: under(draft, epoch) };
    const found = await this.#database.decide((session) => this.#entries.find(filter, { projection: { _id: 1 }, session }).toArray());
    const covered = found.map(({ _id }) => _id).filter((name) => placeOf(name).seq <= (covers[placeOf(name).node] ?? 0));
    for (let from = 0; from < covered.length; from += namesAtOnce) {
      const $in = covered.slice(from, from + namesAtOnce);
      await this.#database.decide((session) => this.#entries.deleteMany({ _id: { $in } }, { session }));
    }
  }

  async removeAll({ draft, epoch }: DraftKey): Promise<void> {
    await this.#database.decide((session) => this.#entries.deleteMany({ _id: under(draft, epoch) }, { session }));
  }

  async dispose(draft: string): Promise<void> {
    await this.#database.decide((session) => this.#entries.deleteMany({ _id: under(draft) }, { session }));
  }

  async #tokensOf(documents: readonly EntryDocument[], session: ClientSession): Promise<ReadonlyMap<string, string>> {
    const filter = { _id: { $in: documents.map(({ _id }) => _id) } };
    const found = await this.#entries.find(filter, { projection: { token: 1 }, session }).toArray();
    return new Map(found.map(({ _id, token }) => [_id, token]));
  }

  async #updateOf({ update }: EntryDocument): Promise<Uint8Array> {
    return typeof update === 'string' ? this.#chunks.read(update) : new Uint8Array(bytesOf(update));
  }
}

/** The name of an entry's document. */
export function entryName({ draft, epoch }: DraftKey, node: string, seq: number): string {
  return idOf(draft, epoch, node, String(seq).padStart(digits, '0'));
}

/** The ranges of names before, between and after the entries that a vector covers. */
function rangesBeyond(key: DraftKey, seen: Vector): { readonly $gte: string; readonly $lt: string }[] {
  const { $gte: first, $lt: end } = under(key.draft, key.epoch);
  // Names sort by the slash after the node too: "a-b/…" comes before "a/…".
  const nodes = Object.keys(seen).toSorted((a, b) => (entryName(key, a, 0) < entryName(key, b, 0) ? -1 : 1));
  const starts = nodes.map((node) => entryName(key, node, (seen[node] ?? 0) + 1));
  const ends = nodes.map((node) => entryName(key, node, 0));
  return [first, ...starts].map(($gte, index) => ({ $gte, $lt: ends[index] ?? end }));
}

function placeOf(name: string): { readonly node: string; readonly seq: number } {
  const [, , node = '', seq = ''] = name.split('/');
  return { node, seq: Number(seq) };
}
