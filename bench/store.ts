import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { Mail } from '../src/domain/mail.ts';
import type { Commit } from '../src/store/aggregates.ts';
import { openSqliteStore } from '../src/store/sqlite/open.ts';
import type { Store } from '../src/store/store.ts';

// Acknowledged appends a second, latency of commits, and how long the event loop is held up meanwhile. The directory is
// what is measured: a temporary one may be in memory.

const [, , given] = process.argv;
const directory = mkdtempSync(join(given ?? tmpdir(), 'concord-bench-'));
const store = await openSqliteStore({ directory });
try {
  for (const writers of [1, 10, 100]) await appends(store, writers, 3000);
  await commits(store, 1, 300);
  await commits(store, 20, 2000);
  await load(store, 5000);
} finally {
  await store.close();
  rmSync(directory, { recursive: true });
}

/** Writers that each wait for one entry to be saved before they append the next, as rooms do. */
async function appends({ drafts }: Store, writers: number, milliseconds: number): Promise<void> {
  const update = new Uint8Array(40).fill(1);
  const took: number[] = [];
  const held = monitorEventLoopDelay({ resolution: 1 });
  held.enable();
  const until = performance.now() + milliseconds;
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      const key = { draft: `draft-${writers}-${writer}`, epoch: 'e1' };
      await drafts.begin(key, { update, covers: {}, authors: {} });
      for (let seq = 1; performance.now() < until; seq += 1) {
        const asked = performance.now();
        await drafts.append(key, { node: 'node-1', seq, update, authors: {} });
        took.push(performance.now() - asked);
      }
    }),
  );
  held.disable();
  const rate = Math.round((took.length * 1000) / milliseconds);
  console.log(`append, ${writers} at a time: ${rate} saved a second, ${spread(took)}, ${loopDelay(held)}`);
}

async function commits({ aggregates }: Store, writers: number, count: number): Promise<void> {
  const took: number[] = [];
  let next = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: writers }, async () => {
      for (let index = next++; index < count; index = next++) {
        const mail = queued(`mail-${writers}-${index}`);
        const asked = performance.now();
        await aggregates.commit(mail);
        took.push(performance.now() - asked);
      }
    }),
  );
  const rate = Math.round((took.length * 1000) / (performance.now() - started));
  console.log(`commit, ${writers} at a time: ${rate} a second, ${spread(took)}`);
}

async function load({ drafts }: Store, entries: number): Promise<void> {
  const key = { draft: 'long', epoch: 'e1' };
  const update = new Uint8Array(40).fill(1);
  await drafts.begin(key, { update, covers: {}, authors: {} });
  await Promise.all(Array.from({ length: entries }, (_, index) => drafts.append(key, { node: 'n', seq: index + 1, update, authors: {} })));
  const asked = performance.now();
  await drafts.load(key);
  console.log(`load of ${entries} entries: ${(performance.now() - asked).toFixed(1)} ms`);
}

function queued(id: string): Commit<'mail'> {
  const at = '2026-06-04T22:45:00.000Z';
  const state = Mail.parse({
    id,
    networkId: 'n1',
    memberId: 'm1',
    kind: 'invitation',
    responseId: null,
    round: null,
    slot: null,
    status: 'queued',
    attempts: 0,
    notBefore: at,
    createdAt: at,
  });
  return { kind: 'mail', id, revision: 0, state, events: [{ type: 'MailQueued', data: { kind: state.kind } }], actor: 'system' };
}

function spread(took: readonly number[]): string {
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`;
}

// The histogram counts its own resolution of 1 ms as delay.
function loopDelay(held: ReturnType<typeof monitorEventLoopDelay>): string {
  const beyond = (nanoseconds: number): string => Math.max(0, nanoseconds / 1e6 - 1).toFixed(1);
  return `event loop held up p99 ${beyond(held.percentile(99))} ms, at most ${beyond(held.max)} ms`;
}
