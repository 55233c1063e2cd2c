import { type Test, test } from 'tap';
import * as Y from 'yjs';
import type { Positions } from '../../../src/domain/positions/positions.ts';
import { composers } from '../../../src/features/positions/mails.ts';
import { reactions } from '../../../src/features/positions/reactions.ts';
import { readMailbox } from '../../../src/mail/mailbox.ts';
import { outbox } from '../../../src/outbox/outbox.ts';
import { logOf } from '../../../src/reading/draft.ts';
import { positionsOn } from '../../../src/reading/positions.ts';
import { runReactions } from '../../../src/store/reactions.ts';
import { openDraft } from '../../../src/text/read.ts';
import { addLine } from '../../support/live/lines.ts';
import type { Answer, Visitor } from '../../support/visitor.ts';
import { base, openConsultationsWorld } from '../../support/worlds/consultations.ts';
import { type SignOffWorld, locks, who } from '../../support/worlds/sign-off.ts';

// Where organisations stand, by the forms of the pages. Daniel leads Kent; Alun is its deputy; Samuel is the partner of Kin and Home.

const here = `${base}/positions`;
const mine = `${here}/mine`;
const kent = `${here}/kent-county-council`;
const [daniel, alun, samuel] = ['daniel-rowntree', 'alun-pryce', 'samuel-okafor'];

/** The hidden fields of the form on a page. */
function hidden({ body }: Answer): Record<string, string> {
  return Object.fromEntries(
    ['text', 'seen', 'openedAt'].map((name) => [name, new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1] ?? '']),
  );
}

/** Opens the form and posts it, as a browser does. */
async function says(visitor: Visitor, said: Readonly<Record<string, string>>, path = mine): Promise<Answer> {
  return visitor.post(path, { ...hidden(await visitor.get(path)), shown: 'attributed', note: '', ...said });
}

async function held(world: SignOffWorld, organisation = 'kent-county-council'): Promise<Positions | undefined> {
  const all = await positionsOn(world.services, (await world.response()).state);
  return all.find((one) => one.organisationId === organisation);
}

/** Somebody writes a line in an answer. */
async function writes(world: SignOffWorld, section: string, words: string): Promise<void> {
  const { state } = await world.response();
  const document = openDraft(await logOf(world.services, state));
  const before = Y.encodeStateVector(document);
  addLine(document, words, section);
  const update = Y.encodeStateAsUpdate(document, before);
  const entry = { node: world.services.newId(), seq: 1, update, authors: {} };
  await world.services.drafts.append({ draft: state.id, epoch: state.epoch }, entry);
}

/** Runs the reactions and sends the mails that they owe. Answers all mails of positions so far. */
async function mailed(world: SignOffWorld) {
  await runReactions(world.services.aggregates, [reactions(world.services)], (error) => {
    throw error;
  });
  await outbox(world.services, composers).run();
  await outbox(world.services, composers).run();
  return (await readMailbox(world.services.ephemeral)).filter(({ subject }) => /where does|position of/.test(subject));
}

async function opened(t: Test): Promise<{ readonly world: SignOffWorld; readonly nadia: Visitor; readonly lead: Visitor }> {
  const world = await openConsultationsWorld(t);
  return { world, nadia: await world.member(who.coordinator), lead: await world.member(daniel) };
}

