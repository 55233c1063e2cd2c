/** Immutable bytes named by their owner (an aggregate's id) and SHA-256. */
export interface Blobs {
  /** Keeps the bytes durably and answers their digest. Putting equal bytes again changes nothing. */
  put(owner: string, bytes: Uint8Array): Promise<string>;
  /** The bytes, verified against the digest on every read; null where there are none. Throws `BlobDamaged`. */
  get(owner: string, digest: string): Promise<Uint8Array | null>;
  dispose(owner: string): Promise<void>;
}

/** Stored bytes no longer have the digest in their name. */
export class BlobDamaged extends Error {
  override name = 'BlobDamaged';
}
