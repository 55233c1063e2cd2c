import { MongoClient, MongoNetworkError, MongoServerError, MongoServerSelectionError } from 'mongodb';
import type { Instant } from '../../domain/outcome.ts';
import { type Store, StoreFailed, StoreUnavailable } from '../store.ts';
import { UntilClosed } from '../until-closed.ts';
import { mongoAggregates } from './aggregates.ts';
import { mongoBlobs } from './blobs.ts';
import { givenClock, serverClock } from './clock.ts';
import { Database } from './database.ts';
import { mongoDrafts } from './drafts.ts';
import { mongoEphemeral } from './ephemeral.ts';
import { prepare } from './schema.ts';
import { watch } from './watch.ts';

const patience = 30_000;
const defaultDatabase = 'concord';

/** Where a store is, and which clock it has: by default the server's. */
export interface Opening {
  /** A connection string. Its path names the database; `concord` unless it does. */
  readonly url: string;
  /** Whether a server that is no replica set will do. It keeps one copy, and cannot tell nodes of changes. */
  readonly standalone: 'allowed' | 'refused';
  readonly now?: () => Instant;
  /** How long an operation is tried again while the server does not answer, in milliseconds. */
  readonly patience?: number;
}

/**
 * Opens the store in a database of a MongoDB. Throws `StoreUnavailable` with one line for an operator where there is no server,
 * it refuses the password, or it is no replica set; `StoreNewer` where a newer release wrote the data.
 */
export async function openMongoStore(opening: Opening): Promise<Store> {
  return connected(opening, async (client, database) => {
    await prepare(database, 'service');
    return storeOver(client, database, opening);
  });
}

/**
 * Connects to the database and gives it to `use`, whose result closes the client; where it fails the client is closed here. Throws
 * `StoreUnavailable` as {@link openMongoStore} does.
 */
export async function connected<T>(opening: Opening, use: (client: MongoClient, database: Database) => Promise<T>): Promise<T> {
  const client = clientOf(opening.url);
  const at = client.options.hosts.map(String).join(', ');
  try {
    const database = new Database(client, databaseOf(opening.url), opening.patience ?? patience);
    await client.connect();
    const hello = await database.command({ hello: 1 });
    const isSet = typeof hello['setName'] === 'string' || hello['msg'] === 'isdbgrid';
    if (!isSet && opening.standalone === 'refused') {
      throw new StoreUnavailable(`MONGODB_URL: the MongoDB at ${at} is no replica set: make it one, or set MONGODB_STANDALONE=allowed`);
    }
    return await use(client, database);
  } catch (error) {
    await client.close();
    throw refusal(error, at) ?? error;
  }
}

/** The store over a database that is prepared; `close` closes the client. */
export async function storeOver(client: MongoClient, database: Database, { now }: Pick<Opening, 'now'>): Promise<Store> {
  const clock = now === undefined ? await serverClock(database) : givenClock(now);
  const work = new UntilClosed();
  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    clock.stop();
    await work.close();
    await client.close();
  };
  return {
    aggregates: mongoAggregates(database, clock.now, work),
    drafts: mongoDrafts(database, work),
    blobs: mongoBlobs(database, work),
    ephemeral: mongoEphemeral(database, clock, work),
    nodes: 'many',
    // MongoDB overwrites removed documents in its own time, and its oplog holds them until it rolls over: docs/store.md says so.
    purge: () => work.run(() => Promise.resolve()),
    watch: (onNews) => watch(database, onNews),
    now: clock.now,
    close: () => (closing ??= close()),
  };
}

function clientOf(url: string): MongoClient {
  try {
    return new MongoClient(url, {
      appName: 'concord',
      serverSelectionTimeoutMS: 5_000,
      // A server that is frozen or cut off is noticed after this time and a heartbeat, and another is asked.
      connectTimeoutMS: 5_000,
      heartbeatFrequencyMS: 2_000,
      socketTimeoutMS: 30_000,
      maxPoolSize: 50,
    });
  } catch {
    // The driver's message may repeat the password.
    throw new StoreUnavailable('MONGODB_URL: it is no connection string of MongoDB (mongodb://user:password@host:27017/database)');
  }
}

function databaseOf(url: string): string {
  const path = /^mongodb(?:\+srv)?:\/\/[^/]+\/([^?]+)/.exec(url)?.[1];
  return path === undefined ? defaultDatabase : decodeURIComponent(path);
}

/** The line for an operator; null for a failure of another kind. */
function refusal(error: unknown, at: string): StoreUnavailable | null {
  const cause = error instanceof StoreFailed ? error.cause : error;
  if (cause instanceof MongoServerSelectionError || cause instanceof MongoNetworkError) {
    return new StoreUnavailable(`MONGODB_URL: no MongoDB at ${at} takes writes (${cause.message}): start it, or correct the address`, {
      cause,
    });
  }
  const code = cause instanceof MongoServerError ? cause.code : null;
  if (code === 18) return new StoreUnavailable(`MONGODB_URL: the MongoDB at ${at} refuses this user name or password`, { cause });
  if (code === 13) {
    return new StoreUnavailable(`MONGODB_URL: the MongoDB at ${at} needs a user with a password and with rights on this database`, {
      cause,
    });
  }
  return null;
}
