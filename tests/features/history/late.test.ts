import { test } from 'tap';
import * as Y from 'yjs';
import { MemberId, ResponseId } from '../../../src/domain/ids.ts';
import { System } from '../../../src/domain/network/actor.ts';
import type { Question } from '../../../src/domain/consultation/consultation.ts';
import type { Block } from '../../../src/domain/consultation/section.ts';
import { pages as audit } from '../../../src/features/audit/pages.ts';
import { giveUpLock } from '../../../src/features/sign-off/commands.ts';
import type { Services } from '../../../src/services.ts';
import { decodeState } from '../../../src/store/states.ts';
import { chosenMap, openDraft, readSection } from '../../../src/text/read.ts';
import { reasonFor, writeReason } from '../../../src/text/reasons/reasons.ts';
import { writeBlocks, writeChosen } from '../../../src/text/write.ts';
import { RawClient } from '../../support/live/raw-client.ts';
import { openWorld } from '../../support/worlds/service.ts';
import { questionsOf } from '../../support/worlds/consultations.ts';
import {
  type SignOffWorld,
  appOver,
  base,
  decides,
  locks,
  signOffWorldOver,
  openSignOffWorld,
  who,
} from '../../support/worlds/sign-off.ts';
import { person } from '../../support/worlds/signed-off.ts';

// Words of one member that came after the lock, as keystrokes that a live page sends, brought into the next draft by forms.

const id = ResponseId.parse('send-review');
const joel = 'joel-finch';
const rich: Block[] = [
  {
    type: 'paragraph',
    content: [
      { type: 'text', text: 'Carers teach ', marks: [] },
      { type: 'text', text: 'one unit', marks: [{ type: 'bold' }] },
    ],
  },
  {
    type: 'bulletList',
    items: [
      [{ type: 'paragraph', content: [{ type: 'text', text: 'the guidance', marks: [{ type: 'link', href: 'https://example.org/a' }] }] }],
    ],
  },
];
const line = (text: string): Block => ({ type: 'paragraph', content: [{ type: 'text', text, marks: [] }] });

async function draft(services: Services, epoch?: string): Promise<Y.Doc> {
  const response = await services.aggregates.get('response', id);
  const log = await services.drafts.load({ draft: id, epoch: epoch ?? response?.state.epoch ?? '' });
  if (log === null) throw new Error('there is no draft');
  return openDraft(log);
}

/** Changes the locked text as one member; each change of the document is a late edit of its own. */
async function late(services: Services, epoch: string, member: string, act: (document: Y.Doc) => void): Promise<void> {
  const document = await draft(services, epoch);
  const updates: Uint8Array[] = [];
  document.on('update', (update: Uint8Array) => updates.push(update));
  act(document);
  for (const [n, update] of updates.entries()) {
    await services.drafts.setAside({ draft: id, epoch }, { id: `${member}-${document.clientID}-${n}`, member, at: services.now(), update });
  }
}

/** Saves one member's changes in the open draft, as one entry. */
async function writes(services: Services, node: string, act: (document: Y.Doc) => void): Promise<void> {
  const document = await draft(services);
  const before = Y.encodeStateVector(document);
  act(document);
  const response = await services.aggregates.get('response', id);
  const key = { draft: id, epoch: response?.state.epoch ?? '' };
  await services.drafts.append(key, { node, seq: 1, update: Y.encodeStateAsUpdate(document, before), authors: {} });
}

/** A question with options, and one of them that is not chosen. */
async function closedQuestion(world: SignOffWorld): Promise<{ readonly closed: Question; readonly option: string }> {
  const chosen = (await draft(world.services)).getMap(chosenMap);
  const closed = (await questionsOf(world, 'send-review')).find((one) => one.options.length > 0);
  const option = closed?.options.find((one) => !JSON.stringify(chosen.get(closed.id) ?? []).includes(one.id));
  if (closed === undefined || option === undefined) throw new Error('there is no closed question');
  return { closed, option: option.id };
}

