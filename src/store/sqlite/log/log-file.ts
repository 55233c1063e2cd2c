import { close, constants, fdatasync, ftruncate, open, readFile, writev } from 'node:fs';
import { promisify } from 'node:util';
import { decodeEntries, type LoggedEntry, sealRecord } from './entry-record.ts';

// On Linux a write can be durable in itself, so one trip to the disk is enough. On macOS only a sync reaches the disk.
const durableWrites = process.platform === 'linux' ? constants.O_DSYNC : 0;
const flags = constants.O_RDWR | constants.O_CREAT | durableWrites;

/** One of the two files of the log, with its entries that the database has not taken yet. */
export class LogFile {
  readonly #descriptor: number;
  /** The records written since the database last took this file. */
  #records: Buffer[] = [];
  #position = 0;
  #isSpoiled = false;

  private constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** Opens a file, and makes it if need be. */
  static async open(path: string): Promise<LogFile> {
    return new LogFile(await promisify(open)(path, flags, 0o600));
  }

  /** True where the database has every entry that was written. */
  get isTaken(): boolean {
    return this.#records.length === 0;
  }

  /** The entries written since the database last took this file, read from their records. */
  entries(): readonly LoggedEntry[] {
    return this.isTaken ? [] : decodeEntries(Buffer.concat(this.#records)).entries;
  }

  /** These entries as encoded records. */
  records(): Uint8Array {
    return Buffer.concat(this.#records);
  }

  /** Bytes written since the last rewind. */
  get size(): number {
    return this.#position;
  }

  /** The bytes that an earlier process left. Call it once, before any write. */
  read(): Promise<Buffer> {
    return promisify(readFile)(this.#descriptor);
  }

  /** Forgets the entries: the database has them all, or never will. */
  taken(): void {
    this.#records = [];
  }

  /** Seals records and writes them after the last one; durable once it resolves. After a failed write, call {@link LogFile.mend}. */
  async write(generation: number, records: readonly Buffer[]): Promise<void> {
    for (const record of records) sealRecord(record, generation);
    try {
      const written = await writeAll(this.#descriptor, records, this.#position);
      if (durableWrites === 0) await promisify(fdatasync)(this.#descriptor);
      this.#position += written;
    } catch (error) {
      this.#isSpoiled = true;
      throw error;
    }
    this.#records.push(...records);
  }

  /** Begins again at the front, over old records: blocks that a file already has need no room and no second trip to the disk. */
  rewind(): void {
    this.#position = 0;
  }

  /** Cuts off the rest of a failed write: it was answered as not saved, yet its whole records would be read after a crash. */
  async mend(): Promise<void> {
    if (this.#isSpoiled) await this.#cut(this.#position);
  }

  /** Removes every byte. */
  empty(): Promise<void> {
    return this.#cut(0);
  }

  async #cut(size: number): Promise<void> {
    await promisify(ftruncate)(this.#descriptor, size);
    await promisify(fdatasync)(this.#descriptor);
    this.#isSpoiled = false;
  }

  close(): Promise<void> {
    return promisify(close)(this.#descriptor);
  }
}

/** Writes all of the bytes, or throws. Returns their number. */
function writeAll(descriptor: number, records: readonly Buffer[], position: number): Promise<number> {
  const size = records.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return new Promise((resolve, reject) => {
    writev(descriptor, records, position, (error, written) => {
      if (error !== null) reject(error);
      else if (written < size) reject(new Error(`${written} of ${size} bytes were written`));
      else resolve(size);
    });
  });
}
