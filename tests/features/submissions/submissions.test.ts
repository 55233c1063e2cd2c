import { test } from 'tap';
import { AppointmentId, OfficeId } from '../../../src/domain/ids.ts';
import { appoint, endAppointment } from '../../../src/domain/network/network.ts';
import { Instant, refused } from '../../../src/domain/outcome.ts';
import { composers } from '../../../src/features/submissions/mails.ts';
import { reactions } from '../../../src/features/submissions/reactions.ts';
import { wordsIn } from '../../../src/mail/letter.ts';
import { readMailbox } from '../../../src/mail/mailbox.ts';
import { outbox } from '../../../src/outbox/outbox.ts';
import { change } from '../../../src/store/change.ts';
import { react } from '../../../src/store/reactions.ts';
import { approve, base, exported, openConsultationsWorld, send, who } from '../../support/worlds/consultations.ts';
import type { SignOffWorld } from '../../support/worlds/sign-off.ts';

const here = `${base}/submission`;

// The clock of the world stands on 14 July 2026, 10:00am in London.
const sent = {
  channel: 'portal',
  by: who.coordinator,
  'sent-day': '14',
  'sent-month': '7',
  'sent-year': '2026',
  'sent-time': '9:41am',
  reference: ' ANON-4XQ7-RN2K-8 ',
  note: 'Two boxes were <full>.',
};
const receipt = { name: 'send ‘review’ receipt.pdf', type: 'text/html', bytes: new TextEncoder().encode('%PDF <script>') };

async function ready(world: SignOffWorld): Promise<string> {
  const digest = await approve(world);
  await exported(world, digest);
  return digest;
}

test('[SO16] nothing is recorded before the text is approved and its final document made', async (t) => {
  const world = await openConsultationsWorld(t);
  const nadia = await world.member(who.coordinator);
  t.match((await nadia.get(here)).body, /Nothing to record yet[\s\S]*has not been approved[\s\S]*without=approval/);
  const digest = await approve(world);
  t.match((await nadia.get(here)).body, /Make the final document first/);
  t.match(await send(world.app, world, who.coordinator, here, { ...sent, digest }), {
    status: 409,
    body: /Make the final document first/,
  });
  await exported(world, digest);
  t.match((await nadia.get(here)).body, /<h1>Record the submission/);
  t.match(await send(world.app, world, who.coordinator, here, { ...sent, digest: 'a'.repeat(64) }), {
    status: 409,
    body: /not the locked version/,
  });
  t.equal((await world.response()).state.submission, null);
});

test('[SO16] only coordinator, chair and sponsor record a submission', async (t) => {
  const world = await openConsultationsWorld(t);
  const digest = await ready(world);
  for (const id of ['daniel-rowntree', who.vice]) {
    t.equal((await send(world.app, world, id, here, { ...sent, digest })).status, 403, id);
    t.match((await (await world.member(id)).get(here)).body, /The coordinator, the chair or the sponsor records/, id);
  }
  t.equal((await send(world.app, world, who.sponsor, here, { ...sent, digest })).status, 303);
});

test('[SO16] a submission is recorded once, with its receipt, and everybody is told', async (t) => {
  const world = await openConsultationsWorld(t);
  const digest = await ready(world);
  const done = await send(world.app, world, who.coordinator, here, { ...sent, digest, receipt });
  t.match(done, { status: 303, location: here });
  const { state } = await world.response();
  t.match(state, {
    status: 'submitted',
    submission: { at: '2026-07-14T08:41:00.000Z', reference: 'ANON-4XQ7-RN2K-8', digest, by: who.coordinator },
  });
  const twice = await send(world.app, world, who.chair, here, { ...sent, reference: 'another', digest });
  t.match(twice, { status: 303, location: here }, 'the second time leads to the record');
  t.equal((await world.response()).state.submission?.reference, 'ANON-4XQ7-RN2K-8');

  const daniel = await world.member('daniel-rowntree');
  const page = await daniel.get(here);
  t.match(
    page.body,
    /The response has been submitted[\s\S]*Tuesday 14 July 2026, 9:41am[\s\S]*Nadia Farrow, coordinator[\s\S]*ANON-4XQ7-RN2K-8[\s\S]*Two boxes were &lt;full&gt;/,
  );
  const file = await daniel.get(`${here}/receipt`);
  t.equal(file.body, '%PDF <script>');
  t.match(file.headers, {
    'content-type': 'application/octet-stream',
    'content-disposition': /^attachment; filename\*=UTF-8''send%20%E2%80%98review%E2%80%99%20receipt\.pdf$/,
    'x-content-type-options': 'nosniff',
  });
  t.match((await daniel.get(base)).body, /The response has been submitted/);
  t.notMatch(
    (await (await world.member(who.coordinator)).get(base)).body,
    /Change<span/,
    'no question is offered for changing once the answer was sent',
  );

  const events = await world.services.aggregates.events('response', 'send-review', 0, 200);
  const event = events.find((one) => one.type === 'Submitted');
  if (event === undefined) throw new Error('no event');
  const happened = { stored: await world.response(), event };
  for (const mine of [reactions(world.services), reactions(world.services)]) await react([mine], happened);
  // Everybody had the mail of the lock today, so the mail of the submission waits until the morning (MA5).
  world.services.clock.forward(24 * 3_600_000);
  await outbox(world.services, composers).run();
  const mails = (await readMailbox(world.services.ephemeral)).filter((mail) => mail.subject.includes('submitted'));
  const members = await world.services.aggregates.find('member', { where: { networkId: 'south-east-kinship' }, limit: 1000 });
  t.equal(mails.length, members.length, 'one each, though the reaction ran twice');
  t.match(mails[0]?.subject, /^14 July 2026: SEND Review, response submitted$/);
  t.match(mails[0]?.text, /Response ID: ANON-4XQ7-RN2K-8[\s\S]*Nadia Farrow|Nadia Farrow[\s\S]*Response ID: ANON-4XQ7-RN2K-8/);
  t.ok(wordsIn(mails[0]?.text ?? '') <= 200, 'at most 200 words (SO32)');
});

