import { createHash } from 'node:crypto';
import type { Test } from 'tap';
import type { Store } from '../../../src/store/store.ts';
import { type Driver, errorOf, fixedClock, rule } from './driver.ts';

/** Rules ST22 to ST27: immutable bytes, and expiring records. */
export async function blobsAndEphemeralContract(t: Test, driver: Driver): Promise<void> {
  await blobs(t, driver);
  await expiring(t, driver);
  await comparing(t, driver);
  await counting(t, driver);
}

async function blobs(t: Test, driver: Driver): Promise<void> {
  await rule(t, driver, '[ST22] bytes are named by owner and SHA-256, and come back unchanged', async (t, store) => {
    const bytes = new Uint8Array(200_000).map((_, index) => index % 251);
    const digest = createHash('sha256').update(bytes).digest('hex');
    const putting = Promise.all(Array.from({ length: 5 }, () => store.blobs.put('r1', bytes)));
    bytes[0] = 99;
    t.same(new Set(await putting), new Set([digest]));
    bytes[0] = 0;
    t.equal(await store.blobs.put('r1', bytes), digest);
    t.ok(Buffer.from(bytes).equals((await store.blobs.get('r1', digest)) ?? Buffer.of()));
    t.equal(await store.blobs.get('r2', digest), null, 'another owner has it not');
    t.equal(await store.blobs.get('R1', digest), null, 'owners are case-sensitive');
    t.equal(await store.blobs.get('r1', '0'.repeat(64)), null);
    const empty = await store.blobs.put('r1', new Uint8Array());
    t.equal((await store.blobs.get('r1', empty))?.byteLength, 0);
    t.equal(await errorOf(store.blobs.put('../r1', bytes)), 'TypeError');
    t.equal(await errorOf(store.blobs.get('r1', '../../concord.db')), 'TypeError');
    await store.blobs.put('R1', bytes);
    await store.blobs.dispose('r1');
    await store.blobs.dispose('r1');
    t.equal(await store.blobs.get('r1', digest), null);
    t.not(await store.blobs.get('R1', digest), null);
  });

  await rule(t, driver, '[ST47] an owner’s blobs are listed, and one is removed alone', async (t, { blobs }) => {
    t.same(await blobs.digests('r1'), []);
    const [one, two] = [await blobs.put('r1', Buffer.from('one')), await blobs.put('r1', Buffer.from('two'))];
    await blobs.put('r2', Buffer.from('one'));
    t.same(await blobs.digests('r1'), [one, two].sort());
    await blobs.remove('r1', one);
    await blobs.remove('r1', one);
    await blobs.remove('r3', one);
    t.same(await blobs.digests('r1'), [two]);
    t.equal(await blobs.get('r1', one), null);
    t.not(await blobs.get('r1', two), null);
    t.not(await blobs.get('r2', one), null, 'another owner keeps its own');
    await blobs.remove('r1', two);
    t.same(await blobs.digests('r1'), []);
    t.equal(await blobs.put('r1', Buffer.from('one')), one);
  });
}