/** Locked once, with what Joel typed after it letter by letter; then the chair asks for changes and the text is open again. */
async function afterRound(
  t: Parameters<typeof openSignOffWorld>[0],
  reopened: 'reopened' | 'locked' = 'reopened',
): Promise<{ world: SignOffWorld; sealed: string }> {
  const world = await openSignOffWorld(t);
  audit(world.app, world.services);
  const sealed = (await locks(world)).rounds[0]?.epoch ?? '';
  const { closed, option } = await closedQuestion(world);
  await late(world.services, sealed, joel, (document) => {
    const locked = readSection(document, 'q9');
    for (const words of ['T', 'To', 'Too', 'Too l', 'Too la', 'Too lat', 'Too late']) {
      writeBlocks(document, 'q9', [...locked, line(words)]);
    }
    writeBlocks(document, 'q9', [...locked, line('Too late'), ...rich]);
    writeChosen(document, closed.id, [option]);
    writeReason(document, 'q21', 'It is for schools.');
  });
  if (reopened === 'reopened') await decides(world, who.chair, { decision: 'request-changes', comment: 'Say more.' });
  return { world, sealed };
}

const passageIn = (body: string, title: string): string => passages(body.slice(0, body.search(new RegExp(`>${title}[:<]`)))).at(-1) ?? '';
const passages = (body: string): readonly string[] => [...body.matchAll(/ id="p-([0-9a-f]{20})"/g)].map((match) => match[1] ?? '');
const markOf = (body: string): string => /name="mark" value="([^"]+)"/.exec(body)?.[1] ?? '';
const digestOf = (body: string): string => /name="digest" value="([^"]+)"/.exec(body)?.[1] ?? '';

test('[CO5] while the text is locked, late words are read and nothing can be brought: the page says who can open it', async (t) => {
  const { world } = await afterRound(t, 'locked');
  const nadia = await world.member(who.coordinator);
  const { body } = await nadia.get(`${base}/late`);
  t.match(body, /Joel Finch, Bracknell Forest[\s\S]*Question 9[\s\S]*Too late[\s\S]*one unit/, 'keystrokes are one passage');
  t.match(body, /Question 21[\s\S]*Not answered: It is for schools\./);
  t.match(body, /Nobody can change this text[\s\S]*Nadia Farrow \(coordinator\)[\s\S]*can take it back/);
  t.notMatch(body, /Bring it into the draft/);
  t.match((await nadia.get(`${base}/sign-off`)).body, /3 passages came in after the lock/);
  const [first = ''] = passages(body);
  for (const answer of [await nadia.get(`${base}/late/${first}`), await nadia.post(`${base}/late/${first}/bring`, { mark: '' })]) {
    t.equal(answer.status, 409);
    t.match(answer.body, /Nobody can change this text[\s\S]*Nadia Farrow \(coordinator\)/);
  }
});

test('[CO5] a passage is brought with its formatting and credited to its writer; the record names the person who brought it', async (t) => {
  const { world } = await afterRound(t);
  const { services } = world;
  const chair = await world.member(who.chair);
  const overview = async (member: string): Promise<string> => (await (await world.member(member)).get(`${base}/sign-off`)).body;
  t.match(await overview(who.coordinator), /3 passages came in[\s\S]*Bring them into the draft, or leave them out/);
  t.match(await overview(who.chair), /Read what came in/);
  t.notMatch(await overview(joel), /came in after the lock/);
  const readOnly = (await chair.get(`${base}/late`)).body;
  t.match(readOnly, 'Too late');
  t.notMatch(readOnly, /Bring it into|Leave it out/);
  const nadia = await world.member(who.coordinator);
  const q9 = passageIn((await nadia.get(`${base}/late`)).body, 'Question 9');
  t.equal((await chair.get(`${base}/late/${q9}`)).status, 403);
  const before = readSection(await draft(services), 'q9');
  const { closed, option } = await closedQuestion(world);
  const all = passages((await nadia.get(`${base}/late`)).body);
  for (const passage of all) {
    const form = await nadia.get(`${base}/late/${passage}`);
    t.match(form.body, /What would change in Question/);
    t.match(form.body, /<button type="submit" class="cc-btn">Bring into the draft/);
    const done = await nadia.post(`${base}/late/${passage}/bring`, { mark: markOf(form.body) });
    t.match(done, { status: 303, location: `${base}/late#p-${passage}` });
    const again = await nadia.post(`${base}/late/${passage}/bring`, { mark: markOf(form.body) });
    t.match(again, { status: 303, location: done.location }, 'a second press is answered like the first');
  }
  const now = await draft(services);
  t.same(readSection(now, 'q9'), [...before, line('Too late'), ...rich], 'bold, list and link as they were');
  t.equal(reasonFor(now, 'q21'), 'It is for schools.');
  t.same(now.getMap(chosenMap).get(closed.id), [option]);
  const log = await services.drafts.load({ draft: id, epoch: (await world.response()).state.epoch });
  const fresh = log?.entries.filter((entry) => entry.node.startsWith('late-')) ?? [];
  t.equal(fresh.length, all.length);
  for (const entry of fresh) t.same(Object.values(entry.authors), [{ member: joel, how: 'brought' }]);
  const { body } = await nadia.get(`${base}/late`);
  t.match(body, /Brought in<[\s\S]*Brought into the draft by Nadia Farrow on 14 July 2026[\s\S]*href="[^"]*\/response#s-q9"/);
  t.notMatch(body, /Bring it into the draft/);
  const counted = (await nadia.get(`${base}/sign-off`)).body;
  t.match(
    counted,
    /3 passages came in after the lock of round 1\. They were brought into the draft\./,
    '[SO50] by round, and by what became of them',
  );
  t.notMatch(counted, /not in the locked\s+text/);
  t.match(
    (await nadia.get(`${base}/record`)).body,
    /Nadia Farrow brought into the draft what Joel Finch wrote in question 9 after the lock/,
  );
});

