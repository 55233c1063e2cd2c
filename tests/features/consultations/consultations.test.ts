import { readFileSync } from 'node:fs';
import { fastify, type FastifyInstance } from 'fastify';
import { test, type Test } from 'tap';
import { currentQuestions } from '../../../src/domain/consultation.ts';
import { pages as audit } from '../../../src/features/audit/pages.ts';
import { pages as consultations } from '../../../src/features/consultations/pages.ts';
import { seedDemo } from '../../../src/features/networks/demo.ts';
import { pages as responses } from '../../../src/features/responses/pages.ts';
import { pages as signIn } from '../../../src/features/sign-in/pages.ts';
import { pages as submissions } from '../../../src/features/submissions/pages.ts';
import { pages as work } from '../../../src/features/work/pages.ts';
import { web } from '../../../src/web/web.ts';
import { type BareServices, bareServices } from '../../support/bare-services.ts';
import { type Visitor, visitor } from '../../support/visitor.ts';

const sets = [
  'dfe-send-review-2022',
  'dfe-reforming-childrens-homes-care-2013',
  'dfe-relationships-sex-health-education-2018',
  'tfse-draft-transport-strategy-2025',
];

function questionSet(name: string): string {
  return readFileSync(new URL(`../../../demo/consultations/${name}.json`, import.meta.url), 'utf8');
}

async function site(t: Test): Promise<{ app: FastifyInstance; services: BareServices }> {
  const services = await bareServices(t);
  await seedDemo(services);
  const app = fastify();
  await web(app, services);
  for (const pages of [signIn, work, consultations, responses, submissions, audit]) pages(app, services);
  await app.ready();
  t.teardown(() => app.close());
  return { app, services };
}

async function as(app: FastifyInstance, member: string): Promise<Visitor> {
  const browser = visitor(app);
  await browser.get('/start');
  await browser.post('/start', { member });
  await browser.get('/you');
  return browser;
}

/** Adds a consultation by the form, and answers its address. */
async function add(browser: Visitor, title = 'A new consultation'): Promise<string> {
  const { body } = await browser.get('/consultations/new');
  const nonce = /name="nonce" value="([^"]+)"/.exec(body)?.[1] ?? '';
  const closes = { 'closes-day': '30', 'closes-month': '9', 'closes-year': '2026', 'closes-time': '11:45pm' };
  const { location } = await browser.post('/consultations/new', {
    nonce,
    title,
    department: 'Department for Education',
    url: '',
    ...closes,
  });
  return location.replace(/\?.*/, '');
}

test('a consultation is added once, however often the form is posted, and closes in UK local time', async (t) => {
  const { app, services } = await site(t);
  const nadia = await as(app, 'nadia-farrow');
  const { body } = await nadia.get('/consultations/new');
  const nonce = /name="nonce" value="([^"]+)"/.exec(body)?.[1] ?? '';
  const fields = {
    nonce,
    title: 'Twice & <once>',
    department: 'DfE',
    url: '',
    'closes-day': '30',
    'closes-month': '9',
    'closes-year': '2026',
    'closes-time': '11:45pm',
  };
  const first = await nadia.post('/consultations/new', fields);
  const second = await nadia.post('/consultations/new', fields);
  t.equal(first.status, 303);
  t.equal(second.location.replace(/\?.*/, ''), first.location.replace(/\?.*/, ''), 'the same place');
  const made = (await services.aggregates.find('consultation', { where: {} })).filter(({ state }) => state.title === 'Twice & <once>');
  t.equal(made.length, 1);
  t.equal(made[0]?.state.closesAt, '2026-09-30T22:45:00.000Z', 'British Summer Time');
  t.match((await nadia.get(first.location)).body, 'Twice &amp; &lt;once&gt;', 'and is escaped');
});

test('an empty form comes back with every fault named and what was typed', async (t) => {
  const { app } = await site(t);
  const nadia = await as(app, 'nadia-farrow');
  await nadia.get('/consultations/new');
  const { status, body } = await nadia.post('/consultations/new', {
    title: '',
    department: 'Kept as typed',
    'closes-day': '31',
    'closes-month': '2',
    'closes-year': '2027',
    'closes-time': 'late',
  });
  t.equal(status, 400);
  t.match(body, 'There is a problem');
  t.match(body, 'href="#title"');
  t.match(body, 'Kept as typed');
  const past = await nadia.post('/consultations/new', {
    title: 'Old',
    department: 'DfE',
    'closes-day': '1',
    'closes-month': '1',
    'closes-year': '2020',
    'closes-time': 'noon',
  });
  t.equal(past.status, 400, 'a close in the past');
});

test('every shape of question file that we know comes in, with numbers as printed', async (t) => {
  const { app, services } = await site(t);
  const nadia = await as(app, 'nadia-farrow');
  for (const name of sets) {
    const place = await add(nadia, name);
    await nadia.get(`${place}/questions/import`);
    const kept = await nadia.post(`${place}/questions/import`, { source: questionSet(name), name: '', keep: 'all' });
    t.equal(kept.status, 303, name);
    const stored = await services.aggregates.get('consultation', place.replace('/consultations/', ''));
    if (stored === null) throw new Error(name);
    const file = JSON.parse(questionSet(name)) as { questions: { number: string }[] };
    t.same(
      currentQuestions(stored.state).questions.map(({ number }) => number),
      file.questions.map(({ number }) => number),
      name,
    );
  }
});

