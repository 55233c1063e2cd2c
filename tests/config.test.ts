import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'tap';
import { ConfigError, readConfig } from '../src/config.ts';
import { compileCache } from './support/running.ts';

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
