import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type Test } from 'tap';
import * as Y from 'yjs';
import type { Block } from '../../../src/domain/consultation/section.ts';
import { MemberId, ResponseId } from '../../../src/domain/ids.ts';
import { System } from '../../../src/domain/network/actor.ts';
import { Instant } from '../../../src/domain/outcome.ts';
import type { Version } from '../../../src/domain/response/version.ts';
import { seedDemo } from '../../../src/features/demo/seed.ts';
import { versionsOf } from '../../../src/drafts/keeping.ts';
import { decodeKept, encodeKept } from '../../../src/drafts/kept.ts';
import { pages } from '../../../src/features/history/pages.ts';
import { reactions } from '../../../src/features/history/reactions.ts';
import { versionSweep } from '../../../src/features/history/sweep.ts';
import { giveUpLock } from '../../../src/features/sign-off/commands.ts';
import { logger } from '../../../src/logging.ts';
import { openServices } from '../../../src/open-services.ts';
import type { Services } from '../../../src/services.ts';
import { react } from '../../../src/store/reactions.ts';
import { decodeState } from '../../../src/store/states.ts';
import { openDraft, readSection } from '../../../src/text/read.ts';
import { authorsIn } from '../../../src/text/reseed.ts';
import { writeBlocks } from '../../../src/text/write.ts';
import { localConfig } from '../../support/worlds/bare-services.ts';
import { openWorld } from '../../support/worlds/service.ts';
import { type SignOffWorld, base, locks, openSignOffWorld, who } from '../../support/worlds/sign-off.ts';
import { person, signOff } from '../../support/worlds/signed-off.ts';

const id = ResponseId.parse('send-review');
const history = `${base}/history`;
const hour = 60 * 60 * 1000;
const line = (text: string): Block => ({ type: 'paragraph', content: [{ type: 'text', text, marks: [] }] });

async function openHistory(t: Test): Promise<SignOffWorld> {
  const world = await openSignOffWorld(t);
  pages(world.app, world.services);
  return world;
}

async function keyNow(services: Services) {
  const response = await services.aggregates.get('response', id);
  return { draft: id, epoch: response?.state.epoch ?? '' };
}

/** Saves one member's edit in the open draft: a section becomes one paragraph. */
async function writes(services: Services, section: string, text: string, member = 'joel-finch'): Promise<void> {
  const key = await keyNow(services);
  const log = await services.drafts.load(key);
  if (log === null) throw new Error('there is no draft');
  const document = openDraft(log);
  const before = Y.encodeStateVector(document);
  writeBlocks(document, section, text === '' ? [] : [line(text)]);
  const authors = { [document.clientID]: { member, how: 'declared' } } as const;
  await services.drafts.append(key, { node: services.newId(), seq: 1, update: Y.encodeStateAsUpdate(document, before), authors });
}

const kept = async (services: Services): Promise<readonly Version[]> => (await versionsOf(services, { id }, 100)).map(({ state }) => state);
const idsIn = (body: string): readonly string[] => [...body.matchAll(/ id="v-([a-z0-9]+)"/g)].map((match) => match[1] ?? '');

test('[CO13] while a draft is edited, one version an hour is kept from the log; none where nothing changed', async (t) => {
  const world = await openHistory(t);
  const { services } = world;
  const sweep = versionSweep(services);
  const count = async (): Promise<number> => {
    await sweep.run();
    return (await kept(services)).length;
  };
  services.clock.forward(2 * hour);
  t.equal(await count(), 0, 'nobody wrote');
  await writes(services, 'q22', 'First.');
  t.equal(await count(), 0, 'drafts are looked through once a minute');
  services.clock.forward(61_000);
  t.equal(await count(), 1);
  for (let minute = 0; minute < 58; minute += 1) {
    await writes(services, 'q22', `Minute ${minute}.`);
    services.clock.forward(61_000);
    t.equal(await count(), 1, 'within the hour');
  }
  services.clock.forward(hour);
  t.equal(await count(), 2);
  services.clock.forward(5 * hour);
  t.equal(await count(), 2, 'nothing changed since');
  await writes(services, 'q22', '');
  await writes(services, 'q22', 'Minute 57.');
  services.clock.forward(hour);
  t.equal(await count(), 2, 'typed and taken back');
  await writes(services, 'q22', 'Other words.');
  services.clock.forward(2 * hour);
  t.equal(await count(), 3);
  t.match((await kept(services))[0], { because: 'edited', name: '', by: null, round: 0 });
});

test('[CO13] a draft that fails holds up no other, and is tried again', async (t) => {
  const log: string[] = [];
  const world = await openSignOffWorld(t, { log });
  let fails = true;
  const failing: Services = {
    ...world.services,
    blobs: {
      ...world.services.blobs,
      put(owner, bytes) {
        if (fails) return Promise.reject(new Error('no room'));
        return world.services.blobs.put(owner, bytes);
      },
    },
  };
  const sweep = versionSweep(failing);
  await writes(world.services, 'q22', 'First.');
  world.services.clock.forward(hour);
  await sweep.run();
  t.match(log.join('\n'), /a version could not be kept/);
  fails = false;
  world.services.clock.forward(61_000);
  await sweep.run();
  t.equal((await kept(world.services)).length, 1);
});

