import type { Test } from 'tap';
import type { Store } from '../../src/store/store.ts';
import { errorOf } from './contract/driver.ts';
import { heads, loaded } from './contract/drafts.ts';
import { aBase, aMember, anEntry, newRole } from './contract/samples.ts';

const key = { draft: 'r1', epoch: 'e1' };
const far = '2099-01-01T00:00:00.000Z';

/** Every write of the four ports, each with a fault before it, and the state that it must leave. */
export async function everyWrite(t: Test, store: Store, before: () => Promise<void> = () => Promise.resolve()): Promise<void> {
  const { aggregates, drafts, blobs, ephemeral } = store;
  const after = async <T>(write: () => Promise<T>): Promise<T> => {
    await before();
    return write();
  };
  const created = aMember('m1');
  t.equal((await after(() => aggregates.commit(created))).revision, 1);
  t.match(await after(() => aggregates.commit(newRole(created, 1, 'lead'))), { revision: 2, seq: 2 });
  t.equal(await errorOf(after(() => aggregates.commit(newRole(created, 1, 'deputy')))), 'StaleWrite');
  t.equal(await errorOf(after(() => aggregates.commit(aMember('m2', { email: 'm1@example.org' })))), 'DuplicateKey');
  t.equal((await aggregates.events('member', 'm1', 0, 10)).length, 2);
  await after(() => aggregates.reacted('member', 'm1', 1));
  t.match(await aggregates.unreacted(10), [{ reacted: 1 }]);
  await after(() => aggregates.dispose('member', 'm1'));
  t.equal(await aggregates.get('member', 'm1'), null);

  await after(() => drafts.begin(key, aBase()));
  for (let seq = 1; seq <= 3; seq += 1) t.equal(await after(() => drafts.append(key, anEntry('a', seq))), 'saved');
  t.equal(await after(() => drafts.appendAfter(key, { a: 2 }, anEntry('b', 1))), 'behind');
  t.equal(await after(() => drafts.appendAfter(key, { a: 3 }, anEntry('b', 1))), 'saved');
  t.equal(await after(() => drafts.compact(key, aBase({ a: 2 }))), true);
  t.same(await after(() => drafts.seal(key)), { a: 3, b: 1 });
  t.equal(await after(() => drafts.append(key, anEntry('a', 4))), 'late');
  await after(() => drafts.setAside(key, { id: 'l1', member: 'm1', at: far, update: Buffer.from('late') }));
  t.equal((await drafts.late('r1')).length, 1);
  t.same(heads(await loaded(drafts, key)), { a: 3, b: 1 });
  t.equal((await loaded(drafts, key)).entries.length, 2);
  await after(() => drafts.dispose('r1'));
  t.equal(await drafts.load(key), null);

  const digest = await after(() => blobs.put('r1', Buffer.from('bytes')));
  t.equal(Buffer.from((await blobs.get('r1', digest)) ?? []).toString(), 'bytes');
  await after(() => blobs.dispose('r1'));
  t.equal(await blobs.get('r1', digest), null);

  await after(() => ephemeral.put('session', 's1', 'one', far));
  t.equal(await after(() => ephemeral.replace('session', 's1', 'one', 'two', far)), true);
  t.equal(await after(() => ephemeral.replace('session', 's1', 'one', 'three', far)), false);
  t.match(await after(() => ephemeral.take('session', 's1')), { value: 'two' });
  t.equal(await after(() => ephemeral.take('session', 's1')), null);
  for (let n = 1; n <= 3; n += 1) t.equal(await after(() => ephemeral.count('limit', 'c1', 60_000)), n);
  t.equal(await after(() => ephemeral.claim('lease', 'l1', 'me', 60_000)), true);
  t.equal(await after(() => ephemeral.claim('lease', 'l1', 'you', 60_000)), false);
  await after(() => ephemeral.release('lease', 'l1', 'me'));
  t.equal(await after(() => ephemeral.claim('lease', 'l1', 'you', 60_000)), true);
  await after(() => ephemeral.drop('lease', 'l1'));
}
