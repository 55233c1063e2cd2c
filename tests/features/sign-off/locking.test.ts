import { test, type Test } from 'tap';
import * as Y from 'yjs';
import { MemberId, NetworkId, ResponseId } from '../../../src/domain/ids.ts';
import { Person, System } from '../../../src/domain/network/actor.ts';
import { Snapshot } from '../../../src/domain/response/snapshot.ts';
import { finishLock, giveUpLock, lockAndOpen } from '../../../src/features/sign-off/commands.ts';
import { sweep } from '../../../src/features/sign-off/sweep.ts';
import type { Services } from '../../../src/services.ts';
import type { Entry } from '../../../src/store/drafts.ts';
import { digestOf } from '../../../src/text/canonical.ts';
import { openDraft, readSection } from '../../../src/text/read.ts';
import { writeBlocks } from '../../../src/text/write.ts';
import { addLine } from '../../support/live/lines.ts';
import { type SignOffWorld, base, locks, openSignOffWorld, who } from '../../support/worlds/sign-off.ts';

const id = ResponseId.parse('send-review');
const by = new Person({ id: MemberId.parse(who.coordinator), networkId: NetworkId.parse('south-east-kinship') });

/** The keys of the warnings that stand on the page now. */
async function warnings(world: SignOffWorld): Promise<readonly string[]> {
  const nadia = await world.member(who.coordinator);
  const page = await nadia.get(`${base}/checks`);
  return [...page.body.matchAll(/name="acknowledged" value="([^"]+)"/g)].map((match) => match[1] ?? '');
}

async function asked(world: SignOffWorld) {
  return { acknowledged: await warnings(world), reason: 'It will be answered in the next one.' };
}

/** A text typed into one section of the present draft, as the update that a client would send. */
async function typed(world: SignOffWorld, section: string, text: string): Promise<Uint8Array> {
  const { state } = await world.response();
  const log = await world.services.drafts.load({ draft: id, epoch: state.epoch });
  if (log === null) throw new Error('there is no draft');
  const document = openDraft(log);
  const before = Y.encodeStateVector(document);
  writeBlocks(document, section, [{ type: 'paragraph', content: [{ type: 'text', text, marks: [] }] }]);
  return Y.encodeStateAsUpdate(document, before);
}

const entry = (seq: number, update: Uint8Array): Entry => ({ node: 'node', seq, update, authors: {} });

async function sectionOf(world: SignOffWorld, section: string): Promise<string> {
  const { state } = await world.response();
  const log = await world.services.drafts.load({ draft: id, epoch: state.epoch });
  return log === null ? '' : JSON.stringify(readSection(openDraft(log), section));
}

test('[SO2] [SO40] the round signs exactly what was saved: the snapshot’s bytes have its digest, later words are late', async (t) => {
  const world = await openSignOffWorld(t);
  const { epoch } = (await world.response()).state;
  const key = { draft: id, epoch };
  t.equal(await world.services.drafts.append(key, entry(1, await typed(world, 'q22', 'Typed just before.'))), 'saved');
  const late = await typed(world, 'q21', 'Typed too late.');
  const state = await locks(world);
  const round = state.rounds[0];
  t.equal(await world.services.drafts.append(key, entry(2, late)), 'late');
  const bytes = await world.services.blobs.get(id, round?.digest ?? '');
  t.equal(bytes === null ? '' : digestOf(bytes), round?.digest);
  const snapshot = Snapshot.parse(JSON.parse(new TextDecoder().decode(bytes ?? new Uint8Array())));
  t.match(JSON.stringify(snapshot.sections), /Typed just before\./);
  t.notMatch(JSON.stringify(snapshot.sections), /Typed too late\./);
  t.match(round, { questionSetVersion: 1, warningsReason: 'It will be answered in the next one.' });
  await world.services.drafts.setAside(key, { id: 'late1', member: 'joel-finch', at: world.services.now(), update: late });
  t.match((await (await world.member(who.coordinator)).get(`${base}/sign-off`)).body, /1 passage came in after the lock/);
  await world.services.drafts.setAside(key, { id: 'late2', member: 'joel-finch', at: world.services.now(), update: new Uint8Array([9]) });
  const page = await (await world.member(who.coordinator)).get(`${base}/late`);
  t.match(page.body, /Joel Finch, Bracknell Forest[\s\S]*Question 21[\s\S]*Typed too late\./, '[CO5] the coordinator can read it');
  t.match(page.body, /cannot be shown/, 'bytes that are no text do not break the page');
  t.equal((await (await world.member('joel-finch')).get(`${base}/late`)).status, 403);
  const locked = (await world.mails('joel-finch'))[0]?.text;
  t.match(locked, /was locked on[\s\S]*Joanna Prideaux \(chair\)/);
  t.match(await (await world.member(who.coordinator)).get(`${base}/checks`), { status: 303 }, 'what is locked has no checks to show');
});

