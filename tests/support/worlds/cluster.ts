import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Test, t as file } from 'tap';
import type * as Y from 'yjs';
import { secretOf } from '../../../src/installation.ts';
import { type Keys, keysFrom } from '../../../src/keys.ts';
import { openMongoStore } from '../../../src/store/mongo/open.ts';
import type { Store } from '../../../src/store/store.ts';
import { RawClient } from '../live/raw-client.ts';
import { freshDatabase, mongoFor, withoutMongo } from '../mongo.ts';
import { type Running, run } from '../running.ts';

const hasNginx = spawnSync('nginx', ['-v']).status === 0;

/** Why tests of several processes behind a proxy are skipped; false where both are there. */
export const withoutCluster = withoutMongo !== false ? withoutMongo : hasNginx ? false : 'needs nginx (Debian: nginx-light)';

/** A node in a process of its own; people reach it at the proxy's address, and a test also `at` its own. */
export interface NodeProcess extends Running {
  readonly at: string;
}

/** Node processes on one MongoDB, with one secret; and nginx before them, as deploy/nginx.conf sets it up. */
export interface Cluster {
  readonly nodes: readonly NodeProcess[];
  /** The address of the proxy: links and origins name it. */
  readonly url: string;
  readonly store: Store;
  /** The cookie of a session that begins now. */
  readonly session: (member: string) => Promise<string>;
  /** A live client of a member by an address, in the room of the demonstration's response. */
  readonly client: (cookie: string, at: string, document?: Y.Doc) => Promise<RawClient>;
  /** Starts one more node, or one that died. */
  readonly node: (environment?: Readonly<Record<string, string>>) => Promise<NodeProcess>;
}

/** The MongoDB of a test file: each cluster has a database of its own there. */
let server: Promise<string> | null = null;

/** Starts them; they end with the test. A test that breaks a database names the one that it started. */
export async function openCluster(t: Test, count = 2, ownServer?: string): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'concord-cluster-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const database = freshDatabase(ownServer ?? (await (server ??= mongoFor(file))));
  const secretFile = join(folder, 'secret');
  writeFileSync(secretFile, randomBytes(32).toString('base64'));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const node = async (environment: Readonly<Record<string, string>> = {}): Promise<NodeProcess> => {
    const own = await freePort();
    const settings = { MONGODB_URL: database, SECRET_FILE: secretFile, BASE_URL: url, PORT: String(own), ...environment };
    const one = await run(mkdtempSync(join(folder, 'node-')), settings);
    t.teardown(() => one.stop('SIGKILL'));
    return { ...one, at: `http://127.0.0.1:${own}` };
  };
  const nodes: NodeProcess[] = [];
  for (let n = 0; n < count; n += 1) nodes.push(await node());
  const proxy = startProxy(
    folder,
    port,
    nodes.map(({ at }) => new URL(at).port),
  );
  t.teardown(() => proxy.kill());
  const store = await openMongoStore({ url: database, standalone: 'refused' });
  t.teardown(() => store.close());
  const keys = keysFrom(secretOf({ secretFile, dataDir: folder }));
  return {
    nodes,
    url,
    store,
    node,
    session: (member) => session(store, keys, member),
    async client(cookie, at, document) {
      const response = await store.aggregates.get('response', 'send-review');
      const client = new RawClient({
        url: `${at.replace('http', 'ws')}/live/send-review/${response?.state.epoch ?? ''}`,
        headers: { cookie, origin: url },
        ...(document === undefined ? {} : { document }),
      });
      t.teardown(() => client.cut());
      return client;
    },
  };
}

async function session(store: Store, keys: Keys, memberId: string): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const createdAt = store.now();
  const expiresAt = new Date(Date.parse(createdAt) + 3_600_000).toISOString();
  await store.ephemeral.put('session', keys.hmac('session', token), { memberId, createdAt }, expiresAt);
  return `concord-session=${token}`;
}

/** Debian's nginx with the configuration of docker-compose.yml; its addresses are those of the processes here. */
function startProxy(folder: string, port: number, nodes: readonly string[]): ChildProcess {
  const upstream = nodes.map((node) => `server 127.0.0.1:${node} max_fails=1 fail_timeout=5s;`).join(' ');
  const server = readFileSync(new URL('../../../deploy/nginx.conf', import.meta.url), 'utf8')
    .replace(/listen \d+;/, `listen 127.0.0.1:${port};`)
    .replace(/(?: {2}server concord-.*\n)+/, `${upstream}\n`)
    .replace('/dev/stdout', join(folder, 'access.log'));
  mkdirSync(join(folder, 'nginx'));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/nginx/${name};`);
  const whole = `daemon off; pid ${folder}/nginx.pid; error_log ${folder}/error.log warn; worker_processes 2;
    events { worker_connections 512; } http { ${temporary.join(' ')} ${server} }`;
  writeFileSync(join(folder, 'nginx.conf'), whole);
  const child = spawn('nginx', ['-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return child;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new TypeError('a port is a number');
  return address.port;
}
