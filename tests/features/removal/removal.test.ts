import { type Test, test } from 'tap';
import * as Y from 'yjs';
import type { OpenServices } from '../../../src/open-services.ts';
import { never } from '../../../src/store/ephemeral.ts';
import type { Response } from '../../../src/domain/response/response.ts';
import { whyBroken } from '../../../src/store/chain.ts';
import type { Stored } from '../../../src/store/aggregates.ts';
import { all } from '../../../src/store/every.ts';
import { sectionText } from '../../../src/text/lines/stored.ts';
import type { RawClient } from '../../support/live/raw-client.ts';
import { Typist } from '../../support/live/typist.ts';
import type { Visitor } from '../../support/visitor.ts';
import { type Draft as World, openDraftWorld } from '../../support/worlds/draft.ts';
import { stands } from '../../support/worlds/positions.ts';
import { base, locks, offerEvidence, person, takeDocument } from '../../support/worlds/signed-off.ts';
import { holding, plant } from './everywhere.ts';

// Words stand in every place that takes words. The coordinator removes them, and they are nowhere any more.

const words = 'Zebedee Quartz';
const here = `${base}/removal`;

/** The kinds of records that hold words of people. */
const kinds = ['response', 'consultation', 'positions', 'evidence', 'version'] as const;
type Worded = (typeof kinds)[number];

type Draft = World & { readonly response: () => Promise<Response> };

async function openDraft(t: Test): Promise<Draft> {
  const world = await openDraftWorld(t);
  return {
    ...world,
    async response() {
      const stored = await world.services.aggregates.get('response', 'send-review');
      if (stored === null) throw new Error('there is no response');
      return stored.state;
    },
  };
}

async function recordsOf({ services }: Draft, kind: Worded): Promise<readonly { readonly id: string }[]> {
  if (kind === 'response' || kind === 'consultation') return [{ id: 'send-review' }];
  return all(services.aggregates, kind, { where: { responseId: 'send-review' } });
}

/** Fields of the second form, as a person fills them in. */
const sure = { phrase: words, reason: 'A name was pasted.', confirm: 'remove' };

/** The addresses of all pages of the response. */
async function pagesOf({ services }: Draft): Promise<readonly string[]> {
  const where = { where: { responseId: 'send-review' } };
  const [versions, exports, evidence, positions] = await Promise.all([
    all(services.aggregates, 'version', where),
    all(services.aggregates, 'export', where),
    all(services.aggregates, 'evidence', where),
    all(services.aggregates, 'positions', where),
  ]);
  const response = (await services.aggregates.get('response', 'send-review'))?.state;
  return [
    '/work',
    '/mailbox',
    base,
    ...[
      'response',
      'history',
      'history/added',
      'sign-off',
      'sign-off/draft',
      'late',
      'record',
      'documents',
      'evidence',
      'positions',
      'progress',
      'checks',
    ].map((page) => `${base}/${page}`),
    ...versions.map(({ id }) => `${base}/history/${id}`),
    ...versions.map(({ id }) => `${base}/history/compare?was=${id}&now=now`),
    ...exports.flatMap(({ id }) => [`${base}/documents/${id}`, `${base}/documents/${id}/file`]),
    ...evidence.flatMap(({ id }) => [`${base}/evidence/${id}`, `${base}/evidence/${id}/file`]),
    ...positions.map(({ state }) => `${base}/positions/${state.organisationId}`),
    ...(response?.rounds ?? []).map(({ n }) => `${base}/sign-off/rounds/${n}`),
    ...(response?.removals ?? []).map(({ id }) => `${base}/removals/${id}`),
  ];
}

async function mentions(visitor: Visitor, pages: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const page of pages) {
    const { status, body } = await visitor.get(page);
    if (status >= 500) found.push(`${page}: ${status}`);
    if (/Zebedee|Quartz/i.test(body)) found.push(page);
  }
  return found;
}

test('[CO15] words are removed from every place, and others’ words stay [TX19]', async (t) => {
  const draft = await openDraft(t);
  await everyPlace(t, draft);
  await whileTyping(t, draft);
});