test('[CO5] words written since the lock stay: the passage stands beside them, exactly as the page showed', async (t) => {
  const { world } = await afterRound(t);
  const { services } = world;
  const nadia = await world.member(who.coordinator);
  const passage = passageIn((await nadia.get(`${base}/late`)).body, 'Question 9');
  const bodyOf = async (): Promise<string> => (await nadia.get(`${base}/late/${passage}`)).body;
  const seen = await bodyOf();
  t.notMatch(seen, /was changed after it was opened again/);
  await writes(services, 'somebody', (document) => {
    const now = readSection(document, 'q9');
    writeBlocks(document, 'q9', [...now, line('Written since.')]);
  });
  const stale = await nadia.post(`${base}/late/${passage}/bring`, { mark: markOf(seen) });
  t.equal(stale.status, 409);
  t.match(stale.body, /Nothing was brought in: something changed meanwhile[\s\S]*was changed after it was opened again/);
  t.equal((await nadia.post(`${base}/late/${passage}/bring`, { mark: markOf(stale.body) })).status, 303);
  t.match(JSON.stringify(readSection(await draft(services), 'q9')), /Written since\.[\s\S]*Too late/);
});

test('[CO5] a reason that somebody gave since stays, and the page says so', async (t) => {
  const { world } = await afterRound(t);
  const nadia = await world.member(who.coordinator);
  const passage = passageIn((await nadia.get(`${base}/late`)).body, 'Question 21');
  t.match((await nadia.get(`${base}/late/${passage}`)).body, /With it[\s\S]*Not answered: It is for schools\./);
  await writes(world.services, 'somebody', (document) => {
    writeReason(document, 'q21', 'It is for colleges.');
  });
  const form = await nadia.get(`${base}/late/${passage}`);
  t.match(form.body, /gave another reason for not answering\. That stays[\s\S]*Nothing would change in the draft/);
  t.equal((await nadia.post(`${base}/late/${passage}/bring`, { mark: '' })).status, 409);
  t.same((await world.response()).state.latePassages, [], 'and nothing says that it was brought');
  t.equal(reasonFor(await draft(world.services), 'q21'), 'It is for colleges.');
});

