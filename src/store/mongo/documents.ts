import type { Binary } from 'mongodb';

/** An aggregate: its state, its mark of reactions and its events, in one document under its id. Revision 0 is a tombstone. */
export interface AggregateDocument {
  readonly _id: string;
  readonly revision: number;
  readonly seq: number;
  readonly hash: string;
  readonly version: number;
  readonly eventBytes: number;
  /** The time of the last commit. */
  readonly at: string;
  readonly reacted: number;
  /** True while the mark is behind the last event. */
  readonly owed: boolean;
  /** The values that `find` may use. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** The keys that this aggregate alone holds; absent where its kind has none. */
  readonly unique?: readonly string[];
  /** JSON. */
  readonly state: string;
  readonly events: readonly EventDocument[];
}

/** An event as it was hashed, and the commit that appended it. */
export interface EventDocument {
  readonly hash: string;
  readonly body: string;
  readonly commit: string;
}

/** One epoch of a draft, under `draft/epoch`. */
export interface EpochDocument {
  readonly _id: string;
  /** Names the chunks of the base. */
  readonly base: string;
  /** The SHA-256 of the base, in hexadecimal. */
  readonly digest: string;
  /** JSON of the base's vector and authors. */
  readonly covers: string;
  readonly authors: string;
  /** JSON: the last number of each node whose entry is saved. */
  readonly heads: string;
  /** The process that moved the heads last; absent before the first move. */
  readonly by?: string;
  /** How often the heads moved, or the epoch was sealed. */
  readonly moves: number;
  readonly isSealed: boolean;
}

/** An entry, under `draft/epoch/node/seq` with the number in twelve digits, so that ids sort as entries do. */
export interface EntryDocument {
  readonly _id: string;
  /** The call that wrote it. */
  readonly token: string;
  /** The bytes, or the name of their chunks. */
  readonly update: Binary | string;
  /** JSON. */
  readonly authors: string;
}

/** A late edit, under `draft/epoch/id`. */
export interface LateDocument {
  readonly _id: string;
  readonly member: string;
  readonly at: string;
  readonly update: Binary;
}

/** A piece of some bytes, as GridFS keeps it. */
export interface ChunkDocument {
  readonly _id: string;
  readonly files_id: string;
  readonly n: number;
  readonly data: Binary;
}

/** The file of a blob, as GridFS keeps it, under `owner/digest/put`: one for each time that its bytes were put anew. */
export interface FileDocument {
  readonly _id: string;
  readonly filename: string;
  readonly length: number;
  readonly chunkSize: number;
  readonly uploadDate: Date;
}

/** An expiring record, under `space/key`. */
export interface EphemeralDocument {
  readonly _id: string;
  /** Milliseconds since 1970. */
  readonly until: number;
  /** The same time, for the index that removes the record. */
  readonly expires: Date;
  /** JSON; absent in a count. */
  readonly value?: string;
  readonly count?: number;
  /** The last operations that counted. */
  readonly by?: readonly string[];
  /** The operation that replaced the value. */
  readonly put?: string;
  /** The operation that took the record; from then on it is gone. */
  readonly taken?: string;
}

/** Names of a kind of data and its version, as `kinds` and `store` keep them. */
export interface KindDocument {
  readonly _id: string;
  readonly version: number;
  readonly shape: string;
}

/** Joins the parts of an id. Throws `TypeError` for a part that would be read as two. */
export function idOf(...parts: readonly string[]): string {
  if (parts.some((part) => part === '' || part.includes('/'))) throw new TypeError('a part of an id is a word without a slash');
  return parts.join('/');
}

/** The range of the ids that start with these parts. */
export function under(...parts: readonly string[]): { readonly $gte: string; readonly $lt: string } {
  const prefix = idOf(...parts);
  // "0" is the character after "/".
  return { $gte: `${prefix}/`, $lt: `${prefix}0` };
}