async function expiring(t: Test, driver: Driver): Promise<void> {
  await t.test('[ST23] a record is there until it expires by the store’s clock', async (t) => {
    const clock = fixedClock();
    const store = await driver.open(clock.now);
    t.teardown(() => store.close());
    t.equal(store.now(), '2026-06-04T22:45:00.000Z');
    const { ephemeral } = store;
    await ephemeral.put('session', 's1', { member: 'm1', list: [null, true, 'ß'] }, '2026-06-04T22:46:00.000Z');
    const record = { key: 's1', value: { member: 'm1', list: [null, true, 'ß'] }, expiresAt: '2026-06-04T22:46:00.000Z' };
    t.same(await ephemeral.get('session', 's1'), record);
    t.equal(await ephemeral.get('code', 's1'), null, 'spaces are apart');
    clock.move(59_999);
    t.same(await ephemeral.get('session', 's1'), record);
    clock.move(1);
    t.equal(await ephemeral.get('session', 's1'), null);
    t.equal(await ephemeral.take('session', 's1'), null);
    t.same(await ephemeral.list('session', '', 10), []);
    await ephemeral.put('session', 's1', 'again', '2026-06-04T22:50:00.000Z');
    await ephemeral.put('session', 's1', 'and again', '2026-06-04T22:51:00.000Z');
    t.match(await ephemeral.get('session', 's1'), { value: 'and again', expiresAt: '2026-06-04T22:51:00.000Z' });
    await ephemeral.drop('session', 's1');
    await ephemeral.drop('session', 's1');
    t.equal(await ephemeral.get('session', 's1'), null);
    t.equal(await errorOf(ephemeral.put('session', 's1', undefined, '2026-06-04T22:51:00.000Z')), 'TypeError');
    t.equal(await errorOf(ephemeral.put('session', 's1', 1, 'tomorrow')), 'RangeError');
  });

  await rule(t, driver, '[ST24] of several callers who take a record exactly one gets it', async (t, store) => {
    const { ephemeral } = store;
    const soon = inAMinute(store);
    await ephemeral.put('code', 'c1', 'once', soon);
    const taken = await Promise.all(Array.from({ length: 20 }, () => ephemeral.take('code', 'c1')));
    t.same(
      taken.filter((one) => one !== null).map(({ value }) => value),
      ['once'],
    );
    t.equal(await ephemeral.get('code', 'c1'), null);
  });

  await rule(t, driver, '[ST25] list answers the records of a prefix, by key', async (t, store) => {
    const { ephemeral } = store;
    const soon = inAMinute(store);
    for (const key of ['m1/b', 'm1/a', 'm10/a', 'm1%', 'm2/a', 'm1/c']) await ephemeral.put('session', key, key, soon);
    const keys = async (prefix: string, limit: number): Promise<string[]> =>
      (await ephemeral.list('session', prefix, limit)).map(({ key }) => key);
    t.same(await keys('m1/', 10), ['m1/a', 'm1/b', 'm1/c']);
    t.same(await keys('m1/', 2), ['m1/a', 'm1/b']);
    t.same(await keys('m1%', 10), ['m1%'], 'no wildcards');
    t.equal((await keys('', 10)).length, 6);
    t.same(await keys('x', 10), []);
  });
}

async function comparing(t: Test, driver: Driver): Promise<void> {
  await t.test('[ST39] the keys without a record are told apart in one question', async (t) => {
    const clock = fixedClock();
    const store = await driver.open(clock.now);
    t.teardown(() => store.close());
    const { ephemeral } = store;
    await ephemeral.put('session', 's1', 1, '2026-06-04T22:46:00.000Z');
    await ephemeral.put('session', 's2', 2, '2026-06-04T22:47:00.000Z');
    await ephemeral.put('code', 's3', 3, '2026-06-04T22:47:00.000Z');
    t.same(await ephemeral.missing('session', []), []);
    t.same(await ephemeral.missing('session', ['s1', 's2']), []);
    t.same(await ephemeral.missing('session', ['s1', 's3', 's2', 'never']), ['s3', 'never'], 'spaces are apart');
    clock.move(60_000);
    t.same(await ephemeral.missing('session', ['s1', 's2']), ['s1'], 'an expired record is missing, swept or not');
    await ephemeral.drop('session', 's2');
    t.same([...(await ephemeral.missing('session', ['s1', 's2']))].sort(), ['s1', 's2']);
  });

  await t.test('[ST40] a value is replaced only where it is still the value that was read', async (t) => {
    const clock = fixedClock();
    const store = await driver.open(clock.now);
    t.teardown(() => store.close());
    const { ephemeral } = store;
    const [soon, later] = ['2026-06-04T22:46:00.000Z', '2026-06-04T22:47:00.000Z'];
    const was = { attempts: 0, about: { list: [1, 'ß', null] } };
    t.equal(await ephemeral.replace('owed', 'm1', was, { attempts: 1 }, later), false, 'there is none');
    t.equal(await ephemeral.get('owed', 'm1'), null, 'and none is made');
    await ephemeral.put('owed', 'm1', was, soon);
    const read = (await ephemeral.get('owed', 'm1'))?.value;
    const tries = await Promise.all([1, 2, 3].map((attempts) => ephemeral.replace('owed', 'm1', read, { attempts }, later)));
    t.equal(tries.filter((done) => done).length, 1, 'one of several');
    t.match(await ephemeral.get('owed', 'm1'), { value: { attempts: tries.indexOf(true) + 1 }, expiresAt: later });
    const now = (await ephemeral.get('owed', 'm1'))?.value;
    clock.move(120_000);
    t.equal(await ephemeral.replace('owed', 'm1', now, { attempts: 9 }, '2026-06-04T22:59:00.000Z'), false, 'it has expired');
    t.equal(await ephemeral.get('owed', 'm1'), null);
  });
}

