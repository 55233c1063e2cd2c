import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'tap';
import { newId } from '../../src/keys.ts';
import { backUp } from '../../src/operations/backup/backup.ts';
import { restore } from '../../src/operations/backup/restore.ts';
import { readSqlite, writeSqlite } from '../../src/store/sqlite/copy.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { openDraft, readSection } from '../../src/text/read.ts';
import { plainText } from '../../src/text/plain.ts';
import { sectionText } from '../../src/text/lines/stored.ts';
import { filesWith } from '../features/removal/everywhere.ts';
import { openDraftWorld } from '../support/worlds/draft.ts';
import { base, locks, person } from '../support/worlds/signed-off.ts';

const key = 'a-key-of-thirty-characters-and-more';
const words = 'Zebedee Quartz';

test('[OP11] [CO15] a restore of a backup from before a removal repeats the removal', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'concord-backups-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const draft = await openDraftWorld(t);
  const { dataDir } = draft.services.config;
  const said: string[] = [];
  const back = async (name: string): Promise<string> => {
    const source = await readSqlite(dataDir);
    const path = join(folder, name);
    const secret = new Uint8Array(32);
    await backUp(path, { source, secret, key, now: draft.services.now(), say: () => undefined }).finally(() => source.close());
    return path;
  };
  const nadia = await person(draft, 'nadia-farrow');
  const client = await draft.live('daniel-rowntree');
  client.type('', 'q5');
  const root = sectionText(client.document, 'q5');
  root.insert(root.length, `Of 41 families, ${words} waited.`);
  await client.settled();
  await nadia.get(`${base}/history`);
  await nadia.post(`${base}/history`, { name: `About ${words}` });
  await locks(nadia);
  await draft.worker.settle();
  const monday = await back('monday.backup');
  t.notOk(readdirSync(folder).includes('removals.json'), 'without a removal there is no list');
  await nadia.get(`${base}/removal`);
  const done = await nadia.post(`${base}/removal`, { phrase: words, reason: 'A name was pasted.', confirm: 'remove' });
  t.equal(done.status, 303);
  await draft.worker.settle();
  await back('tuesday.backup');
  await back('wednesday.backup');
  const list = readFileSync(join(folder, 'removals.json'), 'utf8');
  t.equal((JSON.parse(list) as unknown[]).length, 1, 'each removal stands in the list once');
  t.notMatch(list, /Zebedee|Quartz/i, 'and the list tells no word');

  const to = join(folder, 'restored');
  await restore(monday, { key, target: (secret) => writeSqlite(to, secret), newId, say: (line) => said.push(line) });
  t.match(said.join('\n'), /One removal of words, made after this backup, was repeated\./);
  t.same(filesWith(to, ['Zebedee', 'Quartz']), []);
  const store = await openSqliteStore({ directory: to });
  t.teardown(() => store.close());
  const response = (await store.aggregates.get('response', 'send-review'))?.state;
  t.match(response, { status: 'drafting', removals: [{ status: 'done' }], rounds: [{ status: 'recalled' }] });
  const log = await store.drafts.load({ draft: 'send-review', epoch: response?.epoch ?? '' });
  t.match(log === null ? '' : plainText(readSection(openDraft(log), 'q5')), /Of 41 families, {1,2}waited\./);
  const [version] = await store.aggregates.find('version', { where: { responseId: 'send-review' } });
  t.equal(await store.blobs.get('send-review', version?.state.kept ?? ''), null);
});
