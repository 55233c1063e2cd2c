import { test } from 'tap';
import type { MailKind } from '../../src/domain/mail.ts';
import { blankLetter, maxWords, wordsIn } from '../../src/mail/letter.ts';
import { localMailbox, readMailbox } from '../../src/mail/mailbox.ts';
import { MailRefused, type Transport } from '../../src/mail/transport.ts';
import type { Composers } from '../../src/outbox/composer.ts';
import { messageIdOf } from '../../src/outbox/delivery.ts';
import { outbox } from '../../src/outbox/outbox.ts';
import { queueMail } from '../../src/outbox/queue.ts';
import { owed, withAnn } from '../support/worlds/ann.ts';
import { type BareServices, bareServices } from '../support/worlds/bare-services.ts';
import { base, openConsultationsWorld } from '../support/worlds/consultations.ts';
import { type SignOffWorld, decides, locks, who } from '../support/worlds/sign-off.ts';

// A member gets at most one mail a day of the kinds that can wait (MA5), and several of them in one (MA6).

const hour = 3_600_000;
let seq = 0;

/** Queues a mail to Ann. An event of its own owes it. */
function owes(services: BareServices, kind: MailKind): Promise<string> {
  return queueMail(services, { ...owed, event: { chain: 'response/r', seq: (seq += 1) }, kind });
}

const says = (subject: string, preview: string) => () =>
  Promise.resolve({ ...blankLetter, subject, preview, greeting: 'Ann', action: { label: 'Open it', url: `http://x.example/${subject}` } });
const composers: Composers = {
  'text-locked': says('locked', 'The text is locked.'),
  'changes-requested': says('changes', 'Changes were requested.'),
  submitted: says('sent', 'The response was sent.'),
  'sign-off-request': says('request', 'Please decide.'),
};

async function subjects(services: BareServices): Promise<readonly string[]> {
  return (await readMailbox(services.ephemeral)).map(({ subject }) => subject).toReversed();
}

async function statusOf(services: BareServices, id: string) {
  return (await services.aggregates.get('mail', id))?.state;
}

test('[MA5] the first mail of a day that can wait goes at once; the others go together the next morning at eight', async (t) => {
  const services = await bareServices(t);
  await withAnn(services);
  const box = outbox(services, composers);
  await owes(services, 'text-locked');
  await box.run();
  t.same(await subjects(services), ['locked']);
  const [changes, sent] = [await owes(services, 'changes-requested'), await owes(services, 'submitted')];
  await box.run();
  t.match(await statusOf(services, changes), { status: 'queued', attempts: 0, notBefore: '2026-07-15T07:00:00.000Z' }, '8am in London');
  await owes(services, 'sign-off-request');
  await box.run();
  t.same(await subjects(services), ['locked', 'request'], 'a request goes at once, and does not count');
  services.clock.forward(22 * hour - 1000);
  await box.run();
  t.equal((await subjects(services)).length, 2);
  services.clock.forward(1000);
  await Promise.all([box.run(), outbox(services, composers).run()]);
  const [, , digest] = (await readMailbox(services.ephemeral)).toReversed();
  t.equal(digest?.subject, 'Wed 15 July: 2 updates on North Network');
  t.match(digest?.text, /Changes were requested\.[\s\S]*The response was sent\.[\s\S]*http:\/\/x\.example\/sent/);
  t.equal(digest?.messageId, messageIdOf(changes, services.config.mailFrom));
  t.match([await statusOf(services, changes), await statusOf(services, sent)], [{ status: 'sent' }, { status: 'sent' }]);
  const events = await services.aggregates.events('mail', sent, 0, 9);
  t.same(
    [events.map(({ type }) => type), events.at(-1)?.data],
    [['MailQueued', 'MailPutOff', 'MailSent'], { attempt: 1, within: changes }],
  );
  await owes(services, 'text-locked');
  await box.run();
  t.equal((await subjects(services)).length, 3, 'the morning’s mail was the one of that day');
});

test('[MA5] a mail that comes while others wait for the morning waits with them', async (t) => {
  const services = await bareServices(t);
  await withAnn(services);
  const box = outbox(services, composers);
  for (const kind of ['text-locked', 'changes-requested'] as const) {
    await owes(services, kind);
    await box.run();
  }
  services.clock.forward(15 * hour); // one o'clock at night
  const late = await owes(services, 'submitted');
  await box.run();
  t.match(await statusOf(services, late), { status: 'queued', notBefore: '2026-07-15T07:00:00.000Z' });
});

test('[MA6] a server that refuses for now gets all of them again later, as one mail with its Message-ID', async (t) => {
  const ids: string[] = [];
  const services = await bareServices(t);
  const local = localMailbox(services);
  const transport: Transport = {
    ...local,
    send(message) {
      ids.push(message.messageId);
      return ids.length === 1 ? Promise.reject(new MailRefused('busy', { permanent: false })) : local.send(message);
    },
  };
  const box = outbox({ ...services, transport }, composers);
  await withAnn(services);
  const [one, two] = [await owes(services, 'text-locked'), await owes(services, 'submitted')];
  await box.run();
  t.match(
    [await statusOf(services, one), await statusOf(services, two)],
    [
      { status: 'queued', attempts: 1 },
      { status: 'queued', attempts: 1 },
    ],
  );
  for (let n = 0; n < 3; n += 1) {
    services.clock.forward(80_000);
    await box.run();
  }
  t.same(ids, [ids[0], ids[0]]);
  t.match(
    [await statusOf(services, one), await statusOf(services, two)],
    [
      { status: 'sent', attempts: 2 },
      { status: 'sent', attempts: 2 },
    ],
  );
});

