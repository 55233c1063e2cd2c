import { test } from 'tap';
import { AppointmentId, MemberId, OfficeId } from '../../../src/domain/ids.ts';
import { EmailAddress, endMembership } from '../../../src/domain/network/member.ts';
import { appoint, endAppointment } from '../../../src/domain/network/network.ts';
import { accepted, Instant, refused } from '../../../src/domain/outcome.ts';
import { moveClosing } from '../../../src/domain/consultation/register.ts';
import type { Response } from '../../../src/domain/response/response.ts';
import { maxWords, wordsIn } from '../../../src/mail/letter.ts';
import { change } from '../../../src/store/change.ts';
import {
  type SignOffWorld,
  base,
  chooses,
  decides,
  formOf,
  locks,
  openSignOffWorld,
  sitsDown,
  who,
} from '../../support/worlds/sign-off.ts';

const statuses = (response: Response): string =>
  [response.status, ...response.rounds.map((round) => [round.status, ...round.stages.map((stage) => stage.status)].join(' '))].join(' | ');
const state = async (world: SignOffWorld): Promise<string> => statuses((await world.response()).state);
const decisionsIn = (response: Response) =>
  response.rounds.flatMap((round) => round.stages.flatMap((stage) => stage.slots.flatMap((slot) => ('decision' in slot ? [slot] : []))));

test('[SO3] [SO4] [SO9] [SO24] chair, vice chair and sponsor approve by emailed link', async (t) => {
  const world = await openSignOffWorld(t);
  await locks(world);
  t.equal(await state(world), 'in-sign-off | open active waiting waiting');
  t.equal((await decides(world, who.chair, { decision: 'approve', comment: 'Good.' })).location, '/decision/receipt');
  t.equal(await state(world), 'in-sign-off | open satisfied active waiting');
  await decides(world, who.vice, { decision: 'approve', name: 'dr meera VASANI' });
  t.match((await world.stranger().get(await world.linkOf(who.otherVice))).body, /Meera Vasani approved as vice chair/);
  await decides(world, who.sponsor, { decision: 'approve' });
  t.equal(await state(world), 'approved | approved satisfied satisfied satisfied');
  t.same(
    decisionsIn((await world.response()).state).map((slot) => [slot.memberId, slot.decision.assurance]),
    [
      [who.chair, 'name'],
      [who.vice, 'name'],
      [who.sponsor, 'code'],
    ],
  );
  const subjects = (await world.mails(who.sponsor)).map((mail) => mail.subject).join('\n');
  t.match(subjects, /Receipt: you approved as sponsor/);
  t.match(subjects, /Approved: the response to SEND Review/);
  t.match(subjects, /Your code to decide/);
  t.notMatch(subjects, /The text is locked/, 'a reader does not write, so is not told of the lock');
  t.match((await world.mails(who.otherVice)).map((mail) => mail.subject).join('\n'), /No need to decide any more/);
  for (const mail of await world.mails()) t.ok(wordsIn(mail.text) <= maxWords, `[SO32] ${mail.subject}: ${wordsIn(mail.text)} words`);
});

test('[SO5] [SO18] request changes opens the text from the cut; the next page shows the changes, and an unchanged text keeps approvals', async (t) => {
  const world = await openSignOffWorld(t);
  const { epoch } = await locks(world);
  await decides(world, who.chair, { decision: 'approve' });
  const [chairs, vices] = [await world.linkOf(who.chair), await world.linkOf(who.vice)];
  const answer = await decides(world, who.vice, { decision: 'request-changes', comment: 'Take out the unit cost.' });
  t.match((await world.stranger().get(chairs)).body, /You approved as chair[^<]*Meera Vasani asked for changes as vice chair/);
  const own = (await world.stranger().get(vices)).body;
  t.match(own, /You asked for changes as vice chair/);
  t.notMatch(own, /Meera Vasani asked for changes/, 'one’s own decision is told once');
  t.equal(answer.location, '/decision/receipt');
  const { state: back } = await world.response();
  t.equal(statuses(back), 'drafting | changes-requested satisfied active waiting');
  t.not(back.epoch, epoch);
  t.same(back.epochs.at(-1)?.from, epoch);
  const [was, now] = [
    await world.services.drafts.load({ draft: back.id, epoch }),
    await world.services.drafts.load({ draft: back.id, epoch: back.epoch }),
  ];
  t.same(now?.base.authors, was?.base.authors, 'authors are carried');
  t.equal(now?.cut, null, 'and it is open');
  const asked = /Meera Vasani asked for changes as vice chair[\s\S]*Take out the unit cost/;
  const textsTo = async (id: string): Promise<string> => (await world.mails(id)).map((mail) => mail.text).join('\n');
  for (const id of [who.coordinator, who.chair]) t.match(await textsTo(id), asked, id);
  t.notMatch(await textsTo('joel-finch'), asked, 'a writer who was told of the lock today is told the next morning (MA5)');
  world.services.clock.forward(24 * 3_600_000);
  t.match(await textsTo('joel-finch'), asked);
  await locks(world);
  t.equal(
    await state(world),
    'drafting | changes-requested satisfied active waiting'.replace('drafting', 'in-sign-off') + ' | open satisfied active waiting',
  );
  const vice = await sitsDown(world, who.vice);
  const page = (await vice.get('/decision')).body;
  t.match(page, /You decided on round 1/);
  t.match(page, /Nothing has changed: the text is word for word the same/);
  t.match(page, /not changed since round 1, in which this approval was given/);
});

