import { z } from 'zod';
import { Author, type Authors } from '../domain/response/author.ts';

/** A whole draft as a version keeps it: one Yjs update and the author of each client id in it, so that it can begin an epoch. */
export interface Kept {
  readonly update: Uint8Array;
  readonly authors: Authors;
}

const Header = z.strictObject({ v: z.literal(1), authors: z.record(z.string(), Author) });

/** The bytes of a version: the length of a JSON header (four bytes, big end first), the header, the update. Equal drafts have equal bytes. */
export function encodeKept({ update, authors }: Kept): Uint8Array {
  const sorted = Object.fromEntries(Object.entries(authors).sort(([a], [b]) => Number(a) - Number(b)));
  const header = new TextEncoder().encode(JSON.stringify({ v: 1, authors: sorted }));
  const bytes = new Uint8Array(4 + header.byteLength + update.byteLength);
  new DataView(bytes.buffer).setUint32(0, header.byteLength);
  bytes.set(header, 4);
  bytes.set(update, 4 + header.byteLength);
  return bytes;
}

/** Reads the bytes of {@link encodeKept}. Throws `RangeError`, `SyntaxError` or `ZodError` for anything else. */
export function decodeKept(bytes: Uint8Array): Kept {
  const end = 4 + new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
  if (end > bytes.byteLength) throw new RangeError('a version ends before its header does');
  const { authors } = Header.parse(JSON.parse(new TextDecoder().decode(bytes.subarray(4, end))));
  return { update: bytes.slice(end), authors };
}