test('[PO3] [PO4] [PO6] a lead gives a position with an exception and a note, and everybody reads it', async (t) => {
  const { world, lead, nadia } = await opened(t);
  const form = await lead.get(mine);
  t.match(form.body, /Where does Kent County Council stand on the whole response\?/);
  t.notMatch(form.body, / name="position"[^>]* checked/, 'no position is chosen beforehand');
  const exception = { 'on-q5': 'does-not-endorse', 'why-q5': 'Fifteen days are too few in August.' };
  const said = { position: 'endorses-with-reservation', note: 'We would keep the panel.', ...exception };
  for (let n = 0; n < 2; n += 1) {
    const { status, location } = await says(lead, said);
    t.same([status, location], [303, kent]);
  }
  const positions = await held(world);
  t.match(positions?.said, [{ kind: 'position', source: { how: 'given', by: daniel }, round: null, listing: 'listed' }]);
  t.equal(positions?.said.length, 1, 'a form that is sent twice gives one position [SF7]');
  const page = (await nadia.get(kent)).body;
  t.match(page, /Endorses with a reservation[\s\S]*Given by Daniel Rowntree on 14 July 2026[\s\S]*We would keep the panel\./);
  t.match(page, /Question 5[\s\S]*Does not endorse[\s\S]*Fifteen days are too few in August\./);
  t.notMatch(page, /Given on an earlier text/);
  const list = (await lead.get(here)).body;
  t.match(list, /1 of 20 has spoken: 1 endorses with a reservation\./);
  t.match(list, /Kent County Council<\/a>[\s\S]*Except on 1 section[\s\S]*With a note[\s\S]*As it stands now/);
  const record = (await nadia.get(`${base}/record?kind=positions`)).body;
  t.match(
    record,
    /Daniel Rowntree said for Kent County Council that it endorses with a reservation, except on question 5: does not endorse/,
  );
  t.notMatch(record, /We would keep the panel/, 'the record holds no words of a note');
  t.match((await nadia.get(`${base}/record?n=${/<code><b>P1\.1<\/b> ([^<]+)/.exec(record)?.[1] ?? ''}`)).body, /Found: entry P1\.1/);
});

test('[PO6] the deputy and a partner speak for their own; everybody else reads who can', async (t) => {
  const { world, nadia } = await opened(t);
  t.equal((await says(await world.member(alun), { position: 'endorses' })).status, 303);
  t.equal((await says(await world.member(samuel), { position: 'cannot-take-a-position' })).status, 303);
  t.match(await held(world, 'kin-and-home'), { said: [{ position: 'cannot-take-a-position' }] });
  const coordinator = await nadia.get(mine);
  t.equal(coordinator.status, 403);
  t.match(coordinator.body, /You can record a position from an email/);
  const reader = await (await world.member(who.sponsor)).get(mine);
  t.equal(reader.status, 403);
  t.match(reader.body, /These people can say where Oxfordshire County Council stands/);
  t.equal((await says(nadia, { position: 'endorses' })).status, 403);
});

test('[PO3] a form with errors comes back with everything that was typed', async (t) => {
  const { world, lead } = await opened(t);
  const nothing = await says(lead, {});
  t.equal(nothing.status, 400);
  t.match(nothing.body, /Choose where the organisation stands/);
  const without = await says(lead, { position: 'endorses-with-reservation', 'on-q5': 'does-not-endorse', 'why-q5': '', note: '' });
  t.match(without.body, /Say what your reservation is[\s\S]*Question 5[^<]*: say why, in a sentence/);
  t.match(without.body, /name="position"[^>]*value="endorses-with-reservation"[^>]*checked/);
  const long = await says(lead, { position: 'does-not-endorse', note: 'word '.repeat(151) });
  t.match(long.body, /Use 150 words or fewer\. There are 151 now[\s\S]*word word/);
  t.match(
    (await says(lead, { position: 'awaiting', 'until-day': '1', 'until-month': '', 'until-year': '2026' })).body,
    /The day of the clearance/,
  );
  t.match(
    (await says(lead, { position: 'awaiting', 'until-day': '1', 'until-month': '7', 'until-year': '2026' })).body,
    /has passed already/,
  );
  const child = await says(lead, { position: 'does-not-endorse', note: 'A child, born 3 May 2015, was moved twice.' });
  t.equal(child.status, 422);
  t.match(child.body, /it might tell who a child is[\s\S]*3 May 2015/);
  t.same(await positionsOn(world.services, (await world.response()).state), [], 'nothing was recorded');
});

