import { test } from 'tap';
import * as Y from 'yjs';
import type { Version } from '../../../src/domain/response/version.ts';
import { decodeKept } from '../../../src/drafts/kept.ts';
import { versionsOf } from '../../../src/drafts/keeping.ts';
import { sectionText } from '../../../src/text/lines/stored.ts';
import { addLine, textOf } from '../../support/live/lines.ts';
import type { RawClient } from '../../support/live/raw-client.ts';
import { type Draft, draftIds, openDraftWorld } from '../../support/worlds/draft.ts';

// A version is kept before much of a draft is deleted at once.

const page = `/consultations/${draftIds.consultation}/response`;
const history = `/consultations/${draftIds.consultation}/history`;
const many = Array.from({ length: 700 }, (_, n) => `word${n}`).join(' ');

async function kept({ services }: Draft): Promise<readonly Version[]> {
  const versions = await versionsOf(services, { id: draftIds.response }, 100);
  return versions.map(({ state }) => state).filter(({ because }) => because === 'deletion');
}

/** The words of a section in a version. */
async function wordsIn({ services }: Draft, version: Version | undefined, section: string): Promise<string> {
  const bytes = version === undefined ? null : await services.blobs.get(draftIds.response, version.kept);
  if (bytes === null) throw new Error('nothing was kept');
  const document = new Y.Doc();
  Y.applyUpdate(document, decodeKept(bytes).update);
  return textOf(document, section);
}

/** Writes 700 words into an answer, as somebody else. */
async function withManyWords(draft: Draft, section: string): Promise<void> {
  const daniel = await draft.live('daniel-rowntree');
  addLine(daniel.document, many, section);
  await daniel.settled();
}

async function deletes(
  { document, settled }: { readonly document: Y.Doc; readonly settled: () => Promise<void> },
  section: string,
): Promise<void> {
  const text = sectionText(document, section);
  text.delete(0, text.length);
  await settled();
}

const client = (raw: RawClient) => ({ document: raw.document, settled: () => raw.settled() });

test('[CO16] a version of the text before it stands in History once a mass deletion shows as saved', async (t) => {
  const draft = await openDraftWorld(t);
  await withManyWords(draft, 'q22');
  const before = await draft.words('q22');
  const joel = await draft.live('joel-finch');
  await deletes(client(joel), 'q22');
  const [version] = await kept(draft);
  t.match(version, { by: 'joel-finch', name: '', round: 0, lost: { answers: 1 } });
  t.ok((version?.lost?.words ?? 0) >= 700);
  t.equal((await wordsIn(draft, version, 'q22')).trim(), before.replace(/\n\n/g, '\n').trim());
  t.equal(await draft.words('q22'), '');
  const { body } = await (await draft.browser('daniel-rowntree')).get(history);
  const count = version?.lost?.words.toLocaleString('en-GB') ?? '';
  t.match(body, new RegExp(`Before Joel Finch deleted ${count} words`));
  addLine(joel.document, many, 'q22');
  await deletes(client(joel), 'q22');
  t.equal((await kept(draft)).length, 1, 'it goes on: one version is enough');
});

test('[CO16] deletions by keyboard and by plain form add up, and the version is from before the first of them', async (t) => {
  const draft = await openDraftWorld(t);
  await withManyWords(draft, 'q22');
  await withManyWords(draft, 'q21');
  const before = await draft.words('q22');
  const joel = await draft.live('joel-finch');
  const text = sectionText(joel.document, 'q22');
  for (let word = 0; word < 300; word += 1) text.delete(0, textOf(joel.document, 'q22').indexOf(' ') + 1);
  await joel.settled();
  t.same(await kept(draft), []);
  const browser = await draft.browser('joel-finch');
  const form = await browser.get(`${page}/q21`);
  const mark = /name="mark" value="([^"]+)"/.exec(form.body)?.[1] ?? '';
  t.equal((await browser.post(`${page}/q21`, { mark, text: 'All of it went.', reason: '' })).status, 303);
  const [version, ...more] = await kept(draft);
  t.same(more, []);
  t.equal((await wordsIn(draft, version, 'q22')).trim(), before.replace(/\n\n/g, '\n').trim());
  t.match(await wordsIn(draft, version, 'q21'), /word699/);
});

test('[CO16] three answers that one person empties are a mass deletion; by two people they are none', async (t) => {
  const draft = await openDraftWorld(t);
  const [joel, daniel] = [await draft.live('joel-finch'), await draft.live('daniel-rowntree')];
  for (const section of ['q18', 'q19', 'q20', 'q21', 'q22']) {
    deleteAll(daniel, section);
    addLine(daniel.document, 'Few words.', section);
  }
  await daniel.settled();
  const earlier = (await kept(draft)).length;
  await joel.until('to have them', () => textOf(joel.document, 'q22') === 'Few words.');
  await deletes(client(joel), 'q18');
  await deletes(client(joel), 'q19');
  t.equal((await kept(draft)).length, earlier);
  await deletes(client(joel), 'q20');
  const [version] = await kept(draft);
  t.match(version, { by: 'joel-finch', lost: { answers: 3 } });
  t.match(await wordsIn(draft, version, 'q18'), /Few words/);
  const { body } = await (await draft.browser('daniel-rowntree')).get(history);
  t.match(body, /Before Joel Finch emptied 3 answers/);
});

function deleteAll({ document }: RawClient, section: string): void {
  const text = sectionText(document, section);
  text.delete(0, text.length);
}

test('[CO16] the log has the deletion only once the version is durable', async (t) => {
  const draft = await openDraftWorld(t);
  await withManyWords(draft, 'q22');
  const { aggregates } = draft.services;
  const commit = aggregates.commit.bind(aggregates);
  const seen: string[] = [];
  Object.assign(aggregates, {
    commit: async (change: Parameters<typeof commit>[0]) => {
      if (change.kind === 'version') {
        await new Promise((resolve) => setTimeout(resolve, 300));
        seen.push(await draft.words('q22'));
      }
      return commit(change);
    },
  });
  const joel = await draft.live('joel-finch');
  deleteAll(joel, 'q22');
  addLine(joel.document, 'After it.', 'q21');
  await joel.settled();
  t.equal(seen.length, 1);
  t.match(seen[0], /word699/, 'a kill at this moment would leave the words in the log');
  t.match(await draft.words('q21'), /After it\.$/);
});

test('[CO16] a version that cannot be kept holds writing up no longer than two seconds', async (t) => {
  const draft = await openDraftWorld(t);
  await withManyWords(draft, 'q22');
  const { blobs } = draft.services;
  const put = blobs.put.bind(blobs);
  let tries = 0;
  Object.assign(blobs, {
    put: async (...given: Parameters<typeof put>) => {
      tries += 1;
      if (tries < 2) throw new Error('the disk is full');
      return put(...given);
    },
  });
  const joel = await draft.live('joel-finch');
  await deletes(client(joel), 'q22');
  t.equal(await draft.words('q22'), '');
  await joel.until('nothing', () => true);
  for (let wait = 0; wait < 50 && (await kept(draft)).length === 0; wait += 1) await new Promise((resolve) => setTimeout(resolve, 100));
  const [version] = await kept(draft);
  t.match(await wordsIn(draft, version, 'q22'), /word699/, 'it was tried again, from memory');
});
