import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Test, test } from 'tap';
import { storeContract } from './contract/contract.ts';
import { errorOf } from './contract/driver.ts';
import { heads, loaded, type } from './contract/drafts.ts';
import { aBase, aMember, anEntry, newRole } from './contract/samples.ts';
import { inMemory, onDisk, openAt, raw } from './sqlite-driver.ts';

const disk = onDisk();
test('on a directory', async (t) => {
  t.teardown(disk.clear);
  await storeContract(t, disk);
  await keptByTriggers(t);
  await refused(t);
  await indexed(t);
  await noRoom(t);
  await purged(t);
});

test('in memory', async (t) => {
  await storeContract(t, inMemory);
});

async function purged(t: Test): Promise<void> {
  await t.test('[ST48] after a purge, no byte of removed or replaced data is in a file of the folder', async (t) => {
    const place = disk.place();
    const store = await openAt(place);
    const word = 'Zebedee';
    const held = (): readonly string[] =>
      readdirSync(place, { recursive: true, encoding: 'utf8' }).filter((name) => {
        const path = join(place, name);
        return statSync(path).isFile() && readFileSync(path).includes(word);
      });
    const long = `${word} `.repeat(5_000);
    await store.ephemeral.put('notes', 'one', long, '9999-01-01T00:00:00.000Z');
    await store.drafts.begin(key, aBase({}, long));
    await store.drafts.append(key, { ...anEntry('a', 1), update: Buffer.from(word) });
    await store.drafts.append(key, { ...anEntry('a', 2), update: Buffer.from(word) });
    const digest = await store.blobs.put('r1', Buffer.from(long));
    t.ok(held().length >= 3, 'the word is in several files');
    await store.ephemeral.put('notes', 'one', 'nothing', '9999-01-01T00:00:00.000Z');
    await store.drafts.removeEpochs('r1', ['e1']);
    await store.blobs.remove('r1', digest);
    // The last operation before the purge may still be on its way to the database.
    void store.ephemeral.drop('notes', 'one');
    await store.purge();
    t.same(held(), []);
    await store.drafts.begin(key, aBase());
    t.equal(await store.drafts.append(key, anEntry('a', 1)), 'saved', 'and the store goes on');
    await store.close();
    t.equal(await errorOf(store.purge()), 'StoreClosed');
  });
}

const key = { draft: 'r1', epoch: 'e1' };

async function aPlaceWithText(): Promise<string> {
  const place = disk.place();
  const store = await openAt(place);
  const created = aMember('m1');
  await store.aggregates.commit(created);
  await store.aggregates.commit(newRole(created, 1, 'lead'));
  await store.aggregates.commit(aMember('m2'));
  await store.aggregates.dispose('member', 'm2');
  await store.drafts.begin(key, aBase());
  await type(store.drafts, key, 'a', 5);
  await store.drafts.compact(key, aBase({ a: 2 }));
  await store.close();
  return place;
}

async function keptByTriggers(t: Test): Promise<void> {
  await t.test('[ST31] the database itself aborts a rewrite of an event, a tombstone or an entry', async (t) => {
    const place = await aPlaceWithText();
    const event = `SELECT kind, id, seq, hash, replace(body, 'lead', 'reader') FROM events WHERE id = 'm1' AND seq = 2`;
    const attempts = [
      [`UPDATE events SET body = '{}' WHERE id = 'm1'`, /never rewritten/],
      [`DELETE FROM events WHERE id = 'm1' AND seq = 2`, /never removed/],
      [`DELETE FROM events`, /never removed/],
      [`INSERT OR REPLACE INTO events (kind, id, seq, hash, body) ${event}`, /at the end/],
      [`INSERT INTO events (kind, id, seq, hash, body) VALUES ('member', 'm1', 4, '', '{}')`, /at the end/],
      [`DELETE FROM tombstones`, /stays/],
      [`UPDATE tombstones SET hash = ''`, /stays/],
      [`INSERT OR REPLACE INTO tombstones SELECT kind, id, seq, '', at FROM tombstones`, /stays/],
      [`UPDATE entries SET bytes = x'00'`, /never rewritten/],
      [`DELETE FROM entries WHERE seq = 5`, /never removed/],
      [`INSERT OR REPLACE INTO entries SELECT no, node, seq, authors, x'00' FROM entries`, /at the end/],
    ] as const;
    raw(place, (db) => {
      for (const [sql, message] of attempts) {
        t.throws(
          () => {
            db.exec(sql);
          },
          message,
          sql,
        );
      }
      db.exec(`DELETE FROM events WHERE id = 'm2'`);
    });
    const store = await openAt(place);
    t.teardown(() => store.close());
    t.equal((await store.aggregates.events('member', 'm1', 0, 10)).length, 2);
    t.same(heads(await loaded(store.drafts, key)), { a: 5 });
  });
}

