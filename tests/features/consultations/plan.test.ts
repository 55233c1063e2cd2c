import { test } from 'tap';
import { Instant } from '../../../src/domain/outcome.ts';
import { leadOf } from '../../../src/domain/response/leading.ts';
import { datedSteps } from '../../../src/domain/response/plan/steps.ts';
import type { SignOffWorld } from '../../support/worlds/sign-off.ts';
import { base, openConsultationsWorld, questionsOf, stored, who } from '../../support/worlds/consultations.ts';

const plan = `${base}/plan`;

async function responseOf(world: SignOffWorld) {
  const [response] = await world.services.aggregates.find('response', { where: { consultationId: 'send-review' } });
  if (response === undefined) throw new TypeError('the demonstration has a response');
  return response.state;
}

async function dateOf(world: SignOffWorld, name: string): Promise<Instant> {
  const network = await world.services.aggregates.get('network', 'south-east-kinship');
  if (network === null) throw new TypeError('the demonstration has a network');
  const steps = datedSteps(await stored(world, 'send-review'), network.state, await responseOf(world));
  return steps.find((step) => step.name === name)?.at ?? Instant.parse('2000-01-01T00:00:00.000Z');
}

const typed = (day: string, time: string, month = '8') => ({
  'due-day': day,
  'due-month': month,
  'due-year': '2026',
  'due-time': time,
  reason: 'Half of us are away.',
});

test('[WO15] a coordinator moves one date; every page has it; planned again, it is as before', async (t) => {
  const world = await openConsultationsWorld(t);
  const [nadia, chair] = [await world.member(who.coordinator), await world.member(who.chair)];
  const before = await dateOf(world, 'lock');
  t.match((await nadia.get(plan)).body, /Lock the text[\s\S]*plan\/dates\/lock/);
  const read = await chair.get(plan);
  t.equal(read.status, 200);
  t.notMatch(read.body, /plan\/dates|<select|Plan it again/, 'everybody else reads');
  t.match(read.body, /Chair[\s\S]*Joanna Prideaux[\s\S]*>You</, 'a person sees the dates that concern them');
  t.match(await nadia.get(`${plan}/dates/lock`), { status: 200, body: new RegExp(`name="was" value="${before}"`) });
  const moved = await nadia.post(`${plan}/dates/lock`, { ...typed('1', 'noon'), was: before });
  t.match(moved, { status: 303, location: `${plan}?done=lock` });
  t.equal(await dateOf(world, 'lock'), '2026-08-01T11:00:00.000Z');
  const shown = await nadia.get(moved.location);
  t.match(shown.body, /role="status">Lock the text: Saturday 1 August 2026 at noon UK time\. Not a working day: Saturday 1 August\./);
  t.match(shown.body, /Moved by Nadia Farrow from Mon 3 August, noon\. Half of us are away\./);
  t.match((await chair.get(base)).body, /Sat 1 August<\/span><span>Lock the text/, 'the overview has it');
  t.match(
    (await nadia.get(`${base}/record`)).body,
    /moved the date “Lock the text” from 3 August 2026, noon to 1 August 2026, noon: “Half of us are away\.”/,
  );
  t.match(await nadia.post(`${plan}/again`, {}), { status: 303 });
  t.match(await nadia.post(`${plan}/again`, {}), { status: 303 }, 'pressed twice');
  t.equal(await dateOf(world, 'lock'), before);
  t.match((await nadia.get(`${base}/record`)).body, /had dates planned again: Lock the text/);
});

test('[WO15] a date that cannot be says how to mend it, and of two coordinators the second is told', async (t) => {
  const world = await openConsultationsWorld(t);
  const [nadia, chair] = [await world.member(who.coordinator), await world.member(who.chair)];
  await nadia.get(`${plan}/dates/lock`);
  const was = await dateOf(world, 'lock');
  const tried = async (fields: Readonly<Record<string, string>>, error: RegExp): Promise<void> => {
    const answer = await nadia.post(`${plan}/dates/lock`, { was, ...fields });
    t.equal(answer.status, 400, String(error));
    t.match(answer.body, error);
    t.match(answer.body, /<title>Error: [\s\S]*Half of us are away\./, 'and keeps what was typed');
  };
  await tried(typed('', 'noon', ''), /href="#due-year"|Give the new date|href="#due-day"/);
  await tried(typed('1', 'noon', '1'), /New date: this has passed\. Choose a date that is still to come/);
  await tried(typed('30', 'noon'), /closes on 18 August 2026, 11:45pm\. Choose a date before that, or move the close/);
  await tried(
    typed('29', 'noon', '7'),
    /“Consolidated draft” comes first, on 29 July 2026, 5pm\. Choose a later date, or move that one first/,
  );
  await tried(typed('6', 'noon'), /“Chair” comes after it, on 5 August 2026, 5pm\. Choose an earlier date, or move that one first/);
  await tried(
    { ...typed('28', '1:30am', '3'), 'due-year': '2027' },
    /The clocks go forward that night, so there is no 1:30am|the clocks go forward that night/i,
  );
  await tried(typed('4', 'half past'), /href="#due-time"/);
  t.equal(await dateOf(world, 'lock'), was, 'nothing was recorded');
  const other = await nadia.post(`${plan}/dates/lock`, { ...typed('4', 'noon'), was });
  t.equal(other.status, 303);
  await tried({ ...typed('4', '2pm'), was }, /Somebody changed the plan while this page was open: the date is 4 August 2026, noon now/);
  t.equal((await nadia.post(`${plan}/dates/lock`, { ...typed('4', '2pm'), was: await dateOf(world, 'lock') })).status, 303);
  for (const path of [`${plan}/dates/lock`, `${plan}/again`, `${plan}/leads`])
    t.equal((await chair.post(path, typed('5', 'noon'))).status, 403, path);
  t.equal((await nadia.get(`${plan}/dates/office:treasurer`)).status, 404);
  t.equal((await nadia.get(`${plan}/dates/lunch`)).status, 404);
});

