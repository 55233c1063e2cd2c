import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Test, test } from 'tap';
import { Fetching } from '../support/fetching.ts';
import { textOf } from '../support/live/lines.ts';
import { RawClient } from '../support/live/raw-client.ts';
import { Typist } from '../support/live/typist.ts';
import { freshDatabase, mongoFor, raw, withoutMongo } from '../support/mongo.ts';
import { compileCache, run, type Running } from '../support/running.ts';
import { formOf } from '../support/worlds/sign-off.ts';

// The network of the first consultation signs off while people of the second one write.
const signing = '/consultations/send-review';
const writing = '/consultations/childrens-homes';
const writers = ['tobias-wren-north-downs', 'bridget-nolan-north-downs'];
const section = 'general-comments';

function folder(t: Test): string {
  const made = mkdtempSync(join(tmpdir(), 'concord-moving-'));
  t.teardown(() => {
    rmSync(made, { recursive: true, force: true });
  });
  return made;
}

async function command(name: 'backup' | 'restore', args: readonly string[], settings: Readonly<Record<string, string>>): Promise<string> {
  const env = { PATH: process.env['PATH'] ?? '', ...compileCache(), BACKUP_KEY: 'correct-horse-battery-staple', ...settings };
  const child = spawn(process.execPath, [`src/cli/${name}.ts`, ...args], { env });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error(said);
  return said;
}

async function person(service: Running, member: string): Promise<Fetching> {
  const visitor = new Fetching(service.url);
  await visitor.get(service.opening);
  await visitor.post('/start', [['member', member]]);
  return visitor;
}

async function typists(service: Running, each: number): Promise<readonly Typist[]> {
  const all = await Promise.all(
    writers.map(async (member) => {
      const visitor = await person(service, member);
      const room = /data-room="([^"]+)"/.exec(await visitor.get(`${writing}/response`))?.[1] ?? '';
      const headers = { origin: service.url, cookie: visitor.cookies };
      const url = `${service.url.replace('http', 'ws')}/live/${room}`;
      return Promise.all(
        Array.from({ length: each }, async (_, n) => {
          const client = new RawClient({ url, headers });
          await client.synced();
          return new Typist(client, `${member} ${n}:`, { section, perSecond: 5 });
        }),
      );
    }),
  );
  return all.flat();
}

/** An approver who is signed in decides by the page; answers the page after it. */
async function approve(service: Running, member: string, name: string): Promise<string> {
  const approver = await person(service, member);
  const slot = /name="slot" value="([^"]+)"/.exec(await approver.get(`${signing}/sign-off`))?.[1] ?? '';
  const page = await approver.post(`${signing}/sign-off/desk`, [['slot', slot]]);
  const hidden = Object.entries(formOf(page));
  return approver.post('/decision', [...hidden, ['decision', 'approve'], ['comment', ''], ['name', name]]);
}

test(
  '[OP5] to [OP7] backed up while forty people write and a round is open, killed, moved to MongoDB and back: nothing saved is missing, and the round goes on',
  { skip: withoutMongo },
  async (t) => {
    t.setTimeout(300_000);
    const server = await mongoFor(t);
    const mongo = freshDatabase(server);
    t.teardown(() => raw(mongo, (db) => db.dropDatabase()));
    const [from, middle, back, files] = [folder(t), folder(t), folder(t), folder(t)];

    const first = await run(from);
    t.teardown(() => first.stop('SIGKILL'));
    const nadia = await person(first, 'nadia-farrow');
    await nadia.get(`${signing}/checks`);
    await nadia.post(`${signing}/checks`, [['reason', 'It will be answered in the next one.']], ['acknowledged']);
    const forty = await typists(first, 20);
    t.equal(forty.length, 40);
    for (const one of forty) one.start();
    for (let tries = 0; tries < 300 && forty.some((one) => one.look() < 5); tries += 1) await after(100);
    const saved = forty.flatMap((one) => {
      one.look();
      return [...one.saved];
    });
    t.ok(saved.length >= 200, `${saved.length} lines were shown as saved before the backup`);
    await command('backup', [join(files, 'a')], { DATA_DIR: from });
    for (const one of forty) one.stop();
    await first.stop('SIGKILL');
    for (const one of forty) await one.client.close();

    const settings = { MONGODB_URL: mongo };
    await command('restore', [join(files, 'a')], { DATA_DIR: middle, ...settings });
    const second = await run(middle, settings);
    t.teardown(() => second.stop('SIGKILL'));
    await holdsAll(t, second, saved);
    t.match(await approve(second, 'joanna-prideaux', 'Joanna Prideaux'), /receipt|recorded/i, 'the round goes on');
    await second.stop('SIGTERM');
    await command('backup', [join(files, 'b')], { DATA_DIR: middle, ...settings });

    await command('restore', [join(files, 'b')], { DATA_DIR: back });
    const third = await run(back);
    t.teardown(() => third.stop('SIGKILL'));
    await holdsAll(t, third, saved);
    t.match(await (await person(third, 'nadia-farrow')).get(`${signing}/record`), /Joanna Prideaux approved/);
    t.match(await approve(third, 'meera-vasani', 'Meera Vasani'), /receipt|recorded/i);
    await third.stop('SIGTERM');
  },
);

async function holdsAll(t: Test, service: Running, saved: readonly string[]): Promise<void> {
  const [reader] = await typists(service, 1);
  const text = reader === undefined ? '' : textOf(reader.client.document, section);
  t.same(
    saved.filter((line) => !text.includes(line)),
    [],
    'every line that was shown as saved',
  );
  await reader?.client.close();
}

function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