async function counting(t: Test, driver: Driver): Promise<void> {
  await t.test('[ST26] a lease has one holder until it expires or is dropped', async (t) => {
    const clock = fixedClock();
    const store = await driver.open(clock.now);
    t.teardown(() => store.close());
    const { ephemeral } = store;
    const claims = await Promise.all(Array.from({ length: 10 }, (_, index) => ephemeral.claim('lease', 'mail', `node-${index}`, 10_000)));
    const holder = `node-${claims.indexOf(true)}`;
    t.equal(claims.filter((claimed) => claimed).length, 1);
    clock.move(9000);
    t.equal(await ephemeral.claim('lease', 'mail', holder, 10_000), true, 'renewed');
    clock.move(9000);
    t.equal(await ephemeral.claim('lease', 'mail', 'another', 10_000), false);
    clock.move(1000);
    t.equal(await ephemeral.claim('lease', 'mail', 'another', 10_000), true, 'expired');
    t.equal(await ephemeral.claim('lease', 'mail', holder, 10_000), false);
    await ephemeral.drop('lease', 'mail');
    t.equal(await ephemeral.claim('lease', 'mail', holder, 10_000), true, 'dropped');
    await ephemeral.release('lease', 'mail', 'another');
    t.equal(await ephemeral.claim('lease', 'mail', 'another', 10_000), false, 'nobody gives back the lease of another holder');
    await ephemeral.release('lease', 'mail', holder);
    t.equal(await ephemeral.claim('lease', 'mail', 'another', 10_000), true, 'its holder does');
    await ephemeral.release('lease', 'none', holder);
  });

  await t.test('[ST26] a lease that ends further ahead than its own length is void: its holder’s clock was ahead', async (t) => {
    const clock = fixedClock();
    const store = await driver.open(clock.now);
    t.teardown(() => store.close());
    const { ephemeral } = store;
    const hour = 3_600_000;
    clock.move(hour);
    t.equal(await ephemeral.claim('lease', 'worker', 'dead', 15_000), true);
    clock.move(-hour);
    const claims = await Promise.all(['one', 'two'].map((node) => ephemeral.claim('lease', 'worker', node, 15_000)));
    t.same(claims, [true, false], 'the next node has it at once, and one node only');
    t.equal(await ephemeral.claim('lease', 'worker', 'dead', 15_000), false);
    clock.move(15_000);
    t.equal(await ephemeral.claim('lease', 'worker', 'two', 15_000), true, 'it lasts as long as any lease');
  });

  await t.test('[ST27] a count goes up by one, in a window that starts at its first', async (t) => {
    const clock = fixedClock();
    const store = await driver.open(clock.now);
    t.teardown(() => store.close());
    const { ephemeral } = store;
    const counts = await Promise.all(Array.from({ length: 10 }, () => ephemeral.count('limit', 'm1', 60_000)));
    t.same(
      counts.toSorted((a, b) => a - b),
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    );
    clock.move(59_999);
    t.equal(await ephemeral.count('limit', 'm1', 60_000), 11, 'a count moves no window');
    t.equal((await ephemeral.get('limit', 'm1'))?.value, 11, 'a count can be read');
    clock.move(1);
    t.equal(await ephemeral.count('limit', 'm1', 60_000), 1);
    t.equal(await ephemeral.count('limit', 'm2', 60_000), 1);
  });
}

function inAMinute(store: Store): string {
  return new Date(Date.parse(store.now()) + 60_000).toISOString();
}
