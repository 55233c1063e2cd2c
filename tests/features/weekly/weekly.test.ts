import { test } from 'tap';
import { MemberId } from '../../../src/domain/ids.ts';
import { endMembership } from '../../../src/domain/network/member.ts';
import { weeklySweep } from '../../../src/features/weekly/sweep.ts';
import { wordsIn } from '../../../src/mail/letter.ts';
import { type MailboxEntry, localMailbox, readMailbox } from '../../../src/mail/mailbox.ts';
import { outbox } from '../../../src/outbox/outbox.ts';
import { queueMail } from '../../../src/outbox/queue.ts';
import { change } from '../../../src/store/change.ts';
import { base, openConsultationsWorld } from '../../support/worlds/consultations.ts';
import { composers } from '../../support/worlds/letters.ts';
import { type SignOffWorld, who } from '../../support/worlds/sign-off.ts';

// The weekly email (MA8 to MA10). The world begins on Tuesday 14 July 2026 at 10am in London.

const hour = 3_600_000;
const lead = 'daniel-rowntree';

/** Moves the clock to an instant. */
function goTo({ services }: SignOffWorld, instant: string): void {
  services.clock.forward(Date.parse(instant) - Date.parse(services.now()));
}

/** Runs the sweep and the outbox until nothing more leaves. */
async function works({ services }: SignOffWorld): Promise<void> {
  await weeklySweep(services).run();
  for (let turn = 0; turn < 6; turn += 1) await outbox(services, composers).run();
}

async function inbox({ services }: SignOffWorld, id: string): Promise<readonly MailboxEntry[]> {
  const address = (await services.aggregates.get('member', id))?.state.email;
  return (await readMailbox(services.ephemeral)).filter(({ to }) => to.address === address);
}

/** A world in which the coordinator told the leads, deputies and partners of the response. */
async function toldWorld(t: Parameters<typeof openConsultationsWorld>[0]): Promise<SignOffWorld> {
  const world = await openConsultationsWorld(t);
  const nadia = await world.member(who.coordinator);
  await nadia.get(`${base}/tell`);
  await nadia.post(`${base}/tell`);
  return world;
}

test('[MA8] on Monday at eight a member gets one email: what is asked, where it stands, what comes next', async (t) => {
  const world = await toldWorld(t);
  const daniel = await world.member(lead);
  await daniel.get(`${base}/response`);
  await daniel.post(`${base}/response/q2/follow`);
  goTo(world, '2026-07-19T22:59:00.000Z');
  await works(world);
  t.same(await inbox(world, lead), [], 'it is Sunday in London');
  goTo(world, '2026-07-19T23:01:00.000Z');
  await works(world);
  goTo(world, '2026-07-20T06:59:59.000Z');
  await works(world);
  t.same(await inbox(world, lead), [], 'a second before eight');
  const form = (await daniel.get(`${base}/response/q2`)).body;
  const alun = await world.member('alun-pryce');
  await alun.get(`${base}/response/q2`);
  const [, mark = ''] = /name="mark" value="([^"]+)"/.exec(form) ?? [];
  await alun.post(`${base}/response/q2`, { mark, text: 'Partnerships need clear duties.' });
  goTo(world, '2026-07-20T07:00:00.000Z');
  await Promise.all([works(world), works(world)]);
  const [letter, ...more] = await inbox(world, lead);
  t.same(more, [], 'two nodes send one');
  t.match(letter?.subject, /^Mon 20 July: \d+ things? to do, 1 section changed$/);
  t.match(letter?.text, /RESPONSE TO SEND REVIEW\n- Start 11 answers: (by|was due) \w+ \d+ July\./);
  t.match(letter?.text, /Question 2: [^:]+ has changed: 4 words from Kent\s+County Council\./);
  t.match(letter?.text, /organisations? has spoken|have spoken/);
  t.match(letter?.text, /22 answers: \d+ drafting/);
  t.match(letter?.text, /Next dates: /);
  t.match(letter?.text, /To get no weekly email:\nhttp:\/\/localhost:3000\/w\/[A-Za-z0-9_-]{42}w\n/);
  t.ok(wordsIn(letter?.text ?? '') <= 250, `${wordsIn(letter?.text ?? '')} words`);
  t.match(letter?.unsubscribe, /^http:\/\/localhost:3000\/w\//);
  t.match(letter?.replyTo, [{ name: 'Nadia Farrow' }], 'an answer reaches the coordinator (MA4)');
  await works(world);
  goTo(world, '2026-07-21T07:00:00.000Z');
  await works(world);
  t.equal((await inbox(world, lead)).length, 1, 'and none on Tuesday');
});