const key = { draft: 'send-review' } as const;

/** Types at the end of a section, a letter at a time, as a person does. */
async function types(client: RawClient, text: string): Promise<void> {
  client.type('', 'q5');
  const root = sectionText(client.document, 'q5');
  for (const letter of text) root.insert(root.length, letter);
  await client.settled();
}

async function everyPlace(t: Test, draft: Draft): Promise<void> {
  const { services, worker } = draft;
  const nadia = await person(draft, 'nadia-farrow');
  const [daniel, farah] = [await draft.live('daniel-rowntree'), await draft.live('farah-siddiqui')];
  await types(daniel, 'Of 41 families, Zebedee Quartz waited.');
  await types(farah, 'Farah wrote beside ZEBEDEE  QUARTZ, in capitals.');
  await types(daniel, 'A draft of Zebedee Quartz that was deleted');
  sectionText(daniel.document, 'q5').delete(sectionText(daniel.document, 'q5').length - 30, 30);
  await daniel.settled();
  await nadia.get(`${base}/history`);
  await nadia.post(`${base}/history`, { name: 'With the words' });
  await takeDocument(nadia, 'now');
  await offerEvidence(nadia);
  await worker.settle();
  await locks(nadia);
  await worker.settle();
  await late(services, daniel, (await draft.response()).epoch, 'After the lock: Zebedee Quartz, and much more.');
  const stored = async (): Promise<Stored<'response'>> => {
    const [found] = await all(services.aggregates, 'response', { where: { consultationId: 'send-review' } });
    if (found === undefined) throw new Error('there is no response');
    return found;
  };
  await stands({ services: services as never, response: stored }, 'kent-county-council', 'endorses', {
    note: { words: 'A note.', shown: 'attributed' },
  });
  for (const kind of kinds) {
    let planted = 0;
    for (const { id } of await recordsOf(draft, kind)) planted += await plant(services, kind, id, words);
    t.ok(planted > 0, `${kind}: ${planted} fields`);
  }
  const [mail] = await draft.mails();
  await services.ephemeral.put('mailbox', mail?.key ?? '', { ...mail, key: undefined, opened: undefined, text: `Dear ${words}` }, never);
  t.ok((await holding(services, ['Zebedee'])).length > 2, 'the words are in several files');
  const pages = await mentions(nadia, await pagesOf(draft));
  t.ok(pages.length > 10, `and on ${pages.length} pages`);

  const { body } = await nadia.post(`${here}/find`, { phrase: 'zebedee quartz' });
  t.match(body, /█████/, 'the places are shown, masked');
  t.notMatch(body.replaceAll(/value="[^"]*"/g, ''), /Zebedee/i);
  const kept = await nadia.post(here, { ...sure, reason: 'It said Zebedee Quartz.', confirm: 'yes' });
  t.match(kept, { status: 400, body: /The reason holds the words themselves[\s\S]*Type the word remove to confirm/ });
  t.match(kept.body, /It said Zebedee Quartz\.<\/textarea>[\s\S]*value="yes"/, 'all that was typed stays [SF9]');
  const before = (await draft.response()).rounds[0];
  const done = await nadia.post(here, sure);
  t.equal(done.status, 303, done.body);
  const mails = await draft.mails();
  t.match(
    mails.find(({ subject }) => /taken back/i.test(subject))?.text ?? '',
    /A name was pasted/,
    'approvers are told that the round ended',
  );

  const state = await draft.response();
  t.match(state, { status: 'drafting', removals: [{ status: 'done', by: 'nadia-farrow', reason: sure.reason }] });
  t.match(state.rounds[0], { status: 'recalled', digest: before?.digest }, 'the digest stays');
  t.same(await holding(services, ['Zebedee', 'Quartz', 'zebedee']), [], 'no byte in the data folder');
  t.same(await mentions(nadia, await pagesOf(draft)), [], 'no page');
  t.match(await draft.words('q5'), /Of 41 families, {1,2}waited\.\n\nFarah wrote beside ?, in capitals\./);
  for (const kind of kinds) {
    for (const { id } of await recordsOf(draft, kind))
      t.equal(whyBroken(`${kind}/${id}`, await services.aggregates.events(kind, id, 0, 1000)), null);
  }
  await gone(t, draft, nadia);
}

/** The pages of texts that went say so, and the late passage waits without the words. */
async function gone(t: Test, draft: Draft, nadia: Visitor): Promise<void> {
  const { services } = draft;
  const versions = (await all(services.aggregates, 'version', { where: { responseId: 'send-review' } }))
    .filter(({ state: { because } }) => because !== 'reopened')
    .map(({ id }) => id);
  t.ok(versions.length > 1);
  for (const page of (await pagesOf(draft)).filter((one) => one.includes('rounds') || versions.some((id) => one.endsWith(`history/${id}`))))
    t.match(await nadia.get(page), { status: 410, body: /removed for good[\s\S]*It was removed on/ }, page);
  const [job] = await all(services.aggregates, 'export', { where: { responseId: 'send-review' } });
  t.match((await nadia.get(`${base}/documents/${job?.id ?? ''}`)).body, /was removed for good/);
  t.equal((await nadia.get(`${base}/documents/${job?.id ?? ''}/file`)).status, 410);
  t.match((await nadia.get(`${base}/late`)).body, /After the lock: [\s\S]*and much more/);
  const { body } = await nadia.get(`${base}/record`);
  t.match(body, /Nadia Farrow began to remove words for good[^<]*“A name was pasted\.”/);
  t.match(body, /removed for good, from \d+ places/);
  const text = await services.presentTexts.of({ ...key, epoch: (await draft.response()).epoch });
  const authors = Object.values(text.authors).map(({ member }) => member);
  t.ok(authors.includes('daniel-rowntree') && authors.includes('farah-siddiqui'), 'the authors of the other words stay');
}

/** People type while words are removed: all that was acknowledged is in the text, and their pages are sent away. */
async function whileTyping(t: Test, draft: Draft): Promise<void> {
  const nadia = await person(draft, 'nadia-farrow');
  const client = await draft.live('farah-siddiqui');
  await types(client, 'Once more: Mortimer Vane.');
  const typist = new Typist(client, 'line', { section: 'q6' });
  typist.start();
  await client.until('some lines are saved', () => typist.look() > 20);
  t.equal((await nadia.post(here, { ...sure, phrase: 'Mortimer Vane' })).status, 303);
  await draft.worker.settle();
  const ending = await client.ending();
  typist.stop();
  t.match(ending, /^(sealed|gone)$/);
  const inText = await draft.words('q6');
  const acknowledged = typist.lines.filter(({ frame }) => frame <= client.durable).map(({ text }) => text);
  t.ok(acknowledged.length > 20);
  t.same(
    acknowledged.filter((line) => !inText.includes(line)),
    [],
    'every line that was acknowledged',
  );
  t.notMatch(await draft.words('q5'), /Mortimer/);
  t.same(await holding(draft.services, ['Mortimer']), []);
  const [closed = ''] = (await draft.response()).removals?.at(-1)?.closed.slice(-1) ?? [];
  const stale = await draft
    .live('farah-siddiqui', { url: `${draft.url.replace('http', 'ws')}/live/send-review/${closed}` })
    .catch((error: unknown) => String(error));
  t.match(typeof stale === 'string' ? stale : await stale.ending(), /4404/, 'a page with the old text is sent away for good');
}

async function late({ drafts }: OpenServices, client: RawClient, epoch: string, text: string): Promise<void> {
  const before = Y.encodeStateVector(client.document);
  client.document.transact(() => {
    const root = sectionText(client.document, 'q5');
    root.insert(root.length, text);
  });
  const update = Y.encodeStateAsUpdate(client.document, before);
  await drafts.setAside({ ...key, epoch }, { id: 'late', member: 'daniel-rowntree', at: '2026-12-01T10:00:00.000Z', update });
}
