import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Test, test } from 'tap';
import { freshDatabase, raw, startMongo, withoutMongoServer } from '../support/mongo.ts';
import { compileCache, run } from '../support/running.ts';
import { openAt } from './mongo-driver.ts';

// The service in a process of its own, on a MongoDB that it must refuse, or may use.

interface Ended {
  readonly status: number | null;
  readonly said: string;
}

async function start(t: Test, environment: Readonly<Record<string, string>>): Promise<Ended> {
  const child = spawn(process.execPath, ['src/main.ts'], {
    env: { PATH: process.env['PATH'] ?? '', ...compileCache(), DATA_DIR: folder(t), PORT: '0', LOG_LEVEL: 'silent', ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await once(child, 'exit');
  return { status: child.exitCode, said };
}

function folder(t: Test): string {
  const path = mkdtempSync(join(tmpdir(), 'concord-mongo-'));
  t.teardown(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

/** One clear line that names the setting, exit 1, and no password. */
async function refuses(t: Test, environment: Readonly<Record<string, string>>, line: RegExp): Promise<void> {
  const { status, said } = await start(t, environment);
  t.equal(status, 1);
  t.match(said, line);
  t.match(said, /^[^\n]+\n$/, 'one line');
  t.notMatch(said, /geheim/, 'no password');
}

test('[ST44] an address that no MongoDB is at is one clear line, and exit 1', async (t) => {
  await refuses(
    t,
    { MONGODB_URL: 'mongodb://concord:geheim@127.0.0.1:1/concord' },
    /^MONGODB_URL: no MongoDB at 127\.0\.0\.1:1 takes writes/,
  );
  await refuses(t, { MONGODB_URL: 'mongodb://concord:geheim@/concord' }, /^MONGODB_URL: it is no connection string/);
  await refuses(t, { MONGODB_URL: 'postgres://concord:geheim@127.0.0.1/concord' }, /^MONGODB_URL: .*\(hidden\)/);
});

test('[ST44] a MongoDB with passwords refuses a service without the right one', { skip: withoutMongoServer }, async (t) => {
  const dir = folder(t);
  const open = await startMongo('--dir', dir);
  const user = { createUser: 'concord', pwd: 'right', roles: [{ role: 'readWrite', db: 'concord' }] };
  await raw(open.now().url, (db) => db.admin().command(user));
  await open.stop();
  const server = await startMongo('--dir', dir, '--auth');
  t.teardown(() => server.stop());
  const { host } = new URL(server.now().url);
  await refuses(
    t,
    { MONGODB_URL: `mongodb://${host}/concord` },
    /^MONGODB_URL: the MongoDB at .* needs a user with a password and with rights on this database$/m,
  );
  await refuses(
    t,
    { MONGODB_URL: `mongodb://concord:geheim@${host}/concord?authSource=admin` },
    /^MONGODB_URL: .* refuses this user name or password/,
  );
  const service = await run(folder(t), { MONGODB_URL: `mongodb://concord:right@${host}/concord?authSource=admin`, START_EMPTY: 'true' });
  await service.stop();
});

test('[ST44] a MongoDB that is no replica set is used only where a setting allows it', { skip: withoutMongoServer }, async (t) => {
  const server = await startMongo('--standalone');
  t.teardown(() => server.stop());
  const { url } = server.now();
  await refuses(t, { MONGODB_URL: url }, /^MONGODB_URL: .* is no replica set: .*MONGODB_STANDALONE=allowed/);
  const service = await run(folder(t), { MONGODB_URL: url, MONGODB_STANDALONE: 'allowed', START_EMPTY: 'true' });
  await service.stop();
});

test(
  '[ST32] data of a newer release, or of another program, is refused in one line and left as it is',
  { skip: withoutMongoServer },
  async (t) => {
    const server = await startMongo();
    t.teardown(() => server.stop());
    const url = freshDatabase(server.now().url);
    await (await openAt(url)).close();
    const set = (collection: string, id: string, version: number): Promise<unknown> =>
      raw(url, (db) => db.collection<{ _id: string }>(collection).updateOne({ _id: id }, { $set: { version } }, { upsert: true }));
    await set('kinds', 'member', 99);
    await refuses(t, { MONGODB_URL: url }, /newer release \(member of version 99/);
    await set('kinds', 'member', 3);
    await set('kinds', 'petition', 1);
    await refuses(t, { MONGODB_URL: url }, /newer release \(petition of version 1; this release knows none\)/);
    await raw(url, (db) => db.collection<{ _id: string }>('kinds').deleteOne({ _id: 'petition' }));
    await set('store', 'schema', 99);
    await refuses(t, { MONGODB_URL: url }, /newer release \(store schema 99; this release knows 1\)/);

    const other = freshDatabase(server.now().url);
    await raw(other, (db) => db.collection('invoices').insertOne({ total: 7 }));
    await refuses(t, { MONGODB_URL: other }, /^MONGODB_URL: the database test_\w+ holds data of another program/);
    t.same(await raw(other, async (db) => (await db.listCollections().toArray()).map(({ name }) => name)), ['invoices']);
  },
);