test('[SO6] the sponsor’s no stops the response, and only the sponsor starts it again', async (t) => {
  const world = await openSignOffWorld(t);
  await locks(world);
  await decides(world, who.chair, { decision: 'approve' });
  await decides(world, who.vice, { decision: 'approve' });
  await decides(world, who.sponsor, { decision: 'decline', comment: 'Not this year.' });
  t.match(await state(world), /^stopped \| declined/);
  const nadia = await world.member(who.coordinator);
  await nadia.get(`${base}/sign-off`);
  t.equal((await nadia.post(`${base}/sign-off/start-again`)).status, 403);
  const alison = await world.member(who.sponsor);
  t.match((await alison.get(`${base}/sign-off`)).body, /Start it again/);
  t.equal((await alison.post(`${base}/sign-off/start-again`)).status, 303);
  t.match(await state(world), /^drafting/);
});

test('[SO21] [SO26] a robot that asks, follows and presses everything changes nothing and spends nothing', async (t) => {
  const world = await openSignOffWorld(t);
  await locks(world);
  const path = await world.linkOf(who.chair);
  const before = await world.response();
  const robot = world.stranger();
  t.equal((await robot.head(path)).status, 200);
  for (let n = 0; n < 50; n += 1) await robot.get(path);
  for (let n = 0; n < 12; n += 1) {
    t.equal((await robot.post(path)).status, 303, 'Continue');
    const page = await robot.get('/decision');
    for (const [, href] of page.body.matchAll(/href="(\/[^"]*)"/g)) if (href !== undefined) await robot.get(href.replaceAll('&amp;', '&'));
    const fields = formOf(page.body);
    for (const decision of ['request-changes', 'approve', 'decline']) {
      t.equal((await robot.post('/decision', { ...fields, decision, comment: 'x', name: '' })).status, 400, 'no name, no decision');
    }
    await robot.post('/decision/code', fields);
    await robot.post('/decision/code/new', fields);
    await robot.post('/decision/code/change', fields);
    await robot.get('/decision/receipt');
  }
  const after = await world.response();
  t.equal(after.revision, before.revision, 'nothing was written');
  t.equal((await world.mails(who.chair)).length, 1, 'nothing was sent');
  t.equal((await decides(world, who.chair, { decision: 'approve' })).location, '/decision/receipt', 'and the person still can');
});

test('[SO25] double click, two tabs and the back button make one decision, and lead to one receipt', async (t) => {
  const world = await openSignOffWorld(t);
  await locks(world);
  const [one, two] = [await sitsDown(world, who.chair), await sitsDown(world, who.chair)];
  const page = await one.get('/decision');
  const fields = { ...formOf(page.body), decision: 'approve', comment: '', name: 'Joanna Prideaux' };
  const other = { ...formOf((await two.get('/decision')).body), decision: 'decline', comment: 'No.', name: 'Joanna Prideaux' };
  const answers = await Promise.all([one.post('/decision', fields), one.post('/decision', fields), one.post('/decision', fields)]);
  t.same(
    answers.map((answer) => answer.location),
    ['/decision/receipt', '/decision/receipt', '/decision/receipt'],
  );
  const receipt = (await one.get('/decision/receipt')).body;
  t.equal((await one.post('/decision', fields)).location, '/decision/receipt', 'back, and sent again');
  const second = (await two.post('/decision', other)).location;
  t.match(
    (await two.get(second)).body,
    /“Decline: it should not be sent” was not taken[\s\S]*You had already approved[\s\S]*That decision stands/,
    'the other tab, with another choice',
  );
  t.equal((await two.get('/decision/receipt')).body, receipt);
  t.equal(decisionsIn((await world.response()).state).length, 1);
  t.equal((await world.mails(who.chair)).filter((mail) => mail.subject.startsWith('Receipt')).length, 1);
});

