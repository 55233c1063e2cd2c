import { join } from 'node:path';
import { type Test, test } from 'tap';
import { textOf } from '../support/live/lines.ts';
import { RawClient } from '../support/live/raw-client.ts';
import { Typist } from '../support/live/typist.ts';
import { freshDatabase, mongoFor, raw, withoutMongo } from '../support/mongo.ts';
import { operate } from '../support/operator.ts';
import { folderFor, liveAddress, personAt, run, type Running } from '../support/running.ts';
import { formOf } from '../support/worlds/sign-off.ts';

// The network of the first consultation signs off while people of the second one write.
const signing = '/consultations/send-review';
const writing = '/consultations/childrens-homes';
const writers = ['tobias-wren-north-downs', 'bridget-nolan-north-downs'];
const section = 'general-comments';

async function typists(service: Running, each: number): Promise<readonly Typist[]> {
  const all = await Promise.all(
    writers.map(async (member) => {
      const address = await liveAddress(service, member, writing);
      return Promise.all(
        Array.from({ length: each }, async (_, n) => {
          const client = new RawClient(address);
          await client.synced();
          return new Typist(client, `${member} ${n}:`, { section, perSecond: 5 });
        }),
      );
    }),
  );
  return all.flat();
}

async function must(command: 'backup' | 'restore', file: string, settings: Readonly<Record<string, string>>): Promise<void> {
  const { code, said } = await operate(command, [file], settings);
  if (code !== 0) throw new Error(said);
}

/** An approver who is signed in decides by the page; answers the page after it. */
async function approve(service: Running, member: string, name: string): Promise<string> {
  const approver = await personAt(service, member);
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
    const [from, middle, back, files] = [folderFor(t), folderFor(t), folderFor(t), folderFor(t)];

    const first = await run(from);
    t.teardown(() => first.stop('SIGKILL'));
    const nadia = await personAt(first, 'nadia-farrow');
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
    await must('backup', join(files, 'a'), { DATA_DIR: from });
    for (const one of forty) one.stop();
    await first.stop('SIGKILL');
    for (const one of forty) await one.client.close();

    const settings = { MONGODB_URL: mongo };
    await must('restore', join(files, 'a'), { DATA_DIR: middle, ...settings });
    const second = await run(middle, settings);
    t.teardown(() => second.stop('SIGKILL'));
    await holdsAll(t, second, saved);
    t.match(await approve(second, 'joanna-prideaux', 'Joanna Prideaux'), /receipt|recorded/i, 'the round goes on');
    await second.stop('SIGTERM');
    await must('backup', join(files, 'b'), { DATA_DIR: middle, ...settings });

    await must('restore', join(files, 'b'), { DATA_DIR: back });
    const third = await run(back);
    t.teardown(() => third.stop('SIGKILL'));
    await holdsAll(t, third, saved);
    t.match(await (await personAt(third, 'nadia-farrow')).get(`${signing}/record`), /Joanna Prideaux approved/);
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
