import { test } from 'tap';
import { formOf, isToConvert } from '../../src/domain/response/epoch.ts';
import type { Response } from '../../src/domain/response/response.ts';
import { inTodaysForm } from '../../src/drafts/convert.ts';
import { decodeKept } from '../../src/drafts/kept.ts';
import { newId } from '../../src/keys.ts';
import type { Stored } from '../../src/store/aggregates.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { Store } from '../../src/store/store.ts';
import { openDraft } from '../../src/text/read.ts';
import { textSchema } from '../../src/text/check.ts';
import { firstFormSections, isFirstForm } from '../../src/text/first-form/read.ts';
import { seedInLines } from '../../src/text/reseed.ts';
import { wordsByClient } from '../../src/text/writers.ts';
import { byMember, textsOf } from '../support/release-texts.ts';
import { textsIn, unpacked } from '../support/releases.ts';

interface Ending {
  teardown(act: () => unknown): unknown;
}

async function openedAt(t: Ending, release: string): Promise<Store> {
  const store = await openSqliteStore({ directory: unpacked(t, release) });
  t.teardown(() => store.close());
  return store;
}

async function responsesOf(store: Store): Promise<readonly Stored<'response'>[]> {
  return store.aggregates.find('response', { where: {}, limit: 1000 });
}

async function titled(store: Store, title: string): Promise<Stored<'response'>> {
  const consultations = await store.aggregates.find('consultation', { where: {}, limit: 1000 });
  const id = consultations.find(({ state }) => state.title === title)?.id ?? '';
  const [response] = await store.aggregates.find('response', { where: { consultationId: id }, limit: 1 });
  if (response === undefined) throw new Error(`nobody answers ${title}`);
  return response;
}

const openTitles = ['all-that-can-be-written', 'two-lists-side-by-side', 'hardly-begun', 'reopened', 'lock-given-up'];

test('[TX18] [TX19] open drafts of release 0.2.0 go on in a new epoch: digests, counts and words by author are as before', async (t) => {
  const store = await openedAt(t, 'release-0.2.0');
  for (const response of await responsesOf(store)) await inTodaysForm({ ...store, newId }, response.state);
  const [before, after] = [textsIn('release-0.2.0'), await textsOf(store)];
  for (const title of openTitles) {
    const [was, now] = [before[title], after[title]];
    const [last, next] = [was?.epochs.at(-1), now?.epochs.at(-1)];
    t.equal(now?.epochs.length, (was?.epochs.length ?? 0) + 1, `${title} has a new epoch`);
    t.same(now?.epochs.slice(0, -1), [...(was?.epochs.slice(0, -1) ?? []), { ...last, sealed: true }], 'the epochs before read as before');
    t.same(next?.words, last?.words, 'the words of each author');
    t.equal(next?.digest === last?.digest, title !== 'two-lists-side-by-side', 'the digest');
    if (title !== 'two-lists-side-by-side') t.same({ ...next }, { ...last }, 'every block, count, choice and reason');
    t.same(now?.late, was?.late, 'late edits of epochs before');
    t.same(now?.versions, was?.versions, 'versions');
  }
  const [counted] = Object.values(after['two-lists-side-by-side']?.epochs.at(-1)?.counts ?? {}).slice(-1);
  t.same(counted, { words: 16, characters: 79 }, 'the blank line between the lists is gone, which counted two characters');
});

test('[TX18] texts that are locked stay as they are, and verify with their digests', async (t) => {
  const store = await openedAt(t, 'release-0.2.0');
  for (const response of await responsesOf(store)) await inTodaysForm({ ...store, newId }, response.state);
  const [before, after] = [textsIn('release-0.2.0'), await textsOf(store)];
  for (const title of ['in-sign-off', 'approved', 'second-round', 'being-locked']) t.same(after[title], before[title], title);
});

test('[TX18] of several requests that open one draft at once, one converts it, and it is converted once', async (t) => {
  const store = await openedAt(t, 'release-0.2.0');
  const response = await titled(store, 'all-that-can-be-written');
  const many = await Promise.all(Array.from({ length: 5 }, () => inTodaysForm({ ...store, newId }, response.state)));
  t.equal(new Set(many.map(({ epoch }) => epoch)).size, 1);
  t.equal(many[0]?.epochs.length, 2);
  const again = await inTodaysForm({ ...store, newId }, (await titled(store, 'all-that-can-be-written')).state);
  t.equal(again.epochs.length, 2);
  t.same(await inTodaysForm({ ...store, newId }, again), again);
  const { epoch } = again;
  t.equal(formOf(epoch), 'lines');
  const log = await store.drafts.load({ draft: again.id, epoch });
  t.notOk(log === null || isFirstForm(openDraft(log)));
  t.ok((await store.drafts.load({ draft: again.id, epoch: response.state.epoch }))?.cut, 'the epoch before is sealed');
});

test('[TX18] a draft whose text is being locked meanwhile is not converted', async (t) => {
  const store = await openedAt(t, 'release-0.2.0');
  const response = await titled(store, 'all-that-can-be-written');
  const { state } = response;
  const locking = { at: store.now(), by: lockedBy(await titled(store, 'being-locked')), epoch: state.epoch, acknowledged: [], reason: '' };
  const event = { type: 'TextLocked', data: { epoch: state.epoch } } as const;
  await store.aggregates.commit({
    kind: 'response',
    id: response.id,
    revision: response.revision,
    state: { ...state, locking },
    events: [event],
    actor: 'nadia-farrow',
  });
  const after = await inTodaysForm({ ...store, newId }, response.state);
  t.equal(after.epoch, state.epoch);
  t.not(after.locking, null);
  t.notOk(isToConvert(after));
});

function lockedBy({ state }: { readonly state: Response }) {
  if (state.locking === null) throw new Error('the text is not being locked');
  return state.locking.by;
}

test('[TX18] drafts of release 0.1.0 are converted too', async (t) => {
  const store = await openedAt(t, 'release-0.1.0');
  const before = await textsOf(store);
  let converted = 0;
  for (const response of await responsesOf(store)) {
    const { epoch } = await inTodaysForm({ ...store, newId }, response.state);
    if (epoch !== response.state.epoch) converted += 1;
  }
  const after = await textsOf(store);
  for (const [title, was] of Object.entries(before)) {
    const [last, next] = [was.epochs.at(-1), after[title]?.epochs.at(-1)];
    t.same([next?.digest, next?.words, next?.counts], [last?.digest, last?.words, last?.counts], title);
  }
  t.equal(converted, 6);
});

test('[TX20] every version that an earlier release kept begins an epoch in today’s form, with its authors', async (t) => {
  for (const release of ['release-0.1.0', 'release-0.2.0']) {
    const store = await openedAt(t, release);
    const versions = await store.aggregates.find('version', { where: {}, limit: 1000 });
    t.ok(versions.length > 0);
    for (const { state } of versions) {
      const bytes = await store.blobs.get(state.responseId, state.kept);
      const kept = decodeKept(bytes ?? new Uint8Array());
      const seed = seedInLines(kept);
      const [was, now] = [kept, seed].map(({ update }) => openDraft({ base: { update }, entries: [] }));
      if (was === undefined || now === undefined) throw new Error('there is no text');
      const sections = firstFormSections(was);
      t.notOk(isFirstForm(now), `${release}, ${state.because} ${state.name}`);
      t.equal(textSchema.whyNot(now), null);
      t.same([seed.authors, seed.covers], [kept.authors, {}]);
      t.same(byMember(wordsByClient(now, sections), seed.authors), byMember(wordsByClient(was, sections), kept.authors));
    }
  }
});