test('a stale round, another digest, a forged form: nothing is recorded', async (t) => {
  const world = await openSignOffWorld(t);
  await locks(world);
  const joanna = await sitsDown(world, who.chair);
  const fields = { ...formOf((await joanna.get('/decision')).body), decision: 'approve', comment: '', name: 'Joanna Prideaux' };
  t.equal((await joanna.post('/decision', { ...fields, digest: 'f'.repeat(64) })).status, 409, 'another digest');
  t.equal((await joanna.post('/decision', { ...fields, round: '2' })).status, 409, 'another round');
  t.equal((await joanna.post('/decision', { ...fields, _csrf: 'x' })).status, 403, '[SO23] a forged token');
  const other = await sitsDown(world, who.chair);
  const theirs = formOf((await other.get('/decision')).body);
  t.equal((await joanna.post('/decision', { ...fields, _csrf: theirs['_csrf'] ?? '' })).status, 403, 'the token of another session');
  t.equal((await world.stranger().post('/decision', fields)).status, 403, 'without a session');
  const cookie = joanna.cookies();
  for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }]) {
    const forged = await world.app.inject({
      method: 'POST',
      url: '/decision',
      headers: { host: 'localhost:3000', 'content-type': 'application/x-www-form-urlencoded', cookie, ...headers },
      payload: new URLSearchParams(fields).toString(),
    });
    t.equal(forged.statusCode, 403, JSON.stringify(headers));
  }
  const nadia = await world.member(who.coordinator);
  await nadia.get(`${base}/sign-off`);
  t.equal((await nadia.post(`${base}/sign-off/take-back`, { reason: 'A figure is wrong.' })).status, 303);
  world.services.clock.forward(60_000);
  await locks(world);
  const answer = await joanna.post('/decision', fields);
  t.equal(answer.status, 409);
  t.match(answer.body, /Nadia Farrow took the text back/, '[SO22] what happened, by whom and when');
  t.equal(decisionsIn((await world.response()).state).length, 0);
});

test('[SO23] after errors, nothing is preselected, typed text stays, and each error leads to its field', async (t) => {
  const world = await openSignOffWorld(t);
  await locks(world);
  const joanna = await sitsDown(world, who.chair);
  const fresh = (await joanna.get('/decision')).body;
  t.notMatch(fresh, /type="radio"[^>]*checked/);
  const order = [...fresh.matchAll(/type="radio" value="([^"]+)"/g)].map((match) => match[1]);
  t.same(order, ['request-changes', 'approve', 'decline'], 'approve is not last');
  const answer = await joanna.post('/decision', { ...formOf(fresh), decision: 'decline', comment: '', name: 'Joan <Prideaux>' });
  t.equal(answer.status, 400);
  t.notMatch(answer.body, /type="radio"[^>]*checked/);
  t.match(answer.body, /value="Joan &lt;Prideaux&gt;"/);
  t.match(answer.body, /href="#comment">Give a reason/);
  t.match(answer.body, /href="#name">Type your full name as in the email: Joanna Prideaux/);
  t.match(answer.body, /href="#decision-1">Choose again what you decide/, 'and says that the choice was not kept');
  const nothing = (await joanna.post('/decision', formOf(fresh))).body;
  t.notMatch(nothing, /Choose again/, 'nothing was chosen');
  t.match(nothing, /href="#decision-1">Choose what you decide/);
  for (const id of ['decision-1', 'comment', 'name']) t.match(nothing, ` id="${id}"`, `${id} is there to go to`);
  t.equal((await world.response()).state.rounds[0]?.status, 'open');
});