test('[SO16] the record names the office that the sender held when the response was sent', async (t) => {
  const world = await openConsultationsWorld(t);
  const digest = await ready(world);
  const { aggregates } = world.services;
  const joanna = await aggregates.get('member', who.chair);
  if (joanna === null) throw new Error('the chair is not there');
  const later = { id: AppointmentId.parse('later'), memberId: joanna.state.id, office: OfficeId.parse('vice-chair') };
  const span = { from: Instant.parse('2026-09-01T00:00:00.000Z'), until: null };
  await change(aggregates, 'network', joanna.state.networkId, 'system', (network) =>
    appoint(network, { ...later, ...span, authority: 'Minute 7' }, joanna.state),
  );
  const page = await (await world.member(who.coordinator)).get(here);
  t.match(page.body, /Joanna Prideaux, chair</, 'the form offers her in the office that she holds');
  await send(world.app, world, who.coordinator, here, { ...sent, digest, by: who.chair });
  const chair = joanna.state.id;
  await change(aggregates, 'network', joanna.state.networkId, 'system', (network) => {
    const held = network.appointments.find((one) => one.memberId === chair && one.office === 'chair');
    return held === undefined
      ? refused('not-found')
      : endAppointment(network, held.id, { by: held.memberId, at: world.services.now(), authority: 'Minute 1' });
  });
  world.services.clock.forward(90 * 24 * 3_600_000);
  t.match((await (await world.member(who.coordinator)).get(here)).body, /Joanna Prideaux, chair</);
});

test('[SO16] a text sent without approval is recorded as exactly that', async (t) => {
  const world = await openConsultationsWorld(t);
  const nadia = await world.member(who.coordinator);
  t.match((await nadia.get(`${here}?without=approval`)).body, /Not approved[\s\S]*recorded as exactly that/);
  t.equal((await send(world.app, world, who.coordinator, here, { ...sent, digest: '' })).status, 303);
  t.equal((await world.response()).state.submission?.digest, null);
  t.match((await nadia.get(here)).body, /Sent without approval/);
  t.match((await nadia.get(`${base}/record`)).body, /What was sent had not been approved/);
  t.equal((await nadia.get(`${here}/receipt`)).status, 404);
});

test('each error stands at its field, and nothing typed is lost', async (t) => {
  const world = await openConsultationsWorld(t);
  const digest = await ready(world);
  const bad = [
    [{ channel: '' }, 'channel'],
    [{ channel: 'constructor' }, 'channel'],
    [{ 'sent-day': '15' }, 'sent-day'],
    [{ 'sent-time': 'noonish' }, 'sent-time'],
    [{ by: '' }, 'by'],
    [{ by: 'somebody-else' }, 'by'],
    [{ reference: 'x'.repeat(201) }, 'reference'],
    [{ note: 'x'.repeat(2001) }, 'note'],
  ] as const;
  for (const [change, field] of bad) {
    const answer = await send(world.app, world, who.coordinator, here, { ...sent, digest, ...change });
    t.equal(answer.status, 400, field);
    t.match(answer.body, new RegExp(`href="#${field}"[\\s\\S]*id="${field}"`));
    t.match(answer.body, /9:41am|noonish/);
  }
  for (const file of [
    { ...receipt, name: 'receipt.exe' },
    { ...receipt, bytes: new Uint8Array() },
  ]) {
    t.match(await send(world.app, world, who.coordinator, here, { ...sent, digest, receipt: file }), {
      status: 400,
      body: /href="#receipt"/,
    });
  }
  const large = { ...receipt, bytes: new Uint8Array(6 * 1024 * 1024) };
  t.match(await send(world.app, world, who.coordinator, here, { ...sent, digest, receipt: large }), {
    status: 413,
    body: /5 MB or smaller/,
  });
  t.equal((await world.response()).state.submission, null);
  const others = await world.services.aggregates.find('member', { where: { networkId: 'north-downs-fostering' } });
  t.match(await send(world.app, world, who.coordinator, here, { ...sent, digest, by: others[0]?.id ?? '' }), {
    status: 400,
    body: /Choose who sent it/,
  });
});

test('a letter about a submission that does not exist is not needed', async (t) => {
  const world = await openConsultationsWorld(t);
  const network = await world.services.aggregates.get('network', 'south-east-kinship');
  const member = await world.services.aggregates.get('member', who.chair);
  if (network === null || member === null) throw new Error('no network');
  const mail = { responseId: (await world.response()).state.id, kind: 'submitted' } as Parameters<typeof composers.submitted>[1];
  t.match(await composers.submitted(world.services, mail, member.state, network.state), { notNeeded: /no submission/ });
});
