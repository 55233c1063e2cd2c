import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BlobDamaged, type Blobs, digestNamed, digestOf, ownerNamed } from '../blobs.ts';
import type { BlobPart } from '../parts.ts';

/** Blobs as files `<directory>/<owner>/<digest>`: written aside, synced, renamed, and verified on every read. */
export async function fileBlobs(directory: string): Promise<Blobs> {
  const aside = join(directory, '.partial');
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { recursive: true });
  await sync(directory);
  return {
    async put(owner, bytes) {
      const folder = join(directory, folderOf(owner));
      const kept = new Uint8Array(bytes);
      const digest = await digestOf(kept);
      const file = join(folder, digest);
      if ((await mkdir(folder, { recursive: true })) !== undefined) await sync(directory);
      if (await holds(file, digest)) {
        // A concurrent put may have renamed the file without having synced the folder yet.
        await sync(folder);
        return digest;
      }
      const partial = join(aside, randomUUID());
      try {
        await writeDurably(partial, kept);
        await rename(partial, file);
      } catch (error) {
        await rm(partial, { force: true });
        throw error;
      }
      await sync(folder);
      return digest;
    },
    get: (owner, digest) => verified(directory, owner, digest),
    digests: (owner) => digestsIn(join(directory, folderOf(owner))),
    async remove(owner, digest) {
      const folder = join(directory, folderOf(owner));
      await rm(join(folder, digestNamed(digest)), { force: true });
      if ((await digestsIn(folder)).length > 0) await sync(folder);
    },
    async dispose(owner) {
      await rm(join(directory, folderOf(owner)), { recursive: true, force: true });
      await sync(directory);
    },
  };
}

/** Every blob of a directory, by owner and digest, while others may write. A damaged one is told to `damaged` and left out. */
export async function* everyBlob(directory: string, damaged: (name: string) => void): AsyncGenerator<BlobPart> {
  for (const folder of (await foldersIn(directory)).sort()) {
    const owner = folder.replaceAll(/\+([a-z])/g, (_all, letter: string) => letter.toUpperCase());
    for (const digest of (await readdir(join(directory, folder))).sort()) {
      const bytes = await verified(directory, owner, digest).catch((error: unknown) => {
        if (!(error instanceof BlobDamaged)) throw error;
        damaged(error.message);
        return null;
      });
      // Its owner may have been disposed of meanwhile.
      if (bytes !== null) yield { part: 'blob', owner, digest, bytes };
    }
  }
}

/** The digests in the folder of an owner; none where there is no such folder. */
async function digestsIn(folder: string): Promise<string[]> {
  return (await namesIn(folder)).sort();
}

async function foldersIn(directory: string): Promise<string[]> {
  return (await namesIn(directory)).filter((name) => !name.startsWith('.'));
}

async function namesIn(directory: string): Promise<string[]> {
  return readdir(directory).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
}

async function verified(directory: string, owner: string, digest: string): Promise<Uint8Array | null> {
  const bytes = await read(join(directory, folderOf(owner), digestNamed(digest)));
  if (bytes !== null && (await digestOf(bytes)) !== digest) throw new BlobDamaged(`${owner}/${digest}`);
  return bytes;
}

/** Blobs in memory, beside a database in memory. */
export function memoryBlobs(): Blobs {
  const owners = new Map<string, Map<string, Uint8Array>>();
  return {
    async put(owner, bytes) {
      const kept = new Uint8Array(bytes);
      const digest = await digestOf(kept);
      const mine = owners.get(folderOf(owner)) ?? new Map<string, Uint8Array>();
      owners.set(folderOf(owner), mine.set(digest, kept));
      return digest;
    },
    get(owner, digest) {
      const bytes = owners.get(folderOf(owner))?.get(digestNamed(digest));
      return Promise.resolve(bytes === undefined ? null : new Uint8Array(bytes));
    },
    digests: (owner) => Promise.resolve([...(owners.get(folderOf(owner))?.keys() ?? [])].sort()),
    remove(owner, digest) {
      owners.get(folderOf(owner))?.delete(digestNamed(digest));
      return Promise.resolve();
    },
    dispose(owner) {
      owners.delete(folderOf(owner));
      return Promise.resolve();
    },
  };
}

// Ids are case-sensitive, some file systems are not: each capital is marked by a plus sign.
function folderOf(owner: string): string {
  return ownerNamed(owner).replace(/[A-Z]/g, (letter) => `+${letter.toLowerCase()}`);
}

async function holds(file: string, digest: string): Promise<boolean> {
  const bytes = await read(file);
  return bytes !== null && (await digestOf(bytes)) === digest;
}

async function read(file: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return new Uint8Array(await readFile(file));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

async function writeDurably(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the names in a directory durable. Windows has no such call and needs none. */
export async function sync(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
