import { type Test, test } from 'tap';
import { openMongoStore } from '../../src/store/mongo/open.ts';
import type { Store } from '../../src/store/store.ts';
import { freshDatabase, raw, startMongo, withoutMongoServer } from '../support/mongo.ts';
import { type Fault, Members } from '../support/mongo-members.ts';
import { errorOf } from './contract/driver.ts';
import { everyWrite } from './every-write.ts';
import { heads, loaded } from './contract/drafts.ts';
import { aBase, aMember, anEntry, newRole } from './contract/samples.ts';

// Writes whose answer is lost, refused or in doubt. The members of a set are asked for each fault.

const key = { draft: 'r1', epoch: 'e1' };
const far = '2099-01-01T00:00:00.000Z';
const writes = ['insert', 'update', 'delete', 'findAndModify'];

test('on a set that fails at will', { skip: withoutMongoServer }, async (t) => {
  t.setTimeout(120_000);
  const server = await startMongo('--set');
  const members = new Members(server);
  t.teardown(async () => {
    await members.close();
    await server.stop();
  });
  const opened = async (t: Test, patience = 30_000): Promise<Store> => {
    const url = freshDatabase(server.now().url);
    const store = await openMongoStore({ url, standalone: 'refused', patience });
    t.teardown(async () => {
      await members.fault({ testFault: 'clear' });
      await store.close();
      await raw(url, (db) => db.dropDatabase());
    });
    return store;
  };

  await t.test('[ST41] every write asks for a majority and the journal by name', async (t) => {
    const store = await opened(t);
    await everyWrite(t, store);
    const seen = await members.seen();
    const kinds = [...seen.keys()].map((one) => one.split(' ')[0]);
    for (const command of writes) t.ok(kinds.includes(command), command);
    t.same(
      [...seen.keys()].filter((one) => !one.includes('"w":"majority"') || !one.includes('"j":true')),
      [],
    );
  });

  const faults: readonly (readonly [string, Fault])[] = [
    ['the answer is lost', { testFault: 'lose-reply' }],
    ['a majority could not be waited for', { testFault: 'concern', code: 64, codeName: 'WriteConcernTimeout' }],
  ];
  for (const [title, fault] of faults) {
    await t.test(`[ST42] each write of all four ports counts once where ${title}`, async (t) => {
      const store = await opened(t);
      await everyWrite(t, store, async () => {
        await members.fault({ testFault: 'clear' });
        // More often than the driver of MongoDB itself tries again.
        await members.fault({ ...fault, commands: writes, times: 3 });
      });
    });
  }

  await t.test(
    '[ST42] where no majority answers for longer than the patience, a write is StoreFailed, and counts once later',
    async (t) => {
      const store = await opened(t, 500);
      const created = aMember('m1');
      await store.drafts.begin(key, aBase());
      await members.fault({ testFault: 'concern', code: 64, codeName: 'WriteConcernTimeout', commands: writes, times: -1 });
      const tries = [() => store.drafts.append(key, anEntry('a', 1)), () => store.ephemeral.count('limit', 'x', 60_000)];
      for (const one of tries) t.equal(await errorOf(one()), 'StoreFailed');
      t.equal(await errorOf(store.aggregates.commit(created)), 'none', 'a majority has it: a read by majority tells');
      await members.fault({ testFault: 'clear' });
      t.equal((await store.aggregates.events('member', 'm1', 0, 10)).length, 1);
      t.equal(await store.drafts.append(key, anEntry('a', 1)), 'saved');
      t.same(heads(await loaded(store.drafts, key)), { a: 1 });
    },
  );

  await t.test('[ST35] on a full disk a write is StoreFailed at once, saved data stays, and reads go on', async (t) => {
    const store = await opened(t);
    const created = aMember('m1');
    await store.aggregates.commit(created);
    await store.drafts.begin(key, aBase());
    await store.drafts.append(key, anEntry('a', 1));
    const digest = await store.blobs.put('r1', Buffer.from('bytes'));
    await members.fault({ testFault: 'fail', code: 14_031, codeName: 'OutOfDiskSpace', commands: writes, times: -1 });
    const refused: Promise<unknown>[] = [
      store.aggregates.commit(newRole(created, 1, 'lead')),
      store.drafts.append(key, anEntry('a', 2)),
      store.drafts.seal(key),
      store.blobs.put('r1', Buffer.from('other bytes')),
      store.ephemeral.put('session', 's1', 1, far),
      store.ephemeral.claim('lease', 'l1', 'me', 1000),
    ];
    t.same(await Promise.all(refused.map(errorOf)), Array(refused.length).fill('StoreFailed'));
    t.match(await store.aggregates.get('member', 'm1'), { revision: 1 });
    t.same(heads(await loaded(store.drafts, key)), { a: 1 });
    t.equal(Buffer.from((await store.blobs.get('r1', digest)) ?? []).toString(), 'bytes');
    await members.fault({ testFault: 'clear' });
    t.equal((await store.aggregates.commit(newRole(created, 1, 'lead'))).revision, 2, 'with room again, writes go on');
    t.equal(await store.drafts.append(key, anEntry('a', 2)), 'saved');
  });
});
