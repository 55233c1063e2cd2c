import { type Test, test } from 'tap';
import { pages as away } from '../../../src/features/away/pages.ts';
import { openConsultationsWorld } from '../../support/worlds/consultations.ts';
import { type SignOffWorld, base, decides, formOf, isAway, locks, who } from '../../support/worlds/sign-off.ts';

// A decision goes to the deputy of an approver who is away, and back (SO8).

const deputy = 'daniel-rowntree';

/** A round that the chair is asked in, who is away with Daniel Rowntree as deputy. */
async function opened(t: Test): Promise<SignOffWorld> {
  const world = await openConsultationsWorld(t);
  away(world.app, world.services);
  await isAway(world, who.chair, deputy);
  await locks(world);
  await world.settle();
  return world;
}

async function hands(world: SignOffWorld, id: string, path: 'hand-over' | 'hand-back', slot = '1-1-1') {
  const browser = await world.member(id);
  const { body } = await browser.get(`${base}/sign-off`);
  world.services.clock.forward(60_000);
  const answer = await browser.post(`${base}/sign-off/${path}`, { slot });
  await world.settle();
  return { page: body, answer };
}

async function subjects(world: SignOffWorld, id: string): Promise<readonly string[]> {
  return (await world.mails(id)).map(({ subject }) => subject);
}

test('[SO8] the coordinator hands the decision of a person who is away over; one link works at a time', async (t) => {
  const world = await opened(t);
  const chairs = await world.linkOf(who.chair);
  const { page, answer } = await hands(world, who.coordinator, 'hand-over');
  t.match(page, /Joanna Prideaux is away until [\s\S]*Daniel Rowntree stands in, and can decide as chair for Joanna Prideaux/);
  t.equal(answer.status, 303);

  const deputys = await world.linkOf(deputy);
  t.match((await world.stranger().get(deputys)).body, /For Daniel Rowntree, chair for Joanna Prideaux/);
  const closed = await world.stranger().get(chairs);
  t.match(closed.body, /Your deputy decides for you[\s\S]*take the decision back on the Sign-off page/);
  t.equal((await world.stranger().post(chairs, {})).status, 409, 'her link opens no desk');
  t.match(await subjects(world, who.chair), [/^Daniel Rowntree decides for you: SEND Review$/, /your decision on/]);
  t.match(await subjects(world, who.sponsor), [/^Daniel Rowntree decides for Joanna Prideaux: SEND Review$/]);
  t.notMatch(await subjects(world, who.coordinator), [/decides for/], 'not the person who did it');
  t.match((await world.mails(deputy))[0]?.text.replace(/\s+/g, ' '), /As chair for Joanna Prideaux, please decide on/);

  t.match(await decides(world, deputy, { decision: 'approve', name: 'Daniel Rowntree' }), { location: '/decision/receipt' });
  await world.settle();
  t.match(await subjects(world, who.chair), [/^Daniel Rowntree approved for you as chair$/]);
  t.ok((await subjects(world, deputy)).includes('Receipt: you approved as chair for Joanna Prideaux'));
  const overview = (await (await world.member(who.coordinator)).get(`${base}/sign-off`)).body;
  t.match(overview, /Daniel Rowntree for Joanna Prideaux[\s\S]*Approved/);
  const record = (await (await world.member(deputy)).get(`${base}/record`)).body;
  t.match(record, /Nadia Farrow handed the decision of Joanna Prideaux as chair over to Daniel Rowntree, until/);
  t.match(record, /Daniel Rowntree for Joanna Prideaux asked too, as chair/);
  t.match(record, /Daniel Rowntree approved as chair for Joanna Prideaux\. Emailed link and typed name/);
  t.match(record, /unbroken/);
  t.match((await world.stranger().get(chairs)).body, /Your deputy has decided[\s\S]*Daniel Rowntree approved for you/);
});

