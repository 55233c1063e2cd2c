import { close, constants, fdatasync, ftruncate, open, readFile, write } from 'node:fs';
import { promisify } from 'node:util';
import { encodeEntries, type LoggedEntry } from './entry-record.ts';

// Where a write can be durable in itself, one trip to the disk is enough. On macOS it is not: only a sync reaches the disk.
const durableWrites = process.platform === 'linux' ? constants.O_DSYNC : 0;
const flags = constants.O_RDWR | constants.O_CREAT | durableWrites;

/** One of the two files of the log, and what is in it that the database has not taken yet. */
export class LogFile {
  readonly #descriptor: number;
  #entries: LoggedEntry[] = [];
  #records: Buffer[] = [];
  #position = 0;
  #isSpoiled = false;

  private constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** Opens a file, made if need be. */
  static async open(path: string): Promise<LogFile> {
    return new LogFile(await promisify(open)(path, flags, 0o600));
  }

  /** What was written since the database took what was here. */
  get entries(): readonly LoggedEntry[] {
    return this.#entries;
  }

  /** The same as it stands in the file. */
  records(): Uint8Array {
    return Buffer.concat(this.#records);
  }

  /** How many bytes were written since the last rewind. */
  get size(): number {
    return this.#position;
  }

  /** What an earlier process left; to be called once, before anything is written. */
  read(): Promise<Buffer> {
    return promisify(readFile)(this.#descriptor);
  }

  /** The database has all of it, or never will. */
  taken(): void {
    this.#entries = [];
    this.#records = [];
  }

  /** Writes after what was written last; durable once it resolves. After one that failed, {@link LogFile.mend} it. */
  async write(generation: number, entries: readonly LoggedEntry[]): Promise<void> {
    const bytes = encodeEntries(generation, entries);
    try {
      await writeAll(this.#descriptor, bytes, this.#position);
      if (durableWrites === 0) await promisify(fdatasync)(this.#descriptor);
    } catch (error) {
      this.#isSpoiled = true;
      throw error;
    }
    this.#position += bytes.byteLength;
    this.#entries.push(...entries);
    this.#records.push(bytes);
  }

  /** Begins again at the front, over what is there: blocks that a file has need no room and no second trip to the disk. */
  rewind(): void {
    this.#position = 0;
  }

  /** Cuts off what a write that failed left: it was answered as not saved, and whole records of it would be found all the same. */
  async mend(): Promise<void> {
    if (this.#isSpoiled) await this.#cut(this.#position);
  }

  /** Leaves nothing of what was in it. */
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

function writeAll(descriptor: number, bytes: Buffer, position: number): Promise<void> {
  return new Promise((resolve, reject) => {
    write(descriptor, bytes, 0, bytes.byteLength, position, (error, written) => {
      if (error !== null) reject(error);
      else if (written < bytes.byteLength) reject(new Error(`${written} of ${bytes.byteLength} bytes were written`));
      else resolve();
    });
  });
}
