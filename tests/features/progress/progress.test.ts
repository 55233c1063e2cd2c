import { test } from 'tap';
import { EvidenceId, MemberId, OrganisationId, SectionId } from '../../../src/domain/ids.ts';
import { offerEvidence } from '../../../src/domain/evidence/evidence.ts';
import type { EvidenceLabel } from '../../../src/domain/evidence/label.ts';
import { composers } from '../../../src/features/progress/mails.ts';
import { reactions } from '../../../src/features/progress/reactions.ts';
import { type MailboxEntry, readMailbox } from '../../../src/mail/mailbox.ts';
import { outbox } from '../../../src/outbox/outbox.ts';
import { change, create } from '../../../src/store/change.ts';
import { accepted } from '../../../src/domain/outcome.ts';
import { runReactions } from '../../../src/store/reactions.ts';
import { base, openConsultationsWorld } from '../../support/worlds/consultations.ts';
import { type SignOffWorld, locks, who } from '../../support/worlds/sign-off.ts';
import { stands } from '../../support/worlds/standing.ts';

// Progress by organisation, the panels of the response page, and reminders by name (PG1 to PG10).

const here = `${base}/progress`;
const kent = 'kent-county-council';
const slough = 'slough-borough-council';

/** Runs the reactions to reminders, and sends the mails they owe. Answers the reminders so far. */
async function reminders({ services }: SignOffWorld): Promise<readonly MailboxEntry[]> {
  await runReactions(services.aggregates, [reactions(services)], (error) => {
    throw error;
  });
  await outbox(services, composers).run();
  await outbox(services, composers).run();
  return (await readMailbox(services.ephemeral)).filter(({ text }) => text.includes('WHAT IS ASKED OF YOU'));
}

async function offers({ services }: SignOffWorld, organisation: string, by: string, label: EvidenceLabel): Promise<void> {
  const response = await services.aggregates.get('response', 'send-review');
  if (response === null) throw new Error('there is no response');
  const { networkId, id: responseId } = response.state;
  const id = EvidenceId.parse(`e-${organisation}`);
  const whose = { networkId, responseId, organisationId: OrganisationId.parse(organisation), offeredBy: MemberId.parse(by) };
  const words = { source: '', date: '', area: '', permission: '', text: 'A case study.' };
  const rest = { section: SectionId.parse('q9'), file: null, at: services.now() };
  await create(services.aggregates, 'evidence', id, by, offerEvidence({ id, ...whose, kind: 'case-study', ...words, ...rest, label }));
}

/** The text of one row of the board: a word a cell, each with its full words. */
function rowOf(body: string, name: string): string {
  const row = body.split('<tr').find((one) => one.includes(`<b>${name}</b>`)) ?? '';
  return row
    .replaceAll(/<b aria-hidden="true">([^<]*)<\/b><i>([^<]*)<\/i>/g, '$1($2) ')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');
}

test('[PG1] [PG2] [PG4] [PG5] [PG8] the board says in words where everybody stands, as its reader may see it', async (t) => {
  const world = await openConsultationsWorld(t);
  await stands(world.services, { organisation: kent, position: 'endorses', exceptions: { q5: 'does-not-endorse' }, changed: ['q1'] });
  await stands(world.services, { organisation: 'surrey-county-council', position: 'endorses-with-reservation' });
  await offers(world, slough, 'ines-moreau', 'network-only');
  const nadia = await world.member(who.coordinator);
  const { body } = await nadia.get(here);
  t.match(
    rowOf(body, 'Kent County Council'),
    /Yes\*\(Endorses, on an earlier text\) ″\*\(As on the whole, endorses, on an earlier text\) –\(No reply\)/,
  );
  t.match(rowOf(body, 'Kent County Council'), /No\(Does not endorse\)/);
  t.match(rowOf(body, 'Slough Borough Council'), /Ines Moreau .*–\(No reply, evidence offered\) .*22 14 Jul by Ines Moreau/);
  t.match(body, /Contested<\/strong> 5</);
  t.match(body, /On the whole <strong>2 of 20<\/strong>, by question <strong>20 of 440<\/strong>/);
  t.match(body, /<caption[^>]*>Where 20 organisations stand on the whole response and on each of 22 questions, most missing first/);
  const overview = (await nadia.get(base)).body;
  t.match(overview, /2 of 20 have spoken: [\s\S]*Replies by question: <strong>20 of 440<\/strong>\. Due \w+/);
  t.match(
    overview,
    /Contested: <strong>5<\/strong>[\s\S]*href="\/consultations\/send-review\/progress"/,
    '[PG8] the totals lead to the board',
  );
  t.match(overview, /<b>5\.<\/b>[\s\S]*?2 of 20[\s\S]*?Contested<\/strong>/);
  const silent = (await nadia.get(`${here}?show=silent`)).body;
  t.notMatch(silent, /<b>(Kent|Slough|Surrey)/);
  t.match(silent, /<b>Medway Council<\/b>/);
  const reserved = (await nadia.get(`${here}?show=reservation&order=name`)).body;
  t.match(reserved, /<b>Kent County Council<\/b>[\s\S]*<b>Surrey County Council<\/b>/);
  t.notMatch(reserved, /<b>Medway/);
  const partner = await world.member('samuel-okafor');
  const theirs = (await partner.get(here)).body;
  t.match(rowOf(theirs, 'Slough Borough Council'), /22 – $/);
  t.notMatch(theirs, /evidence offered|Remind the/);
  t.match(theirs, /1 piece of evidence is restricted/);
  t.match((await partner.get(`${here}?show=mine`)).body, /<b>Kin and Home<\/b>/);
  t.equal((await nadia.get(`${here}?show=everything&order=odd`)).status, 200, 'an unknown filter is none');
  t.equal((await partner.get(`${here}/remind`)).status, 403);
});