test('[PO4] a text that moved meanwhile is shown with the difference, and nothing typed is lost', async (t) => {
  const { world, lead } = await opened(t);
  t.equal((await says(lead, { position: 'endorses' })).status, 303);
  const page = await lead.get(mine);
  await writes(world, 'q5', 'A sentence that nobody in Kent has read.');
  const typed = { position: 'does-not-endorse', note: 'We stand elsewhere on this.', 'on-q6': 'endorses', 'why-q6': 'It helps.' };
  const moved = await lead.post(mine, { ...hidden(page), shown: 'anonymous', ...typed });
  t.equal(moved.status, 409);
  t.match(moved.body, /The text changed while this page was open\. Nothing is recorded yet/);
  t.match(moved.body, /What changed while this page was open[\s\S]*Question 5[\s\S]*<ins[\s\S]*A sentence that nobody in Kent has read\./);
  t.match(moved.body, /We stand elsewhere on this\.[\s\S]*value="It helps\."/);
  t.equal((await held(world))?.said.length, 1, 'nothing was recorded');
  t.equal((await lead.post(mine, { ...hidden(moved), shown: 'anonymous', ...typed })).status, 303, 'they post again knowingly');
  t.match((await held(world))?.said[1], { position: 'does-not-endorse', note: { shown: 'anonymous' } });
});

test('[PO5] a later change of the text or of a question shows as given on an earlier text, with the difference', async (t) => {
  const { world, lead, nadia } = await opened(t);
  await says(lead, { position: 'endorses' });
  await says(await world.member(samuel), { position: 'endorses' });
  const [one, other] = [await held(world), await held(world, 'kin-and-home')];
  t.same(
    one?.said.map((said) => said.kind === 'position' && said.text),
    other?.said.map((said) => said.kind === 'position' && said.text),
  );
  await writes(world, 'q5', 'One more thing.');
  const compare =
    /href="([^"]*compare[^"]*)"/
      .exec((await nadia.get(here)).body)?.[1]
      ?.replaceAll('&amp;', '&')
      .replaceAll('&#x3D;', '=') ?? '';
  t.match(compare, /history\/compare\?was=/);
  t.match((await lead.get(mine)).body, /Given on an earlier text[\s\S]*What has changed since then[\s\S]*One more thing\./);
  t.equal((await says(lead, { position: 'endorses' })).status, 303);
  t.notMatch((await nadia.get(kent)).body.split('Earlier')[0], /Given on an earlier text/);
  t.match((await nadia.get(kent)).body, /<h2 id="earlier"[\s\S]*Given on an earlier text/, 'the earlier position stays readable');
});

test('[PO3] only its organisation and the coordinator read whose an anonymous note is', async (t) => {
  const { world, lead, nadia } = await opened(t);
  const said = {
    position: 'does-not-endorse',
    note: 'It leaves out foster carers.',
    shown: 'anonymous',
    listing: 'left-off',
    'on-q5': 'does-not-endorse',
    'why-q5': 'It is for carers alone.',
  };
  t.equal((await says(lead, said)).status, 303);
  const other = await world.member(samuel);
  t.notMatch((await other.get(kent)).body, /foster carers|carers alone/);
  t.match((await other.get(kent)).body, /It has a note that is not printed under its name/);
  t.match((await other.get(here)).body, /An organisation that is not named[\s\S]*It leaves out foster carers\./);
  t.match((await nadia.get(kent)).body, /It leaves out foster carers\.[\s\S]*Printed without the organisation’s name/);
  t.match((await lead.get(kent)).body, /It leaves out foster carers\./);
});

test('[PO7] an organisation that awaits clearance counts as no reply', async (t) => {
  const { world, lead, nadia } = await opened(t);
  t.equal((await says(lead, { position: 'awaiting', 'until-day': '20', 'until-month': '7', 'until-year': '2026' })).status, 303);
  const list = (await nadia.get(here)).body;
  t.match(list, /None of 20 organisations has spoken/);
  t.match(list, /Kent County Council<\/a>[\s\S]*No reply[\s\S]*Awaiting clearance until 20 July 2026/);
  t.match((await held(world))?.said, [{ kind: 'awaiting' }]);
  t.match((await nadia.get(`${base}/record?kind=positions`)).body, /said that Kent County Council awaits clearance until 20 July 2026/);
});