test('[CO13] versions survive compaction, restart and further writing, and can begin an epoch with their authors', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'concord-history-'));
  t.teardown(() => {
    rmSync(dataDir, { recursive: true, force: true });
  });
  const open = () => openServices({ ...localConfig, dataDir }, logger('silent'));
  let services = await open();
  await seedDemo(services);
  await writes(services, 'q22', 'Before the version.', 'daniel-rowntree');
  const later = { ...services, now: () => plus(services, hour) };
  await versionSweep(later).run();
  const [version] = await kept(services);
  await writes(services, 'q22', 'After the version.');
  const key = await keyNow(services);
  const log = await services.drafts.load(key);
  if (log === null || version === undefined) throw new Error('nothing was kept');
  const covers = Object.fromEntries(log.entries.map(({ node, seq }) => [node, seq]));
  t.ok(
    await services.drafts.compact(key, { update: Y.encodeStateAsUpdate(openDraft(log)), authors: authorsIn(log), covers }),
    'the entries are gone',
  );
  await services.close();

  services = await open();
  t.same(await kept(services), [version]);
  t.equal((await services.drafts.load(key))?.entries.length, 0);
  const bytes = await services.blobs.get(id, version.kept);
  const { update, authors } = decodeKept(bytes ?? new Uint8Array());
  t.same(encodeKept({ update, authors }), bytes, 'the same draft has the same bytes');
  const restored = { draft: id, epoch: 'restored' };
  await services.drafts.begin(restored, { update, covers: {}, authors });
  const text = await services.drafts.load(restored);
  t.match(JSON.stringify(readSection(openDraft(text ?? log), 'q22')), 'Before the version.');
  t.ok(Object.values(text?.base.authors ?? {}).some(({ member, how }) => member === 'daniel-rowntree' && how === 'declared'));
  await services.close();
});

function plus(services: Services, milliseconds: number): Instant {
  return Instant.parse(new Date(Date.parse(services.now()) + milliseconds).toISOString());
}

test('[CO13] bytes that are no version are refused', (t) => {
  const bytes = encodeKept({
    update: new Uint8Array([1, 2]),
    authors: { 10: { member: 'a', how: 'brought' }, 9: { member: 'b', how: 'declared' } },
  });
  t.same(decodeKept(bytes), {
    update: new Uint8Array([1, 2]),
    authors: { 9: { member: 'b', how: 'declared' }, 10: { member: 'a', how: 'brought' } },
  });
  for (const bad of [new Uint8Array(), new Uint8Array([0, 0, 0, 9, 123]), bytes.slice(0, 20), new Uint8Array([0, 0, 0, 2, 123, 125])]) {
    t.throws(() => decodeKept(bad));
  }
  t.end();
});

test('[CO13] every lock is kept as one version, also when its event is handled twice; a lock given up keeps the words that came after it', async (t) => {
  const world = await openHistory(t);
  const { services } = world;
  const again = async (type: 'RoundOpened' | 'DraftReopened'): Promise<void> => {
    const stored = await world.response();
    const event = (await services.aggregates.events('response', id, 0, 1000)).findLast((one) => one.type === type);
    if (event === undefined) throw new Error(`no ${type}`);
    await react([reactions(services)], { stored, event });
  };
  await locks(world);
  await again('RoundOpened');
  await again('RoundOpened');
  t.match(await kept(services), [{ because: 'locked', round: 1, by: who.coordinator }]);
  const nadia = await world.member(who.coordinator);
  await nadia.get(`${base}/sign-off`);
  t.equal((await nadia.post(`${base}/sign-off/take-back`, { reason: 'A figure is wrong.' })).status, 303);
  await again('DraftReopened');
  t.equal((await kept(services)).length, 1, 'the words are the same');

  const { revision, state } = await world.response();
  const { epoch } = state;
  const locking = { at: services.now(), by: MemberId.parse(who.coordinator), epoch, acknowledged: [], reason: '' };
  const events = [{ type: 'TextLocked', data: { epoch } }] as const;
  const next = { ...state, locking };
  await services.aggregates.commit({ kind: 'response', id, revision, state: next, events, actor: who.coordinator });
  await writes(services, 'q22', 'Saved before the seal.');
  await giveUpLock(services, System.itself(), { id, locked: epoch, because: 'toy' });
  services.clock.forward(1000);
  await again('DraftReopened');
  t.match(await kept(services), [{ because: 'reopened', by: null }, { because: 'locked' }]);
});

