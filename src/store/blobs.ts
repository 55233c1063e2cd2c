/** Immutable bytes named by their owner (an aggregate's id) and SHA-256. */
export interface Blobs {
  /** Keeps the bytes durably and answers their digest. Putting equal bytes again changes nothing. */
  put(owner: string, bytes: Uint8Array): Promise<string>;
  /** The bytes, verified against the digest on every read; null where there are none. Throws `BlobDamaged`. */
  get(owner: string, digest: string): Promise<Uint8Array | null>;
  /** The digests of an owner's blobs, sorted. */
  digests(owner: string): Promise<readonly string[]>;
  /** Removes one blob of an owner, where it is there (ST47). */
  remove(owner: string, digest: string): Promise<void>;
  /** Removes every blob of an owner. */
  dispose(owner: string): Promise<void>;
}

/** Stored bytes no longer have the digest in their name. */
export class BlobDamaged extends Error {
  override name = 'BlobDamaged';
}

/** The owner of a blob. Throws `TypeError` where it is no aggregate's id. */
export function ownerNamed(owner: string): string {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(owner)) throw new TypeError('an owner is the id of an aggregate');
  return owner;
}

/** The digest of a blob. Throws `TypeError` where it is no SHA-256 in hexadecimal. */
export function digestNamed(digest: string): string {
  if (!/^[0-9a-f]{64}$/.test(digest)) throw new TypeError('a blob is named by a SHA-256 in hexadecimal');
  return digest;
}

/** The name of some bytes: their SHA-256 in hexadecimal. */
export async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex');
}
