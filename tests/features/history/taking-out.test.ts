import type { BrowserContextOptions, Page } from 'playwright-core';
import { test } from 'tap';
import * as Y from 'yjs';
import type { Block } from '../../../src/domain/consultation/section.ts';
import { MemberId } from '../../../src/domain/ids.ts';
import { versionsOf } from '../../../src/drafts/keeping.ts';
import { openDraft } from '../../../src/text/read.ts';
import { writeBlocks } from '../../../src/text/write.ts';
import { sectionText } from '../../../src/text/lines/stored.ts';
import { axe, noBrowser as skip, openContext } from '../../support/browser.ts';
import { addLine, textOf } from '../../support/live/lines.ts';
import { openSessionRecord } from '../../support/worlds/editor/session.ts';
import { type Draft, draftIds, openDraftWorld } from '../../support/worlds/draft.ts';

// A draft near its limit says so, and the coordinator takes out the words of one member.

const base = `/consultations/${draftIds.consultation}`;
const added = `${base}/history/added`;

/** Has one member write many short paragraphs, as one entry of the log. */
async function floods(draft: Draft, member: string, paragraphs: number, section = 'q22'): Promise<void> {
  const { services } = draft;
  const key = await draft.key();
  const log = await services.drafts.load(key);
  if (log === null) throw new Error('there is no draft');
  const document = openDraft(log);
  const before = Y.encodeStateVector(document);
  const line: Block = { type: 'paragraph', content: [{ type: 'text', text: 'kinship', marks: [] }] };
  writeBlocks(
    document,
    section,
    Array.from({ length: paragraphs }, () => line),
  );
  const authors = { [document.clientID]: { member, how: 'declared' } } as const;
  const update = Y.encodeStateAsUpdate(document, before);
  await services.drafts.append(key, { node: services.newId(), seq: 1, update, authors });
}

const markIn = (body: string): string => /name="mark" value="([^"]+)"/.exec(body)?.[1] ?? '';

test('[CO17] a draft at 80% of a limit says so on its page, with the way to who added how much', async (t) => {
  const draft = await openDraftWorld(t);
  const [joel, nadia] = [await draft.browser('joel-finch'), await draft.browser('nadia-farrow')];
  await floods(draft, 'joel-finch', 15_000);
  t.notMatch((await joel.get(`${base}/response`)).body, /nearly full/);
  await floods(draft, 'joel-finch', 16_500);
  const { body } = await joel.get(`${base}/response`);
  t.match(body, /This draft is nearly full\.<\/strong> It holds 8\d% of 20,000 paragraphs\. A full draft takes no more words\./);
  t.match(body, new RegExp(`href="${added}">See who added how much`));
  const his = await joel.get(added);
  t.match(his.body, /Joel Finch[^]*16,\d{3}[^]*9\d%/);
  t.notMatch(his.body, /Take out/, 'only the coordinator takes out');
  t.equal((await joel.get(`${added}/joel-finch`)).status, 403);
  t.match((await nadia.get(added)).body, new RegExp(`href="${added}/joel-finch">Take out…`));
});

test('[CO17] the coordinator takes one member’s words out: others’ stay, a version is kept, the record and an email tell', async (t) => {
  const draft = await openDraftWorld(t);
  await floods(draft, 'joel-finch', 300);
  const daniel = await draft.live('daniel-rowntree');
  const text = sectionText(daniel.document, 'q22');
  text.insert(3, ' Daniel was here. ');
  addLine(daniel.document, 'Daniel’s own line.', 'q22');
  await daniel.settled();
  const nadia = await draft.browser('nadia-farrow');
  const page = await nadia.get(`${added}/joel-finch`);
  t.match(page.body, /Take out all that Joel Finch wrote\?/);
  t.match(page.body, /Question 22: Anything else \(30\d words\)/);
  t.match(page.body, /An email then tells Joel Finch\./);
  t.equal((await nadia.post(`${added}/joel-finch`, { mark: 'other' })).status, 409);
  t.same((await nadia.post(`${added}/joel-finch`, { mark: markIn(page.body) })).status, 303);
  await daniel.until('it to be gone', () => !textOf(daniel.document, 'q22').includes('kinship'));
  t.match(textOf(daniel.document, 'q22'), /^\s*Daniel was here\. \nDaniel’s own line\.$/);
  t.match(await draft.words('q22'), /^\s*Daniel was here\.\s+Daniel’s own line\.$/);
  addLine(daniel.document, 'And he writes on.', 'q22');
  await daniel.settled();
  t.equal(daniel.closed, null);
  const [version] = await versionsOf(draft.services, { id: draftIds.response }, 1);
  t.match(version?.state, { because: 'named', name: 'Before Joel Finch’s words were taken out', by: 'nadia-farrow' });
  t.match((await nadia.get(`${base}/record`)).body, /Nadia Farrow took out of the draft what Joel Finch had written: 4\d\d words/);
  const mails = await draft.mails();
  t.same(
    mails.filter(({ subject }) => subject.includes('taken out')).map((mail) => JSON.stringify(mail).includes('Joel Finch')),
    [true],
  );
  t.equal((await nadia.get(`${added}/joel-finch`)).status, 303, 'nothing of it is left');
});