test('[MA8] none goes to people who left, were never told, or have nothing to hear; it is judged as it leaves', async (t) => {
  const world = await openConsultationsWorld(t);
  const { services } = world;
  goTo(world, '2026-07-20T06:00:00.000Z');
  await weeklySweep(services).run();
  const members = await services.aggregates.find('member', { where: { networkId: 'south-east-kinship' } });
  await change(services.aggregates, 'member', 'ines-moreau', 'system', (member) =>
    endMembership(
      member,
      { at: services.now(), by: MemberId.parse(who.coordinator) },
      members.map(({ state }) => state),
    ),
  );
  goTo(world, '2026-07-20T07:00:00.000Z');
  for (let turn = 0; turn < 9; turn += 1) await outbox(services, composers).run();
  t.same(await inbox(world, 'ines-moreau'), [], 'she has left since');
  t.same(await inbox(world, lead), [], 'nobody has told him of the response');
  t.equal((await inbox(world, who.coordinator)).length, 1, 'the coordinator knows of it');
  const mails = await services.aggregates.find('mail', { where: { kind: 'weekly-digest', status: 'not-needed' } });
  t.ok(mails.length > 10);
});

test('[MA8] a network without an open response sends none, and nothing is queued', async (t) => {
  const world = await openConsultationsWorld(t);
  const { services } = world;
  const stored = await world.response();
  const events = [{ type: 'LockAbandoned', data: { because: 'toy', epoch: stored.state.epoch } }] as const;
  const state = { ...stored.state, status: 'withdrawn' as const };
  await services.aggregates.commit({ kind: 'response', id: stored.id, revision: stored.revision, state, events, actor: 'system' });
  goTo(world, '2026-07-20T07:00:00.000Z');
  await works(world);
  const where = { kind: 'weekly-digest', networkId: 'south-east-kinship' } as const;
  t.same(await services.aggregates.find('mail', { where }), []);
});

test('[MA9] [MA5] [MA6] the mails that wait for that morning and the week are one mail, with one link a response', async (t) => {
  const world = await toldWorld(t);
  const { services } = world;
  goTo(world, '2026-07-19T12:00:00.000Z');
  const owed = { kind: 'response-started', networkId: (await world.response()).state.networkId, round: null, slot: null } as const;
  const about = { memberId: MemberId.parse(lead), responseId: (await world.response()).state.id };
  for (const seq of [1, 2]) {
    await queueMail(services, { ...owed, ...about, event: { chain: 'toy', seq } });
    await works(world);
  }
  t.equal((await inbox(world, lead)).length, 1, 'the one mail of Sunday');
  goTo(world, '2026-07-20T01:00:00.000Z');
  await works(world);
  await queueMail(services, { ...owed, ...about, event: { chain: 'toy', seq: 3 } });
  await works(world);
  goTo(world, '2026-07-20T07:00:00.000Z');
  await works(world);
  const [morning, , ...more] = await inbox(world, lead);
  t.same(more, []);
  t.match(morning?.subject, /^Mon 20 July: 2 updates, and your week$/);
  t.equal([...(morning?.text ?? '').matchAll(/RESPONSE TO SEND REVIEW/g)].length, 1);
  t.match(morning?.text, /Please write for Kent[\s\S]*Start 12 answers[\s\S]*To get no weekly email/);
  t.ok(wordsIn(morning?.text ?? '') <= 250, `${wordsIn(morning?.text ?? '')} words`);
  await queueMail(services, { ...owed, ...about, event: { chain: 'toy', seq: 4 } });
  await works(world);
  t.equal((await inbox(world, lead)).length, 2, 'the week was the one mail of Monday');
});

test('[MA9] [SO30] a crash after sending gives one duplicate with its Message-ID', async (t) => {
  const world = await toldWorld(t);
  const { services } = world;
  const ids: string[] = [];
  const local = localMailbox(services);
  const transport = {
    ...local,
    send: (message: Parameters<typeof local.send>[0]) => {
      if (message.to.name === 'Daniel Rowntree') ids.push(message.messageId);
      return local.send(message);
    },
  };
  goTo(world, '2026-07-20T07:00:00.000Z');
  await weeklySweep(services).run();
  const dying = {
    ...services,
    transport,
    aggregates: { ...services.aggregates, commit: () => Promise.reject(new Error('killed')) },
  };
  await outbox(dying, composers).run();
  services.clock.forward(25 * hour);
  for (let turn = 0; turn < 9; turn += 1) await outbox({ ...services, transport }, composers).run();
  t.equal(ids.length, 2);
  t.equal(ids[0], ids[1]);
});

