import { join } from 'node:path';
import { StoreFailed } from '../../store.ts';
import { sync } from '../blobs.ts';
import { decodeEntries, type LoggedEntry } from './entry-record.ts';
import { LogFile } from './log-file.ts';

/** The database takes what is in the log this long after it came, in ms. */
const drainAfter = 250;
/** A file of so many bytes is waited for: entries come faster than the database takes them, and what else it is asked would wait. */
const full = 1_048_576;

/**
 * Puts the entries of files into the database, all or none. `found`: they were left by an earlier process, so that the
 * database may have some of them already.
 */
export type Take = (files: readonly Uint8Array[], how: 'written' | 'found') => Promise<void>;

interface Found {
  readonly file: Buffer;
  readonly generation: number;
  readonly entries: readonly LoggedEntry[];
}

interface Batch {
  readonly entries: LoggedEntry[];
  readonly written: PromiseWithResolvers<undefined>;
}

/**
 * A log before the database (decision 33): an entry is durable in a file within one trip to the disk, and in the database
 * a moment later, with many others. Two files take turns: while one is written to, the database takes what is in the other.
 */
export class EntryLog {
  readonly #take: Take;
  #active: LogFile;
  #resting: LogFile;
  #generation: number;
  /** What an earlier process left, until the database has it. */
  #found: readonly Found[];
  /** Not after a write that failed, nor while the database does not take what is here: then nobody should rely on it. */
  #isUsable = false;
  #collecting: Batch | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #isWriting = false;
  #draining: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;
  #isClosed = false;

  private constructor(files: readonly [LogFile, LogFile], generation: number, found: readonly Found[], take: Take) {
    [this.#active, this.#resting] = files;
    this.#generation = generation;
    this.#found = found;
    this.#take = take;
  }

  /** Opens the log of a directory that this process has claimed; what an earlier process left goes into the database first. */
  static async open(directory: string, take: Take): Promise<EntryLog> {
    const paths = ['entries-1.log', 'entries-2.log'].map((name) => join(directory, name));
    const [one, two] = await Promise.all([LogFile.open(paths[0] ?? ''), LogFile.open(paths[1] ?? '')]);
    await sync(directory);
    const files = await Promise.all([one.read(), two.read()]);
    const found = files.map((file) => ({ file, ...decodeEntries(file) })).sort((a, b) => a.generation - b.generation);
    // A file whose first record was torn may have been of the generation after.
    const generation = 1 + Math.max(...found.map((file) => file.generation));
    const log = new EntryLog([one, two], generation, found, take);
    // A disk that is full stays readable: what is not taken now is answered from here, and taken later.
    await log.drain().catch(() => undefined);
    return log;
  }

  /** Whether an entry may be appended; otherwise it has to go to the database, after all that is here. */
  get isUsable(): boolean {
    return this.#isUsable && this.#active.size < full;
  }

  /** What is durable here and may not be in the database yet. */
  get entries(): readonly LoggedEntry[] {
    return [...this.#found.flatMap(({ entries }) => entries), ...this.#resting.entries, ...this.#active.entries];
  }

  /** Appends an entry; durable once it resolves. All that is appended in one turn, or while the disk is busy, is one write. Throws `StoreFailed`. */
  append(logged: LoggedEntry): Promise<undefined> {
    const batch = (this.#collecting ??= this.#collect());
    batch.entries.push(logged);
    return batch.written.promise;
  }

  /** Resolves once the database has all that was appended before; rejects where it does not take it. */
  drain(): Promise<void> {
    return this.#afterDraining(() => this.#drain());
  }

  /** The same, and then nothing that was in the files by now can be read from them. */
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

  /** Gives the database what is here. What it does not take stays in the files, for whoever opens them next. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#isUsable = false;
    await this.erase().catch(() => undefined);
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#last;
    await Promise.all([this.#active.close(), this.#resting.close()]);
  }

  #collect(): Batch {
    const written = Promise.withResolvers<undefined>();
    this.#last = written.promise.catch(() => undefined);
    queueMicrotask(() => {
      if (!this.#isWriting) void this.#write();
    });
    return { entries: [], written };
  }

  async #write(): Promise<void> {
    this.#isWriting = true;
    for (let batch = this.#collecting; batch !== null; batch = this.#collecting) {
      this.#collecting = null;
      try {
        await this.#active.write(this.#generation, batch.entries);
        batch.written.resolve(undefined);
      } catch (error) {
        this.#fail(batch, error);
      }
      this.#drainSoon();
    }
    this.#isWriting = false;
  }

  // What was to follow may build on what failed.
  #fail(batch: Batch, error: unknown): void {
    this.#isUsable = false;
    batch.written.reject(failure(error));
    this.#collecting?.written.reject(failure(error));
    this.#collecting = null;
  }

  #drainSoon(): void {
    if (this.#timer !== null || this.#isClosed) return;
    this.#timer = setTimeout(() => {
      void this.drain()
        .catch(() => undefined)
        .finally(() => {
          this.#timer = null;
          if (this.entries.length > 0) this.#drainSoon();
        });
    }, drainAfter).unref();
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
    if (this.#active.entries.length === 0 && this.#isUsable) return;
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

  /** From now on the other file is written to, which the database needs no more; resolves once nothing is written to this one. */
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
      if (this.#resting.entries.length > 0) await this.#take([this.#resting.records()], 'written');
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
