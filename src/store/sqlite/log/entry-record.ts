import { crc32 } from 'node:zlib';
import type { Authors, DraftKey, Entry } from '../../drafts.ts';

/** An entry with its draft and epoch. */
export interface LoggedEntry {
  readonly key: DraftKey;
  readonly entry: Entry;
}

type Head = readonly [draft: string, epoch: string, node: string, seq: number, authors: Authors];

// Little-endian: size of the checked bytes, checksum. The checked bytes: generation, size of the head, head, update.
const sizeAt = 0;
const checksumAt = 4;
const generationAt = 8;
const headSizeAt = 12;
const headAt = 16;

/** Encodes entries as a file of the log has them, one after the other. `generation`: 0 to 2^32 - 1. */
export function encodeEntries(generation: number, entries: readonly LoggedEntry[]): Buffer {
  const heads = entries.map(({ key, entry }) => {
    const head: Head = [key.draft, key.epoch, entry.node, entry.seq, entry.authors];
    return Buffer.from(JSON.stringify(head));
  });
  const size = entries.reduce((sum, { entry }, n) => sum + headAt + (heads[n]?.byteLength ?? 0) + entry.update.byteLength, 0);
  const file = Buffer.allocUnsafe(size);
  let at = 0;
  for (const [n, { entry }] of entries.entries()) at = writeRecord(file, at, generation, heads[n] ?? Buffer.alloc(0), entry.update);
  return file;
}

/**
 * Reads the entries at the front of a file, with their generation (0 where there is none). It stops at the first record
 * that is torn or of another generation: from there on the bytes are old, or were never finished.
 */
export function decodeEntries(file: Buffer): { readonly generation: number; readonly entries: readonly LoggedEntry[] } {
  const generation = file.byteLength < headAt ? 0 : file.readUInt32LE(generationAt);
  const entries: LoggedEntry[] = [];
  for (let at = 0; at + headAt <= file.byteLength;) {
    const end = at + generationAt + file.readUInt32LE(at + sizeAt);
    if (end < at + headAt || end > file.byteLength) break;
    const checked = file.subarray(at + generationAt, end);
    if (crc32(checked) !== file.readUInt32LE(at + checksumAt) || file.readUInt32LE(at + generationAt) !== generation) break;
    entries.push(decodeEntry(file.subarray(at, end)));
    at = end;
  }
  return { generation: entries.length === 0 ? 0 : generation, entries };
}

/** Writes one record at a place in a file; returns the place after it. */
function writeRecord(file: Buffer, at: number, generation: number, head: Buffer, update: Uint8Array): number {
  const end = at + headAt + head.byteLength + update.byteLength;
  file.writeUInt32LE(end - at - generationAt, at + sizeAt);
  file.writeUInt32LE(generation, at + generationAt);
  file.writeUInt32LE(head.byteLength, at + headSizeAt);
  file.set(head, at + headAt);
  file.set(update, at + headAt + head.byteLength);
  file.writeUInt32LE(crc32(file.subarray(at + generationAt, end)), at + checksumAt);
  return end;
}

function decodeEntry(record: Buffer): LoggedEntry {
  const updateAt = headAt + record.readUInt32LE(headSizeAt);
  const [draft, epoch, node, seq, authors] = JSON.parse(record.toString('utf8', headAt, updateAt)) as Head;
  return { key: { draft, epoch }, entry: { node, seq, authors, update: new Uint8Array(record.subarray(updateAt)) } };
}