test('[SO24] the code: five tries, ten minutes, once, for its own session; the link comes back to it with everything kept', async (t) => {
  const world = await openSignOffWorld(t);
  await locks(world);
  await decides(world, who.chair, { decision: 'approve' });
  await decides(world, who.vice, { decision: 'approve' });
  const alison = await sitsDown(world, who.sponsor);
  const sent = async () => (await world.mails(who.sponsor)).filter((mail) => mail.subject.startsWith('Your code')).length;
  t.equal(await sent(), 0, 'none before choice and name are posted');
  t.equal((await chooses(world, alison, who.sponsor, { decision: 'approve', comment: 'Fine.' })).location, '/decision/code');
  t.match((await alison.get('/decision/code')).body, /Approve this text[\s\S]*Fine\./);
  const first = await world.codeOf(who.sponsor);
  const wrong = first === '000000' ? '111111' : '000000';
  for (let n = 1; n <= 5; n += 1) t.equal((await alison.post('/decision/code', { code: wrong })).status, 400, `try ${n}`);
  t.match((await alison.post('/decision/code', { code: first })).body, /tried too often/, 'the right one comes too late');
  world.services.clock.forward(1000);
  t.equal((await alison.post('/decision/code/new')).location, '/decision/code');
  world.services.clock.forward(10 * 60_000);
  t.match((await alison.post('/decision/code', { code: await world.codeOf(who.sponsor) })).body, /no longer works/, 'ten minutes');
  const phone = await sitsDown(world, who.sponsor);
  t.equal((await phone.get('/decision/code')).status, 200, 'opening the link again comes back');
  await alison.post('/decision/code/new');
  t.match((await phone.post('/decision/code', { code: await world.codeOf(who.sponsor) })).status, 400, 'a code is for its own session');
  await phone.get('/decision/code');
  world.services.clock.forward(1000);
  await phone.post('/decision/code/new');
  await phone.get('/decision/code');
  const code = await world.codeOf(who.sponsor);
  t.equal(decisionsIn((await world.response()).state).length, 2, 'nothing was recorded before');
  const both = await Promise.all([
    phone.post('/decision/code', { code: ` ${code.slice(0, 3)} ${code.slice(3)} ` }),
    phone.post('/decision/code', { code }),
  ]);
  t.ok(
    both.some((answer) => answer.location === '/decision/receipt'),
    'pasted with spaces',
  );
  t.match((await world.response()).state.status, 'approved');
  t.equal(JSON.stringify(await world.services.ephemeral.list('decision-code', '', 100)).includes(code), false, 'hashed');
});

test('[SO24] decline and request changes need the code too; without it nothing is recorded', async (t) => {
  const world = await openSignOffWorld(t);
  await locks(world);
  await decides(world, who.chair, { decision: 'approve' });
  await decides(world, who.vice, { decision: 'approve' });
  const alison = await sitsDown(world, who.sponsor);
  t.equal((await chooses(world, alison, who.sponsor, { decision: 'request-changes', comment: 'No.' })).location, '/decision/code');
  await alison.get('/decision/code');
  t.equal((await alison.post('/decision/code/change')).location, '/decision');
  t.equal((await alison.get('/decision/code')).location, '/decision', 'the choice is forgotten');
  t.equal((await world.response()).state.status, 'in-sign-off');
});

test('[SO24] a code records the choice it was sent for, and no other that somebody with the same link posted meanwhile', async (t) => {
  const world = await openSignOffWorld(t);
  await locks(world);
  await decides(world, who.chair, { decision: 'approve' });
  await decides(world, who.vice, { decision: 'approve' });
  const alison = await sitsDown(world, who.sponsor);
  const thief = await sitsDown(world, who.sponsor);
  await chooses(world, alison, who.sponsor, { decision: 'request-changes', comment: 'Answer 3 is wrong.' });
  await alison.get('/decision/code');
  const code = await world.codeOf(who.sponsor);
  const withCode = (await world.mails(who.sponsor)).find((mail) => mail.text.includes(code));
  t.match(withCode?.text, /chosen as sponsor:\s+“Request changes”/, 'the mail says what the code is for');
  world.services.clock.forward(1000);
  await chooses(world, thief, who.sponsor, { decision: 'approve' });
  const answer = await alison.post('/decision/code', { code });
  t.match(answer, { status: 400, body: /changed in another window[\s\S]*Approve this text/ });
  t.equal((await world.response()).state.status, 'in-sign-off', 'nothing was recorded');
  world.services.clock.forward(1000);
  await chooses(world, alison, who.sponsor, { decision: 'request-changes', comment: 'Answer 3 is wrong.' });
  await alison.get('/decision/code');
  t.equal((await alison.post('/decision/code', { code: await world.codeOf(who.sponsor) })).location, '/decision/receipt');
  t.equal((await world.response()).state.rounds[0]?.status, 'changes-requested');
});