test('[ED28] a passage that comes in without its reason says so: to the coordinator, in the record and to its writer', async (t) => {
  const { world, sealed } = await afterRound(t, 'locked');
  await late(world.services, sealed, joel, (document) => {
    writeReason(document, 'q21', 'It is for schools.');
    writeBlocks(document, 'q21', [line('Schools say this.')]);
  });
  await decides(world, who.chair, { decision: 'request-changes', comment: 'Say more.' });
  await writes(world.services, 'somebody', (document) => {
    writeReason(document, 'q21', 'It is for colleges.');
  });
  const nadia = await world.member(who.coordinator);
  const passage = passageIn((await nadia.get(`${base}/late`)).body, 'Question 21');
  const form = await nadia.get(`${base}/late/${passage}`);
  t.equal((await nadia.post(`${base}/late/${passage}/bring`, { mark: markOf(form.body) })).status, 303);
  t.equal(reasonFor(await draft(world.services), 'q21'), 'It is for colleges.');
  const without = /, but not its reason for not answering: somebody had given another since/;
  t.match((await nadia.get(`${base}/late`)).body, without);
  t.match((await nadia.get(`${base}/record`)).body, without);
  t.match((await world.response()).state.latePassages, [{ section: 'q21', became: 'brought', without: ['reason'] }]);
});

test('[CO5] a crash between the words and the record, or two presses at once, bring the passage once', async (t) => {
  const { world } = await afterRound(t);
  let fails = true;
  const failing: Services = {
    ...world.services,
    aggregates: {
      ...world.services.aggregates,
      commit(change) {
        if (!fails || change.kind !== 'response') return world.services.aggregates.commit(change);
        fails = false;
        return Promise.reject(new Error('the process died here'));
      },
    },
  };
  const broken = signOffWorldOver(world.services, await appOver(t, failing));
  const nadia = await broken.member(who.coordinator);
  const list = (await nadia.get(`${base}/late`)).body;
  const [passage, other] = [passageIn(list, 'Question 9'), passageIn(list, 'Question 21')];
  const form = await nadia.get(`${base}/late/${passage}`);
  t.equal((await nadia.post(`${base}/late/${passage}/bring`, { mark: markOf(form.body) })).status, 500);
  const words = JSON.stringify(readSection(await draft(world.services), 'q9'));
  t.match(words, 'Too late', 'the words are there, the record is not');
  const again = await nadia.get(`${base}/late/${passage}`);
  t.match(again.body, /The draft says this already[\s\S]*Mark it as brought in/);
  t.equal((await nadia.post(`${base}/late/${passage}/bring`, { mark: markOf(again.body) })).status, 303);
  t.equal(JSON.stringify(readSection(await draft(world.services), 'q9')), words, 'once');
  const second = await nadia.get(`${base}/late/${other}`);
  const both = await Promise.all([1, 2].map(() => nadia.post(`${base}/late/${other}/bring`, { mark: markOf(second.body) })));
  t.same(
    both.map(({ status }) => status),
    [303, 303],
  );
  const { state } = await world.response();
  t.equal(state.latePassages.length, 2);
  const log = await world.services.drafts.load({ draft: id, epoch: state.epoch });
  t.equal(log?.entries.filter((entry) => entry.node.startsWith('late-')).length, 2);
});

test('[CO5] a passage that was brought once, and deleted in a later draft, is not slipped in again', async (t) => {
  const { world } = await afterRound(t);
  const nadia = await world.member(who.coordinator);
  const passage = passageIn((await nadia.get(`${base}/late`)).body, 'Question 9');
  const form = await nadia.get(`${base}/late/${passage}`);
  t.equal((await nadia.post(`${base}/late/${passage}/bring`, { mark: markOf(form.body) })).status, 303);
  await locks(world);
  await decides(world, who.chair, { decision: 'request-changes', comment: 'Without that.' });
  const before = await draft(world.services, (await world.response()).state.epochs[0]?.id ?? '');
  await writes(world.services, 'takes-it-out', (document) => {
    writeBlocks(document, 'q9', readSection(before, 'q9'));
  });
  const { state } = await world.response();
  t.match(await nadia.get(`${base}/late/${passage}`), { status: 303, location: `${base}/late#p-${passage}` });
  t.equal((await nadia.post(`${base}/late/${passage}/bring`, { mark: markOf(form.body) })).status, 303);
  t.notMatch(JSON.stringify(readSection(await draft(world.services), 'q9')), 'Too late');
  t.same((await world.response()).state.latePassages, state.latePassages);
});