/** The panel of a section on the response page, as text. */
function panelOf(body: string, section: string): string {
  const panel = body.split('<div class="cc-around"').find((one) => one.startsWith(` id="p-${section}"`)) ?? '';
  return (panel.split('</article>')[0] ?? '').replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
}

test('[PG10] [EV5] beside each section stand the positions on it and its evidence, as its reader may see them', async (t) => {
  const world = await openConsultationsWorld(t);
  await stands(world.services, { organisation: kent, position: 'endorses', exceptions: { q5: 'does-not-endorse' }, changed: ['q1'] });
  await stands(world.services, { organisation: 'surrey-county-council', position: 'endorses-with-reservation' });
  await offers(world, slough, 'ines-moreau', 'network-only');
  const lead = await world.member('daniel-rowntree');
  const { body } = await lead.get(`${base}/response`);
  const five = panelOf(body, 'q5');
  t.match(five, /2 of 20 have spoken: 1 endorses with a reservation and 1 does not endorse\. Does not endorse 1 Kent County Council/);
  t.match(five, /Endorses with a reservation 1 Surrey County Council As on the whole\. [^.]*, \d+ \w{3} Evidence/);
  t.match(five, 'Kent County Council does not endorse here. Change it', 'a lead reads where the own organisation stands');
  t.match(body, /id="h-q5"[\s\S]{0,600}Contested<\/strong>/, 'the head of the section says that it is contested');
  t.match(body, /data-outline="q5"[\s\S]{0,600}2 of 20 spoken, contested/, 'and so does the list of sections');
  t.match(panelOf(body, 'q1'), /2 replies|1 reply is on an earlier text/);
  t.match(panelOf(body, 'q9'), /1 piece of evidence A case study\. Slough Borough Council\. Network only/);
  t.match(body, 'href="/consultations/send-review/positions/mine?on&#x3D;q5#q5"');
  const owen = await world.member('owen-larbi');
  t.match((await owen.get(`${base}/positions/mine?on=q5`)).body, /id="single" open[\s\S]*<details class="cc-pos-one" id="q5" open/);
  const form = (await lead.get(`${base}/response/q5`)).body;
  t.match(form, /What the organisations say[\s\S]*Kent County Council[\s\S]*does not endorse here/, 'the plain form has the panel too');
  const theirs = (await (await world.member('samuel-okafor')).get(`${base}/response`)).body;
  t.match(panelOf(theirs, 'q9'), 'None yet.');
  t.notMatch(theirs, 'A case study', 'a partner learns of no restricted piece');
});