test('[SO24] the holder of a link cannot guess codes all day, not even with new codes', async (t) => {
  const world = await openSignOffWorld(t);
  await locks(world);
  await decides(world, who.chair, { decision: 'approve' });
  await decides(world, who.vice, { decision: 'approve' });
  const thief = await sitsDown(world, who.sponsor);
  await chooses(world, thief, who.sponsor, { decision: 'approve' });
  for (let codes = 0; codes < 20; codes += 1) {
    await thief.get('/decision/code');
    const code = await world.codeOf(who.sponsor);
    for (let n = 0; n < 5; n += 1) await thief.post('/decision/code', { code: code === '000000' ? '111111' : '000000' });
    world.services.clock.forward(4 * 60_000);
    if ((await thief.post('/decision/code/new')).status === 403) {
      await thief.post(await world.linkOf(who.sponsor));
      await thief.get('/decision/code');
      await thief.post('/decision/code/new');
    }
  }
  await thief.get('/decision/code');
  const answer = await thief.post('/decision/code', { code: await world.codeOf(who.sponsor) });
  t.match(answer, { status: 400, body: /Too many codes were typed/ });
  t.equal((await world.response()).state.status, 'in-sign-off');
});

test('a forged form is refused as such also where nothing can be decided any more, and answered once', async (t) => {
  const log: string[] = [];
  const world = await openSignOffWorld(t, { log });
  await locks(world);
  const joanna = await sitsDown(world, who.chair);
  const fields = formOf((await joanna.get('/decision')).body);
  await chooses(world, joanna, who.chair, { decision: 'approve' });
  for (const path of ['/decision', '/decision/code', '/decision/code/new', '/decision/code/change']) {
    t.equal((await joanna.post(path, { ...fields, _csrf: 'forged' })).status, 403, path);
    t.equal((await joanna.post(path, fields)).location, '/decision/receipt', path);
  }
  t.notMatch(log.join(''), /"level":50/);
});

test('[SO26] a limit per slot: too many posted forms wait', async (t) => {
  const world = await openSignOffWorld(t);
  await locks(world);
  const joanna = await sitsDown(world, who.chair);
  const fields = formOf((await joanna.get('/decision')).body);
  let last = 0;
  for (let n = 0; n < 61; n += 1) last = (await joanna.post('/decision', fields)).status;
  t.equal(last, 429);
  world.services.clock.forward(31 * 60_000);
  t.equal((await decides(world, who.chair, { decision: 'approve' })).location, '/decision/receipt');
});

test('[SO23] the session lasts half an hour, and each Continue makes a new one', async (t) => {
  const world = await openSignOffWorld(t);
  await locks(world);
  const joanna = await sitsDown(world, who.chair);
  const before = joanna.cookies();
  await joanna.post(await world.linkOf(who.chair));
  t.not(joanna.cookies(), before);
  const old = await world.app.inject({ url: '/decision', headers: { host: 'localhost:3000', accept: 'text/html', cookie: before } });
  t.equal(old.statusCode, 403, 'the one before has ended');
  world.services.clock.forward(30 * 60_000);
  const late = await joanna.get('/decision');
  t.equal(late.status, 403);
  t.match(late.body, /Open the link in your email again/);
});

test('two vice chairs approving in the same millisecond: one counts, the other is told', async (t) => {
  const world = await openSignOffWorld(t);
  await locks(world);
  await decides(world, who.chair, { decision: 'approve' });
  const [meera, samuel] = [await sitsDown(world, who.vice), await sitsDown(world, who.otherVice)];
  const answers = await Promise.all([
    chooses(world, meera, who.vice, { decision: 'approve' }),
    chooses(world, samuel, who.otherVice, { decision: 'approve' }),
  ]);
  t.same(answers.map((answer) => answer.status).sort(), [303, 409]);
  t.match(answers.map((answer) => answer.body).join(''), /You do not need to decide any more/);
  t.equal(await state(world), 'in-sign-off | open satisfied satisfied active');
});