test('[SO1] the page of checks: its readers, its findings, the one reason for warnings', async (t) => {
  const world = await openSignOffWorld(t);
  t.equal((await (await world.member('joel-finch')).get(`${base}/checks`)).status, 403);
  t.equal((await (await world.member(who.chair)).get(`${base}/checks`)).status, 200);
  const nadia = await world.member(who.coordinator);
  const page = await nadia.get(`${base}/checks`);
  t.match(page.body, /12 questions[\s\S]*Answer them, or say why not/);
  const without = await nadia.post(`${base}/checks`, { acknowledged: await warnings(world), reason: ' ' });
  t.equal(without.status, 409);
  t.match(without.body, /href="#reason">Give one reason that covers the warnings/);
  t.equal(
    (await nadia.post(`${base}/checks`, { acknowledged: [], reason: 'All is well.' })).status,
    409,
    'a warning that the page did not show',
  );
  const joanna = await world.member(who.chair);
  await joanna.get(`${base}/checks`);
  const chair = await joanna.post(`${base}/checks`, { acknowledged: await warnings(world), reason: 'Why not.' });
  t.equal(chair.status, 403, 'the chair only where there is no coordinator');
  t.equal((await world.response()).state.status, 'drafting');
  t.equal((await world.response()).state.locking, null);
});

test('[SO1] an answer over its limit blocks the lock, on the page and on the cut; the text then goes on', async (t) => {
  const world = await openSignOffWorld(t);
  await world.services.aggregates.get('consultation', 'send-review').then(async (stored) => {
    if (stored === null) throw new Error('there is no consultation');
    const questionSets = stored.state.questionSets.map((set) => ({
      ...set,
      questions: set.questions.map((question) => (question.id === 'q22' ? { ...question, wordLimit: 2 } : question)),
    }));
    const state = { ...stored.state, questionSets };
    const events = [{ type: 'QuestionChanged', data: { version: 1, questionId: 'q22' } }] as const;
    return world.services.aggregates.commit({
      kind: 'consultation',
      id: stored.id,
      revision: stored.revision,
      state,
      events,
      actor: by.memberId,
    });
  });
  const acknowledgement = await asked(world);
  const { epoch } = (await world.response()).state;
  const update = await typed(world, 'q22', 'One two three');
  // Saved between the checks on the page and the seal: found on the cut.
  const racing: Services = {
    ...world.services,
    drafts: {
      ...world.services.drafts,
      async seal(key) {
        await world.services.drafts.append(key, entry(1, update));
        return world.services.drafts.seal(key);
      },
    },
  };
  const done = await lockAndOpen(racing, by, id, acknowledgement);
  t.match(done, { ok: false, code: 'checks-block' });
  const { state } = await world.response();
  t.match(state, { status: 'drafting', locking: null });
  t.not(state.epoch, epoch, 'a new epoch');
  t.match(await sectionOf(world, 'q22'), /One two three/, 'from the whole log');
  const nadia = await world.member(who.coordinator);
  const page = (await nadia.get(`${base}/checks`)).body;
  t.match(page, /Cut 1 word[\s\S]*3 of 2 words/);
  t.notMatch(page, /<button type="submit" class="cc-btn">Lock/);
  t.equal((await nadia.post(`${base}/checks`, { acknowledged: [], reason: 'x' })).status, 409);
});

test('two members who lock at one moment open one round', async (t) => {
  const world = await openSignOffWorld(t);
  const acknowledgement = await asked(world);
  const done = await Promise.all([1, 2, 3].map(() => lockAndOpen(world.services, by, id, acknowledgement)));
  t.equal(done.filter((one) => one.ok).length, 1);
  t.match((await world.response()).state, { status: 'in-sign-off', locking: null });
  t.equal((await world.response()).state.rounds.length, 1);
});

const crash = { message: 'the process died' };
class Crash extends Error {
  override message = crash.message;
}

/** The services of a process that dies around its n-th write: before it reaches the store, or before its answer is heard. */
function dying(services: Services, n: number, when: 'before' | 'after'): Services {
  let count = 0;
  const write = async <T>(act: () => Promise<T>): Promise<T> => {
    count += 1;
    if (count > n || (count === n && when === 'before')) throw new Crash();
    const answer = await act();
    if (count === n) throw new Crash();
    return answer;
  };
  const { aggregates, drafts, blobs } = services;
  return {
    ...services,
    aggregates: { ...aggregates, commit: (commit) => write(() => aggregates.commit(commit)) },
    drafts: {
      ...drafts,
      seal: (key) => write(() => drafts.seal(key)),
      begin: (key, seed) => write(() => drafts.begin(key, seed)),
    },
    blobs: { ...blobs, put: (owner, bytes) => write(() => blobs.put(owner, bytes)) },
  };
}

// TextLocked, seal, blob, RoundOpened: four writes, each of which may be the last.
const deaths = [1, 2, 3, 4].flatMap((n) => (['before', 'after'] as const).map((when) => ({ n, when })));