test('[CO13] the worker keeps a version at a lock', async (t) => {
  const world = await openWorld(t);
  const nadia = await person(world, who.coordinator);
  await signOff(world, nadia);
  await world.mails();
  t.match(await kept(world.services), [{ because: 'locked', round: 1, by: who.coordinator }]);
  const page = await nadia.get(history);
  t.match(page.body, /Locked for round 1<\/a> <strong class="cc-tag cc-tag--good">Locked[\s\S]*Locked by Nadia Farrow/);
  t.match(page.body, />The text now</);
  t.match((await nadia.get(`${history}/compare?was=${idsIn(page.body)[0] ?? ''}&now=now`)).body, /They say the same, word for word/);
});

test('[CO13] a member who may write keeps a version under a name, without a script', async (t) => {
  const world = await openHistory(t);
  const joel = await world.member('joel-finch');
  t.match((await joel.get(history)).body, /Nothing has been kept yet/);
  for (const [name, said] of [
    ['  ', 'Give the version a name'],
    ['x'.repeat(81), 'Use 80 characters or fewer'],
  ] as const) {
    const answer = await joel.post(history, { name });
    t.equal(answer.status, 400);
    t.match(answer.body, said);
  }
  const done = await joel.post(history, { name: '<Consolidated> draft' });
  t.equal(done.status, 303);
  const page = await joel.get(history);
  t.match(
    page.body,
    /14 July<span>10am<\/span>[\s\S]*&lt;Consolidated&gt; draft<\/a> <strong[^>]*>Named[\s\S]*Kept by Joel Finch\. 1,\d+ words/,
  );
  t.equal(done.location, `${history}#v-${idsIn(page.body)[0] ?? ''}`);
  t.match(page.body, /Who wrote the words that stand now[\s\S]*Bracknell Forest/);
  const reader = await world.member(who.sponsor);
  const seen = await reader.get(history);
  t.match(seen.body, '&lt;Consolidated&gt; draft');
  t.notMatch(seen.body, 'Keep this version');
  t.equal((await reader.post(history, { name: 'Mine' })).status, 403);
  for (let n = 1; n < 30; n += 1) t.equal((await joel.post(history, { name: 'Again' })).status, 303);
  t.equal((await joel.post(history, { name: 'Too many' })).status, 429);
});

test('[CO13] a version is read as it was, and any two are compared', async (t) => {
  const world = await openHistory(t);
  const { services } = world;
  const joel = await world.member('joel-finch');
  await writes(services, 'q22', 'First thoughts.');
  await joel.get(history);
  await joel.post(history, { name: 'One' });
  await writes(services, 'q22', 'Second thoughts.');
  services.clock.forward(60_000);
  await joel.post(history, { name: 'Two' });
  await writes(services, 'q22', 'Third thoughts.');
  const [two = '', one = ''] = idsIn((await joel.get(history)).body);
  const read = (await joel.get(`${history}/${one}`)).body;
  t.match(read, /First thoughts\./);
  t.notMatch(read, /Second thoughts\.|Third thoughts\./);
  const rows = [
    [one, two, /First[\s\S]*Second/],
    [two, one, /Second[\s\S]*First/],
    [one, 'now', /First[\s\S]*Third/],
  ] as const;
  for (const [was, now, words] of rows) {
    const { body } = await joel.get(`${history}/compare?was=${was}&now=${now}`);
    t.match(body, /1 answer or part differs, 25 are word for word the same/);
    t.match(/<section class="cc-diff">[\s\S]*<\/section>/.exec(body)?.[0], words);
  }
  for (const path of [
    '/nothing',
    '/compare',
    `/compare?was=${one}`,
    `/compare?was=${one}&now=nothing`,
    `/compare?was=${one}&was=${two}&now=now`,
  ]) {
    t.equal((await joel.get(`${history}${path}`)).status, 404, path);
  }
});

test('[CO13] of days long past one automatic version is listed, until all are asked for', async (t) => {
  const world = await openHistory(t);
  const { services } = world;
  const sweep = versionSweep(services);
  for (let n = 0; n < 3; n += 1) {
    await writes(services, 'q22', `Hour ${n}.`);
    services.clock.forward(hour);
    await sweep.run();
  }
  const joel = await world.member('joel-finch');
  t.equal(idsIn((await joel.get(history)).body).length, 3);
  services.clock.forward(72 * hour);
  const { body } = await joel.get(history);
  t.equal(idsIn(body).length, 1);
  t.match(body, /Show 2 automatic versions in between/);
  t.equal(idsIn((await joel.get(`${history}?all=1`)).body).length, 3);
});

test('[CO16] a version that an earlier release kept is read as a version without a mass deletion', async (t) => {
  const world = await openHistory(t);
  await writes(world.services, 'q22', 'First.');
  world.services.clock.forward(2 * hour);
  await versionSweep(world.services).run();
  const [version] = await kept(world.services);
  if (version === undefined) throw new Error('nothing was kept');
  const { lost, ...before } = version;
  t.equal(lost, null);
  t.same(decodeState('version', version.id, 1, JSON.stringify(before)), version);
});
