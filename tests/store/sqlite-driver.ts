import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Instant } from '../../src/domain/outcome.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { Store } from '../../src/store/store.ts';
import type { Driver, Spoiling } from './contract/driver.ts';

/** Opens the SQLite store of a directory; a child process of the contract suite calls it too. */
export function openAt(directory: string, now?: () => Instant): Promise<Store> {
  return openSqliteStore({ directory, ...(now === undefined ? {} : { now }) });
}

/** Works on the database of a directory as no store would. */
export function raw<T>(directory: string, use: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(join(directory, 'concord.db'), { timeout: 5000 });
  try {
    return use(db);
  } finally {
    db.close();
  }
}

const spoil: Spoiling = {
  version(directory, kind, version) {
    raw(directory, (db) => {
      db.prepare('DELETE FROM kinds WHERE kind = ?').run(kind);
      if (version !== null) db.prepare(`INSERT INTO kinds (kind, version, shape) VALUES (?, ?, '')`).run(kind, version);
    });
    return Promise.resolve();
  },
  state(directory, kind, id, version, change) {
    raw(directory, (db) => {
      const { state } = db.prepare('SELECT state FROM aggregates WHERE kind = ? AND id = ?').get(kind, id) ?? {};
      db.prepare('UPDATE aggregates SET state = ?, version = ? WHERE kind = ? AND id = ?').run(change(String(state)), version, kind, id);
    });
    return Promise.resolve();
  },
  blob(directory, owner, digest, text) {
    writeFileSync(join(directory, 'blobs', owner, digest), text);
    return Promise.resolve();
  },
  forgetFields(directory) {
    raw(directory, (db) => {
      db.exec(`UPDATE kinds SET shape = 'of before'; UPDATE aggregates SET fields = '{}'; DELETE FROM unique_keys`);
    });
    return Promise.resolve();
  },
};

/** The driver on directories under one that `clear` removes. */
export function onDisk(): Driver & { readonly place: () => string; readonly clear: () => void } {
  const root = mkdtempSync(join(tmpdir(), 'concord-store-'));
  let count = 0;
  const place = (): string => join(root, String((count += 1)), 'data');
  return {
    name: 'SQLite in a directory',
    open: (now) => openAt(place(), now),
    durable: { processes: 'one', place, openAt, module: import.meta.url, spoil },
    place,
    clear: () => {
      rmSync(root, { recursive: true });
    },
  };
}

/** The driver without a directory. */
export const inMemory: Driver = { name: 'SQLite in memory', open: (now) => openAt(':memory:', now), durable: null };
