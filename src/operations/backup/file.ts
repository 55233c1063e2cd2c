import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { Decrypter, Encrypter } from 'age-encryption';
import { z } from 'zod';
import { OperatorError } from '../../command.ts';
import { Author } from '../../domain/response/author.ts';
import { AggregatePart, type Part, TombstonePart } from '../../store/parts.ts';

// A backup is lines of JSON, compressed, in an age file (https://age-encryption.org/v1) with a passphrase. `age -d FILE | gunzip`
// reads it. The encryption is authenticated piece by piece, and knows a file that was cut. The first line is the head, the last
// one the end.

/** The format of the lines; a newer one is refused. */
const format = 1;

const Head = z.strictObject({
  part: z.literal('head'),
  format: z.number().int(),
  /** When the backup was begun, UTC, ISO 8601. */
  at: z.string(),
  /** The secret under which links, sessions and the copies on people's devices are hashed or encrypted, in base64. */
  secret: z.string(),
});
export type Head = Omit<z.infer<typeof Head>, 'part' | 'format'>;

const bytes = z.base64().transform((text) => new Uint8Array(Buffer.from(text, 'base64')));
const Vector = z.record(z.string(), z.number());
const Authors = z.record(z.string(), Author);
const DraftPart = z.strictObject({
  part: z.literal('draft'),
  key: z.strictObject({ draft: z.string(), epoch: z.string() }),
  base: z.strictObject({ update: bytes, covers: Vector, authors: Authors }),
  entries: z.array(z.strictObject({ node: z.string(), seq: z.number().int(), update: bytes, authors: Authors })),
  cut: Vector.nullable(),
  late: z.array(z.strictObject({ id: z.string(), member: z.string(), at: z.string(), update: bytes })),
});
const BlobPart = z.strictObject({ part: z.literal('blob'), owner: z.string(), digest: z.string(), bytes });
const End = z.strictObject({ part: z.literal('end'), parts: z.number().int() });
const Line = z.discriminatedUnion('part', [Head, AggregatePart, TombstonePart, DraftPart, BlobPart, End]);

/** A backup that cannot be used; the message says why, in one line. */
export class BackupRefused extends OperatorError {
  override name = 'BackupRefused';
}

const unwritable: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not write there',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
};

/** Writes a backup beside its place and moves it there once it is whole and on the disk. Answers the number of parts. */
export async function writeBackup(path: string, key: string, head: Head, parts: AsyncIterable<Part>): Promise<number> {
  const partial = `${path}.partial`;
  const encrypter = new Encrypter();
  encrypter.setPassphrase(key);
  let count = 0;
  async function* lines(): AsyncGenerator<string> {
    yield lineOf({ part: 'head', format, ...head });
    for await (const part of parts) {
      count += 1;
      yield lineOf(part);
    }
    yield lineOf({ part: 'end', parts: count });
  }
  try {
    const compressed = createGzip();
    const feeding = pipeline(Readable.from(lines()), compressed);
    const encrypted = await encrypter.encrypt(Readable.toWeb(compressed) as ReadableStream<Uint8Array>);
    const out = createWriteStream(partial, { mode: 0o600, flush: true });
    await Promise.all([feeding, pipeline(Readable.fromWeb(encrypted as Parameters<typeof Readable.fromWeb>[0]), out)]);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code in unwritable) throw new BackupRefused(`${path} cannot be written: ${unwritable[code] ?? code}`, { cause: error });
    throw error;
  }
  return count;
}

/** Reads a backup: its head, then its parts. Throws `BackupRefused` for a wrong key, and for a file that was altered or cut. */
export async function readBackup(path: string, key: string): Promise<{ readonly head: Head; readonly parts: AsyncIterable<Part> }> {
  const lines = linesOf(path, key);
  const first = await lines.next();
  if (first.done === true || first.value.part !== 'head') throw new BackupRefused(`${path} is no backup of this service`);
  const { at, secret, format: given } = first.value;
  if (given > format) throw new BackupRefused(`${path} was made by a newer release (format ${given}; this release knows ${format})`);
  return { head: { at, secret }, parts: partsOf(path, lines) };
}

async function* partsOf(path: string, lines: AsyncGenerator<z.infer<typeof Line>>): AsyncGenerator<Part> {
  let count = 0;
  for await (const line of lines) {
    if (line.part === 'head') break;
    if (line.part === 'end') {
      if (line.parts === count) return;
      break;
    }
    count += 1;
    yield line;
  }
  throw new BackupRefused(`${path} is not whole: it ends after ${count} parts`);
}

async function* linesOf(path: string, key: string): AsyncGenerator<z.infer<typeof Line>> {
  const handle = await open(path, 'r').catch(() => {
    throw new BackupRefused(`${path} cannot be read`);
  });
  await handle.close();
  const decrypter = new Decrypter();
  decrypter.addPassphrase(key);
  const read = Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>;
  const decrypted = await decrypter.decrypt(read).catch((error: unknown) => {
    throw new BackupRefused(`${path} does not open with this BACKUP_KEY, or is no backup`, { cause: error });
  });
  const plain = Readable.fromWeb(decrypted as Parameters<typeof Readable.fromWeb>[0]);
  const unzipped = createGunzip();
  const flowing = pipeline(plain, unzipped);
  flowing.catch(() => undefined);
  try {
    for await (const text of createInterface({ input: unzipped, crlfDelay: Infinity })) yield lineFrom(path, text);
    await flowing;
  } catch (error) {
    if (error instanceof BackupRefused) throw error;
    throw new BackupRefused(`${path} was altered or cut`, { cause: error });
  }
}

function lineOf(line: Part | z.input<typeof Head> | z.input<typeof End>): string {
  return `${JSON.stringify(line, (_key, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value))}\n`;
}

function lineFrom(path: string, text: string): z.infer<typeof Line> {
  try {
    return Line.parse(JSON.parse(text));
  } catch (error) {
    throw new BackupRefused(`${path} holds a line that this release cannot read`, { cause: error });
  }
}
