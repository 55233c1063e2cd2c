import { setTimeout as after } from 'node:timers/promises';
import { test } from 'tap';
import { whyBroken } from '../../src/store/chain.ts';
import type { Store } from '../../src/store/store.ts';
import { heads, loaded } from '../store/contract/drafts.ts';
import { aBase, aMember, anEntry, newRole } from '../store/contract/samples.ts';
import { openAt } from '../store/mongo-driver.ts';
import { freshDatabase, startMongo, withoutMongoServer } from '../support/mongo.ts';
import { Members } from '../support/mongo-members.ts';

// A database whose processes are killed while a node writes through all four ports.

const kills = 52;
const key = { draft: 'r1', epoch: 'e1' };

/** The writes that were answered, and those that were asked for. */
interface Told {
  revision: number;
  saved: number;
  readonly put: string[];
  counted: number;
  readonly taken: string[];
  records: number;
  failures: number;
}

test(
  '[ST42] a database and its primary killed under writes of all four ports: nothing answered is lost, and nothing counts twice',
  { skip: withoutMongoServer },
  async (t) => {
    t.setTimeout(800_000);
    const server = await startMongo('--set', '--restart', '300', '--election', '1000');
    const members = new Members(server);
    const url = freshDatabase(server.now().url);
    const store = await openAt(url);
    t.teardown(async () => {
      await store.close();
      await members.close();
      await server.stop();
    });
    await store.drafts.begin(key, aBase());
    const told: Told = { revision: 0, saved: 0, put: [], counted: 0, taken: [], records: 0, failures: 0 };
    const stopping = new AbortController();
    const writing = writers(store, told, stopping.signal);
    for (let kill = 0; kill < kills; kill += 1) {
      await after(500 + ((kill * 97) % 400));
      // Where it has just been started again, its new number may not be known yet.
      while (!killed(kill % 2 === 0 ? server.now().server.pid : ((await members.primary())?.pid ?? null))) await after(50);
      // Writes go on between one kill and the next.
      for (const before = told.saved + told.revision; told.saved + told.revision < before + 10;) await after(50);
    }
    stopping.abort();
    await Promise.all(writing);

    const fresh = await openAt(url);
    t.teardown(() => fresh.close());
    const stored = await fresh.aggregates.get('member', 'm1');
    const events = await fresh.aggregates.events('member', 'm1', 0, 1000);
    t.equal(stored?.revision, told.revision, 'each commit counts once');
    t.same([events.length, whyBroken('member/m1', events)], [Math.min(told.revision, 1000), null]);
    t.same(heads(await loaded(fresh.drafts, key)), { a: told.saved }, 'each entry is there once');
    let lost = 0;
    for (const digest of told.put) if ((await fresh.blobs.get('r1', digest)) === null) lost += 1;
    t.equal(lost, 0, 'each blob is there');
    t.match(await fresh.ephemeral.get('limit', 'c1'), { value: told.counted }, 'each count counts once');
    t.same(
      told.taken,
      Array.from({ length: told.records }, (_, n) => `record ${n}`),
      'each record was taken once',
    );
    t.comment(
      `${kills} kills: ${told.revision} commits, ${told.saved} entries, ${told.put.length} blobs, ${told.counted} counts, ` +
        `${told.records} records taken; lost 0, doubled 0; ${told.failures} operations failed and were asked again`,
    );
  },
);

/** False where no such process is there to be killed. */
function killed(pid: number | null): boolean {
  try {
    return pid !== null && process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

function writers(store: Store, told: Told, stopping: AbortSignal): Promise<void>[] {
  const { aggregates, drafts, blobs, ephemeral } = store;
  // A caller asks again after StoreFailed: under one revision, number or id, as callers do.
  const loop = async (write: () => Promise<void>): Promise<void> => {
    while (!stopping.aborted) {
      await write().catch(() => (told.failures += 1));
      await after(5);
    }
  };
  const created = aMember('m1');
  return [
    loop(async () => {
      const role = told.revision % 2 === 0 ? 'lead' : 'deputy';
      const change = told.revision === 0 ? created : newRole(created, told.revision, role);
      told.revision = (await aggregates.commit(change)).revision;
    }),
    loop(async () => {
      if ((await drafts.append(key, anEntry('a', told.saved + 1))) === 'saved') told.saved += 1;
      if (told.saved % 50 === 0) await drafts.compact(key, aBase({ a: told.saved }));
    }),
    loop(async () => {
      told.put.push(await blobs.put('r1', Buffer.from(`blob ${told.put.length}`)));
      await after(50);
    }),
    loop(async () => {
      told.counted = await ephemeral.count('limit', 'c1', 3_600_000);
    }),
    loop(async () => {
      const value = `record ${told.records}`;
      await ephemeral.put('code', 'one', value, '2099-01-01T00:00:00.000Z');
      told.records += 1;
      const taken = await ephemeral.take('code', 'one');
      told.taken.push(String(taken?.value));
    }),
  ];
}