test('approve against request changes: the second is refused, and told of the first', async (t) => {
  const world = await openSignOffWorld(t);
  await locks(world);
  await decides(world, who.chair, { decision: 'approve' });
  const [meera, samuel] = [await sitsDown(world, who.vice), await sitsDown(world, who.otherVice)];
  const answers = await Promise.all([
    chooses(world, meera, who.vice, { decision: 'request-changes', comment: 'No.' }),
    chooses(world, samuel, who.otherVice, { decision: 'approve' }),
  ]);
  t.same(answers.map((answer) => answer.status).sort(), [303, 409]);
  const made = decisionsIn((await world.response()).state).filter((slot) => slot.memberId !== who.chair);
  t.equal(made.length, 1);
  const loser = answers.find((answer) => answer.status === 409);
  t.match(
    loser?.body,
    made[0]?.status === 'changes' ? /Meera Vasani asked for changes as vice chair/ : /Samuel Okafor approved as vice chair/,
  );
});

async function endsOffice(world: SignOffWorld, id: string): Promise<void> {
  const now = world.services.now();
  await change(world.services.aggregates, 'network', 'south-east-kinship', who.coordinator, (network) => {
    const held = network.appointments.find((one) => one.memberId === id);
    return held === undefined
      ? refused('not-found')
      : endAppointment(network, held.id, { by: held.memberId, at: now, authority: 'Minute 1' });
  });
}

async function takesOffice(world: SignOffWorld, id: string, where: string): Promise<void> {
  const member = await world.services.aggregates.get('member', id);
  if (member === null) throw new Error(`there is no ${id}`);
  const post = {
    id: AppointmentId.parse(`${id}-${where}`),
    memberId: member.state.id,
    office: OfficeId.parse(where),
    from: world.services.now(),
    until: null,
    authority: 'Minute 1',
  };
  await change(world.services.aggregates, 'network', 'south-east-kinship', who.coordinator, (network) =>
    appoint(network, post, member.state),
  );
}

test('[SO3] an ex-chair who approves before any reaction ran is refused; the round then waits for a successor', async (t) => {
  const world = await openSignOffWorld(t);
  await locks(world);
  const joanna = await sitsDown(world, who.chair);
  const fields = { ...formOf((await joanna.get('/decision')).body), decision: 'approve', comment: '', name: 'Joanna Prideaux' };
  await endsOffice(world, who.chair);
  const answer = await joanna.post('/decision', fields);
  t.equal(answer.status, 409);
  t.match(answer.body, /You no longer hold this office/);
  await world.settle();
  t.equal(await state(world), 'in-sign-off | open blocked waiting waiting');
  t.match((await world.stranger().get(await world.linkOf(who.chair))).body, /You are no longer chair/);
  await takesOffice(world, 'joel-finch', 'chair');
  await world.settle();
  t.equal(await state(world), 'in-sign-off | open active waiting waiting');
  t.equal(
    (await world.mails('joel-finch')).filter((mail) => mail.subject.includes('your decision')).length,
    1,
    'the successor is asked once',
  );
  t.equal((await decides(world, 'joel-finch', { decision: 'approve' })).location, '/decision/receipt');
});

test('[SO3] a successor whom a later office needs is no longer asked in the earlier one, and the link says so', async (t) => {
  const world = await openSignOffWorld(t);
  await locks(world);
  await endsOffice(world, who.chair);
  await takesOffice(world, 'joel-finch', 'chair');
  await world.settle();
  const link = await world.linkOf('joel-finch');
  await endsOffice(world, who.sponsor);
  await takesOffice(world, 'joel-finch', 'sponsor');
  await world.settle();
  t.equal(await state(world), 'in-sign-off | open blocked waiting waiting');
  t.match((await world.stranger().get(link)).body, /You decide as sponsor, and one person decides for one office only/);
});

test('the end of a membership ends the link at once', async (t) => {
  const world = await openSignOffWorld(t);
  await locks(world);
  const joanna = await sitsDown(world, who.chair);
  const path = await world.linkOf(who.chair);
  const at = world.services.now();
  await change(world.services.aggregates, 'member', who.chair, who.coordinator, (member) =>
    endMembership(member, { by: member.id, at }, []),
  );
  t.equal((await joanna.get('/decision')).status, 409);
  t.match((await world.stranger().get(path)).body, /You cannot decide this now/);
  await world.settle();
  t.equal(await state(world), 'in-sign-off | open blocked waiting waiting');
});

