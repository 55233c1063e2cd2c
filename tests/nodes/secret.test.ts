import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'tap';
import { ConfigError } from '../../src/config.ts';
import { agreeOnSecret, secretOf } from '../../src/installation.ts';
import { keysFrom } from '../../src/keys.ts';
import { logger } from '../../src/logging.ts';
import { servicesOver } from '../../src/open-services.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { compileCache } from '../support/running.ts';
import { localConfig } from '../support/worlds/bare-services.ts';

interface Ending {
  teardown(act: () => unknown): unknown;
}

function folderFor(t: Ending): string {
  const folder = mkdtempSync(join(tmpdir(), 'concord-secret-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

test('[NO6] nodes that start together on a fresh store settle on one secret, and every other one is refused', async (t) => {
  const store = await openSqliteStore({ directory: ':memory:' });
  t.teardown(() => store.close());
  const shared = { ...store, nodes: 'many' as const };
  const keys = ['a', 'b'].map((letter) => keysFrom(Buffer.alloc(32, letter)));
  const starting = await Promise.allSettled([...keys, ...keys, ...keys].map((one) => agreeOnSecret(shared, one)));
  const began = starting.map(({ status }) => status);
  t.equal(began.filter((status) => status === 'fulfilled').length, 3);
  t.not(began[0], began[1], 'one of the two secrets');
  const other = keys[began[0] === 'fulfilled' ? 1 : 0] ?? keysFrom(Buffer.alloc(32));
  await t.rejects(agreeOnSecret(shared, other), ConfigError);
  await agreeOnSecret(store, other);
  t.pass('a store of one process lies beside its secret');
  const kept = JSON.stringify(await store.ephemeral.list('installation', '', 10));
  t.notMatch(kept, Buffer.alloc(32, 'a').toString('base64'), 'the store has a fingerprint, never the secret');
});

test('[NO6] services with another secret do not open, and leave the store closed', async (t) => {
  const folder = folderFor(t);
  const [one, two] = ['one', 'two'].map((name) => {
    const file = join(folder, name);
    writeFileSync(file, `${name.repeat(20)}\n`);
    return file;
  });
  let closed = 0;
  const store = await openSqliteStore({ directory: ':memory:' });
  t.teardown(() => store.close());
  const shared = { ...store, nodes: 'many' as const, close: () => Promise.resolve(void (closed += 1)) };
  const open = (secretFile: string | undefined) =>
    servicesOver(shared, { ...localConfig, dataDir: folder, secretFile: secretFile ?? null }, logger('silent'));
  const first = await open(one);
  const again = await open(one);
  t.equal(again.keys.hmac('link', 'x'), first.keys.hmac('link', 'x'));
  await t.rejects(open(two), /^SECRET_FILE: this is not the secret/);
  t.equal(closed, 1);
  await first.close();
});

test('[NO6] a file that is no secret is one line and exit 1', (t) => {
  const folder = folderFor(t);
  const short = join(folder, 'short');
  writeFileSync(short, 'too short\n');
  t.throws(() => secretOf({ secretFile: short, dataDir: folder }), /must hold 32 to 4096 bytes/);
  writeFileSync(join(folder, 'long'), `${'x'.repeat(32)}\r\n`);
  t.equal(secretOf({ secretFile: join(folder, 'long'), dataDir: folder }).length, 32, 'a line break does not count');
  t.equal(secretOf({ secretFile: null, dataDir: folder }).length, 32, 'made in the data folder');
  const { status, stderr } = spawnSync(process.execPath, ['src/main.ts'], {
    encoding: 'utf8',
    timeout: 30_000,
    env: { PATH: process.env['PATH'] ?? '', ...compileCache(), DATA_DIR: folder, PORT: '0', SECRET_FILE: join(folder, 'none') },
  });
  t.equal(status, 1);
  t.match(stderr, /^SECRET_FILE: \S+ cannot be read by this user\n$/, 'one line');
  t.end();
});