test('[PO6] the coordinator records from an email, on a text of that day, and the sender gets a copy', async (t) => {
  const { world, nadia, lead } = await opened(t);
  await says(lead, { position: 'endorses' });
  await writes(world, 'q5', 'Written after the email.');
  const form = `${kent}/record`;
  const page = await nadia.get(form);
  const version = /<option value="([^"]+)">\s*The text of/.exec(page.body)?.[1] ?? '';
  const sent = { 'sent-day': '13', 'sent-month': '7', 'sent-year': '2026' };
  const wrong = await says(nadia, { position: 'endorses', from: '', on: '', ...sent }, form);
  t.match(wrong.body, /Choose who sent the email/);
  const future = await says(nadia, { position: 'endorses', from: alun, on: '', ...sent, 'sent-day': '16' }, form);
  t.match(future.body, /still to come/);
  t.equal((await says(nadia, { position: 'does-not-endorse', from: alun, on: version, ...sent }, form)).status, 303);
  const shown = (await nadia.get(kent)).body;
  t.match(shown, /Recorded by Nadia Farrow on 14 July 2026[^,]*, from an email of Alun Pryce of 13 July 2026/);
  t.match(shown, /Given on an earlier text/);
  const [copy] = (await mailed(world)).filter(({ to }) => to.name === 'Alun Pryce');
  t.match(copy?.text, /Nadia Farrow recorded where Kent County Council stands|recorded this from your email of 13 July 2026/);
  t.match(copy?.text, /Does not endorse/);
  t.equal((await lead.get(form)).status, 403);
  t.match((await nadia.get(`${base}/record?kind=positions`)).body, /recorded from an email of Alun Pryce of 13 July 2026 that Kent/);
  t.equal((await says(nadia, { position: 'endorses', from: 'samuel-okafor', on: '', ...sent }, form)).status, 400, 'not a member for Kent');
});

test('[PO1] [PO6] lead and deputy give a position at one moment: both stand in order, and nothing is lost', async (t) => {
  const { world, lead } = await opened(t);
  const deputy = await world.member(alun);
  await Promise.all([lead.get(mine), deputy.get(mine)]);
  const answers = await Promise.all([
    says(lead, { position: 'endorses' }),
    says(deputy, { position: 'endorses-with-reservation', note: 'We would keep the panel.' }),
  ]);
  t.same(
    answers.map(({ status }) => status),
    [303, 303],
  );
  const positions = await held(world);
  t.same(positions?.said.map(({ source }) => source.by).toSorted(), [alun, daniel].toSorted());
  t.same(
    positions?.said.map((one) => one.at),
    positions?.said.map((one) => one.at).toSorted(),
    'in the order of their instants',
  );
  t.match((await lead.get(kent)).body, /Earlier<\/h2>/, 'the page shows the one before');
});