async function refused(t: Test): Promise<void> {
  await t.test('[ST29] a directory that is open is refused, and free once its process is gone', async (t) => {
    const place = disk.place();
    const store = await openAt(place);
    await t.rejects(openAt(place), { name: 'StoreInUse', message: /another process/ });
    await store.close();
    await (await openAt(place)).close();
  });

  await t.test('[ST32] a database of a newer layout is refused, and left as it is', async (t) => {
    const place = await aPlaceWithText();
    raw(place, (db) => {
      db.exec(`PRAGMA user_version = 99`);
    });
    await t.rejects(openAt(place), { name: 'StoreNewer', message: /store schema 99/ });
    raw(place, (db) => {
      db.exec('PRAGMA user_version = 1');
    });
    await (await openAt(place)).close();
  });

  await t.test('[ST32] a file that is not a store is refused', async (t) => {
    const place = disk.place();
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'concord.db'), 'not a database, and longer than nothing'.repeat(100));
    await t.rejects(openAt(place), { name: 'StoreFailed' });
    const file = join(disk.place(), 'file');
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, '');
    t.not(await errorOf(openAt(file)), 'none');
  });
}

async function indexed(t: Test): Promise<void> {
  await t.test('[ST7] an index answers for every field that find may use', async (t) => {
    const place = await aPlaceWithText();
    raw(place, (db) => {
      const plan = (where: string): string =>
        JSON.stringify(db.prepare(`EXPLAIN QUERY PLAN SELECT id FROM aggregates WHERE kind = 'mail' AND ${where}`).all());
      t.match(plan(`json_extract(fields, '$.status') IS 'queued'`), /find_mail_status \(kind=\? AND <expr>=\?\)/);
      t.match(
        plan(`json_extract(fields, '$.notBefore') <= 'x' ORDER BY json_extract(fields, '$.notBefore')`),
        /find_mail_notBefore \(kind=\? AND <expr><\?\)/,
      );
    });
  });
}

async function noRoom(t: Test): Promise<void> {
  const skip = process.platform === 'win32' ? 'there is no limit on the size of files' : false;
  await t.test('[ST35] without room an append rejects, saved data stays, and reads go on', { skip }, async (t) => {
    const place = disk.place();
    const program = fileURLToPath(new URL('./no-room-child.ts', import.meta.url));
    // A test runner’s options and a cache of modules would write files beyond the limit.
    const command = `unset NODE_OPTIONS NODE_COMPILE_CACHE; ulimit -S -f 4000; exec "$0" "$1" "$2"`;
    const child = spawnSync('/bin/sh', ['-c', command, process.execPath, program, place], { encoding: 'utf8' });
    t.equal(child.status, 0, child.stderr);
    const said = JSON.parse(child.stdout) as Record<string, unknown>;
    t.match(said, { refusal: 'StoreFailed', commit: 'StoreFailed', blob: 'Error' });
    t.equal(said['loaded'], said['saved']);
    const saved = Number(said['saved']);
    t.ok(saved > 10);
    const store = await openAt(place);
    t.teardown(() => store.close());
    const later = said['isRaised'] === true ? 5 : 0;
    t.same(said['later'], Array(later).fill('saved'), 'the same process goes on once there is room');
    t.same(heads(await loaded(store.drafts, key)), { a: saved + later });
    t.equal(await store.drafts.append(key, anEntry('a', saved + later + 1)), 'saved', 'and so does the next');
  });
}