test('[WO16] a moved date keeps its distance when the close moves', async (t) => {
  const world = await openConsultationsWorld(t);
  const nadia = await world.member(who.coordinator);
  await nadia.get(`${plan}/dates/lock`);
  await nadia.post(`${plan}/dates/lock`, { ...typed('4', 'noon'), was: await dateOf(world, 'lock') });
  world.services.clock.forward(60_000);
  const to = { 'closes-day': '25', 'closes-month': '8', 'closes-year': '2026', 'closes-time': '11:45pm' };
  t.equal((await nadia.post(`${base}/closing`, { ...to, reason: 'A week more.' })).status, 303);
  t.equal(await dateOf(world, 'lock'), '2026-08-11T11:00:00.000Z');
});

test('[WO17] drafting leads are named one by one and by part, kept with a question that goes, and lost by who leaves', async (t) => {
  const world = await openConsultationsWorld(t);
  const [nadia, daniel] = [await world.member(who.coordinator), await world.member('daniel-rowntree')];
  const questions = await questionsOf(world, 'send-review');
  const [first] = questions;
  if (first === undefined) throw new TypeError('there are questions');
  await nadia.get(plan);
  t.match(await nadia.post(`${plan}/leads`, { member: 'daniel-rowntree' }), { status: 400, body: /Tick the questions, or a whole part/ });
  t.match(await nadia.post(`${plan}/leads`, { section: first.id, member: '' }), {
    status: 400,
    body: new RegExp(`Choose who leads them[\\s\\S]*value="${first.id}" checked`),
  });
  t.match(await nadia.post(`${plan}/leads`, { section: first.id, member: 'no such' }), { status: 400 });
  t.match(await nadia.post(`${plan}/leads`, { section: first.id, member: 'nobody-known' }), {
    status: 400,
    body: /must be a member who may write/,
  });
  const one = await nadia.post(`${plan}/leads`, { section: first.id, was: `${first.id} `, member: 'daniel-rowntree' });
  t.match(one, { status: 303, location: `${plan}?done=leads#leads` });
  t.equal(leadOf(await responseOf(world), first.id)?.memberId, 'daniel-rowntree');
  t.match((await daniel.get(plan)).body, new RegExp(`You lead the drafting of <strong>question ${first.number}</strong>`));
  t.match(await nadia.post(`${plan}/leads`, { section: first.id, was: `${first.id} `, member: 'nadia-farrow' }), {
    status: 400,
    body: /Somebody changed these leads while this page was open/,
  });
  t.equal((await nadia.post(`${plan}/leads`, { part: 'part-0', member: 'nadia-farrow' })).status, 303);
  t.equal(leadOf(await responseOf(world), 'key-messages')?.memberId, 'nadia-farrow', 'a whole part');
  t.match((await nadia.get(`${base}/record`)).body, new RegExp(`Daniel Rowntree leads question ${first.number}`));
  await nadia.post(`${base}/questions/${first.id}/remove`, {});
  t.match((await nadia.get(plan)).body, /Kept with questions that were taken out:[\s\S]*Daniel Rowntree/);
  await nadia.get('/network/members/nadia-farrow');
  t.equal(
    (await nadia.post(`${plan}/leads`, { section: 'general-comments', was: 'general-comments nadia-farrow', member: 'daniel-rowntree' }))
      .status,
    303,
  );
  await nadia.get('/network/members/daniel-rowntree');
  await nadia.post('/network/members/daniel-rowntree/end', {});
  t.match((await nadia.get(plan)).body, /Was led by Daniel Rowntree/);
  t.equal(
    (await nadia.post(`${plan}/leads`, { section: 'general-comments', was: 'general-comments daniel-rowntree', member: 'nobody' })).status,
    303,
  );
  t.equal(leadOf(await responseOf(world), 'general-comments'), null);
});
