import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Instant } from '../../domain/outcome.ts';
import type { Blobs } from '../blobs.ts';
import type { Store } from '../store.ts';
import { indexKinds, sqliteAggregates } from './aggregates.ts';
import { fileBlobs, memoryBlobs, sync } from './blobs.ts';
import { sqliteDrafts } from './drafts.ts';
import { EntryLog, type Take } from './log/entry-log.ts';
import { sqliteEphemeral } from './ephemeral.ts';
import { loggedDrafts } from './log/logged-drafts.ts';
import { startThread, type Thread } from './thread.ts';
import { UntilClosed } from '../until-closed.ts';

const sweepEvery = 60_000;

/** Where a store is, and which clock it has: by default the system's. */
export interface Opening {
  /** A path, or `:memory:`. */
  readonly directory: string;
  readonly now?: () => Instant;
  /** `calling` for a program that reads a directory and closes it again: a thread takes longer to start than that. */
  readonly thread?: 'own' | 'calling';
}

/**
 * Opens the embedded store in a directory, which it makes if need be, or in memory. Throws `StoreInUse` where another
 * process has the store open, `StoreNewer` where a newer release wrote it, `StoreFailed` where it cannot be opened.
 */
export async function openSqliteStore({ directory: path, now = systemClock, thread: which = 'own' }: Opening): Promise<Store> {
  const directory = path === ':memory:' ? null : await made(resolve(path));
  const thread = await startThread(directory, which);
  try {
    await indexKinds(thread);
    const blobs = directory === null ? memoryBlobs() : await fileBlobs(join(directory, 'blobs'));
    const log = directory === null ? null : await EntryLog.open(directory, taking(thread));
    return storeOf(thread, blobs, log, now);
  } catch (error) {
    await thread.close();
    throw error;
  }
}

function taking({ ask }: Pick<Thread, 'ask'>): Take {
  return async (files, how) => {
    await ask('drafts.take', { files, how });
  };
}

function storeOf(thread: Thread, blobs: Blobs, log: EntryLog | null, now: () => Instant): Store {
  const work = new UntilClosed();
  const outside: Pick<Thread, 'ask'> = { ask: (name, ask) => work.run(() => thread.ask(name, ask)) };
  const sweep = setInterval(() => {
    // A failed sweep does no harm: expired records are never answered, and the next sweep removes them.
    outside.ask('ephemeral.sweep', { now: now() }).catch(() => undefined);
  }, sweepEvery).unref();
  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    clearInterval(sweep);
    await work.close();
    await log?.close();
    await thread.close();
  };
  return {
    aggregates: sqliteAggregates(outside, now),
    drafts: log === null ? sqliteDrafts(outside) : loggedDrafts(thread, log, work),
    blobs: blobsUntilClosed(blobs, work),
    ephemeral: sqliteEphemeral(outside, now),
    nodes: 'one',
    purge: () =>
      work.run(async () => {
        await log?.erase();
        await thread.purge();
      }),
    now,
    close: () => (closing ??= close()),
  };
}

function blobsUntilClosed(blobs: Blobs, work: UntilClosed): Blobs {
  return {
    put: (owner, bytes) => work.run(() => blobs.put(owner, bytes)),
    get: (owner, digest) => work.run(() => blobs.get(owner, digest)),
    digests: (owner) => work.run(() => blobs.digests(owner)),
    remove: (owner, digest) => work.run(() => blobs.remove(owner, digest)),
    dispose: (owner) => work.run(() => blobs.dispose(owner)),
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