test('a bad entry is named at its place, nothing typed is lost, and only what was asked for is kept', async (t) => {
  const { app, services } = await site(t);
  const nadia = await as(app, 'nadia-farrow');
  const place = await add(nadia);
  await nadia.get(`${place}/questions/import`);
  const source = JSON.stringify({
    questions: [
      { number: '7', text: 'Fine?', kind: 'open' },
      { number: '7a', text: 'Which <b>one</b>?', kind: 'likert' },
      { text: 'No number' },
    ],
  });
  const preview = await nadia.post(`${place}/questions/import`, { source, name: '', keep: 'all' });
  t.equal(preview.status, 400);
  t.match(preview.body, 'Needs mending');
  t.match(preview.body, 'Which &lt;b&gt;one&lt;/b&gt;?');
  const id = place.replace('/consultations/', '');
  t.equal((await services.aggregates.get('consultation', id))?.state.questionSets.length, 1, 'nothing is kept yet');
  const some = await nadia.post(`${place}/questions/import`, { source, name: '', keep: 'ready' });
  t.equal(some.status, 303);
  const stored = await services.aggregates.get('consultation', id);
  t.same(stored === null ? [] : currentQuestions(stored.state).questions.map(({ number }) => number), ['7']);
});

test('garbage in place of a question file is a sentence and what was pasted, and the service stays up', async (t) => {
  const { app } = await site(t);
  const nadia = await as(app, 'nadia-farrow');
  const place = await add(nadia);
  await nadia.get(`${place}/questions/import`);
  const many = JSON.stringify({ questions: Array.from({ length: 600 }, (_, n) => ({ number: String(n), text: 'Why?', kind: 'open' })) });
  for (const source of ['', 'not json {', '[1, 2, 3]', '{"questions": "none"}', 'null', '{"questions": [[[]]]}', '\u0000\u202e', many]) {
    const { status, body } = await nadia.post(`${place}/questions/import`, { source, name: '', keep: 'all' });
    t.equal(status, 400, source.slice(0, 30));
    t.match(body, /govuk-error-summary/, source.slice(0, 30));
  }
  t.equal((await nadia.get(place)).status, 200);
});

test('moving the close is recorded with its reason and its time', async (t) => {
  const { app, services } = await site(t);
  const nadia = await as(app, 'nadia-farrow');
  const place = await add(nadia);
  await nadia.get(`${place}/closing`);
  const moved = {
    'closes-day': '25',
    'closes-month': '10',
    'closes-year': '2026',
    'closes-time': '11:45pm',
    reason: 'The department extended it.',
  };
  t.equal((await nadia.post(`${place}/closing`, { ...moved, reason: '' })).status, 400, 'a reason is needed');
  t.equal((await nadia.post(`${place}/closing`, moved)).status, 303);
  const events = await services.aggregates.events('consultation', place.replace('/consultations/', ''), 0, 100);
  t.match(
    events.at(-1),
    { type: 'ClosingMoved', data: { to: '2026-10-25T23:45:00.000Z' } },
    'Greenwich Mean Time, after the clocks went back',
  );
});

test('who may read may not change, and another network sees nothing of it', async (t) => {
  const { app } = await site(t);
  const nadia = await as(app, 'nadia-farrow');
  const place = await add(nadia);
  const daniel = await as(app, 'daniel-rowntree');
  t.equal((await daniel.get(place)).status, 200);
  for (const path of [
    '/consultations/new',
    `${place}/questions/import`,
    `${place}/questions/new`,
    `${place}/closing`,
    `${place}/details`,
  ]) {
    t.equal((await daniel.get(path)).status, 403, `a lead: ${path}`);
  }
  const tobias = await as(app, 'tobias-wren-north-downs');
  const inside = ['', '/questions/import', '/questions/new', '/closing', '/details', '/response', '/submission', '/record'];
  for (const path of inside.map((one) => `${place}${one}`)) t.equal((await tobias.get(path)).status, 404, `another network: ${path}`);
  t.notMatch((await tobias.get('/consultations')).body, 'A new consultation');
  t.notMatch((await tobias.get('/work')).body, 'SEND Review');
});

test('your work says what to do first; the record tells what happened and that its chain is unbroken', async (t) => {
  const { app } = await site(t);
  const nadia = await as(app, 'nadia-farrow');
  t.match((await nadia.get('/work')).body, /Do this first[\s\S]*SEND Review/);
  t.match((await (await as(app, 'joanna-prideaux')).get('/work')).body, 'Your work');
  const { status, body } = await nadia.get('/consultations/send-review/record');
  t.equal(status, 200);
  t.match(body, 'Nadia Farrow started the response');
  t.match(body, 'Unbroken');
  const number = /<code><b>1<\/b> ([0-9a-f ]+)<\/code>/.exec(body)?.[1] ?? '';
  t.match(
    (await nadia.get(`/consultations/send-review/record?n=${encodeURIComponent(number)}`)).body,
    'is-found',
    'a record number from an email is found',
  );
});

test('[SO16] nothing is recorded as submitted before a final document exists, unless it is said to be unapproved', async (t) => {
  const { app, services } = await site(t);
  const nadia = await as(app, 'nadia-farrow');
  t.match((await nadia.get('/consultations/send-review/submission')).body, /approved/i);
  const fields = {
    digest: 'a'.repeat(64),
    channel: 'portal',
    by: 'nadia-farrow',
    reference: 'X-1',
    note: '',
    'sent-day': '14',
    'sent-month': '7',
    'sent-year': '2026',
    'sent-time': '9am',
  };
  t.ok((await nadia.post('/consultations/send-review/submission', fields)).status >= 400);
  t.equal((await services.aggregates.get('response', 'send-review'))?.state.submission, null);
  const daniel = await as(app, 'daniel-rowntree');
  await daniel.get('/consultations/send-review/submission');
  t.ok((await daniel.post('/consultations/send-review/submission', fields)).status >= 400, 'a lead records nothing');
});
