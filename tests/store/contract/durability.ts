import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import { whyBroken } from '../../../src/store/chain.ts';
import type { Store } from '../../../src/store/store.ts';
import { type Driver, type Durable, errorOf, settled } from './driver.ts';
import { heads, loaded } from './drafts.ts';
import { aBase, aMail, aMember, anEntry, newRole } from './samples.ts';

/** Rules ST28 to ST30: closing, reopening, and crashes. */
export async function durabilityContract(t: Test, driver: Driver): Promise<void> {
  await closing(t, driver);
  if (driver.durable === null) return;
  await reopening(t, driver.durable);
  await crashing(t, driver.durable);
}

async function closing(t: Test, driver: Driver): Promise<void> {
  await t.test('[ST28] closing finishes the operations already asked for, and refuses later ones', async (t) => {
    const store = await driver.open();
    const key = { draft: 'r1', epoch: 'e1' };
    await store.drafts.begin(key, aBase());
    const asked: Promise<unknown>[] = [
      ...Array.from({ length: 50 }, (_, index) => store.aggregates.commit(aMember(`m${index}`))),
      ...Array.from({ length: 50 }, (_, index) => store.drafts.append(key, anEntry('a', index + 1))),
      store.blobs.put('r1', Buffer.from('bytes')),
    ];
    const closes = [store.close(), store.close()];
    const refused = await settled(afterwards(store));
    t.same((await settled(asked)).errors, []);
    await Promise.all(closes);
    t.same(refused.kept, []);
    t.same(new Set(refused.errors), new Set(['StoreClosed']));
    t.same(new Set((await settled(afterwards(store))).errors), new Set(['StoreClosed']));
    await store.close();
  });
}

function afterwards(store: Store): Promise<unknown>[] {
  const key = { draft: 'r1', epoch: 'e1' };
  const { aggregates, drafts, blobs, ephemeral } = store;
  return [
    aggregates.get('member', 'm1'),
    aggregates.commit(aMember('late')),
    aggregates.find('member', { where: {} }),
    drafts.append(key, anEntry('b', 1)),
    drafts.load(key),
    drafts.seal(key),
    blobs.put('r1', Buffer.from('late')),
    blobs.get('r1', '0'.repeat(64)),
    ephemeral.get('session', 's1'),
    ephemeral.claim('lease', 'l1', 'me', 1000),
  ];
}

async function reopening(t: Test, durable: Durable): Promise<void> {
  await t.test('[ST29] a store that is opened again has everything, the mark of reactions too', async (t) => {
    const place = durable.place();
    const before = await durable.openAt(place);
    const created = aMember('m1');
    await before.aggregates.commit(created);
    const stored = await before.aggregates.commit(newRole(created, 1, 'lead'));
    await before.aggregates.commit(aMail('a1'));
    await before.aggregates.reacted('member', 'm1', 1);
    await before.aggregates.reacted('mail', 'a1', 1);
    await before.ephemeral.put('session', 's1', 'here', '2099-01-01T00:00:00.000Z');
    const digest = await before.blobs.put('r1', Buffer.from('bytes'));
    if (durable.processes === 'one') t.not(await errorOf(durable.openAt(place)), 'none', 'one store at a time');
    await before.close();

    const after = await durable.openAt(place);
    t.teardown(() => after.close());
    t.same(await after.aggregates.get('member', 'm1'), stored);
    t.same(await after.aggregates.unreacted(10), [{ stored, reacted: 1 }], 'what a crash left to do');
    t.match(await after.ephemeral.get('session', 's1'), { value: 'here' });
    t.equal(Buffer.from((await after.blobs.get('r1', digest)) ?? []).toString(), 'bytes');
    t.equal(await errorOf(after.aggregates.commit(aMember('m2', { email: 'm1@example.org' }))), 'DuplicateKey');
    t.equal((await after.aggregates.find('member', { where: { role: 'lead' } })).length, 1);
  });
}

async function crashing(t: Test, durable: Durable): Promise<void> {
  await t.test('[ST30] after kill -9 every write is there that was answered as committed, saved or put', async (t) => {
    const place = durable.place();
    const told = new Map<string, number>();
    for (const [round, least] of [60, 200, 400].entries()) {
      const child = startChild(durable, place, round);
      await hear(child, told, least);
      const store = await durable.openAt(place);
      const log = await loaded(store.drafts, { draft: 'r1', epoch: 'e1' });
      for (const [name, count] of told) {
        const [what = '', id = ''] = name.split(' ');
        t.ok((await standing(store, log, what, id)) >= count, `${name}: ${count} or more`);
      }
      for (const { id, seq, hash } of await store.aggregates.find('member', { where: {} })) {
        const events = await store.aggregates.events('member', id, 0, 1000);
        t.equal(whyBroken(`member/${id}`, events), null);
        t.match(events.at(-1), { seq, hash });
      }
      await store.close();
    }
  });
}

function startChild(durable: Durable, place: string, round: number): ChildProcess {
  const program = fileURLToPath(new URL('./crash-child.ts', import.meta.url));
  return spawn(process.execPath, [program, durable.module, place, String(round)], { stdio: ['ignore', 'pipe', 'inherit'] });
}

// Kills in the middle: the child never stops by itself.
async function hear(child: ChildProcess, told: Map<string, number>, least: number): Promise<void> {
  if (child.stdout === null) throw new Error('the child’s output is a pipe');
  const exited = once(child, 'exit');
  let heard = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const [what = '', id = '', count = ''] = line.split(' ');
    told.set(`${what} ${id}`, Number(count));
    heard += 1;
    if (heard === least) child.kill('SIGKILL');
  }
  await exited;
  if (heard < least) throw new Error(`the child ended by itself after ${heard}`);
}

async function standing(store: Store, log: Awaited<ReturnType<typeof loaded>>, what: string, id: string): Promise<number> {
  if (what === 'saved') return heads(log)[id] ?? 0;
  if (what === 'committed') return (await store.aggregates.get('member', id))?.revision ?? 0;
  const bytes = await store.blobs.get('r1', id);
  return bytes === null ? 0 : Number(Buffer.from(bytes).toString());
}
