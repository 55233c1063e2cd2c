import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Instant } from '../../domain/outcome.ts';
import { StoreClosed } from '../aggregates.ts';
import type { Blobs } from '../blobs.ts';
import type { Store } from '../store.ts';
import { indexKinds, sqliteAggregates } from './aggregates.ts';
import { fileBlobs, memoryBlobs, sync } from './blobs.ts';
import { sqliteDrafts } from './drafts.ts';
import { sqliteEphemeral } from './ephemeral.ts';
import { startThread, type Thread } from './thread.ts';

const sweepEvery = 60_000;

/**
 * Opens the embedded store in a directory, made if need be, or in memory. Throws `StoreInUse` where another process has
 * it open, `StoreNewer` where a newer release wrote it, `StoreFailed` where it cannot be opened.
 */
export async function openSqliteStore(options: { readonly directory: string; readonly now?: () => Instant }): Promise<Store> {
  const now = options.now ?? systemClock;
  const directory = options.directory === ':memory:' ? null : await made(resolve(options.directory));
  const thread = await startThread(directory);
  try {
    await indexKinds(thread);
    const blobs = directory === null ? memoryBlobs() : await fileBlobs(join(directory, 'blobs'));
    return storeOf(thread, blobs, now);
  } catch (error) {
    await thread.close();
    throw error;
  }
}

function storeOf(thread: Thread, blobs: Blobs, now: () => Instant): Store {
  const guarded = guard(blobs);
  const sweep = setInterval(() => {
    // One that fails is made up for by the next: what has expired is never answered.
    thread.ask('ephemeral.sweep', { now: now() }).catch(() => undefined);
  }, sweepEvery).unref();
  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    clearInterval(sweep);
    await Promise.all([guarded.close(), thread.close()]);
  };
  return {
    aggregates: sqliteAggregates(thread, now),
    drafts: sqliteDrafts(thread),
    blobs: guarded.blobs,
    ephemeral: sqliteEphemeral(thread, now),
    now,
    close: () => (closing ??= close()),
  };
}

function guard(blobs: Blobs): { blobs: Blobs; close(): Promise<void> } {
  const running = new Set<Promise<unknown>>();
  let closed = false;
  const unlessClosed = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closed) throw new StoreClosed('the store is closed');
    const promise = work();
    running.add(promise);
    try {
      return await promise;
    } finally {
      running.delete(promise);
    }
  };
  return {
    blobs: {
      put: (owner, bytes) => unlessClosed(() => blobs.put(owner, bytes)),
      get: (owner, digest) => unlessClosed(() => blobs.get(owner, digest)),
      dispose: (owner) => unlessClosed(() => blobs.dispose(owner)),
    },
    async close() {
      closed = true;
      await Promise.allSettled(running);
    },
  };
}

async function made(directory: string): Promise<string> {
  const first = await mkdir(directory, { recursive: true, mode: 0o700 });
  const above = first === undefined ? directory : dirname(first);
  for (let folder = directory; ; folder = dirname(folder)) {
    await sync(folder);
    if (folder === above) return directory;
  }
}

function systemClock(): Instant {
  return Instant.parse(new Date().toISOString());
}