test('[PO9] the coordinator asks once, and a reminder asks again; a position answers', async (t) => {
  const { world, nadia, lead } = await opened(t);
  t.notMatch((await lead.get(here)).body, /Ask for positions/);
  t.notMatch((await lead.get('/work')).body, /Say where Kent County Council stands/);
  t.match((await nadia.get(here)).body, /Ask 20 organisations/);
  await Promise.all([nadia.post(here, { who: 'not-asked' }), nadia.post(here, { who: 'not-asked' })]);
  const mails = await mailed(world);
  t.same(mails.filter(({ to }) => to.name === 'Daniel Rowntree').length, 1, 'one mail to the lead');
  t.same(mails.filter(({ to }) => to.name === 'Alun Pryce').length, 1, 'and one to the deputy');
  t.match(mails.find(({ to }) => to.name === 'Daniel Rowntree')?.text, new RegExp(`http://localhost:3000${mine}`));
  t.match((await lead.get('/work')).body, /Say where Kent County Council stands/);
  t.match((await lead.get(base)).body, /None of 20 organisations has spoken/);
  await says(lead, { position: 'endorses' });
  t.notMatch((await lead.get('/work')).body, /Say where Kent County Council stands/);
  const asked = (await nadia.get(here)).body;
  t.match(asked, /19 organisations were asked and have given no position\.[\s\S]*href="\/consultations\/send-review\/progress\/remind"/);
  t.notMatch(asked, /Ask \d+ organisation/);
  t.equal((await nadia.post(here, { who: 'not-asked' })).status, 303);
  t.equal((await nadia.post(here, { organisation: 'kent-county-council' })).location, kent);
  t.equal((await mailed(world)).length, mails.length, 'a second press asks nobody');
  const remind = `${base}/progress/remind`;
  t.match(
    (await nadia.get(remind)).body,
    /Asked or reminded today already: [\s\S]*Surrey County Council/,
    '[PG6] none on the day of the request',
  );
  await nadia.post(remind, { organisation: 'surrey-county-council' });
  t.equal((await world.response()).state.reminded, undefined);
  world.services.clock.forward(26 * 3_600_000);
  const page = (await nadia.get(`${here}/surrey-county-council`)).body;
  t.match(page, /href="\/consultations\/send-review\/progress\/remind\?organisation&#x3D;surrey-county-council">Remind it/);
  const choice = (await nadia.get(`${remind}?organisation=surrey-county-council`)).body;
  t.match(choice, /value="surrey-county-council"[^>]* checked/);
  t.equal(choice.match(/ checked/g)?.length, 1, 'that one alone is ticked');
  await nadia.post(remind, { organisation: 'surrey-county-council' });
  t.match((await nadia.get(`${here}/surrey-county-council`)).body, /Nadia Farrow asked Owen Larbi[^<]*15 July/, 'the reminder asks again');
  t.equal((await (await world.member(daniel)).post(here, { who: 'not-asked' })).status, 403);
});

test('[PO8] a position on a locked text says so, and does not touch it; after the close there is none', async (t) => {
  const { world, lead, nadia } = await opened(t);
  await lead.get(mine);
  await locks(world);
  const before = (await world.response()).state.rounds[0]?.digest;
  t.match((await lead.get(mine)).body, /What you say now stands beside the locked text/);
  t.equal((await says(lead, { position: 'does-not-endorse' })).status, 303);
  t.match((await held(world))?.said, [{ round: 1 }]);
  t.match((await nadia.get(here)).body, /After the lock of round 1/);
  t.equal((await world.response()).state.rounds[0]?.digest, before);
  const page = hidden(await lead.get(mine));
  world.services.clock.forward(60 * 24 * 3_600_000);
  const later = await world.member(daniel);
  t.match((await later.get(mine)).body, /The consultation has closed/);
  const closed = await later.post(mine, { ...page, shown: 'attributed', position: 'does-not-endorse', note: 'We were late.' });
  t.equal(closed.status, 409);
  t.match(closed.body, /The consultation has closed\.[\s\S]*We were late\./, 'nothing typed is lost');
});

test('[PO10] a robot at the link of the request gives no position, and one that presses the button of a signed-in page gives none', async (t) => {
  const { world, nadia, lead } = await opened(t);
  await nadia.get(here);
  await nadia.post(here, { who: 'not-asked' });
  await mailed(world);
  const before = JSON.stringify(await held(world));
  const robot = world.stranger();
  for (const path of [mine, here, kent, `${kent}/record`]) {
    for (let n = 0; n < 5; n += 1) t.same((await robot.get(path)).status, 303);
    await robot.head(path);
    const text = hidden(await lead.get(mine));
    const { status, location } = await robot.post(path, { ...text, position: 'endorses' });
    t.ok((status === 303 && location === '/sign-in') || status === 403 || status === 404, `${path}: ${status} ${location}`);
  }
  t.equal((await says(lead, {})).status, 400, 'the button alone says nothing');
  t.equal(JSON.stringify(await held(world)), before);
});