test('[SO8] the person takes it back on the page, is asked by a new link, and the deputy need not decide', async (t) => {
  const world = await opened(t);
  const own = await hands(world, who.chair, 'hand-over');
  t.match(own.page, /You are away until [\s\S]*Let Daniel Rowntree decide/);
  t.equal(own.answer.status, 303, 'the holder hands over too');
  const deputys = await world.linkOf(deputy);
  const { page, answer } = await hands(world, who.chair, 'hand-back');
  t.match(page, /Daniel Rowntree decides for you[\s\S]*Decide yourself/);
  t.equal(answer.status, 303);
  t.match((await world.stranger().get(deputys)).body, /You are no longer asked[\s\S]*You were asked for Joanna Prideaux/);
  t.match(await subjects(world, deputy), [/^No need to decide any more: SEND Review$/]);
  t.equal((await subjects(world, who.chair)).filter((one) => one.includes('your decision on')).length, 2, 'asked again');
  const again = await hands(world, who.coordinator, 'hand-over');
  t.notMatch(again.page, /hand-over/);
  t.equal(again.answer.status, 403, 'a coordinator does not take it from her again');
  t.match(await decides(world, who.chair, { decision: 'approve' }), { location: '/decision/receipt' });
  t.match(
    (await (await world.member(deputy)).get(`${base}/record`)).body,
    /The decision as chair went back to Joanna Prideaux by Joanna Prideaux/,
  );
});

test('[SO8] holder, sponsor and coordinators hear who handed a decision over, however soon the deputy decides', async (t) => {
  const world = await opened(t);
  const browser = await world.member(who.coordinator);
  await browser.get(`${base}/sign-off`);
  world.services.clock.forward(60_000);
  await browser.post(`${base}/sign-off/hand-over`, { slot: '1-1-1' });
  const desk = await world.member(deputy);
  await desk.get(`${base}/sign-off`);
  t.equal((await desk.post(`${base}/sign-off/desk`, { slot: '1-1-2' })).location, '/decision');
  const fields = formOf((await desk.get('/decision')).body);
  const done = await desk.post('/decision', { ...fields, decision: 'approve', comment: '', name: 'Daniel Rowntree' });
  t.equal(done.location, '/decision/receipt', 'before any mail was composed');
  await world.settle();
  for (const id of [who.chair, who.sponsor]) {
    const notice = (await world.mails(id)).find(({ subject }) => subject.startsWith('Daniel Rowntree decides for'));
    t.match(notice?.text, /Nadia Farrow handed the decision as chair over to Daniel Rowntree/, id);
    t.notMatch(notice?.text, /Take the decision back/, 'it is made');
  }
  const made = (await world.mails(who.chair)).find(({ subject }) => subject === 'Daniel Rowntree approved for you as chair');
  t.match(made?.text.replace(/\s+/g, ' '), /Handed over:? By Nadia Farrow, /);
});

test('[SO8] an absence that ends early gives the decision back, whatever the deputy has open', async (t) => {
  const world = await opened(t);
  await hands(world, who.coordinator, 'hand-over');
  const desk = await world.member(deputy);
  await desk.get(`${base}/sign-off`);
  const sits = await desk.post(`${base}/sign-off/desk`, { slot: '1-1-2' });
  t.match(sits, { status: 303, location: '/decision' }, 'a signed-in deputy decides from the page');
  const chair = await world.services.aggregates.get('member', who.chair);
  const from = chair?.state.absences?.[0]?.from ?? '';
  const joanna = await world.member(who.chair);
  await joanna.get(`/network/members/${who.chair}/away`);
  t.equal((await joanna.post(`/network/members/${who.chair}/away/end`, { from })).status, 303);
  t.match((await desk.get('/decision')).body, /You cannot decide this now[\s\S]*they are back/, 'before any reaction ran');
  await world.settle();
  t.match((await desk.get('/decision')).body, /You are no longer asked/);
  t.match(await subjects(world, deputy), [/^No need to decide any more/]);
});

test('[SO8] [AC2] nobody else hands a decision over, and the coordinator not by an absence recorded after the lock', async (t) => {
  const world = await openConsultationsWorld(t);
  away(world.app, world.services);
  await locks(world);
  world.services.clock.forward(60_000);
  t.equal((await hands(world, who.coordinator, 'hand-over')).answer.status, 403, 'no absence');
  const nadia = await world.member(who.coordinator);
  const date = { 'from-day': '14', 'from-month': '7', 'from-year': '2026', 'until-day': '20', 'until-month': '7', 'until-year': '2026' };
  await nadia.get(`/network/members/${who.chair}/away`);
  t.equal((await nadia.post(`/network/members/${who.chair}/away`, { ...date, deputy })).status, 303);
  const { page, answer } = await hands(world, who.coordinator, 'hand-over');
  t.notMatch(page, /hand-over/);
  t.match(answer, { status: 403, body: /recorded before the first lock or by the person/ });
  for (const id of [who.sponsor, deputy]) t.equal((await hands(world, id, 'hand-over')).answer.status, 403, id);
  t.equal((await hands(world, who.chair, 'hand-over', 'nonsense slot')).answer.status, 404);
});
