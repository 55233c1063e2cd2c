import { type Test, test } from 'tap';
import type { MailboxEntry } from '../../../src/mail/mailbox.ts';
import { maxWords, wordsIn } from '../../../src/mail/letter.ts';
import { openConsultationsWorld } from '../../support/worlds/consultations.ts';
import { type SignOffWorld, base, decides, locks, who } from '../../support/worlds/sign-off.ts';

// A change of office in an open round names its actor and authority in the record, and is mailed (SO56).

/** The network with a second coordinator, Joel Finch, and a round that opened a minute ago. */
async function lockedWorld(t: Test): Promise<SignOffWorld> {
  const world = await openConsultationsWorld(t);
  await gives(world, 'joel-finch', 'coordinator');
  world.services.clock.forward(60_000);
  await locks(world);
  await world.settle();
  world.services.clock.forward(60_000);
  return world;
}

async function posts(world: SignOffWorld, page: string, url: string, fields: Readonly<Record<string, string>>): Promise<void> {
  const nadia = await world.member(who.coordinator);
  await nadia.get(page);
  const answer = await nadia.post(url, fields);
  if (answer.status !== 303) throw new Error(`${url}: ${answer.status} ${answer.body}`);
}

async function gives(world: SignOffWorld, id: string, role: string): Promise<void> {
  await posts(world, `/network/members/${id}`, `/network/members/${id}/role`, { role });
}

async function ends(world: SignOffWorld, id: string, authority = 'Minute 4'): Promise<void> {
  const page = await (await world.member(who.coordinator)).get(`/network/members/${id}`);
  const url = /action="(\/network\/appointments\/[^"]+\/end)"/.exec(page.body)?.[1] ?? '';
  await posts(world, `/network/members/${id}`, url, { authority });
}

async function appoints(world: SignOffWorld, id: string, office: string): Promise<void> {
  const [year = '', month = '', day = ''] = world.services.now().slice(0, 10).split('-');
  const from = { 'from-day': day, 'from-month': month, 'from-year': year };
  const until = { 'until-day': '', 'until-month': '', 'until-year': '' };
  await posts(world, '/network/appointments/new', '/network/appointments/new', {
    office,
    member: id,
    authority: 'Minute 5',
    ...from,
    ...until,
  });
}

/** The mails to a person about changes of office, newest first. */
async function told(world: SignOffWorld, id: string): Promise<readonly MailboxEntry[]> {
  return (await world.mails(id)).filter((mail) => mail.subject.includes('changed during sign-off'));
}

/** The text of a mail in one line. */
function plain(mail: MailboxEntry | undefined): string {
  return mail?.text.replace(/\s+/g, ' ') ?? '';
}

async function record(world: SignOffWorld): Promise<string> {
  return (await (await world.member('daniel-rowntree')).get(`${base}/record`)).body;
}

test('[SO56] record and mails of a handover name its maker, both holders, the time and the authority', async (t) => {
  const world = await lockedWorld(t);
  await ends(world, who.chair);
  await appoints(world, 'daniel-rowntree', 'chair');
  for (const id of [who.chair, who.sponsor, 'joel-finch']) {
    const [mail, ...more] = await told(world, id);
    const text = plain(mail);
    t.same(more, [], `${id}: once`);
    t.match(mail?.subject, /^The office of chair changed during sign-off: SEND Review$/);
    t.match(text, /Joanna Prideaux as chair\. Nadia Farrow appointed Daniel Rowntree as chair\./);
    t.match(text, /Chair before: Joanna Prideaux - Chair now: Daniel Rowntree - When: .+ - By what authority: Minute 4; Minute 5/);
    t.match(text, /South East .+’s response to “SEND Review.+”.+, round 1, which is locked for sign-off/);
    t.match(
      text,
      id === who.chair ? /Tell Alison Thackeray \(sponsor\) at once/ : /Is this wrong\? Take the text back on the Sign-off page/,
    );
    t.ok(wordsIn(text) <= maxWords, `[SO32] ${wordsIn(text)} words`);
    t.match(mail?.html, /Nadia Farrow ended the appointment of Joanna Prideaux as chair/);
  }
  t.same(await told(world, who.coordinator), [], 'not the actor');
  t.same(await told(world, who.vice), [], 'nor an office that did not change');
  const page = await record(world);
  t.match(page, /Nadia Farrow ended the appointment of Joanna Prideaux as chair\. Nadia Farrow appointed Daniel Rowntree as chair/);
  t.match(page, /by authority of “Minute 4” and “Minute 5”\. Chair before: Joanna Prideaux; after: Daniel Rowntree</);
  t.match(page, /unbroken/);
  t.equal((await decides(world, 'daniel-rowntree', { decision: 'approve' })).location, '/decision/receipt');
});

