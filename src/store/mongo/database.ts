import { randomUUID } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import {
  type ChangeStream,
  type ClientSession,
  type Collection,
  type Db,
  type Document,
  type MongoClient,
  ReadConcern,
  type Timestamp,
} from 'mongodb';
import { StoreFailed } from '../store.ts';
import { isOfDatabase, isPassing } from './failures.ts';

/** Every write asks for a majority and the journal by name; `wtimeoutMS` ends the wait for a majority. */
const durable = { w: 'majority', journal: true, wtimeoutMS: 10_000 } as const;

const pauses = { first: 20, longest: 500 };

/** One database of a MongoDB: majority writes and reads, by one process that reads its own writes. */
export class Database {
  readonly #db: Db;
  readonly #client: MongoClient;
  readonly #patience: number;
  /** The time of the last operation that was answered, by the server's logical clock. */
  #seen: Timestamp | null = null;

  /** `patience`: how long an operation is decided again after failures that pass, in milliseconds. */
  constructor(client: MongoClient, name: string, patience: number) {
    this.#client = client;
    this.#db = client.db(name, { writeConcern: durable, readConcern: new ReadConcern('majority'), readPreference: 'primary' });
    this.#patience = patience;
  }

  /** Tells this process's writes from those of others. */
  readonly me = randomUUID();

  get name(): string {
    return this.#db.databaseName;
  }

  collection<T extends Document>(name: string): Collection<T> {
    return this.#db.collection<T>(name);
  }

  /** The changes that a majority has, as they come. */
  changes(pipeline: Document[]): ChangeStream {
    return this.#db.watch(pipeline, { maxAwaitTimeMS: 1_000 });
  }

  /** Removes every collection. */
  async clear(): Promise<void> {
    for (const name of await this.collections()) if (!name.startsWith('system.')) await this.#db.dropCollection(name);
  }

  /** Carries out a command on the database `admin`. */
  command(command: Document): Promise<Document> {
    return this.#client.db('admin').command(command);
  }

  async collections(): Promise<readonly string[]> {
    return (await this.#db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
  }

  /**
   * Runs work, in a session that reads whatever this process was answered before, until its outcome is known. Work therefore runs
   * again after a failure that may have followed the write: it reads first, and decides again under one revision or id. `attempt`
   * counts from 1. Throws the work's own answer, or `StoreFailed`: at once where the database refuses, after the patience where
   * it does not answer.
   */
  async decide<T>(work: (session: ClientSession, attempt: number) => Promise<T>): Promise<T> {
    const until = performance.now() + this.#patience;
    for (let attempt = 1, pause = pauses.first; ; attempt += 1, pause = Math.min(2 * pause, pauses.longest)) {
      try {
        return await this.#causally((session) => work(session, attempt));
      } catch (error) {
        if (!isOfDatabase(error)) throw error;
        if (!isPassing(error) || performance.now() > until) throw new StoreFailed(`MongoDB: ${error.message}`, { cause: error });
      }
      await after(pause);
    }
  }

  // After an election, a new primary may answer a majority read with an older state than the one before it did. A session that
  // names the time of the last answer waits for that time.
  async #causally<T>(work: (session: ClientSession) => Promise<T>): Promise<T> {
    const session = this.#client.startSession({ causalConsistency: true });
    try {
      if (this.#seen !== null) session.advanceOperationTime(this.#seen);
      return await work(session);
    } finally {
      const { operationTime } = session;
      if (operationTime !== undefined && (this.#seen === null || operationTime.greaterThan(this.#seen))) this.#seen = operationTime;
      await session.endSession();
    }
  }
}
