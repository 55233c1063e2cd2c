import { setTimeout as after } from 'node:timers/promises';
import { test } from 'tap';
import { sectionText } from '../../src/text/lines/stored.ts';
import { filesWith } from '../features/removal/everywhere.ts';
import { textOf } from '../support/live/lines.ts';
import { RawClient } from '../support/live/raw-client.ts';
import { Typist } from '../support/live/typist.ts';
import { folderFor, liveAddress, personAt, run, type Running } from '../support/running.ts';

// The service is killed while it removes words, at another moment each time.

const base = '/consultations/send-review';
const section = 'general-comments';
const writers = ['daniel-rowntree', 'owen-larbi'];
/** The words of each round, and the time in ms from the answer that the removal has begun to the kill. */
const rounds = [
  { words: 'Zebedee Quartz', wait: 0 },
  { words: 'Mortimer Vane', wait: 40 },
  { words: 'Ottoline Pike', wait: 120 },
  { words: 'Barnaby Flint', wait: 300 },
] as const;

test('[CO15] [CO12] killed while words are removed: the next start finishes it, no file keeps them, and no saved line is lost', async (t) => {
  t.setTimeout(600_000);
  const dataDir = folderFor(t);
  let service = await run(dataDir);
  t.teardown(() => service.stop('SIGKILL'));
  const saved = new Set<string>();
  let interrupted = 0;
  for (const [round, { words, wait }] of rounds.entries()) {
    const typists = await Promise.all(writers.map((member) => typist(service, member, round)));
    await plant(service, words);
    for (const one of typists) one.start();
    for (let tries = 0; tries < 300 && typists.some((one) => one.look() < 5); tries += 1) await after(20);
    const nadia = await personAt(service, 'nadia-farrow');
    await nadia.get(`${base}/history`);
    await nadia.post(`${base}/history`, [['name', `About ${words}`]]);
    await nadia.get(`${base}/removal`);
    const page = await nadia.post(`${base}/removal`, [
      ['phrase', words],
      ['reason', 'A name was pasted.'],
      ['confirm', 'remove'],
    ]);
    t.match(page, /The words (are being|were) removed/);
    await after(wait);
    await service.stop('SIGKILL');
    for (const one of typists) {
      one.stop();
      one.look();
      for (const line of one.saved) saved.add(line);
      await one.client.close();
    }
    const parts = words.split(' ');
    const left = filesWith(dataDir, parts);
    if (left.length > 0) interrupted += 1;
    t.comment(`killed after ${wait} ms: ${left.length} files had the words`);
    service = await run(dataDir);
    for (let tries = 0; tries < 300 && filesWith(dataDir, parts).length > 0; tries += 1) await after(100);
    t.same(filesWith(dataDir, parts), [], `${words}: no file has the words`);
    const again = await personAt(service, 'nadia-farrow');
    const { length: done } = (await again.get(`${base}/record`)).match(/removed for good, from \d+ places/g) ?? [];
    t.equal(done, round + 1, 'the record says that it was done, once');
  }
  t.ok(interrupted > 0, `${interrupted} removals were interrupted`);
  t.ok(saved.size > 40, `${saved.size} lines were shown as saved`);
  const fresh = await enter(service, 'meera-vasani');
  const text = textOf(fresh.document, section);
  await fresh.close();
  t.same(
    [...saved].filter((line) => !text.includes(line)),
    [],
    'every line that was shown as saved',
  );
  t.match(text, /Before \S*\s?after it/, 'the words around stay');
  await service.stop('SIGTERM');
});

async function enter(service: Running, member: string): Promise<RawClient> {
  const client = new RawClient(await liveAddress(service, member));
  await client.synced();
  return client;
}

async function typist(service: Running, member: string, round: number): Promise<Typist> {
  return new Typist(await enter(service, member), `${member.split('-')[0] ?? ''} in round ${round}:`, { section, perSecond: 40 });
}

/** Types the words at the end of the section, a letter at a time. */
async function plant(service: Running, words: string): Promise<void> {
  const client = await enter(service, 'farah-siddiqui');
  client.type('', section);
  const root = sectionText(client.document, section);
  for (const letter of `Before ${words} after it.`) root.insert(root.length, letter);
  await client.settled();
  await client.close();
}