test('[SO56] an office that is vacant for a minute has two entries and two mails; the leaver gets only the first mail', async (t) => {
  const world = await lockedWorld(t);
  await ends(world, who.chair);
  await world.settle();
  world.services.clock.forward(60_000);
  await appoints(world, 'daniel-rowntree', 'chair');
  t.match((await told(world, who.chair)).map(plain), [/Chair now: Nobody/]);
  t.equal((await told(world, who.sponsor)).length, 2);
  const page = await record(world);
  t.match(page, /by authority of “Minute 4”\. Chair before: Joanna Prideaux; after: nobody</);
  t.match(page, /by authority of “Minute 5”\. Chair before: nobody; after: Daniel Rowntree</);
});

test('[SO56] a resignation blocks the office; the record and the mails give its authority', async (t) => {
  const world = await lockedWorld(t);
  await ends(world, who.sponsor, 'Letter of 2 July');
  t.match(plain((await told(world, who.sponsor))[0]), /Sponsor now: Nobody .+ By what authority: Letter of 2 July/);
  t.match(plain((await told(world, who.sponsor))[0]), /Tell Joel Finch and Nadia Farrow \(coordinators\) at once/);
  t.equal((await told(world, 'joel-finch')).length, 1);
  t.match(await record(world), /ended the appointment of Alison Thackeray as sponsor, by authority of “Letter of 2 July”/);
});

test('[SO56] the mails name a second holder, although no request changes', async (t) => {
  const world = await lockedWorld(t);
  await appoints(world, 'daniel-rowntree', 'chair');
  t.match(plain((await told(world, who.sponsor))[0]), /Chair now: Joanna Prideaux and Daniel Rowntree/);
  t.same(await told(world, who.chair), [], 'she stays in office');
  t.match(await record(world), /Chair before: Joanna Prideaux; after: Joanna Prideaux and Daniel Rowntree</);
});

test('[SO56] the loss of a coordinator’s role in an open round is mailed to that person, the sponsor and the other coordinators', async (t) => {
  const world = await lockedWorld(t);
  await gives(world, 'joel-finch', 'lead');
  const [mail] = await told(world, 'joel-finch');
  t.match(plain(mail), /Nadia Farrow changed the role of Joel Finch from coordinator to lead representative/);
  t.equal((await told(world, who.sponsor)).length, 1);
  t.same(await told(world, who.coordinator), []);
  t.match(await record(world), /Nadia Farrow changed the role of Joel Finch from coordinator to lead representative</);
});

test('[SO56] the end of an office-holder’s membership stands in the record and is mailed', async (t) => {
  const world = await lockedWorld(t);
  await posts(world, `/network/members/${who.chair}`, `/network/members/${who.chair}/end`, {});
  t.match(plain((await told(world, who.sponsor))[0]), /Nadia Farrow ended the membership of Joanna Prideaux \(chair\)/);
  t.match(await record(world), /Nadia Farrow ended the membership of Joanna Prideaux \(chair\)</);
});

test('[SO56] outside an open round a response notes no change of office, and no mail goes', async (t) => {
  const world = await openConsultationsWorld(t);
  await ends(world, who.chair);
  await world.settle();
  t.same(await told(world, who.sponsor), []);
  t.notMatch(await record(world), /ended the appointment/);
});

test('an appointment does not end without an authority: the form says so, at its field', async (t) => {
  const world = await openConsultationsWorld(t);
  const nadia = await world.member(who.coordinator);
  const page = await nadia.get(`/network/members/${who.chair}`);
  const url = /action="(\/network\/appointments\/[^"]+\/end)"/.exec(page.body)?.[1] ?? '';
  const answer = await nadia.post(url, { authority: ' ' });
  t.equal(answer.status, 400);
  t.match(answer.body, /Say by what authority: the meeting and item, or the minute/);
  const field = /href="#(authority-[^"]+)"/.exec(answer.body)?.[1] ?? 'none';
  t.match(answer.body, `id="${field}"`);
  t.equal((await nadia.post('/network/appointments/no-such-one/end', { authority: 'x' })).status, 404);
});
