import { Digest } from '../domain/outcome.ts';
import type { Response } from '../domain/response/response.ts';
import { Snapshot } from '../domain/response/snapshot.ts';
import { BlobDamaged } from '../store/blobs.ts';
import type { Reader } from '../store/reader.ts';
import { digestOf } from '../text/canonical.ts';
import { missingText } from './text-removed.ts';

/** A stored snapshot, with the digest of its bytes as worked out now (SO9). */
interface StoredSnapshot {
  readonly snapshot: Snapshot;
  readonly digest: Digest;
}

/**
 * The snapshot a round signs. Throws `TextRemoved` where it was removed for good, `TypeError` where its bytes are missing, and the
 * store's own error where they are damaged.
 */
export async function snapshotOf(reader: Reader, response: Response, digest: string): Promise<StoredSnapshot> {
  const bytes = await reader.blobs.get(response.id, digest);
  if (bytes === null) throw missingText(response, digest, `the snapshot ${digest} of ${response.id}`);
  return { snapshot: readSnapshot(bytes), digest: Digest.parse(digestOf(bytes)) };
}

/** The snapshot of its canonical bytes. Throws where the bytes are no snapshot. */
export function readSnapshot(bytes: Uint8Array): Snapshot {
  return Snapshot.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

/** Bytes of a response; null where there are none, `damaged` where they do not match their digest. */
export async function readBlob(reader: Reader, owner: string, digest: Digest): Promise<Uint8Array | null | 'damaged'> {
  try {
    return await reader.blobs.get(owner, digest);
  } catch (error) {
    if (error instanceof BlobDamaged) return 'damaged';
    throw error;
  }
}