test('[MA10] the link asks; only a picked choice changes it; the page offers the way back, and Your work tells', async (t) => {
  const world = await toldWorld(t);
  const { services } = world;
  goTo(world, '2026-07-20T07:00:00.000Z');
  await works(world);
  const link = (await inbox(world, lead))[0]?.unsubscribe?.replace('http://localhost:3000', '') ?? '';
  const chosen = async () => (await services.aggregates.get('member', lead))?.state.weeklyDigest?.choice;
  const robot = world.stranger();
  for (const press of ['get', 'head'] as const) t.equal((await robot[press](link)).status, 200);
  const page = (await robot.get(link)).body;
  t.notMatch(page, /\bchecked\b/, 'nothing is picked');
  t.match(page, /Daniel Rowntree/);
  t.match(await robot.post(link), { status: 400, body: /Say if you want the weekly email/ }, 'a robot that presses the button');
  t.equal(await chosen(), undefined);
  t.equal((await robot.post(link, { choice: 'never', _csrf: 'none' })).status, 403, 'a post that never saw the page');
  t.equal(await chosen(), undefined);
  await robot.get(link);
  const saved = await robot.post(link, { choice: 'never' });
  t.match(saved, { status: 303, location: `${link}?saved=yes` });
  t.match((await robot.get(saved.location)).body, /You get no weekly email any more\.[\s\S]*Send me the weekly email/);
  t.equal(await chosen(), 'never');
  t.match((await (await world.member(lead)).get('/network')).status, 200, 'the link signs nobody in');
  t.match(await robot.get('/work'), { status: 303 });

  const daniel = await world.member(lead);
  t.match((await daniel.get('/work')).body, /You get no weekly email: the link in one of them was used on 20 July 2026/);
  t.match(
    (await daniel.get(`/network/members/${lead}/record`)).body,
    /The link in a weekly email was used: Daniel Rowntree gets no weekly email/,
  );
  goTo(world, '2026-07-27T07:00:00.000Z');
  await works(world);
  t.equal((await inbox(world, lead)).length, 1, 'and no weekly email comes');
  await daniel.get('/work');
  t.equal((await daniel.post('/you/weekly', { choice: 'weekly', next: 'work' })).location, '/work');
  t.notMatch((await daniel.get('/work')).body, /You get no weekly email/);
  await daniel.get('/you');
  t.equal((await daniel.post('/you/weekly', { choice: 'never' })).location, '/you#weekly');
  t.match((await daniel.get('/you')).body, /value="never"\s+checked/);
  t.notMatch((await daniel.get('/work')).body, /You get no weekly email/, 'their own choice is not told');
  t.match(await robot.get('/w/unknown'), { status: 404, body: /This link no longer works/ });
});

test('[MA10] [MA8] one press of a mail program stops the weekly email, in either form of a body, and stops nothing else', async (t) => {
  const world = await toldWorld(t);
  const { services, app } = world;
  goTo(world, '2026-07-20T07:00:00.000Z');
  await works(world);
  const linkTo = async (id: string) => (await inbox(world, id))[0]?.unsubscribe?.replace('http://localhost:3000', '') ?? '';
  const forms = [
    [lead, 'application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click'],
    [
      'alun-pryce',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
    ],
  ] as const;
  for (const [id, type, payload] of forms) {
    const url = await linkTo(id);
    const answer = await app.inject({ method: 'POST', url, headers: { host: 'localhost:3000', 'content-type': type }, payload });
    t.equal(answer.statusCode, 200, type);
    t.match((await services.aggregates.get('member', id))?.state.weeklyDigest, { choice: 'never', by: 'link' });
  }
  const nadia = await world.member(who.coordinator);
  await nadia.get(`${base}/positions`);
  await nadia.post(`${base}/positions`, { who: 'not-asked' });
  const url = await linkTo(lead);
  for (let press = 0; press < 25; press += 1) {
    const headers = { host: 'localhost:3000', 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await app.inject({ method: 'POST', url, headers, payload: 'List-Unsubscribe=One-Click' });
    if (press === 24) t.equal(answer.statusCode, 429, 'a robot that presses on and on');
  }
  const events = await services.aggregates.events('member', lead, 0, 99);
  t.equal(events.filter(({ type }) => type === 'WeeklyDigestChosen').length, 1);
});
