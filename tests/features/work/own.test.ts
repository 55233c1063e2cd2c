import { test } from 'tap';
import { MemberId, OrganisationId, SectionId } from '../../../src/domain/ids.ts';
import { accepted } from '../../../src/domain/outcome.ts';
import { change } from '../../../src/store/change.ts';
import { base, openConsultationsWorld, who } from '../../support/worlds/consultations.ts';
import type { SignOffWorld } from '../../support/worlds/sign-off.ts';

// What Your work says beyond the tasks of a draft (WO41, WO42).

const lead = 'daniel-rowntree';
const textOf = (body: string): string =>
  body
    .slice(body.indexOf('<main'), body.indexOf('</main>'))
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
const see = async (world: SignOffWorld, id: string): Promise<string> => textOf((await (await world.member(id)).get('/work')).body);

/** Posts a form of a page as somebody, with its hidden fields. */
async function says(world: SignOffWorld, id: string, fields: Readonly<Record<string, string>>): Promise<void> {
  const person = await world.member(id);
  const page = (await person.get(`${base}/positions/mine`)).body;
  const [, text = ''] = /name="text" value="([0-9a-f]+)"/.exec(page) ?? [];
  const answer = await person.post(`${base}/positions/mine`, { text, ...fields });
  if (answer.status !== 303) throw new Error(`not said: ${answer.status}`);
}

test('[WO41] [WO42] a position is asked for, reminded of, given, and then on an earlier text; the coordinator sees who is silent', async (t) => {
  const world = await openConsultationsWorld(t);
  const nadia = await world.member(who.coordinator);
  await nadia.get(`${base}/positions`);
  await nadia.post(`${base}/positions`, { who: 'not-asked' });
  t.match(
    await see(world, lead),
    /Say where Kent County Council stands[\s\S]*Kent County Council so far Position No reply yet Evidence None offered/,
  );
  world.services.clock.forward(24 * 3_600_000);
  await nadia.get(`${base}/progress/remind`);
  await nadia.post(`${base}/progress/remind`, { organisation: ['kent-county-council'] });
  t.match(await see(world, lead), /Nadia Farrow reminded you on Wed 15 July\./);
  t.match(
    await see(world, who.coordinator),
    /Waiting on others[\s\S]*Kent County Council Saying where they stand: reminded, and silent since Wed 15 July[\s\S]*1\d more organisations Saying where they stand/,
  );
  await says(world, lead, { position: 'endorses', listing: 'listed' });
  t.notMatch(await see(world, lead), /Say where Kent|position still stands/);
  t.match(await see(world, lead), /so far Position Endorses, 15 July 2026/);
  t.notMatch(await see(world, who.coordinator), /Kent County Council Saying where they stand/);
  const alun = await world.member('alun-pryce');
  const form = (await alun.get(`${base}/response/q2`)).body;
  const [, mark = ''] = /name="mark" value="([^"]+)"/.exec(form) ?? [];
  await alun.post(`${base}/response/q2`, { mark, text: 'Partnerships need clear duties.' });
  t.match(
    await see(world, lead),
    /Say whether Kent County Council’s position still stands 1 section has changed since it was given\. [\s\S]*Earlier text/,
  );
});

test('[WO41] [WO17] a drafting lead has the answers that they lead, others do not; a person who stands in is told for whom', async (t) => {
  const world = await openConsultationsWorld(t);
  const { services } = world;
  const [at, by] = [services.now(), MemberId.parse(who.coordinator)];
  await change(services.aggregates, 'response', 'send-review', 'system', (response) =>
    accepted(
      { ...response, leads: [{ sectionId: SectionId.parse('q2'), memberId: MemberId.parse(lead), at, by }] },
      { type: 'LeadsNamed', data: { leads: [] } },
    ),
  );
  t.match(await see(world, lead), /Write the answer that you lead: question 2[\s\S]*Start 11 answers/);
  t.match(await see(world, 'ines-moreau'), /Start 11 answers/);
  t.match(await see(world, who.coordinator), /Start 12 answers/);
  await change(services.aggregates, 'member', 'alun-pryce', 'system', (member) => {
    const until = new Date(Date.parse(at) + 5 * 24 * 3_600_000).toISOString() as typeof at;
    const absence = { from: at, until, deputyId: MemberId.parse(lead), at, by };
    return accepted({ ...member, absences: [absence] }, { type: 'AbsenceRecorded', data: absence });
  });
  t.match(await see(world, lead), /You stand in for Alun Pryce/);
});

test('[WO41] a reader has nothing to do, and hears of the next date; a person in two networks sees both', async (t) => {
  const world = await openConsultationsWorld(t);
  t.match(
    await see(world, who.sponsor),
    /Nothing is wanted of you now\. You get an email when something is\. The next date is Fri 17 July: evidence in\./,
  );
  const members = await world.services.aggregates.find('member', { where: {} });
  const both = members.find(({ state }) => members.some((one) => one.id !== state.id && one.state.email === state.email));
  t.ok(both, 'somebody of the demonstration is in two networks');
  t.match(await see(world, both?.id ?? ''), /Your other networks [^:]+: (Nothing|\d+ things?) to do there/);
});

test('[WO41] [EV5] the words and the labels of evidence reach only the people of its organisation', async (t) => {
  const world = await openConsultationsWorld(t);
  const { services } = world;
  const { state } = await world.response();
  const at = services.now();
  await services.aggregates.commit({
    kind: 'evidence',
    id: 'e1',
    revision: 0,
    actor: lead,
    state: {
      ...{ id: 'e1', networkId: state.networkId, responseId: state.id, kind: 'case-study', text: 'A zebra waited for 41 weeks.' },
      ...{ source: '', date: '', area: '', permission: '', section: null, file: null, withdrawn: null, at },
      organisationId: OrganisationId.parse('kent-county-council'),
      offeredBy: MemberId.parse(lead),
      labels: [
        { label: 'network-only', at, by: MemberId.parse(lead) },
        { label: 'meeting-only', at, by: MemberId.parse(who.coordinator) },
      ],
    } as never,
    events: [{ type: 'EvidenceWithdrawn', data: {} }],
  });
  t.match(await see(world, lead), /Evidence 1 piece offered, 0 quoted Label changed Meeting only, by Nadia Farrow/);
  for (const id of [lead, 'samuel-okafor', who.sponsor]) t.notMatch(await see(world, id), /zebra/, id);
  for (const id of ['samuel-okafor', who.sponsor]) t.notMatch(await see(world, id), /Meeting only|Label changed/, id);
});
