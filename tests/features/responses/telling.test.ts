import { type Test, test } from 'tap';
import { composers } from '../../../src/features/responses/mails.ts';
import { reactions } from '../../../src/features/responses/reactions.ts';
import { readMailbox } from '../../../src/mail/mailbox.ts';
import { outbox } from '../../../src/outbox/outbox.ts';
import { runReactions } from '../../../src/store/reactions.ts';
import { base, openConsultationsWorld } from '../../support/worlds/consultations.ts';
import { type SignOffWorld, locks, who } from '../../support/worlds/sign-off.ts';
import type { Visitor } from '../../support/visitor.ts';

// *Tell them*: the coordinator tells the people who speak for an organisation that the text is being written (MA1).

const here = `${base}/tell`;
const daniel = 'daniel-rowntree';

/** Runs the reactions to telling, and sends the mails they owe. Answers the addresses and subjects of all mails so far. */
async function mailed(world: SignOffWorld) {
  await runReactions(world.services.aggregates, [reactions(world.services)], (error) => {
    throw error;
  });
  await outbox(world.services, composers).run();
  await outbox(world.services, composers).run();
  return (await readMailbox(world.services.ephemeral)).filter(({ subject }) => subject.includes('write with us'));
}

async function opened(t: Test): Promise<{ readonly world: SignOffWorld; readonly nadia: Visitor }> {
  const world = await openConsultationsWorld(t);
  return { world, nadia: await world.member(who.coordinator) };
}

async function speakers(world: SignOffWorld): Promise<readonly string[]> {
  const network = (await world.response()).state.networkId;
  const found = await world.services.aggregates.find('member', { where: { networkId: network }, limit: 500 });
  return found.flatMap(({ state }) => (['lead', 'deputy', 'partner'].includes(state.role) ? [state.email] : []));
}

test('[MA1] telling sends one mail to each lead, deputy and partner, with the task, its date and one link', async (t) => {
  const { world, nadia } = await opened(t);
  t.match((await nadia.get(`${base}/response`)).body, /Nobody has been told yet[\s\S]*href="\/consultations\/send-review\/tell"/);
  t.match((await nadia.get(here)).body, /Tell \d+ people[\s\S]*Not told yet[\s\S]*Daniel Rowntree/);
  t.same(await mailed(world), [], 'looking tells nobody');
  t.equal((await nadia.post(here)).location, here);
  const mails = await mailed(world);
  t.same(mails.map(({ to }) => to.address).toSorted(), (await speakers(world)).toSorted());
  const mail = mails.find(({ to }) => to.name === 'Daniel Rowntree');
  t.match(mail?.text, /Write by \w+ \d+ \w+ 2026 at \d+(:\d+)?[ap]m UK time/);
  t.match(mail?.text, /http:\/\/localhost:3000\/consultations\/send-review\/response/);
  t.match(mail?.replyTo, [{ name: 'Nadia Farrow' }], 'an answer reaches the coordinator (MA4)');
  t.match(
    (await nadia.get(here)).body,
    /Everybody who speaks for an organisation was told[\s\S]*14 July 2026, 10am[\s\S]*by Nadia Farrow[\s\S]*Sent/,
  );
  t.notMatch((await nadia.get(`${base}/response`)).body, /Nobody has been told yet|not been told/);
});

test('[MA1] pressing twice tells nobody twice, and the record names the people once', async (t) => {
  const { world, nadia } = await opened(t);
  await nadia.get(here);
  await Promise.all([nadia.post(here), nadia.post(here)]);
  const first = (await mailed(world)).length;
  t.equal((await nadia.post(here)).location, here);
  t.equal((await mailed(world)).length, first);
  const { state } = await world.response();
  const told = state.told ?? [];
  t.equal(new Set(told.map(({ memberId }) => memberId)).size, told.length);
  const record = (await nadia.get(`${base}/record`)).body;
  t.equal(record.match(/Nadia Farrow told [^<]*that the text is being written/g)?.length, 1);
});

test('[MA1] a person who joins later is named on the page, and told alone', async (t) => {
  const { world, nadia } = await opened(t);
  await nadia.get(here);
  await nadia.post(here);
  const before = (await mailed(world)).length;
  await nadia.get('/network/members/new');
  const wren = { name: 'Wren Late', email: 'wren@late.example.org', jobTitle: '', role: 'deputy', organisation: 'kent-county-council' };
  t.equal((await nadia.post('/network/members/new', wren)).status, 303);
  t.match((await nadia.get(`${base}/response`)).body, /1 person has not been told[\s\S]*joined after the others/);
  t.match((await nadia.get(here)).body, /1 person was not told yet[\s\S]*Tell this person too[\s\S]*Wren Late/);
  await nadia.post(here);
  const mails = await mailed(world);
  t.equal(mails.length, before + 1);
  t.equal(mails.filter(({ to }) => to.name === 'Wren Late').length, 1);
});

test('[MA1] only the coordinator tells, and nobody once the text is locked', async (t) => {
  const { world, nadia } = await opened(t);
  const officer = await world.member(daniel);
  t.equal((await officer.get(here)).status, 403);
  t.notMatch((await officer.get(`${base}/response`)).body, /Who was told|Tell them/);
  await officer.get(`${base}/response`);
  await locks(world);
  t.notMatch((await nadia.get(`${base}/response`)).body, /Tell them…/);
  const page = await nadia.get(here);
  t.notMatch(page.body, /<button type="submit" class="cc-btn">Tell/);
  t.equal((await nadia.post(here)).status, 409);
  t.same(await mailed(world), []);
});

test('[MA1] a mail that is still waiting when the text is locked does not go', async (t) => {
  const { world, nadia } = await opened(t);
  await nadia.get(here);
  await nadia.post(here);
  await locks(world);
  t.same(await mailed(world), []);
  t.match((await nadia.get(here)).body, /Not sent/);
});
