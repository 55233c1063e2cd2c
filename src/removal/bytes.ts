import * as Y from 'yjs';
import { decodeKept } from '../drafts/kept.ts';
import type { Disposed } from '../domain/response/removal/removal.ts';
import { Digest } from '../domain/outcome.ts';
import { BlobDamaged } from '../store/blobs.ts';
import { all } from '../store/every.ts';
import type { Reader } from '../store/reader.ts';
import type { Sought } from './sought.ts';

/** The part of the store that bytes are looked for in. */
type Bytes = Pick<Reader, 'aggregates' | 'blobs'>;

/** A response, and the files that a member chose to remove whatever they hold. */
export interface Holder {
  readonly id: string;
  readonly files: readonly Disposed[];
}

/**
 * The stored bytes of a response and its evidence that hold the words: snapshots, versions, documents made of them, files of text.
 * Documents are known by the snapshot that they print.
 */
export async function bytesWith(store: Bytes, { id, files }: Holder, sought: Sought): Promise<readonly Disposed[]> {
  const where = { where: { responseId: id } };
  const versions = new Set((await all(store.aggregates, 'version', where)).map(({ state }) => state.kept));
  const exports = (await all(store.aggregates, 'export', where)).map(({ state }) => state);
  const owners = [id, ...(await all(store.aggregates, 'evidence', where)).map((stored) => stored.id)];
  const found: Disposed[] = [];
  for (const owner of owners) {
    for (const name of await store.blobs.digests(owner)) {
      const digest = Digest.parse(name);
      const chosen = sought.isDisposed(owner, digest) || files.some((one) => one.owner === owner && one.digest === digest);
      if (chosen || (await holds(store, { owner, digest }, versions.has(digest), sought))) found.push({ owner, digest });
    }
  }
  const gone = new Set([...files, ...found].filter(({ owner }) => owner === id).map(({ digest }) => digest));
  const printed = exports.flatMap((job) =>
    job.status === 'ready' && gone.has(job.snapshot) && !gone.has(job.artefact) ? [job.artefact] : [],
  );
  return [...found, ...[...new Set(printed)].map((digest) => ({ owner: id, digest }))];
}

async function holds({ blobs }: Bytes, { owner, digest }: Disposed, isVersion: boolean, sought: Sought): Promise<boolean> {
  const bytes = await blobs.get(owner, digest).catch((error: unknown) => {
    if (error instanceof BlobDamaged) return null;
    throw error;
  });
  if (bytes === null) return false;
  if (isVersion) return sought.areIn(bytes) || isInVersion(bytes, sought);
  return isText(bytes) ? textsIn(bytes).some((text) => sought.holds(text)) : sought.areIn(bytes);
}

function isInVersion(bytes: Uint8Array, sought: Sought): boolean {
  const document = new Y.Doc();
  Y.applyUpdate(document, decodeKept(bytes).update);
  const { times } = sought.seek(document);
  document.destroy();
  return times > 0;
}

function isText(bytes: Uint8Array): boolean {
  return !bytes.subarray(0, 8_192).includes(0) && bytes[0] !== 0x25 && bytes[0] !== 0x89;
}

/** The texts of bytes: every text of JSON, and the runs of a line as one; else the whole. */
function textsIn(bytes: Uint8Array): readonly string[] {
  const whole = new TextDecoder().decode(bytes);
  try {
    return [...textsOf(JSON.parse(whole))];
  } catch {
    return [whole];
  }
}

function* textsOf(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) yield value.map(runOf).join('');
  for (const item of Object.values(value)) yield* textsOf(item);
}

/** The words of a run of a line; a line break counts as a space. */
function runOf(item: unknown): string {
  if (typeof item !== 'object' || item === null) return '\n';
  return 'text' in item && typeof item.text === 'string' ? item.text : '\n';
}
