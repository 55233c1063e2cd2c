import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Instant } from '../../src/domain/outcome.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { Store } from '../../src/store/store.ts';
import type { Driver } from './contract/driver.ts';

/** Opens the SQLite store of a directory; a child process of the contract suite calls it too. */
export function openAt(directory: string, now?: () => Instant): Promise<Store> {
  return openSqliteStore({ directory, ...(now === undefined ? {} : { now }) });
}

/** The driver on directories under one that `clear` removes. */
export function onDisk(): Driver & { readonly place: () => string; readonly clear: () => void } {
  const root = mkdtempSync(join(tmpdir(), 'concord-store-'));
  let count = 0;
  const place = (): string => join(root, String((count += 1)), 'data');
  return {
    name: 'SQLite in a directory',
    open: (now) => openAt(place(), now),
    durable: { processes: 'one', place, openAt, module: import.meta.url },
    place,
    clear: () => {
      rmSync(root, { recursive: true });
    },
  };
}

/** The driver without a directory. */
export const inMemory: Driver = { name: 'SQLite in memory', open: (now) => openAt(':memory:', now), durable: null };
