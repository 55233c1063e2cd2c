import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as after } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { Fetching } from '../tests/support/fetching.ts';
import { textOf } from '../tests/support/live/lines.ts';
import { RawClient } from '../tests/support/live/raw-client.ts';
import { run, type Running } from '../tests/support/running.ts';

// MONGODB_SERVER=… node bench/cluster.ts — several nodes on one MongoDB: how long an edit takes to a reader on another node, with
// the change stream and with the poll alone; how many edits a second 1, 2 and 3 nodes acknowledge; how long writing pauses when the
// primary is killed. MONGODB_SERVER names a program that starts a server and prints a line of JSON (see tests/support/mongo.ts).
// Where the server is a stand-in, its figures are for comparison with each other alone.

const program = process.env['MONGODB_SERVER'];
if (program === undefined) throw new Error('set MONGODB_SERVER to a program that starts a MongoDB');
const section = 'general-comments';
const writers = ['daniel-rowntree', 'owen-larbi', 'farah-siddiqui', 'meera-vasani', 'nadia-farrow', 'joanna-prideaux'];
/** A member may send 200 frames a second. */
const perSecond = 180;
const edits = 150;
const seconds = 6;
const folder = mkdtempSync(join(tmpdir(), 'concord-bench-cluster-'));
writeFileSync(join(folder, 'secret'), 'a secret of the benchmark that is 32 bytes long or more');

interface Server {
  readonly child: ChildProcess;
  readonly url: string;
  readonly members: readonly { readonly pid: number; readonly port: number }[];
}

async function start(...options: readonly string[]): Promise<Server> {
  const child = spawn(process.execPath, [program ?? '', ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, ...(JSON.parse(line) as Omit<Server, 'child'>) };
}

/** The connection string of a database of its own on a server. */
function databaseAt(url: string, name: string): string {
  const { host, searchParams } = new URL(url.replace('mongodb:', 'http:').replaceAll(/,[^/?]+/g, ''));
  const hosts = /^mongodb:\/\/([^/?]+)/.exec(url)?.[1] ?? host;
  return `mongodb://${hosts}/${name}?${searchParams.toString()}`;
}

function nodes(count: number, url: string): Promise<Running[]> {
  return Array.from({ length: count }).reduce<Promise<Running[]>>(async (before, _, n) => {
    const settings = { MONGODB_URL: url, SECRET_FILE: join(folder, 'secret') };
    return [...(await before), await run(join(folder, `${Math.random()}-${n}`), settings)];
  }, Promise.resolve([]));
}

async function client(node: Running, member: string): Promise<RawClient> {
  const visitor = new Fetching(node.url);
  await visitor.get(node.opening);
  await visitor.post('/start', [['member', member]]);
  const room = /data-room="([^"]+)"/.exec(await visitor.get('/consultations/send-review/response'))?.[1] ?? '';
  const made = new RawClient({
    url: `${node.url.replace('http', 'ws')}/live/${room}`,
    headers: { origin: node.url, cookie: visitor.cookies },
  });
  await made.synced();
  return made;
}

/** Times of each edit from its writer to a reader, in ms. */
async function toReader(writer: RawClient, reader: RawClient): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < edits; n += 1) {
    const text = `edit ${Math.random()}`;
    const sent = performance.now();
    writer.type(text, section);
    await reader.until('the edit', () => textOf(reader.document, section).endsWith(text));
    times.push(performance.now() - sent);
    await after(20 + Math.random() * 60);
  }
  return times;
}

/** Edits a second that clients spread over nodes get acknowledged in one draft, each with ten under way, at most 180 a second each. */
async function acknowledged(running: readonly Running[]): Promise<number> {
  const [first] = running;
  if (first === undefined) throw new TypeError('there is a node');
  const clients = await Promise.all(writers.map((member, n) => client(running[n % running.length] ?? first, member)));
  let count = 0;
  const until = performance.now() + seconds * 1000;
  await Promise.all(
    clients.map(async (one, n) => {
      for (let line = 0; performance.now() < until; line += 1) {
        const frame = one.type(`${n}: line ${line}`, 'key-messages');
        await one.until('room', () => one.durable >= frame - 10);
        count += 1;
        await after(1000 / perSecond);
      }
    }),
  );
  await Promise.all(clients.map((one) => one.close()));
  return count / seconds;
}

function row(name: string, times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number): string => (sorted[Math.floor((sorted.length - 1) * part)] ?? 0).toFixed(1).padStart(8);
  return `${name.padEnd(44)} p50 ${at(0.5)} ms   p99 ${at(0.99)} ms`;
}

async function end(server: Server, running: readonly Running[]): Promise<void> {
  await Promise.all(running.map((node) => node.stop('SIGTERM')));
  server.child.kill('SIGTERM');
  await once(server.child, 'exit');
}

async function latencies(): Promise<void> {
  const server = await start();
  const running = await nodes(2, databaseAt(server.url, 'latency'));
  const [north, south] = running as [Running, Running];
  const [writer, beside, across] = [
    await client(north, 'daniel-rowntree'),
    await client(north, 'owen-larbi'),
    await client(south, 'farah-siddiqui'),
  ];
  console.log(row('edit to reader on the same node', await toReader(writer, beside)));
  console.log(row('to reader on another node, change stream', await toReader(writer, across)));
  await Promise.all([writer, beside, across].map((one) => one.close()));
  await end(server, running);
}

/** Change streams are refused from the start, so the poll alone brings the news. */
async function polled(): Promise<void> {
  const server = await start();
  const admin = new MongoClient(server.url);
  const data = { failCommands: ['aggregate'], errorCode: 40573 };
  await admin.db('admin').command({ configureFailPoint: 'failCommand', mode: 'alwaysOn', data });
  const running = await nodes(2, databaseAt(server.url, 'polled'));
  const [north, south] = running as [Running, Running];
  const [writer, across] = [await client(north, 'daniel-rowntree'), await client(south, 'farah-siddiqui')];
  console.log(row('to reader on another node, poll of 250 ms', await toReader(writer, across)));
  await Promise.all([writer, across].map((one) => one.close()));
  await admin.close();
  await end(server, running);
}

async function throughput(): Promise<void> {
  for (const count of [1, 2, 3]) {
    const server = await start();
    const running = await nodes(count, databaseAt(server.url, 'throughput'));
    console.log(`acknowledged edits a second, ${count} node${count === 1 ? '' : 's'}: ${(await acknowledged(running)).toFixed(0)}`);
    await end(server, running);
  }
}

async function failover(): Promise<void> {
  const server = await start('--set');
  const running = await nodes(1, databaseAt(server.url, 'failover'));
  const [node] = running as [Running];
  const writer = await client(node, 'daniel-rowntree');
  let [last, longest] = [performance.now(), 0];
  let stop = false;
  const typing = (async () => {
    while (!stop) {
      const frame = writer.type(`at ${performance.now()}`, section);
      await writer.until('to be saved', () => writer.durable >= frame);
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
      await after(20);
    }
  })();
  await after(2_000);
  longest = 0;
  const admin = new MongoClient(server.url);
  const { me } = await admin.db('admin').command({ hello: 1 });
  const primary = server.members.find(({ port }) => String(me).endsWith(`:${port}`));
  await admin.close();
  if (primary === undefined) throw new Error('the primary is not among the members');
  process.kill(primary.pid, 'SIGKILL');
  await after(8_000);
  stop = true;
  await typing;
  console.log(`primary killed: the longest wait for Saved was ${(longest / 1000).toFixed(1)} s`);
  await writer.close();
  await end(server, running);
}

try {
  await latencies();
  await polled();
  await throughput();
  await failover();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