test('[SO20] [SO26] [SO27] a link: unknown ones are alike, none is in a log, none in the store, headers keep it private', async (t) => {
  const log: string[] = [];
  const world = await openSignOffWorld(t, { log });
  await locks(world);
  const path = await world.linkOf(who.chair);
  const token = path.slice(3);
  t.match(path, /^\/d\/[A-Za-z0-9_-]{42}[A-Za-z0-9]$/, 'in the path, ending in a letter or digit');
  t.ok(`https://concord.example.org${path}`.length <= 76);
  const known = await world.stranger().get(path);
  for (const [header, value] of [
    ['cache-control', 'no-store'],
    ['referrer-policy', 'strict-origin'],
    ['x-robots-tag', 'noindex'],
  ] as const) {
    t.equal(known.headers[header], value);
  }
  t.match(known.headers['content-security-policy'], /form-action 'self';frame-ancestors 'none'/);
  t.notMatch(known.body, /<script(?![^>]*src)/, 'no inline script');
  t.match(known.body, /Nadia Farrow asks for your decision[\s\S]*Decide by/);
  const bare = (body: string): string => body.replaceAll(/req-\w+/g, '');
  const unknown = await world.stranger().get(`/d/${'A'.repeat(43)}`);
  t.equal(unknown.status, 404);
  t.match(unknown.body, /Or sign in, and open the request from your work\.[\s\S]*href="\/sign-in"/, '[SO22] the other way');
  t.equal(bare((await world.stranger().get('/d/short')).body), bare(unknown.body));
  t.equal((await world.stranger().post(`/d/${'A'.repeat(43)}`)).status, 404);
  const chair = await sitsDown(world, who.chair);
  await chair.get('/decision');
  await chair.post('/decision', { decision: 'approve', digest: '0' });
  t.notMatch(log.join('\n'), token);
  t.notMatch(JSON.stringify(await world.services.ephemeral.list('link', '', 1000)), token);
  t.notMatch(chair.cookies(), token);
});

test('a link does not outlive a change of mailbox', async (t) => {
  const world = await openSignOffWorld(t);
  await locks(world);
  const path = await world.linkOf(who.chair);
  await change(world.services.aggregates, 'member', who.chair, who.coordinator, (member) =>
    accepted({ ...member, email: EmailAddress.parse(`new.${member.email}`) }, { type: 'MemberRoleChanged', data: { role: member.role } }),
  );
  const { body } = await world.stranger().get(path);
  t.match(body, /sent to an address that is no longer on file/);
  t.match(body, /<a href="\/sign-in">sign in<\/a> with your present address/, '[SO22] the other way');
  t.notMatch(body, /Nothing is wrong with your link/);
  t.equal((await world.stranger().post(path)).status, 409);
});

test('[SO13] a round lapses at the present close; when the close moves, it goes on with its decisions and asks again', async (t) => {
  const world = await openSignOffWorld(t);
  await locks(world);
  await decides(world, who.chair, { decision: 'approve' });
  const meera = await sitsDown(world, who.vice);
  world.services.clock.forward(40 * 24 * 3_600_000);
  t.match((await world.stranger().get(await world.linkOf(who.vice))).body, /Time ran out/);
  t.equal(await state(world), 'in-sign-off | lapsed satisfied active waiting');
  t.equal((await meera.get('/decision')).status, 403, 'that session is over too');
  t.match((await world.mails(who.coordinator))[0]?.subject, /Time ran out/);
  const at = world.services.now();
  const to = Instant.parse(new Date(Date.parse(at) + 5 * 24 * 3_600_000).toISOString());
  await change(world.services.aggregates, 'consultation', 'send-review', who.coordinator, (consultation) =>
    moveClosing(consultation, { to, at, by: MemberId.parse(who.coordinator), reason: 'The department gave a week.', reasonHash: '' }),
  );
  await world.settle();
  t.equal(await state(world), 'in-sign-off | open satisfied active waiting');
  t.equal((await world.mails(who.vice)).filter((mail) => mail.subject.includes('your decision')).length, 2, 'asked again');
  t.equal((await decides(world, who.vice, { decision: 'approve' })).location, '/decision/receipt');
});