test('[CO5] a passage is left out and taken up again; words that come in later are decided about anew', async (t) => {
  const { world, sealed } = await afterRound(t, 'locked');
  const nadia = await world.member(who.coordinator);
  const seen = await nadia.get(`${base}/late`);
  const passage = passageIn(seen.body, 'Question 9');
  const at = seen.body.indexOf(`/late/${passage}/leave-out`);
  const digest = digestOf(seen.body.slice(at));
  t.equal((await nadia.post(`${base}/late/${passage}/leave-out`, { digest: 'x' })).status, 400);
  t.equal((await nadia.post(`${base}/late/${passage}/leave-out`, { digest })).status, 303);
  const left = (await nadia.get(`${base}/late`)).body;
  t.match(left, /Not used<[\s\S]*Left out by Nadia Farrow on 14 July 2026/);
  t.equal((await nadia.post(`${base}/late/${passage}/take-up`, { digest })).status, 303);
  t.notMatch((await nadia.get(`${base}/late`)).body, /Left out by/);
  t.equal((await nadia.post(`${base}/late/${passage}/take-up`, { digest })).status, 303, 'a second press changes nothing');
  t.equal((await nadia.post(`${base}/late/${passage}/leave-out`, { digest })).status, 303);
  await late(world.services, sealed, joel, (document) => {
    writeBlocks(document, 'q9', [line('Another copy, from another computer.')]);
  });
  t.match((await nadia.get(`${base}/late`)).body, /Left out by Nadia Farrow on [^<]* More came in after that\./);
  t.equal((await nadia.get(`${base}/late/00000000000000000000`)).status, 404);
  t.match((await nadia.get(`${base}/record`)).body, /Nadia Farrow left out what Joel Finch wrote in question 9/);
});

test('[CO5] a post from an old page is refused where its passage was handled otherwise, or changed, since', async (t) => {
  const { world, sealed } = await afterRound(t);
  const nadia = await world.member(who.coordinator);
  const list = (await nadia.get(`${base}/late`)).body;
  const [q9, q21] = [passageIn(list, 'Question 9'), passageIn(list, 'Question 21')];
  const press = (passage: string, button: string, fields: Readonly<Record<string, string>>) =>
    nadia.post(`${base}/late/${passage}/${button}`, fields);
  const digestIn = (passage: string): string => digestOf(list.slice(list.indexOf(`/late/${passage}/leave-out`)));
  const open = markOf((await nadia.get(`${base}/late/${q9}`)).body);
  t.equal((await press(q9, 'leave-out', { digest: digestIn(q9) })).status, 303);
  t.equal((await press(q9, 'bring', { mark: open })).status, 409, 'left out since');
  const asLeftOut = markOf((await nadia.get(`${base}/late/${q9}`)).body);
  t.equal((await press(q9, 'bring', { mark: asLeftOut })).status, 303);
  t.equal((await press(q9, 'bring', { mark: asLeftOut })).status, 303);
  for (const button of ['leave-out', 'take-up']) {
    const answer = await press(q9, button, { digest: digestIn(q9) });
    t.equal(answer.status, 409, 'brought since');
    t.match(answer.body, /This passage is in the draft already/);
  }
  const before = markOf((await nadia.get(`${base}/late/${q21}`)).body);
  await late(world.services, sealed, joel, (document) => {
    writeBlocks(document, 'q21', [line('And for colleges.')]);
  });
  t.equal((await press(q21, 'bring', { mark: before })).status, 409, 'more came in since');
  const answer = await press(q21, 'leave-out', { digest: digestIn(q21) });
  t.equal(answer.status, 409);
  t.match(answer.body, /More of this passage came in since this page was opened/);
  const { latePassages } = (await world.response()).state;
  t.match(latePassages, [{ section: 'q9', became: 'brought' }], 'and nothing was recorded');
});