async function crashed(t: Test, { n, when }: (typeof deaths)[number]): Promise<{ world: SignOffWorld; late: Uint8Array; epoch: string }> {
  const world = await openSignOffWorld(t);
  const { epoch } = (await world.response()).state;
  const late = await typed(world, 'q21', 'Typed while it was being locked.');
  const acknowledgement = await asked(world);
  await t.rejects(lockAndOpen(dying(world.services, n, when), by, id, acknowledgement), crash, `dies ${when} write ${n}`);
  return { world, late, epoch };
}

/** Types as a client of the old epoch would: saved, or set aside. */
async function types(world: SignOffWorld, epoch: string, update: Uint8Array): Promise<'saved' | 'late'> {
  const key = { draft: id, epoch };
  const outcome = await world.services.drafts.append(key, entry(1, update));
  if (outcome === 'late')
    await world.services.drafts.setAside(key, { id: 'late1', member: 'joel-finch', at: world.services.now(), update });
  return outcome;
}

test('[SO2] after a crash around any step, the next process finishes the lock within a minute', async (t) => {
  for (const death of deaths) {
    const { world, late, epoch } = await crashed(t, death);
    const outcome = await types(world, epoch, late);
    world.services.clock.forward(20_000);
    await sweep(world.services);
    await sweep(world.services);
    const { state } = await world.response();
    const name = `${death.when} ${death.n}`;
    if (death.n === 1 && death.when === 'before') {
      t.match(state, { status: 'drafting', locking: null, epoch }, `${name}: nothing had begun`);
      continue;
    }
    t.match(state, { status: 'in-sign-off', locking: null, epoch }, `${name}: the round is open`);
    t.equal(state.rounds.length, 1, `${name}: once`);
    const bytes = await world.services.blobs.get(id, state.rounds[0]?.digest ?? '');
    const text = new TextDecoder().decode(bytes ?? new Uint8Array());
    t.equal(
      text.includes('Typed while it was being locked.'),
      outcome === 'saved',
      `${name}: ${outcome}, so ${outcome === 'saved' ? 'in' : 'not in'} the snapshot`,
    );
  }
});

test('[SO2] after a minute the lock is given up: a new epoch from the whole log, late words too, and nobody was told', async (t) => {
  for (const death of deaths.filter(({ n, when }) => n > 1 || when === 'after')) {
    const { world, late, epoch } = await crashed(t, death);
    const name = `${death.when} ${death.n}`;
    const opened = (await world.response()).state.rounds.length === 1;
    const outcome = await types(world, epoch, late);
    world.services.clock.forward(61_000);
    await sweep(world.services);
    await sweep(world.services);
    const { state } = await world.response();
    if (opened) {
      t.match(state, { status: 'in-sign-off' }, `${name}: the round was there`);
      continue;
    }
    t.match(state, { status: 'drafting', locking: null, rounds: [] }, `${name}: open again`);
    t.equal(state.epochs.length, 2, `${name}: one new epoch`);
    t.match(await sectionOf(world, 'q21'), /Typed while it was being locked\./, `${name}: ${outcome}, and in the text`);
    t.equal(await types(world, state.epoch, await typed(world, 'q20', 'And on.')), 'saved', `${name}: people write on`);
    t.equal((await world.mails()).length, 0, `${name}: no mail`);
    t.match(
      await finishLock(world.services, System.itself(), id),
      { ok: false, code: 'not-open' },
      `${name}: the one who was late is refused`,
    );
  }
});

test('[SO2] giving up dies as well, around any of its writes, and is done again', async (t) => {
  for (const n of [1, 2, 3]) {
    for (const when of ['before', 'after'] as const) {
      const { world, late, epoch } = await crashed(t, { n: 2, when: 'after' });
      const locked = (await world.response()).state.epoch;
      await types(world, epoch, late);
      await t.rejects(giveUpLock(dying(world.services, n, when), System.itself(), { id, locked, because: 'It took too long.' }), crash);
      world.services.clock.forward(61_000);
      await sweep(world.services);
      const { state } = await world.response();
      t.match(state, { status: 'drafting', locking: null }, `${when} ${n}`);
      t.equal(state.epochs.length, 2, 'one new epoch');
      t.match(await sectionOf(world, 'q21'), /Typed while it was being locked\./);
    }
  }
});

test('a late edit that cannot be read, or lacks what it builds on, does not hold the reopening up', async (t) => {
  const { world, epoch } = await crashed(t, { n: 2, when: 'after' });
  const key = { draft: id, epoch };
  const first = new Y.Doc();
  addLine(first, '', 'q20');
  const before = Y.encodeStateVector(first);
  addLine(first, '', 'q20');
  const at = world.services.now();
  await world.services.drafts.setAside(key, { id: 'broken', member: 'joel-finch', at, update: new Uint8Array([1, 2, 3]) });
  await world.services.drafts.setAside(key, { id: 'gap', member: 'joel-finch', at, update: Y.encodeStateAsUpdate(first, before) });
  world.services.clock.forward(61_000);
  await sweep(world.services);
  t.match((await world.response()).state, { status: 'drafting', locking: null });
  t.equal((await world.services.drafts.late(id)).length, 2, 'both are still there to read');
});
