import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'tap';
import { ConfigError, readConfig } from '../src/config.ts';
import { compileCache, run } from './support/running.ts';

function start(environment: Readonly<Record<string, string>>): { status: number | null; said: string } {
  const dataDir = mkdtempSync(join(tmpdir(), 'concord-config-'));
  const { status, stderr } = spawnSync(process.execPath, ['src/main.ts'], {
    encoding: 'utf8',
    timeout: 30_000,
    env: { PATH: process.env['PATH'] ?? '', ...compileCache(), DATA_DIR: dataDir, ...environment },
  });
  rmSync(dataDir, { recursive: true, force: true });
  return { status, said: stderr };
}

test('a wrong value is one clear line that names the variable, and exit 1', (t) => {
  const { status, said } = start({ PORT: 'three thousand' });
  t.equal(status, 1);
  t.match(said, /^PORT: .*\n$/, 'one line');
  t.throws(() => readConfig({ BASE_URL: 'concord.example.org' }), ConfigError);
  t.throws(() => readConfig({ LOG_LEVEL: 'loud' }), /^LOG_LEVEL: /);
  t.end();
});

test('an address that cannot be listened on is one line that names the variable, and exit 1', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  t.teardown(() => taken.close());
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? String(address.port) : '';
  const inUse = start({ PORT: port });
  t.equal(inUse.status, 1);
  t.match(inUse.said, new RegExp(`^PORT: ${port} .*\\n$`));
  const nowhere = start({ HOST: '203.0.113.1', PORT: '0', BASE_URL: 'https://concord.example.org', SMTP_URL: 'smtp://127.0.0.1:1' });
  t.equal(nowhere.status, 1);
  t.match(nowhere.said, /^HOST: 203\.0\.113\.1 .*\n$/);
});

test('a secret is never repeated', (t) => {
  const read = (): unknown => readConfig({ SMTP_URL: 'mail.example.org:geheim' });
  t.throws(read, ConfigError);
  t.throws(read, { message: /^SMTP_URL: (?!.*geheim)/ });
  t.end();
});

test('anywhere but on this computer, a missing SMTP_URL refuses to start and says the remedy', (t) => {
  const { status, said } = start({ HOST: '0.0.0.0', PORT: '0', BASE_URL: 'https://concord.example.org' });
  t.equal(status, 1);
  t.match(said, 'SMTP_URL');
  t.end();
});

test('[SE5] without https the service starts for this computer only, unless a setting says otherwise', (t) => {
  const plain = { HOST: '0.0.0.0', PORT: '0', BASE_URL: 'http://concord.example.org', SMTP_URL: 'smtp://127.0.0.1:1', START_EMPTY: 'true' };
  const { status, said } = start(plain);
  t.equal(status, 1);
  t.match(said, /^BASE_URL .*https.*ALLOW_HTTP.*\n$/, 'one line, with the remedy');
  t.match(start({ ...plain, HOST: '203.0.113.1', ALLOW_HTTP: 'true' }).said, /^HOST: /, 'goes on to the next setting');
  t.match(start({ ...plain, HOST: '203.0.113.1', BASE_URL: 'http://localhost:3000' }).said, /^HOST: /, 'this computer');
  t.end();
});

test('[SE6] folders are 0700 and files 0600, also in an existing data folder, so other users of the machine read none', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'concord-modes-'));
  t.teardown(() => {
    rmSync(dataDir, { recursive: true, force: true });
  });
  const open = (): readonly string[] =>
    ['', ...readdirSync(dataDir, { recursive: true, encoding: 'utf8' })].filter(
      (name) => (statSync(join(dataDir, name)).mode & 0o77) !== 0,
    );
  await (await run(dataDir)).stop();
  t.same(open(), [], 'a new one');
  for (const name of ['', 'blobs', 'concord.db']) chmodSync(join(dataDir, name), name === 'concord.db' ? 0o644 : 0o755);
  mkdirSync(join(dataDir, 'blobs', 'old'));
  writeFileSync(join(dataDir, 'blobs', 'old', 'blob'), 'x');
  for (const name of ['blobs/old', 'blobs/old/blob']) chmodSync(join(dataDir, name), 0o755);
  t.same(open().length, 5);
  const again = await run(dataDir);
  t.same(open(), [], 'one of an earlier release');
  t.equal(statSync(join(dataDir, 'blobs', 'old', 'blob')).mode & 0o777, 0o600);
  t.equal(statSync(join(dataDir, 'blobs', 'old')).mode & 0o777, 0o700);
  await again.stop();
});

test('every variable that is read stands in .env.example, and no other', (t) => {
  const listed = [...readFileSync('.env.example', 'utf8').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
  const read = [...readFileSync('src/config.ts', 'utf8').matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name]) => name);
  t.same(listed.toSorted(), read.toSorted());
  t.end();
});

test('an empty value is as good as none, and a trailing slash is no part of the base URL', (t) => {
  const config = readConfig({ PORT: '', BASE_URL: 'https://concord.example.org/' });
  t.equal(config.port, 3000);
  t.equal(config.baseUrl, 'https://concord.example.org');
  t.end();
});

test('an older Node is told in one line what to do', (t) => {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['-e', `Object.defineProperty(process.versions, 'node', { value: '20.1.0' }); require('./scripts/check-node.cjs')`],
    {
      encoding: 'utf8',
    },
  );
  t.equal(status, 1);
  t.match(stderr, /^Concord needs Node 24 .*npm ci.*\n$/);
  t.end();
});
