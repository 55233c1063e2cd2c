import { createHash } from 'node:crypto';
import type { Test } from 'tap';
import { kinds } from '../../../src/store/kinds.ts';
import { type Durable, errorOf } from './driver.ts';
import { aMail, aMember, newRole } from './samples.ts';

/** Rules ST32 to ST34: data that a newer release wrote, that is damaged, or that an older release wrote. */
export async function spoiledContract(t: Test, durable: Durable): Promise<void> {
  await newer(t, durable);
  await damaged(t, durable);
  await older(t, durable);
}

async function aPlaceWithMembers(durable: Durable): Promise<string> {
  const place = durable.place();
  const store = await durable.openAt(place);
  const created = aMember('m1');
  await store.aggregates.commit(created);
  await store.aggregates.commit(newRole(created, 1, 'lead'));
  await store.aggregates.commit(aMember('m2'));
  await store.aggregates.dispose('member', 'm2');
  await store.aggregates.commit(aMail('a1'));
  await store.close();
  return place;
}

async function newer(t: Test, durable: Durable): Promise<void> {
  await t.test('[ST32] data of a newer release is refused, and left as it is', async (t) => {
    const place = await aPlaceWithMembers(durable);
    await durable.spoil.version(place, 'member', 99);
    const { version } = kinds.member;
    const message = new RegExp(`newer release \\(member of version 99; this release knows ${version}\\)`);
    await t.rejects(durable.openAt(place), { name: 'StoreNewer', message });
    await durable.spoil.version(place, 'member', version);
    await durable.spoil.version(place, 'petition', 1);
    await t.rejects(durable.openAt(place), { name: 'StoreNewer', message: /petition of version 1; this release knows none/ });
    await durable.spoil.version(place, 'petition', null);
    const store = await durable.openAt(place);
    t.teardown(() => store.close());
    t.match(await store.aggregates.get('member', 'm1'), { revision: 2, state: { role: 'lead' } });
  });
}

async function damaged(t: Test, durable: Durable): Promise<void> {
  await t.test('[ST33] a damaged blob is refused, and mended by putting its bytes again', async (t) => {
    const place = durable.place();
    const store = await durable.openAt(place);
    t.teardown(() => store.close());
    const bytes = Buffer.from('the approved text');
    const digest = await store.blobs.put('r1', bytes);
    t.equal(digest, createHash('sha256').update(bytes).digest('hex'));
    await durable.spoil.blob(place, 'r1', digest, 'another text');
    t.equal(await errorOf(store.blobs.get('r1', digest)), 'BlobDamaged');
    await durable.spoil.blob(place, 'r1', digest, '');
    t.equal(await errorOf(store.blobs.get('r1', digest)), 'BlobDamaged', 'nothing is left of it');
    await store.blobs.put('r1', bytes);
    t.same(await store.blobs.get('r1', digest), new Uint8Array(bytes));
  });

  await t.test('[ST33] a state that no longer satisfies its schema is refused on read', async (t) => {
    const place = await aPlaceWithMembers(durable);
    await durable.spoil.state(place, 'member', 'm1', 3, (text) => text.replace('"lead"', '"king"'));
    const store = await durable.openAt(place);
    t.teardown(() => store.close());
    t.equal(await errorOf(store.aggregates.get('member', 'm1')), 'StateUnreadable');
    t.equal(await errorOf(store.aggregates.find('member', { where: {} })), 'StateUnreadable');
    t.equal(await store.aggregates.get('member', 'm2'), null);
    await durable.spoil.state(place, 'member', 'm1', 3, () => '{"id":');
    t.equal(await errorOf(store.aggregates.get('member', 'm1')), 'StateUnreadable', 'no JSON');
  });
}

async function older(t: Test, durable: Durable): Promise<void> {
  await t.test('[ST34] a state of an older version is upcast when it is read', async (t) => {
    const place = await aPlaceWithMembers(durable);
    await durable.spoil.state(place, 'mail', 'a1', 1, (text) => text);
    const store = await durable.openAt(place);
    t.teardown(() => store.close());
    const { state } = (await store.aggregates.get('mail', 'a1')) ?? {};
    t.same(state, aMail('a1').state);
    await durable.spoil.state(place, 'mail', 'a1', 0, (text) => text);
    t.equal(await errorOf(store.aggregates.get('mail', 'a1')), 'StateUnreadable', 'a version that never was');
  });

  await t.test('[ST34] fields that a new release finds by are indexed when the store opens', async (t) => {
    const place = await aPlaceWithMembers(durable);
    await durable.spoil.forgetFields(place);
    const store = await durable.openAt(place);
    t.teardown(() => store.close());
    t.match(await store.aggregates.find('member', { where: { role: 'lead' } }), [{ id: 'm1', revision: 2 }]);
    t.equal(await errorOf(store.aggregates.commit(aMember('m3', { email: 'm1@example.org' }))), 'DuplicateKey');
    await store.aggregates.commit(aMember('m4', { email: 'm2@example.org' }));
  });
}
