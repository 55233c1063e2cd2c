import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Test, test } from 'tap';
import { whyBroken } from '../../src/store/chain.ts';
import { all } from '../../src/store/every.ts';
import { type Kind, kinds } from '../../src/store/kinds.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { textOf } from '../support/live/lines.ts';
import { RawClient } from '../support/live/raw-client.ts';
import { Typist } from '../support/live/typist.ts';
import { operate, type Operated, refusalOf } from '../support/operator.ts';
import { folderFor, liveAddress, personAt, run } from '../support/running.ts';

const base = '/consultations/send-review';
const section = 'general-comments';

const command = (name: 'backup' | 'restore', dataDir: string, args: readonly string[], more = {}): Promise<Operated> =>
  operate(name, args, { DATA_DIR: dataDir, ...more });

test('[OP5] [OP6] [OP7] a backup made while people type holds all that was saved before it; the restored service goes on from there', async (t) => {
  t.setTimeout(180_000);
  const [from, to, file] = [folderFor(t), folderFor(t), join(folderFor(t), 'monday.backup')];
  const service = await run(from);
  t.teardown(() => service.stop('SIGKILL'));
  const nadia = await personAt(service, 'nadia-farrow');
  const clients = await Promise.all(
    ['daniel-rowntree', 'farah-siddiqui'].map(async (member) => new RawClient(await liveAddress(service, member))),
  );
  const typists = clients.map((one, n) => new Typist(one, `typist ${n}:`, { section }));
  await Promise.all(clients.map((one) => one.synced()));
  for (const one of typists) one.start();
  for (let tries = 0; tries < 100 && typists.some((one) => one.look() < 50); tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 100));
  const saved = typists.flatMap((one) => [...one.saved]);
  const made = await command('backup', from, [file]);
  t.equal(made.code, 0, made.said);
  t.match(made.said, /Backed up to .*: \d+ records, 2 drafts/);
  for (const one of typists) one.stop();
  await service.stop('SIGKILL');
  for (const one of clients) await one.close();
  t.ok(saved.length > 20, `${saved.length} lines were saved before`);
  t.notMatch(readFileSync(file, 'latin1'), /kinship|Farrow/, 'the file is encrypted');

  const restored = await command('restore', to, [file]);
  t.equal(restored.code, 0, restored.said);
  t.match(restored.said, /Restored the backup of 20/);
  const again = await run(to);
  t.teardown(() => again.stop('SIGKILL'));
  nadia.url = again.url;
  t.match(await nadia.get('/work'), /Sign in/, 'sessions do not come back');
  t.equal(again.opening, service.opening, 'the installation’s secret came with it');
  const reader = new RawClient(await liveAddress(again, 'meera-vasani'));
  await reader.synced();
  const text = textOf(reader.document, section);
  t.same(
    saved.filter((line) => !text.includes(line)),
    [],
    'every line that was saved before the backup',
  );
  await reader.close();
  t.match(await (await personAt(again, 'nadia-farrow')).get(`${base}/record`), /restored from the backup of/);
  await again.stop('SIGTERM');
  await chainsAreWhole(t, to);
});

/** Every chain follows on from event to event, and ends in the event of the restore. */
async function chainsAreWhole(t: Test, directory: string): Promise<void> {
  const store = await openSqliteStore({ directory });
  t.teardown(() => store.close());
  for (const kind of Object.keys(kinds) as Kind[]) {
    for (const { id } of await all(store.aggregates, kind, { where: {} })) {
      const events = await store.aggregates.events(kind, id, 0, 1000);
      t.equal(whyBroken(`${kind}/${id}`, events), null);
      t.ok(
        events.some(({ type }) => type === 'Restored'),
        `${kind}/${id}`,
      );
    }
  }
  const response = await store.aggregates.get('response', 'send-review');
  const epochs = response?.state.epochs ?? [];
  t.ok(epochs.length > 1 && response?.state.epoch === epochs.at(-1)?.id, 'the draft has a new epoch');
  const before = await store.drafts.load({ draft: 'send-review', epoch: epochs.at(-2)?.id ?? '' });
  t.not(before?.cut, null, 'a page that has the old one sets its newer words aside, for the coordinator');
}