test('[CO17] [TX21] text that no page shows can be taken out too; a locked draft keeps everything', async (t) => {
  const draft = await openDraftWorld(t);
  const hostile = new Y.Doc();
  sectionText(hostile, 'invented').insert(0, 'Unseen words. '.repeat(20_000));
  const authors = { [hostile.clientID]: { member: 'joel-finch', how: 'declared' } } as const;
  const update = Y.encodeStateAsUpdate(hostile);
  await draft.services.drafts.append(await draft.key(), { node: 'before', seq: 1, update, authors });
  const nadia = await draft.browser('nadia-farrow');
  t.match((await nadia.get(added)).body, /Text outside the answers, which no page shows/);
  const page = await nadia.get(`${added}/unseen`);
  t.match(page.body, /40,000 words in/);
  t.equal((await nadia.post(`${added}/unseen`, { mark: markIn(page.body) })).status, 303);
  t.notMatch((await nadia.get(added)).body, /no page shows/);
  const log = await draft.services.drafts.load(await draft.key());
  t.equal(sectionText(openDraft(log ?? { base: { update: new Uint8Array() }, entries: [] }), 'invented').length, 0);
  t.match((await nadia.get(`${base}/record`)).body, /took out of the draft 40,000 words outside its answers/);
  await draft.services.drafts.seal(await draft.key());
  const stored = await draft.services.aggregates.get('response', draftIds.response);
  if (stored === null) throw new Error('there is no response');
  const locking = { at: draft.services.now(), by: MemberId.parse('nadia-farrow'), epoch: stored.state.epoch, acknowledged: [], reason: '' };
  const events = [{ type: 'TextLocked' as const, data: { epoch: stored.state.epoch } }] as const;
  await draft.services.aggregates.commit({ ...stored, state: { ...stored.state, locking }, events, actor: 'nadia-farrow' });
  t.notMatch((await nadia.get(added)).body, /Take out/);
  t.equal((await nadia.get(`${added}/joel-finch`)).status, 409);
});

test('[CO17] both pages read well on a phone, and work without JavaScript by keyboard alone', { skip }, async (t) => {
  const draft = await openDraftWorld(t);
  await floods(draft, 'joel-finch', 16_500);
  const token = await openSessionRecord(draft.services, 'nadia-farrow');
  const pageWith = async (options: BrowserContextOptions): Promise<Page> => {
    const context = await openContext(t, { viewport: { width: 390, height: 844 }, ...options });
    await context.addCookies([{ name: 'concord-session', value: token, url: draft.url }]);
    return context.newPage();
  };
  const looked = await pageWith({});
  for (const path of [added, `${added}/joel-finch`]) {
    await looked.goto(`${draft.url}${path}`);
    t.same(await axe(looked), [], path);
    t.ok(await looked.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing is cut off');
  }
  const page = await pageWith({ javaScriptEnabled: false });
  await page.goto(`${draft.url}${added}`);
  await page.getByRole('link', { name: 'Take out… Joel Finch' }).press('Enter');
  await page.getByRole('button', { name: 'Take it out' }).press('Enter');
  t.equal(new URL(page.url()).pathname, added);
  t.notMatch(await page.textContent('main'), /Joel Finch/);
});
