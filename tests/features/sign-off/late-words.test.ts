import { test } from 'tap';
import * as Y from 'yjs';
import type { Consultation } from '../../../src/domain/consultation/consultation.ts';
import { removeQuestion } from '../../../src/domain/consultation/register.ts';
import { SectionId } from '../../../src/domain/ids.ts';
import { LastRead } from '../../../src/reading/last-read.ts';
import { type LateWords, lateWords } from '../../../src/reading/late-words.ts';
import { plainText } from '../../../src/text/plain.ts';
import { openDraft, readSection } from '../../../src/text/read.ts';
import { sectionText } from '../../../src/text/lines/stored.ts';
import { change } from '../../../src/store/change.ts';
import { addLine } from '../../support/live/lines.ts';
import { base, decides, locks, openSignOffWorld, who } from '../../support/worlds/sign-off.ts';
import { type Draft, draftIds, openDraftWorld } from '../../support/worlds/draft.ts';

async function read({ services }: Draft): Promise<readonly LateWords[]> {
  const response = await services.aggregates.get('response', draftIds.response);
  const consultation = await services.aggregates.get('consultation', draftIds.consultation);
  if (response === null || consultation === null) throw new Error('nothing was started');
  return lateWords(services, response.state, consultation.state);
}

test('[CO5] 1,500 late edits are read once, and again only when there are more or other questions', async (t) => {
  const draft = await openDraftWorld(t);
  const { drafts } = draft.services;
  const key = await draft.key();
  await drafts.seal(key);
  const log = await drafts.load(key);
  if (log === null) throw new Error('there is no draft');
  const document = openDraft(log);
  const edits: Uint8Array[] = [];
  document.on('update', (update: Uint8Array) => edits.push(update));
  const text = sectionText(document, 'q22');
  const write = async (): Promise<void> => {
    for (const update of edits.splice(0)) {
      await drafts.setAside(key, {
        id: `late${text.length}${update.byteLength}${Math.random()}`,
        member: 'joel-finch',
        at: draft.services.now(),
        update,
      });
    }
  };
  for (let n = 0; n < 1_500; n += 1) text.insert(text.length, 'a ');
  await write();
  const first = await read(draft);
  t.equal(first[0]?.passages.length, 1);
  t.equal(await read(draft), first, 'nothing new: nothing is read');
  text.insert(0, 'One more. ');
  await write();
  const second = await read(draft);
  t.match(JSON.stringify(second[0]?.passages[0]?.theirs), 'One more. ');
  const [section] = second.flatMap(({ passages }) => passages.map((passage) => passage.section));
  if (section === undefined) throw new Error('nothing came late');
  await draft.asks((asked) => removeQuestion(asked, section, draft.services.now()));
  const [kept] = (await read(draft)).flatMap(({ passages }) => passages);
  t.match(JSON.stringify(kept?.theirs), 'One more. ', '[QS13] the question was taken out, and its late words are there');
});

test('[CO5] late words that could not be read are not kept, and no more than twenty values are kept', async (t) => {
  const kept = new LastRead<string>();
  const owner = {};
  await t.rejects(kept.of(owner, 'a', '1', () => Promise.reject(new Error('the disk is gone'))));
  t.equal(await kept.of(owner, 'a', '1', () => Promise.resolve('read')), 'read');
  t.equal(await kept.of(owner, 'a', '1', () => Promise.resolve('again')), 'read');
  t.equal(await kept.of({}, 'a', '1', () => Promise.resolve('of another')), 'of another');
  for (let n = 0; n < 20; n += 1) await kept.of(owner, `b${n}`, '1', () => Promise.resolve('b'));
  t.equal(await kept.of(owner, 'a', '1', () => Promise.resolve('again')), 'again');
});

test('[QS13] late words for a question that went are offered, and join the answer that is kept', async (t) => {
  const world = await openSignOffWorld(t);
  const { services } = world;
  const epoch = (await locks(world)).rounds[0]?.epoch ?? '';
  const key = { draft: draftIds.response, epoch };
  const log = await services.drafts.load(key);
  if (log === null) throw new Error('there is no draft');
  const document = openDraft(log);
  const before = Y.encodeStateVector(document);
  addLine(document, 'Written on a train.', 'q20');
  const update = Y.encodeStateAsUpdate(document, before);
  await services.drafts.setAside(key, { id: 'late1', member: 'joel-finch', at: services.now(), update });
  await decides(world, who.chair, { decision: 'request-changes', comment: 'Say more.' });
  const removed = await change(services.aggregates, 'consultation', draftIds.consultation, who.coordinator, (asked: Consultation) =>
    removeQuestion(asked, SectionId.parse('q20'), services.now()),
  );
  t.ok(removed.ok);
  const nadia = await world.member(who.coordinator);
  const { body } = await nadia.get(`${base}/late`);
  t.match(body, /Question 20[^<]*, no longer asked[^]*Written on a train\./);
  const passage = / id="p-([0-9a-f]{20})"/.exec(body)?.[1] ?? '';
  const form = (await nadia.get(`${base}/late/${passage}`)).body;
  const mark = /name="mark" value="([^"]+)"/.exec(form)?.[1] ?? '';
  t.equal((await nadia.post(`${base}/late/${passage}/bring`, { mark })).status, 303);
  t.match((await nadia.get(`${base}/late`)).body, /Brought into the draft by Nadia Farrow[^]*response#g-q20"/);
  const open = await services.drafts.load({ draft: draftIds.response, epoch: (await world.response()).state.epoch });
  t.match(open === null ? '' : plainText(readSection(openDraft(open), 'q20')), /Written on a train\.$/);
  t.match(
    (await nadia.get(`${base}/checks`)).body,
    /Question 20[^]*Bring its answer into another question/,
    'it can go into another answer',
  );
});
