import { join } from 'node:path';
import { StoreFailed } from '../../store.ts';
import { sync } from '../blobs.ts';
import { decodeEntries, encodeEntry, type LoggedEntry } from './entry-record.ts';
import { LogFile } from './log-file.ts';

/** The database takes an entry this long after it was written, in ms. */
const drainAfter = 1_000;
/** Bytes. From this size on, entries wait for the database: a flood of them must leave it time for other work. */
const full = 1_048_576;

/**
 * Puts the entries of files into the database, all or none. `found`: an earlier process left the files, so the database
 * may have some of the entries already.
 */
export type Take = (files: readonly Uint8Array[], how: 'written' | 'found') => Promise<void>;

interface Found {
  readonly file: Buffer;
  readonly generation: number;
  readonly entries: readonly LoggedEntry[];
}

interface Batch {
  readonly records: Buffer[];
  readonly written: PromiseWithResolvers<undefined>;
}

/**
 * A log before the database (decision 33, ST36). An entry is durable in a file after one trip to the disk, and in the
 * database a moment later, with many others. Two files take turns: entries go to one while the database takes the other.
 */
export class EntryLog {
  readonly #take: Take;
  #active: LogFile;
  #resting: LogFile;
  #generation: number;
  /** Files that an earlier process left, until the database has their entries. */
  #found: readonly Found[];
  /** False after a failed write, and while the database refuses the entries: then no append may rely on the log. */
  #isUsable = false;
  #collecting: Batch | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #isWriting = false;
  #draining: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;
  #isDrainingEarly = false;
  #isClosed = false;

  private constructor(files: readonly [LogFile, LogFile], generation: number, found: readonly Found[], take: Take) {
    [this.#active, this.#resting] = files;
    this.#generation = generation;
    this.#found = found;
    this.#take = take;
  }

  /** Opens the log of a directory that this process has claimed. Entries of an earlier process go into the database first. */
  static async open(directory: string, take: Take): Promise<EntryLog> {
    const paths = ['entries-1.log', 'entries-2.log'].map((name) => join(directory, name));
    const [one, two] = await Promise.all([LogFile.open(paths[0] ?? ''), LogFile.open(paths[1] ?? '')]);
    await sync(directory);
    const files = await Promise.all([one.read(), two.read()]);
    const found = files.map((file) => ({ file, ...decodeEntries(file) })).sort((a, b) => a.generation - b.generation);
    // A file whose first record is torn may be one generation ahead of the other.
    const generation = 1 + Math.max(...found.map((file) => file.generation));
    const log = new EntryLog([one, two], generation, found, take);
    // A full disk stays readable: entries that the database cannot take now are answered from here and taken later.
    await log.drain().catch(() => undefined);
    return log;
  }

  /** Whether entries may be appended. Otherwise an entry goes to the database, after all entries of the log. */
  get isUsable(): boolean {
    return this.#isUsable && this.#active.size < full;
  }

  /** Entries that are durable here and perhaps not yet in the database. */
  entries(): readonly LoggedEntry[] {
    return [...this.#found.flatMap(({ entries }) => entries), ...this.#resting.entries(), ...this.#active.entries()];
  }

  /**
   * Appends an entry; durable once it resolves. Entries of one turn of the event loop, or of one wait for the disk, are one
   * write. The caller may change the entry after the call. Throws `StoreFailed`.
   */
  append(logged: LoggedEntry): Promise<undefined> {
    const batch = (this.#collecting ??= this.#collect());
    batch.records.push(encodeEntry(logged));
    return batch.written.promise;
  }

  /** Resolves once the database has every entry appended before the call; rejects where it refuses one. */
  drain(): Promise<void> {
    return this.#afterDraining(() => this.#drain());
  }

  /** Drains the log, then leaves none of these entries readable in the files. */
  erase(): Promise<void> {
    return this.#afterDraining(async () => {
      await this.#drain();
      for (let file = 0; file < 2; file += 1) {
        await this.#rest();
        await this.#takeResting();
        await this.#resting.empty();
      }
    });
  }

  /** Gives the database every entry. Entries it refuses stay in the files for the next process. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#isUsable = false;
    await this.erase().catch(() => undefined);
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#last;
    await Promise.all([this.#active.close(), this.#resting.close()]);
  }

  /** True where the database has every entry. */
  get #isTaken(): boolean {
    return this.#active.isTaken && this.#resting.isTaken && this.#found.every(({ entries }) => entries.length === 0);
  }

  #collect(): Batch {
    const written = Promise.withResolvers<undefined>();
    this.#last = written.promise.catch(() => undefined);
    queueMicrotask(() => {
      if (!this.#isWriting) void this.#write();
    });
    return { records: [], written };
  }

  async #write(): Promise<void> {
    this.#isWriting = true;
    for (let batch = this.#collecting; batch !== null; batch = this.#collecting) {
      this.#collecting = null;
      try {
        await this.#active.write(this.#generation, batch.records);
        batch.written.resolve(undefined);
      } catch (error) {
        this.#fail(batch, error);
      }
      this.#drainSoon();
    }
    this.#isWriting = false;
  }

  // Entries that wait behind a failed one may build on it.
  #fail(batch: Batch, error: unknown): void {
    this.#isUsable = false;
    batch.written.reject(failure(error));
    this.#collecting?.written.reject(failure(error));
    this.#collecting = null;
  }

  #drainSoon(): void {
    if (this.#isClosed) return;
    if (this.#active.size >= full / 2) this.#drainEarly();
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      void this.drain()
        .catch(() => undefined)
        .finally(() => {
          this.#timer = null;
          if (!this.#isTaken) this.#drainSoon();
        });
    }, drainAfter).unref();
  }

  /** Drains before the time, while much is written. Entries would have to wait for the database once the file is full. */
  #drainEarly(): void {
    if (this.#isDrainingEarly) return;
    this.#isDrainingEarly = true;
    void this.drain()
      .catch(() => undefined)
      .finally(() => {
        this.#isDrainingEarly = false;
      });
  }

  #afterDraining(work: () => Promise<void>): Promise<void> {
    const done = this.#draining.then(work);
    this.#draining = done.catch(() => undefined);
    return done;
  }

  async #drain(): Promise<void> {
    await this.#last;
    await this.#mend();
    await this.#takeResting();
    if (this.#active.isTaken && this.#isUsable) return;
    await this.#rest();
    await this.#takeResting();
  }

  async #mend(): Promise<void> {
    try {
      await Promise.all([this.#active.mend(), this.#resting.mend()]);
    } catch (error) {
      throw failure(error);
    }
  }

  /** Turns to the other file, whose entries the database has; resolves once no write to this file is under way. */
  async #rest(): Promise<void> {
    [this.#active, this.#resting] = [this.#resting, this.#active];
    this.#active.rewind();
    this.#generation += 1;
    this.#isUsable = !this.#isClosed;
    await this.#last;
  }

  async #takeResting(): Promise<void> {
    try {
      const found = this.#found.filter(({ entries }) => entries.length > 0).map(({ file }) => file);
      if (found.length > 0) await this.#take(found, 'found');
      if (!this.#resting.isTaken) await this.#take([this.#resting.records()], 'written');
    } catch (error) {
      this.#isUsable = false;
      throw error;
    }
    this.#found = [];
    this.#resting.taken();
  }
}

function failure(error: unknown): StoreFailed {
  return new StoreFailed(`the log was not written: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
}