test('[CO5] two presses at once of any button are answered alike, and done once', async (t) => {
  const { world } = await afterRound(t);
  const nadia = await world.member(who.coordinator);
  const list = (await nadia.get(`${base}/late`)).body;
  const passage = passageIn(list, 'Question 9');
  const digest = digestOf(list.slice(list.indexOf(`/late/${passage}/leave-out`)));
  const twice = async (button: string, fields: Readonly<Record<string, string>>) => {
    const both = await Promise.all([1, 2].map(() => nadia.post(`${base}/late/${passage}/${button}`, fields)));
    t.same(
      both.map(({ status, location }) => [status, location]),
      [1, 2].map(() => [303, `${base}/late#p-${passage}`]),
      button,
    );
  };
  await twice('leave-out', { digest });
  await twice('take-up', { digest });
  await twice('bring', { mark: markOf((await nadia.get(`${base}/late/${passage}`)).body) });
  const events = await world.services.aggregates.events('response', id, 0, 100);
  t.same(
    events.flatMap(({ type }) => (type.startsWith('LatePassage') ? [type] : [])),
    ['LatePassageLeftOut', 'LatePassageTakenUp', 'LatePassageBrought'],
  );
});

test('[CO5] [SO2] words after a lock that was given up are in the text; words that reach its epoch later are not', async (t) => {
  const world = await openSignOffWorld(t);
  const { revision, state } = await world.response();
  const { epoch } = state;
  const at = world.services.now();
  const locking = { at, by: MemberId.parse(who.coordinator), epoch, acknowledged: [], reason: '' };
  const events = [{ type: 'TextLocked', data: { epoch } }] as const;
  await world.services.aggregates.commit({ kind: 'response', id, revision, state: { ...state, locking }, events, actor: who.coordinator });
  await world.services.drafts.seal({ draft: id, epoch });
  await late(world.services, epoch, joel, (document) => {
    writeBlocks(document, 'q9', [line('Came in time after all.')]);
  });
  await giveUpLock(world.services, System.itself(), { id, locked: epoch, because: 'toy' });
  const nadia = await world.member(who.coordinator);
  const { body } = await nadia.get(`${base}/late`);
  t.match(body, /after a lock that was given up[\s\S]*These words are in the text/);
  t.notMatch(body, /Bring it into|Leave it out/);
  world.services.clock.forward(60_000);
  await late(world.services, epoch, 'daniel-rowntree', (document) => {
    writeBlocks(document, 'q9', [line('Much later.')]);
  });
  t.match((await nadia.get(`${base}/late`)).body, /Daniel Rowntree[\s\S]*Much later[\s\S]*Bring it into the draft/);
});

test('[CO5] [CO30] members who have the draft open see the passage come', async (t) => {
  const world = await openWorld(t);
  const { services, url } = world;
  const nadia = await person(world, who.coordinator);
  const checks = await nadia.get(`${base}/checks`);
  const acknowledged = [...checks.body.matchAll(/name="acknowledged" value="([^"]+)"/g)].map((match) => match[1] ?? '');
  t.equal((await nadia.post(`${base}/checks`, { acknowledged, reason: 'Later.' })).status, 303);
  const sealed = (await services.aggregates.get('response', id))?.state.epoch ?? '';
  await late(services, sealed, joel, (document) => {
    writeBlocks(document, 'q22', [line('Brought to the room.')]);
  });
  t.equal((await nadia.post(`${base}/sign-off/take-back`, { reason: 'Late words matter.' })).status, 303);
  const epoch = (await services.aggregates.get('response', id))?.state.epoch ?? '';
  const daniel = await person(world, 'daniel-rowntree');
  const client = new RawClient({
    url: `${url.replace('http', 'ws')}/live/${id}/${epoch}`,
    headers: { cookie: daniel.cookies(), origin: url },
  });
  await client.synced();
  const arrived = new Promise<void>((resolve) => {
    client.document.on('update', () => {
      if (JSON.stringify(readSection(client.document, 'q22')).includes('Brought to the room.')) resolve();
    });
  });
  const [passage = ''] = passages((await nadia.get(`${base}/late`)).body);
  const form = await nadia.get(`${base}/late/${passage}`);
  t.equal((await nadia.post(`${base}/late/${passage}/bring`, { mark: markOf(form.body) })).status, 303);
  await arrived;
  t.pass('it came');
  await client.close();
});

test('[ST34] a response that was stored before passages could be brought has none', async (t) => {
  const { state } = await (await openSignOffWorld(t)).response();
  const { latePassages, ...before } = state;
  t.same(latePassages, []);
  t.same(decodeState('response', id, 1, JSON.stringify(before)), state);
});