test('[MA6] [SO30] a crash after sending gives one duplicate with its Message-ID, and none is lost', async (t) => {
  const services = await bareServices(t);
  await withAnn(services);
  const ids: string[] = [];
  const local = localMailbox(services);
  const transport: Transport = { ...local, send: (message) => (ids.push(message.messageId), local.send(message)) };
  await owes(services, 'text-locked');
  await owes(services, 'submitted');
  let commits = 0;
  const dying: BareServices = {
    ...services,
    transport,
    aggregates: {
      ...services.aggregates,
      commit: (given) => ((commits += 1) > 1 ? Promise.reject(new Error('killed')) : services.aggregates.commit(given)),
    },
  };
  await outbox(dying, composers).run();
  t.equal(ids.length, 1);
  services.clock.forward(24 * hour);
  for (let n = 0; n < 2; n += 1) await outbox({ ...services, transport }, composers).run();
  services.clock.forward(24 * hour);
  await outbox({ ...services, transport }, composers).run();
  t.same(ids, [ids[0], ids[0]]);
  const open = await services.aggregates.find('mail', { where: { status: 'queued' } });
  t.same(open, []);
});

test('[MA6] a mail that cannot be written, or is true no more, holds up none of the others', async (t) => {
  const services = await bareServices(t);
  await withAnn(services);
  const broken = () => Promise.reject(new TypeError('a bug'));
  const over = () => Promise.resolve({ notNeeded: 'the text was locked again since' });
  const box = outbox(services, { ...composers, submitted: broken, 'changes-requested': over });
  const ids = [await owes(services, 'submitted'), await owes(services, 'changes-requested'), await owes(services, 'text-locked')];
  await box.run();
  t.same(await subjects(services), ['locked'], 'alone it goes as its own letter');
  const states = await Promise.all(ids.map((id) => statusOf(services, id)));
  t.match(states, [{ status: 'queued', attempts: 1 }, { status: 'not-needed' }, { status: 'sent' }]);
});

/** A coordinator takes a text back. */
async function takesBack(world: SignOffWorld): Promise<void> {
  const nadia = await world.member(who.coordinator);
  await nadia.get(`${base}/sign-off`);
  await nadia.post(`${base}/sign-off/take-back`, { reason: 'A figure is wrong.' });
  await world.settle();
}

test('[MA5] [MA6] eight events of one day make one mail to a writer that day, and one true one the next morning', async (t) => {
  const world = await openConsultationsWorld(t);
  for (let n = 0; n < 2; n += 1) {
    await locks(world);
    await world.settle();
    await takesBack(world);
    world.services.clock.forward(60_000);
  }
  await locks(world);
  await decides(world, who.chair, { decision: 'request-changes', comment: 'Question 5 is not ready.' });
  const writers = async () => (await world.mails('joel-finch')).toReversed();
  t.same(
    (await writers()).map(({ subject }) => subject),
    ['The text is locked: SEND Review'],
  );
  t.ok(
    (await world.mails(who.coordinator)).some(({ subject }) => subject.startsWith('Changes requested')),
    'the coordinator at once',
  );
  world.services.clock.forward(24 * hour);
  const [, morning, ...more] = await writers();
  t.same(more, []);
  t.match(morning?.subject, 'Changes requested: SEND Review', 'locked, taken back and locked again: all of it is past');
  t.match(morning?.text, /Question 5 is not ready/);
});

test('[MA6] a digest is grouped by response, has a link for each, and at most 200 words', async (t) => {
  const services = await bareServices(t);
  await withAnn(services);
  const long = { ...composers, submitted: says('sent', 'A long sentence about the response which was sent. '.repeat(3)) };
  for (let n = 0; n < 12; n += 1) await owes(services, 'submitted');
  await outbox(services, long).run();
  const [digest] = await readMailbox(services.ephemeral);
  t.match(digest?.subject, /12 updates/);
  t.match(digest?.text, /\d+ earlier updates are not listed here/);
  t.ok(wordsIn(digest?.text ?? '') <= maxWords);
  t.match(digest?.html, /href="http:\/\/x\.example\/sent"/);
});

test('[MA5] nothing waits in the last two days before the close', async (t) => {
  const world = await openConsultationsWorld(t);
  const consultation = await world.services.aggregates.get('consultation', 'send-review');
  const left = Date.parse(consultation?.state.closesAt ?? '') - Date.parse(world.services.now());
  world.services.clock.forward(left - 40 * hour);
  await locks(world);
  await world.settle();
  await takesBack(world);
  const subjectsTo = (await world.mails('joel-finch')).map(({ subject }) => subject);
  t.same(subjectsTo.toSorted(), ['Taken back: SEND Review', 'The text is locked: SEND Review']);
});
