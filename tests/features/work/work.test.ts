import { test } from 'tap';
import { AppointmentId, ConsultationId, NetworkId, OfficeId } from '../../../src/domain/ids.ts';
import { appoint } from '../../../src/domain/network/network.ts';
import { Instant } from '../../../src/domain/outcome.ts';
import { addConsultation } from '../../../src/domain/consultation/register.ts';
import { dueWords } from '../../../src/phrases/work/due.ts';
import { change } from '../../../src/store/change.ts';
import { approve, base, exported, openConsultationsWorld, send, who } from '../../support/worlds/consultations.ts';
import { decides, locks } from '../../support/worlds/sign-off.ts';

const textOf = (body: string): string =>
  body
    .slice(body.indexOf('<main'), body.indexOf('</main>'))
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

test('while the text is written, each duty sees its own tasks with their due times', async (t) => {
  const world = await openConsultationsWorld(t);
  const see = async (id: string): Promise<string> => textOf((await (await world.member(id)).get('/work')).body);
  const nadia = await see(who.coordinator);
  t.match(nadia, /Tuesday 14 July 2026 Your work Do this first Start 12 answers By .* at 5pm/);
  t.match(nadia, /nobody has started questions 2, 8, 10, 11, 12, 14 and 6 more|Nobody has started/);
  t.match(nadia, /Run the checks before sign-off[\s\S]*Lock the text for the chair[\s\S]*first request goes to Joanna Prideaux/);
  const daniel = await see('daniel-rowntree');
  t.match(daniel, /Do this first Start 12 answers/);
  t.notMatch(daniel, /Lock the text for/);
  t.match(await see(who.sponsor), /Nothing is wanted of you now[\s\S]*The officers/);
});

test('[SO3] a chair who is the sponsor too is asked as sponsor: Your work and Checks name the vice chairs as asked first', async (t) => {
  const world = await openConsultationsWorld(t);
  const joanna = await world.services.aggregates.get('member', who.chair);
  if (joanna === null) throw new Error('the chair is not there');
  const also = { id: AppointmentId.parse('also'), memberId: joanna.state.id, office: OfficeId.parse('sponsor') };
  const span = { from: world.services.now(), until: null };
  await change(world.services.aggregates, 'network', joanna.state.networkId, 'system', (network) =>
    appoint(network, { ...also, ...span, authority: 'Minute 7' }, joanna.state),
  );
  const see = async (path: string): Promise<string> => textOf((await (await world.member(who.coordinator)).get(path)).body);
  t.match(await see(`${base}/checks`), /Lock the text and ask Samuel Okafor and Meera Vasani/);
  t.match(
    await see('/work'),
    /Lock the text for the vice chair Editing stops for everybody, and the first request goes to Samuel Okafor and Meera Vasani\./,
  );
});

test('a person who is asked to decide sees that task first; the others see whom they wait for', async (t) => {
  const world = await openConsultationsWorld(t);
  await locks(world);
  const see = async (id: string): Promise<string> => textOf((await (await world.member(id)).get('/work')).body);
  t.match(await see(who.chair), /Do this first Read the locked text and decide, as chair/);
  t.match(
    await see(who.coordinator),
    /Nothing is wanted of you now[\s\S]*Waiting on others[\s\S]*Joanna Prideaux[\s\S]*Signing off the response to SEND Review as chair Tue 14 July/,
  );
  t.match(
    textOf((await (await world.member('daniel-rowntree')).get(base)).body),
    /The text is locked and in sign-off Waiting for Joanna Prideaux, chair/,
  );
  await decides(world, who.chair, { decision: 'approve' });
  t.match(await see(who.vice), /decide, as vice chair/);
  t.match(await see(who.chair), /Nothing is wanted of you now[\s\S]*Meera Vasani/);
});