test('[OP6] a backup that cannot be used is refused with one line, and the folder stays as it was', async (t) => {
  t.setTimeout(120_000);
  const [from, empty, file] = [folderFor(t), folderFor(t), join(folderFor(t), 'a.backup')];
  const service = await run(from);
  await service.stop('SIGTERM');
  t.equal((await command('backup', from, [file])).code, 0);
  const whole = readFileSync(file);
  const altered = Buffer.from(whole);
  altered.writeUInt8(altered.readUInt8(altered.length - 400) ^ 1, altered.length - 400);
  writeFileSync(`${file}.altered`, altered);
  writeFileSync(`${file}.cut`, whole.subarray(0, whole.length - 300));
  writeFileSync(`${file}.other`, 'not a backup');

  t.match(
    refusalOf(await command('restore', empty, [file], { BACKUP_KEY: 'another-key-of-another-house' })),
    /does not open with this BACKUP_KEY/,
  );
  t.match(refusalOf(await command('restore', empty, [`${file}.altered`])), /was altered or cut/);
  t.match(refusalOf(await command('restore', empty, [`${file}.cut`])), /was altered or cut/);
  t.match(refusalOf(await command('restore', empty, [`${file}.other`])), /is no backup/);
  t.match(refusalOf(await command('restore', empty, [`${file}.nothing`])), /cannot be read/);
  t.match(refusalOf(await command('restore', empty, [])), /^Type: npm run restore/);
  t.match(refusalOf(await command('restore', empty, [file], { BACKUP_KEY: 'short' })), /^BACKUP_KEY: .*\(hidden\)/);
  t.same(readdirSync(empty), [], 'nothing is left behind');

  const before = readFileSync(join(from, 'concord.db'));
  t.match(refusalOf(await command('restore', from, [file])), /holds a store already/);
  t.ok(readFileSync(join(from, 'concord.db')).equals(before), 'a store is never written over');
  t.match(refusalOf(await command('backup', empty, [`${file}.b`])), /there is no store in the folder/);
  t.match(refusalOf(await command('backup', from, [join(file, 'in-a-file')])), /cannot be written/);
  t.notOk(existsSync(`${file}.b`));
});

test('[OP8] mails that waited in a backup wait for an operator’s word', async (t) => {
  t.setTimeout(120_000);
  const [from, to, file] = [folderFor(t), folderFor(t), join(folderFor(t), 'a.backup')];
  // A mail server that is away: mails wait.
  const away = { SMTP_URL: 'smtp://127.0.0.1:9' };
  const service = await run(from, away);
  const nadia = await personAt(service, 'nadia-farrow');
  await nadia.get(`${base}/checks`);
  await nadia.post(`${base}/checks`, [['reason', 'A test.']], ['acknowledged']);
  await nadia.get(`${base}/sign-off`);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  await service.stop('SIGTERM');
  t.equal((await command('backup', from, [file])).code, 0);
  mkdirSync(to, { recursive: true });
  const restored = await command('restore', to, [file]);
  t.match(restored.said, /\d+ mails were waiting to be sent\. They wait until you type: npm run restore -- --send-mails/);

  const again = await run(to);
  t.notMatch(await (await personAt(again, 'nadia-farrow')).get('/mailbox'), /your decision on the response/, 'nothing leaves by itself');
  await again.stop('SIGTERM');
  t.match((await command('restore', to, ['--send-mails'])).said, /The mails leave when the service runs/);
  t.match((await command('restore', to, ['--send-mails'])).said, /No mail was held/);
  const third = await run(to);
  const reader = await personAt(third, 'nadia-farrow');
  let mailbox = '';
  for (let tries = 0; tries < 50 && !mailbox.includes('your decision on the response'); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    mailbox = await reader.get('/mailbox');
  }
  t.match(mailbox, /your decision on the response/);
  await third.stop('SIGTERM');
});

test('[OP10] a store that is moved takes in nothing more: the service must be stopped, and does not start there again', async (t) => {
  t.setTimeout(120_000);
  const [from, file] = [folderFor(t), join(folderFor(t), 'moving.backup')];
  const service = await run(from);
  t.match(refusalOf(await command('backup', from, ['--moving', file])), /another process has the data folder .* open/);
  await service.stop('SIGTERM');
  t.match(refusalOf(await command('backup', from, ['--moving', join(file, 'in-a-file')])), /cannot be written|no such folder/);
  t.equal((await command('backup', from, ['--moving', file])).code, 0, 'after a failure the store is as it was');
  await t.rejects(run(from), { message: /The data was moved to another place/ });
  t.match((await command('backup', from, ['--stay'])).said, /may start here again/);
  t.match((await command('backup', from, ['--stay'])).said, /was not moved/);
  const again = await run(from);
  await again.stop('SIGTERM');
});
