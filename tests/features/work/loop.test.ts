import { test } from 'tap';
import * as Y from 'yjs';
import { sectionText } from '../../../src/text/lines/stored.ts';
import { openDraft } from '../../../src/text/read.ts';
import { type SignOffWorld, decides, locks } from '../../support/worlds/sign-off.ts';
import { base, openConsultationsWorld, who } from '../../support/worlds/consultations.ts';

const textOf = (body: string): string =>
  body
    .slice(body.indexOf('<main'), body.indexOf('</main>'))
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
const page = async (world: SignOffWorld, id: string, path: string): Promise<string> => (await (await world.member(id)).get(path)).body;
const see = async (world: SignOffWorld, id: string, path: string): Promise<string> => textOf(await page(world, id, path));

test('[WO7] [SO5] after changes were asked for, Your work and the overview say so first, with the words, the questions and a way to the first', async (t) => {
  const world = await openConsultationsWorld(t);
  await locks(world);
  await decides(world, who.chair, { decision: 'request-changes', comment: 'Q5 and question 16 <say> two things.' });
  for (const [id, path] of [
    [who.coordinator, '/work'],
    [who.coordinator, base],
    ['daniel-rowntree', '/work'],
    ['daniel-rowntree', base],
  ] as const) {
    const text = await see(world, id, path);
    t.match(text, /(Do this first|Next step) Make the changes that Joanna Prideaux asked for/, `${id} ${path}`);
    t.match(text, /[Rr]ound 1 ended\. Joanna Prideaux asked for changes as chair on 14 July 2026/);
    t.match(text, /Q5 and question 16 &lt;say&gt; two things\. Named there: Question 5: [^,]+, Question 16: .* Go to question 5/);
    t.match(await page(world, id, path), /class="cc-btn" href="\/consultations\/send-review\/response#s-q5"/);
  }
  t.match(await see(world, who.sponsor, base), /The text is open again[\s\S]*Q5 and question 16/);
  t.match(await see(world, who.sponsor, '/work'), /Waiting on others[\s\S]*The officers/);
  await locks(world);
  t.notMatch(await see(world, 'daniel-rowntree', '/work'), /asked for/, 'the text is locked again');
});

test('[WO7] [SO11] [SO53] a text that was taken back asks for its reason to be seen to; locked unchanged, the checks say so before', async (t) => {
  const world = await openConsultationsWorld(t);
  await locks(world);
  const joanna = await world.member(who.chair);
  await joanna.get(`${base}/sign-off`);
  await joanna.post(`${base}/sign-off/take-back`, { reason: 'The figure is wrong' });
  t.match(
    await see(world, who.coordinator, '/work'),
    /Do this first See to the reason for which Joanna Prideaux took the text back[\s\S]*The figure is wrong[\s\S]*Open the response/,
  );
  t.match(await see(world, who.coordinator, `${base}/checks`), /This is the text that was taken back: word for word the text of round 1\./);
  await locks(world);
  t.match(
    await see(world, who.coordinator, `${base}/sign-off`),
    /This is the text that was taken back: word for word the text of round 1\./,
  );
});

test('[WO7] [CO5] late passages of an earlier lock are a task of the coordinator while the text is open', async (t) => {
  const world = await openConsultationsWorld(t);
  const { id, epoch } = await locks(world);
  const key = { draft: id, epoch };
  const log = await world.services.drafts.load(key);
  if (log === null) throw new Error('there is no draft');
  const document = openDraft(log);
  document.on('update', (update: Uint8Array) => {
    void world.services.drafts.setAside(key, { id: `late${update.byteLength}`, member: 'joel-finch', at: world.services.now(), update });
  });
  const text = sectionText(document, 'q5');
  Y.transact(document, () => {
    text.insert(text.length, ' One more figure.');
  });
  t.notMatch(await see(world, who.coordinator, '/work'), /came in after the lock/, 'nothing can be brought into a locked text');
  await decides(world, who.chair, { decision: 'request-changes', comment: 'Too long' });
  for (const path of ['/work', base]) t.notMatch(await see(world, 'daniel-rowntree', path), /came in after the lock/);
  t.match(
    await see(world, who.coordinator, '/work'),
    /Make the changes that Joanna Prideaux asked for[\s\S]*After that[\s\S]*Decide about a passage that came in after the lock It is not in the draft/,
  );
});
