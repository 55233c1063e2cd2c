import { randomUUID } from 'node:crypto';
import type { Collection } from 'mongodb';
import { BlobDamaged, type Blobs, digestNamed, digestOf, ownerNamed } from '../blobs.ts';
import type { UntilClosed } from '../until-closed.ts';
import { Chunks, chunkSize } from './chunks.ts';
import type { Database } from './database.ts';
import { type FileDocument, idOf, under } from './documents.ts';
import { isDuplicate } from './failures.ts';

/**
 * Blobs laid out as GridFS, verified on every read (ST22, ST33). The chunks are written before the file that names them, so a
 * file that is there is whole. GridFS of the driver takes no session, so it could miss a file that this process just put.
 */
export function mongoBlobs(database: Database, work: UntilClosed): Blobs {
  const files: Collection<FileDocument> = database.collection('blobs.files');
  const chunks = new Chunks(database, 'blobs.chunks');
  const filesOf = (owner: string, digest: string): Promise<FileDocument[]> =>
    database.decide((session) => files.find({ _id: under(owner, digest) }, { session }).toArray());
  const isWhole = async ({ _id }: FileDocument, digest: string): Promise<Uint8Array | null> => {
    const bytes = await chunks.read(_id);
    return (await digestOf(bytes)) === digest ? bytes : null;
  };
  return {
    put: (owner, bytes) => {
      const kept = new Uint8Array(bytes);
      return work.run(async () => {
        const digest = await digestOf(kept);
        const damaged: string[] = [];
        for (const file of await filesOf(ownerNamed(owner), digest)) {
          if ((await isWhole(file, digest)) !== null) return digest;
          damaged.push(file._id);
        }
        const _id = idOf(owner, digest, randomUUID());
        await chunks.write(_id, kept);
        const file = { _id, filename: idOf(owner, digest), length: kept.length, chunkSize, uploadDate: new Date() };
        await database.decide((session) => files.insertOne(file, { session }).catch(isOwn));
        await database.decide((session) => files.deleteMany({ _id: { $in: damaged } }, { session }));
        for (const name of damaged) await chunks.remove(name);
        return digest;
      });
    },
    get: (owner, digest) =>
      work.run(async () => {
        const found = await filesOf(ownerNamed(owner), digestNamed(digest));
        for (const file of found) {
          const bytes = await isWhole(file, digest);
          if (bytes !== null) return bytes;
        }
        if (found.length > 0) throw new BlobDamaged(`${owner}/${digest}`);
        return null;
      }),
    digests: (owner) =>
      work.run(async () => {
        const found = await database.decide((session) =>
          files.find({ _id: under(ownerNamed(owner)) }, { projection: { _id: 1 }, session }).toArray(),
        );
        return [...new Set(found.map(({ _id }) => _id.split('/')[1] ?? ''))].sort();
      }),
    remove: (owner, digest) =>
      work.run(async () => {
        const of = under(ownerNamed(owner), digestNamed(digest));
        await database.decide((session) => files.deleteMany({ _id: of }, { session }));
        await chunks.remove(of);
      }),
    dispose: (owner) =>
      work.run(async () => {
        await database.decide((session) => files.deleteMany({ _id: under(ownerNamed(owner)) }, { session }));
        await chunks.remove(under(owner));
      }),
  };
}

function isOwn(error: unknown): void {
  if (!isDuplicate(error)) throw error;
}