test('after approval the coordinator makes, sends and records; then nothing is left', async (t) => {
  const world = await openConsultationsWorld(t);
  const digest = await approve(world);
  const see = async (id: string): Promise<string> => textOf((await (await world.member(id)).get('/work')).body);
  t.match(await see(who.coordinator), /Do this first Make the final document/);
  t.match(await see('daniel-rowntree'), /Waiting on others[\s\S]*Nadia Farrow[\s\S]*Sending the response/);
  await exported(world, digest);
  t.match(await see(who.coordinator), /Do this first Send the response, then record that it was sent/);
  t.match(textOf((await (await world.member(who.coordinator)).get(base)).body), /Next step Send the response/);
  const sent = {
    channel: 'portal',
    by: who.coordinator,
    'sent-day': '14',
    'sent-month': '7',
    'sent-year': '2026',
    'sent-time': '9am',
    reference: '',
    note: '',
    digest,
  };
  await send(world.app, world, who.coordinator, `${base}/submission`, sent);
  t.match(await see(who.coordinator), /Everything is sent\. Nothing is wanted of you/);
});

test('a declined text waits for the sponsor alone', async (t) => {
  const world = await openConsultationsWorld(t);
  await locks(world);
  await decides(world, who.chair, { decision: 'approve' });
  await decides(world, who.vice, { decision: 'approve' });
  await decides(world, who.sponsor, { decision: 'decline', comment: 'Not now' });
  const see = async (id: string, path: string): Promise<string> => textOf((await (await world.member(id)).get(path)).body);
  t.match(await see(who.sponsor, '/work'), /Decide whether the draft starts again/);
  t.match(await see(who.coordinator, '/work'), /Nothing is wanted of you now/);
  t.match(await see(who.coordinator, base), /The sponsor declined, so everything has stopped/);
});

test('several consultations are told apart, and the sooner task comes first; a new network is told where to begin', async (t) => {
  const world = await openConsultationsWorld(t);
  const ids = { id: ConsultationId.parse('soon'), networkId: NetworkId.parse('south-east-kinship') };
  const given = { title: 'Quick one: now', department: 'DfE', url: '', opensAt: null, closesAt: Instant.parse('2026-07-16T16:00:00.000Z') };
  const outcome = addConsultation(ids, given, world.services.now());
  if (!outcome.ok) throw new Error(outcome.detail);
  await world.services.aggregates.commit({ kind: 'consultation', id: 'soon', revision: 0, actor: who.coordinator, ...outcome });
  const nadia = await world.member(who.coordinator);
  t.match(
    textOf((await nadia.get('/work')).body),
    /Do this first Bring in the questions By .* Quick one: from a file[\s\S]*SEND Review: nobody has started/,
  );
  const daniel = await world.member('daniel-rowntree');
  t.match(textOf((await daniel.get('/work')).body), /Waiting on others[\s\S]*Starting the response to Quick one/);
  t.match(textOf((await daniel.get('/consultations/soon')).body), /Nothing is wanted of you yet/);
  world.services.clock.forward(5 * 24 * 3600 * 1000);
  t.match(textOf((await daniel.get('/consultations/soon')).body), /Closed No response yet[\s\S]*has closed without a response/);
  t.notMatch(textOf((await nadia.get('/work')).body), /Quick one/);
});

test('dates are said as people say them, late ones too', (t) => {
  const now = Instant.parse('2026-03-27T12:00:00.000Z');
  const due = (at: string) => dueWords(Instant.parse(at), now, 'Europe/London');
  t.match(due('2026-03-27T17:00:00.000Z'), { lead: 'Today, 5pm', sub: 'Friday 27 March', late: false });
  t.match(due('2026-03-28T12:00:00.000Z'), { lead: 'Tomorrow, noon', sentence: 'tomorrow, Saturday 28 March at noon' });
  t.match(due('2026-03-31T16:00:00.000Z'), { lead: 'Tue 31 March', sub: 'in 2 working days' });
  t.match(due('2026-04-01T11:00:00.000Z'), { lead: 'Wed 1 April, noon' });
  t.match(due('2026-03-27T09:00:00.000Z'), { lead: 'Late', sub: 'was due Friday 27 March, 9am', late: true });
  t.match(due('2026-03-20T17:00:00.000Z'), { lead: 'Late', sub: 'was due Friday 20 March' });
  t.match(due('2027-01-04T17:00:00.000Z'), { sentence: 'Monday 4 January 2027 at 5pm' });
  t.end();
});