test('[PG4] [PG11] the board and the response page name who leads the drafting', async (t) => {
  const world = await openConsultationsWorld(t);
  const lead = await world.member('daniel-rowntree');
  const at = world.services.now();
  const named = [
    { sectionId: SectionId.parse('q5'), memberId: MemberId.parse('daniel-rowntree'), at, by: MemberId.parse(who.coordinator) },
    { sectionId: SectionId.parse('q6'), memberId: MemberId.parse('gone'), at, by: MemberId.parse(who.coordinator) },
  ];
  await change(world.services.aggregates, 'response', 'send-review', 'system', (response) =>
    accepted({ ...response, leads: named }, { type: 'Restored', data: { backup: at } }),
  );
  const { body } = await lead.get(here);
  t.match(
    body,
    /<b class="[^"]*">5<\/b><em aria-hidden="true">DR<\/em><span class="cc-hidden">, [^<]*, drafted by Daniel Rowntree, Kent County Council<\/span>/,
  );
  t.match(rowOf(body, 'Kent County Council'), /drafts 5/);
  t.match(body, /Questions I draft <b>1<\/b>/);
  const own = (await lead.get(`${here}?show=drafting`)).body;
  t.match(own, /<caption[^>]*>Where 20 organisations stand on the whole response and on each of 1 question,/);
  t.notMatch(own, /drafted by a former member/, 'a person who has left leads nothing');
  const nobody = (await (await world.member('owen-larbi')).get(`${here}?show=drafting`)).body;
  t.match(nobody, /on each of 22 questions/, 'somebody who drafts nothing sees all questions');
  const page = (await lead.get(`${base}/response`)).body;
  t.match(page, /id="h-q5"[\s\S]{0,600}Daniel Rowntree, Kent County Council, leads the drafting/);
  t.match(page, /data-outline="q5"[\s\S]{0,600}Daniel Rowntree leads/);
  t.match((await lead.get(`${base}/response/q5`)).body, /Daniel Rowntree, Kent County Council, leads the drafting/);
});

test('[PG6] [PG7] chosen organisations are reminded once a day, by one mail a person with all that is asked', async (t) => {
  const world = await openConsultationsWorld(t);
  await stands(world.services, { organisation: 'surrey-county-council', position: 'endorses' });
  const nadia = await world.member(who.coordinator);
  const form = (await nadia.get(`${here}/remind`)).body;
  t.match(form, /value="kent-county-council"\s+checked/);
  t.notMatch(form, /value="surrey-county-council"/, 'nothing is asked of Surrey');
  t.match(form, /No position yet\. To Alun Pryce, deputy and Daniel Rowntree, lead representative\./);
  t.same(await reminders(world), [], 'looking reminds nobody');
  t.match(await nadia.post(`${here}/remind`, {}), { status: 400, body: /Tick the organisations to remind/ });
  await nadia.get(`${here}/remind`);
  const chosen = { organisation: [kent, slough, 'surrey-county-council', 'nobody'] };
  const both = await Promise.all([nadia.post(`${here}/remind`, chosen), nadia.post(`${here}/remind`, chosen)]);
  t.same(
    both.map(({ location }) => location),
    [`${here}/reminders`, `${here}/reminders`],
  );
  const mails = await reminders(world);
  t.same(mails.map(({ to }) => to.name).toSorted(), ['Alun Pryce', 'Daniel Rowntree', 'Ines Moreau']);
  const mail = mails.find(({ to }) => to.name === 'Daniel Rowntree');
  t.match(mail?.subject, /^By \w+ \d+ \w+: where does Kent County Council stand\?$/);
  t.match(mail?.text, /Say where Kent County Council stands on the response/);
  t.match(mail?.text, /Start 12 answers/);
  t.match(mail?.replyTo, [{ name: 'Nadia Farrow' }], 'an answer reaches the coordinator (MA4)');
  t.match(
    (await nadia.get(`${here}/reminders`)).body,
    /2 organisations: 3 people[\s\S]*Alun Pryce[\s\S]*14 July 2026, 10am[\s\S]*by Nadia Farrow[\s\S]*Sent/,
  );
  t.match(rowOf((await nadia.get(here)).body, 'Kent County Council'), /reminded 14 Jul/);
  t.match((await nadia.get(`${here}/remind`)).body, /Asked or reminded today already: Kent County Council and Slough Borough Council/);
  t.match((await nadia.get(`${base}/record`)).body, /Nadia Farrow reminded Kent County Council and Slough Borough Council/);
});

test('[PG7] a reminder that waits for the morning does not go to people who have spoken', async (t) => {
  const world = await openConsultationsWorld(t);
  const nadia = await world.member(who.coordinator);
  await nadia.get(`${here}/remind`);
  await nadia.post(`${here}/remind`, { organisation: [kent, slough] });
  await reminders(world);
  world.services.clock.forward(24 * 3_600_000);
  await nadia.get(`${here}/remind`);
  await nadia.post(`${here}/remind`, { organisation: [kent, slough] });
  world.services.clock.forward(1000);
  await stands(world.services, { organisation: kent, position: 'cannot-take-a-position' });
  const mails = await reminders(world);
  t.equal(mails.filter(({ to }) => to.name === 'Ines Moreau').length, 2);
  t.equal(mails.filter(({ to }) => to.name === 'Daniel Rowntree').length, 1);
  t.match((await nadia.get(`${here}/reminders`)).body, /Not sent/);
  t.match((await nadia.get(`${here}/remind`)).body, /Nothing is asked of 1 other organisation/);
  await locks(world);
  t.match((await nadia.get(here)).body, /Empty<\/strong>/);
});
