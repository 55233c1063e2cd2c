import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { StoreFailed, StoreInUse, StoreNewer } from '../store.ts';
import { applicationId, migrations } from './tables.ts';

/** The database with its prepared statements. */
export interface Connection {
  readonly db: DatabaseSync;
  /** The statement for a text, prepared once. */
  readonly sql: (text: string) => StatementSync;
  /** Leaves no removed byte in the files: those of rows that were removed before they were overwritten, and those of the log (ST48). */
  purge(): void;
  close(): void;
}

const busy = 5;

/**
 * Opens the database of a directory, or one in memory (null), claimed for this process, durable at every commit, and of
 * this release's schema. Throws `StoreInUse`, `StoreNewer` or `StoreFailed`.
 */
export function openConnection(directory: string | null): Connection {
  const claim = directory === null ? null : claimDirectory(directory);
  try {
    const db = new DatabaseSync(directory === null ? ':memory:' : join(directory, 'concord.db'), { timeout: 5000 });
    try {
      if (directory !== null) makeDurable(db);
      migrate(db);
    } catch (error) {
      db.close();
      throw error;
    }
    return connection(db, claim);
  } catch (error) {
    claim?.close();
    throw error;
  }
}

function connection(db: DatabaseSync, claim: DatabaseSync | null): Connection {
  const statements = new Map<string, StatementSync>();
  return {
    db,
    sql(text) {
      const known = statements.get(text);
      if (known !== undefined) return known;
      const prepared = db.prepare(text);
      statements.set(text, prepared);
      return prepared;
    },
    purge() {
      db.exec('VACUUM');
      const { busy: isRead } = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() ?? {};
      if (isRead === 1) throw new StoreFailed('another program reads the database: its log is emptied once that has ended');
    },
    close() {
      db.close();
      claim?.close();
    },
  };
}

// The system drops this lock when the process dies, however it dies, so the claim never goes stale (decision 11). It is a
// file of its own, so that the database can be read and backed up while the service runs.
function claimDirectory(directory: string): DatabaseSync {
  const claim = new DatabaseSync(join(directory, 'concord.lock'), { timeout: 1500 });
  try {
    claim.exec('BEGIN EXCLUSIVE');
    return claim;
  } catch (error) {
    claim.close();
    if (!(error instanceof Error && 'errcode' in error && error.errcode === busy)) throw error;
    throw new StoreInUse(`another process has the data folder ${directory} open: stop it, or use another folder`, { cause: error });
  }
}

function makeDurable(db: DatabaseSync): void {
  // fullfsync is what "on disk" takes on macOS; elsewhere it changes nothing.
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON');
  db.exec('PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000; PRAGMA journal_size_limit = 16777216');
  // The bytes of a removed row are overwritten at once (ST48).
  db.exec('PRAGMA secure_delete = ON');
  if (pragma(db, 'journal_mode') !== 'wal' || pragma(db, 'synchronous') !== 2) {
    throw new StoreFailed('the data folder is on a file system that cannot keep a write-ahead log');
  }
}

function migrate(db: DatabaseSync): void {
  const version = Number(pragma(db, 'user_version'));
  const owner = pragma(db, 'application_id');
  if (version > migrations.length) {
    throw new StoreNewer(`the data was written by a newer release (store schema ${version}; this release knows ${migrations.length})`);
  }
  if (version > 0 && owner !== applicationId) throw new StoreFailed('concord.db in the data folder is not a store of this service');
  for (const [index, step] of migrations.entries()) {
    if (index < version) continue;
    db.exec(`BEGIN IMMEDIATE; ${step}; PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${index + 1}; COMMIT`);
  }
}

function pragma(db: DatabaseSync, name: string): unknown {
  return db.prepare(`PRAGMA ${name}`).get()?.[name];
}
