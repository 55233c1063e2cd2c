import { Binary, type Collection } from 'mongodb';
import type { Database } from './database.ts';
import type { ChunkDocument } from './documents.ts';
import { areDuplicates } from './failures.ts';

/** The size of a chunk in bytes. */
export const chunkSize = 1024 * 1024;

/** Bytes of any length in a collection laid out as the chunks of GridFS, under names that are used once. */
export class Chunks {
  readonly #database: Database;
  readonly #collection: Collection<ChunkDocument>;

  constructor(database: Database, collection: string) {
    this.#database = database;
    this.#collection = database.collection(collection);
  }

  /** Writes bytes under a name that nobody used before. */
  async write(name: string, bytes: Uint8Array): Promise<void> {
    for (let n = 0; n * chunkSize < bytes.length; n += 1) {
      const data = new Binary(bytes.subarray(n * chunkSize, (n + 1) * chunkSize));
      // The name is the caller's alone: a chunk that is there already is its own.
      await this.#database.decide((session) =>
        unlessThere(this.#collection.insertMany([{ _id: `${name}/${n}`, files_id: name, n, data }], { session })),
      );
    }
  }

  /** Reads the bytes under a name, as many as are there. */
  async read(name: string): Promise<Uint8Array<ArrayBuffer>> {
    const chunks = await this.#database.decide((session) =>
      this.#collection.find({ files_id: name }, { session }).sort({ n: 1 }).toArray(),
    );
    return new Uint8Array(Buffer.concat(chunks.map(({ data }) => bytesOf(data))));
  }

  /** Removes the bytes under one name, or under all names of a range. */
  async remove(names: string | { readonly $gte: string; readonly $lt: string }): Promise<void> {
    await this.#database.decide((session) => this.#collection.deleteMany({ files_id: names }, { session }));
  }
}

/** Lets a batch of inserts pass where the documents that it met may be its own. True if it met none. */
export async function unlessThere(insert: Promise<unknown>): Promise<boolean> {
  try {
    await insert;
    return true;
  } catch (error) {
    if (areDuplicates(error)) return false;
    throw error;
  }
}

/** The bytes of a binary value, without a copy. */
export function bytesOf({ buffer, position }: Binary): Uint8Array {
  return buffer.subarray(0, position);
}
