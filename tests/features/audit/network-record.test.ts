import { test } from 'tap';
import { Instant } from '../../../src/domain/outcome.ts';
import { tellEvent } from '../../../src/features/audit/event-words.ts';
import { memberWords, networkWords } from '../../../src/features/audit/network-words.ts';
import { networkTrailView } from '../../../src/features/audit/views.ts';
import { openConsultationsWorld } from '../../support/worlds/consultations.ts';
import { type SignOffWorld, who } from '../../support/worlds/sign-off.ts';

// The record pages of a network and of its members (SO57).

async function posts(world: SignOffWorld, page: string, url: string, fields: Readonly<Record<string, string>>): Promise<void> {
  const nadia = await world.member(who.coordinator);
  await nadia.get(page);
  const answer = await nadia.post(url, fields);
  if (answer.status !== 303) throw new Error(`${url}: ${answer.status} ${answer.body}`);
}

/** The record page of the member `of`, as the member `reader` sees it. */
async function record(world: SignOffWorld, reader: string, of: string) {
  return (await world.member(reader)).get(`/network/members/${of}/record`);
}

/** A network whose coordinator made one change of each kind on its pages. */
async function changedWorld(t: Parameters<typeof openConsultationsWorld>[0]): Promise<SignOffWorld> {
  const world = await openConsultationsWorld(t);
  const page = await (await world.member(who.coordinator)).get(`/network/members/${who.chair}`);
  const end = /action="(\/network\/appointments\/[^"]+\/end)"/.exec(page.body)?.[1] ?? '';
  await posts(world, `/network/members/${who.chair}`, end, { authority: 'Minute 4' });
  const dates = { 'from-day': '1', 'from-month': '7', 'from-year': '2026', 'until-day': '', 'until-month': '', 'until-year': '' };
  const term = { office: 'chair', member: 'daniel-rowntree', authority: 'Minute <5>', ...dates };
  await posts(world, '/network/appointments/new', '/network/appointments/new', term);
  const joins = { name: 'Isle of Wight', kind: 'authority', deliveryBody: '' };
  await posts(world, '/network/organisations/new', '/network/organisations/new', joins);
  await posts(world, '/network/details', '/network/details', { about: 'We answer together.', overseenBy: '', contact: '' });
  await posts(world, '/network/members/joel-finch', '/network/members/joel-finch/role', { role: 'coordinator' });
  await posts(world, `/network/members/${who.chair}`, `/network/members/${who.chair}/end`, {});
  return world;
}

