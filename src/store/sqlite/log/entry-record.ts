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

/** Encodes an entry as a record that {@link sealRecord} has to seal. It shares no memory with the entry. */
export function encodeEntry({ key, entry }: LoggedEntry): Buffer {
  const head: Head = [key.draft, key.epoch, entry.node, entry.seq, entry.authors];
  const text = Buffer.from(JSON.stringify(head));
  const record = Buffer.allocUnsafe(headAt + text.byteLength + entry.update.byteLength);
  record.writeUInt32LE(record.byteLength - generationAt, sizeAt);
  record.writeUInt32LE(text.byteLength, headSizeAt);
  record.set(text, headAt);
  record.set(entry.update, headAt + text.byteLength);
  return record;
}

/** Makes a record one of a generation, 0 to 2^32 - 1: only then it can be read. */
export function sealRecord(record: Buffer, generation: number): void {
  record.writeUInt32LE(generation, generationAt);
  record.writeUInt32LE(crc32(record.subarray(generationAt)), checksumAt);
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

function decodeEntry(record: Buffer): LoggedEntry {
  const updateAt = headAt + record.readUInt32LE(headSizeAt);
  const [draft, epoch, node, seq, authors] = JSON.parse(record.toString('utf8', headAt, updateAt)) as Head;
  return { key: { draft, epoch }, entry: { node, seq, authors, update: new Uint8Array(record.subarray(updateAt)) } };
}