test('[SO11] take back: by whom, with a reason, and once approved no longer by the coordinator', async (t) => {
  const world = await openSignOffWorld(t);
  await locks(world);
  const [nadia, joel, joanna] = [await world.member(who.coordinator), await world.member('joel-finch'), await world.member(who.chair)];
  await joel.get(`${base}/sign-off`);
  t.equal((await joel.post(`${base}/sign-off/take-back`, { reason: 'No.' })).status, 403);
  t.notMatch((await joel.get(`${base}/sign-off`)).body, /Take back the text/);
  await nadia.get(`${base}/sign-off`);
  const without = await nadia.post(`${base}/sign-off/take-back`, { reason: ' ' });
  t.equal(without.status, 400);
  t.match(without.body, /href="#reason">Say why the text is taken back/);
  await decides(world, who.chair, { decision: 'approve' });
  await decides(world, who.vice, { decision: 'approve' });
  await decides(world, who.sponsor, { decision: 'approve' });
  t.equal((await nadia.post(`${base}/sign-off/take-back`, { reason: 'A figure is wrong.' })).status, 403);
  await joanna.get(`${base}/sign-off`);
  t.equal((await joanna.post(`${base}/sign-off/take-back`, { reason: 'A figure is wrong.' })).status, 303);
  t.match(await state(world), /^drafting \| recalled/);
  await world.settle();
  world.services.clock.forward(24 * 3_600_000);
  t.match((await world.mails(who.sponsor)).map((mail) => mail.text).join(''), /Joanna Prideaux took the text back[\s\S]*A figure is wrong/);
});

test('an approver who is signed in reaches the decision page without the link', async (t) => {
  const world = await openSignOffWorld(t);
  await locks(world);
  const joanna = await world.member(who.chair);
  const page = (await joanna.get(`${base}/sign-off`)).body;
  const slot = /name="slot" value="([^"]+)"/.exec(page)?.[1] ?? '';
  t.equal((await joanna.post(`${base}/sign-off/desk`, { slot })).location, '/decision');
  t.equal((await chooses(world, joanna, who.chair, { decision: 'approve' })).location, '/decision/receipt');
  const samuel = await world.member(who.otherVice);
  await samuel.get(`${base}/sign-off`);
  t.equal((await samuel.post(`${base}/sign-off/desk`, { slot })).status, 404, 'somebody else’s');
});

test('[SO24] [SO43] a decision made signed in is recorded as that, and never as an emailed link', async (t) => {
  const world = await openSignOffWorld(t);
  await locks(world);
  const decidesSignedIn = async (id: string): Promise<void> => {
    const person = await world.member(id);
    const slot = /name="slot" value="([^"]+)"/.exec((await person.get(`${base}/sign-off`)).body)?.[1] ?? '';
    await person.post(`${base}/sign-off/desk`, { slot });
    const { location } = await chooses(world, person, id, { decision: 'approve' });
    if (location !== '/decision/code') return;
    await person.get(location);
    await person.post(location, { code: await world.codeOf(id) });
  };
  await decidesSignedIn(who.chair);
  await decides(world, who.vice, { decision: 'approve' });
  await decidesSignedIn(who.sponsor);
  const { state: response } = await world.response();
  t.same(
    decisionsIn(response).map((slot) => [slot.memberId, slot.decision.assurance]),
    [
      [who.chair, 'signed-in'],
      [who.vice, 'name'],
      [who.sponsor, 'signed-in-code'],
    ],
  );
  const receipt = (await world.mails(who.sponsor)).find((mail) => mail.subject.startsWith('Receipt'));
  t.match(receipt?.text, /Signed in, six-digit code and typed name/);
  t.notMatch(receipt?.text, /Emailed link/);
});

test('another network’s pages are not there, for anybody of this one', async (t) => {
  const world = await openSignOffWorld(t);
  await locks(world);
  const others = await world.services.aggregates.find('member', { where: { networkId: 'north-downs-fostering', role: 'coordinator' } });
  const stranger = await world.member(others[0]?.id ?? '');
  for (const path of ['checks', 'sign-off', 'sign-off/rounds/1']) {
    t.equal((await stranger.get(`${base}/${path}`)).status, 404, path);
  }
  await stranger.get('/consultations/childrens-homes/sign-off');
  for (const path of ['checks', 'sign-off/take-back', 'sign-off/start-again', 'sign-off/desk']) {
    t.ok([403, 404].includes((await stranger.post(`${base}/${path}`, { reason: 'x', slot: '1-1-1' })).status), path);
  }
  t.equal((await world.stranger().get(`${base}/sign-off`)).status, 303, 'signed out: to sign-in');
  t.equal(await state(world), 'in-sign-off | open active waiting waiting');
});