test('[SO57] the record of the network says who did what, when and by what authority, from an unbroken chain', async (t) => {
  const world = await changedWorld(t);
  const page = (await (await world.member('daniel-rowntree')).get('/network/record')).body;
  const said = [
    /Nadia Farrow ended the appointment of Joanna Prideaux as chair, by authority of “Minute 4”/,
    /Nadia Farrow appointed Daniel Rowntree as chair, from 1 July 2026, by authority of “Minute &lt;5&gt;”/,
    /Nadia Farrow added the organisation Isle of Wight/,
    /Nadia Farrow changed what the network says of itself: .*its description/,
    /Alison Thackeray was appointed as sponsor, from /,
    /The organisation Kent County Council was added</,
    /The network “South East Regional Kinship Network” was set up/,
    /entries, each following from the one before: unbroken/,
  ];
  for (const words of said) t.match(page, words);
  t.notMatch(page, /undefined|\[object|NaN|Record number from your email/);
  t.match((await (await world.member('daniel-rowntree')).get('/network')).body, /href="\/network\/record"/);
  const offices = (await (await world.member('daniel-rowntree')).get('/network/record?kind=offices')).body;
  t.match(offices, /Minute 4/);
  t.notMatch(offices, /Isle of Wight/);
});

test('[SO57] the record of a member has their membership and role, and their offices from the network’s record', async (t) => {
  const world = await changedWorld(t);
  const joanna = (await record(world, who.coordinator, who.chair)).body;
  t.match(joanna, /<h1>Record of Joanna Prideaux<\/h1>/);
  t.match(joanna, /Joanna Prideaux was added as lead representative for .+</);
  t.match(joanna, /Nadia Farrow ended the membership of Joanna Prideaux</);
  t.match(joanna, /Nadia Farrow ended the appointment of Joanna Prideaux as chair, by authority of “Minute 4”/);
  t.notMatch(joanna, /Isle of Wight|Daniel Rowntree as chair/, 'of the network only her own offices');
  t.match((await record(world, who.coordinator, 'joel-finch')).body, /Nadia Farrow changed the role of Joel Finch to coordinator</);
  t.match(
    (await (await world.member(who.coordinator)).get('/network/members/joel-finch')).body,
    /href="\/network\/members\/joel-finch\/record"/,
  );
  t.match((await (await world.member('daniel-rowntree')).get('/you')).body, /href="\/network\/members\/daniel-rowntree\/record"/);
});

test('[SO57] members read their own record and the network’s, the coordinator everybody’s, another network nobody’s', async (t) => {
  const world = await openConsultationsWorld(t);
  t.match((await record(world, 'daniel-rowntree', 'daniel-rowntree')).body, /<h1>Your record<\/h1>/);
  const refused = await record(world, 'daniel-rowntree', who.chair);
  t.match([refused.status, refused.body], [403, /This record is another member’s/]);
  t.equal((await record(world, who.coordinator, 'daniel-rowntree')).status, 200);
  t.equal((await record(world, 'tobias-wren-north-downs', 'daniel-rowntree')).status, 404);
  t.equal((await record(world, 'daniel-rowntree', 'tobias-wren-north-downs')).status, 404);
  t.equal((await record(world, who.coordinator, 'nobody')).status, 404);
  t.equal((await world.stranger().get('/network/record')).status, 303);
  t.equal((await world.stranger().get('/network/members/daniel-rowntree/record')).status, 303);
  t.notMatch((await (await world.member('tobias-wren-north-downs')).get('/network/record')).body, /South East|Nadia Farrow/);
});

test('[SO57] a long record has pages, newest first, and says that a member came back', async (t) => {
  const world = await openConsultationsWorld(t);
  for (let n = 0; n < 60; n += 1) {
    const role = n % 2 === 0 ? 'deputy' : 'lead';
    await posts(world, '/network/members/joel-finch', '/network/members/joel-finch/role', { role: n === 0 ? 'reader' : role });
  }
  const first = (await record(world, who.coordinator, 'joel-finch')).body;
  t.match(first, /Page 1 of 2[\s\S]*href="\/network\/members\/joel-finch\/record\?page&#x3D;2">Older entries/);
  t.match((await (await world.member('joel-finch')).get('/network/members/joel-finch/record?page=2')).body, /Joel Finch was added as/);
});

test('[SO57] odd data, a former member and a broken chain still make a page', async (t) => {
  const world = await openConsultationsWorld(t);
  const network = await world.services.aggregates.get('network', 'south-east-kinship');
  if (network === null) throw new Error('no network');
  const telling = { network: network.state, members: new Map(), response: null };
  for (const type of [...Object.keys(networkWords), ...Object.keys(memberWords)]) {
    const about = { v: 1, chain: 'member/gone', seq: 2, at: Instant.parse('2026-07-14T09:00:00.000Z') } as const;
    const { words, kind } = tellEvent({ ...about, type, actor: 'gone', data: {}, prev: '', hash: '' }, telling);
    t.notMatch(words, /undefined|\[object|NaN/, type);
    t.not(kind, 'consultation', type);
  }
  const networkChain = { events: [], broken: 'event 2 does not have its hash' };
  const asked = { kind: null, page: 1, number: '' };
  const view = networkTrailView({ ...telling, networkChain, now: world.services.now(), asked });
  t.match(view, { sound: false, check: /The chain is broken: event 2/ });
});
