import { readFileSync } from 'node:fs';
import { test } from 'tap';
import { Instant } from '../../../src/domain/outcome.ts';
import { planDates } from '../../../src/domain/time/timetable.ts';
import { timetableBar } from '../../../src/features/consultations/timetable-bar.ts';
import { reactions } from '../../../src/features/sign-off/reactions.ts';
import { locks } from '../../support/worlds/sign-off.ts';
import { base, openConsultationsWorld, questionsOf, send, stored, who } from '../../support/worlds/consultations.ts';

const registration = {
  nonce: 'n1',
  title: 'Fostering <b>reform</b>: a new approach',
  department: 'Department for Education',
  url: 'https://consult.example.org/fostering',
  'opens-day': '1',
  'opens-month': '7',
  'opens-year': '2026',
  'closes-day': '25',
  'closes-month': 'October',
  'closes-year': '2026',
  'closes-time': '11:45pm',
};

test('a consultation is added by form, its dates are shown first, and a form sent twice adds one', async (t) => {
  const world = await openConsultationsWorld(t);
  const nadia = await world.member(who.coordinator);
  t.match((await nadia.get('/consultations/new')).body, /11:45pm/);

  const shown = await nadia.post('/consultations/new', { ...registration, show: 'dates' });
  t.equal(shown.status, 200);
  // The clocks go back that morning: the close is in Greenwich Mean Time.
  t.match(shown.body, /<strong>Sunday 25 October 2026 at 11:45pm<\/strong>, Greenwich Mean Time/);
  t.match(shown.body, /Consolidated draft/);
  t.equal((await nadia.get('/consultations')).body.includes('Fostering'), false, 'nothing was kept by looking');

  const added = await nadia.post('/consultations/new', registration);
  t.equal(added.status, 303);
  const again = await nadia.post('/consultations/new', registration);
  t.equal(again.location, added.location, 'the second time answers the first');
  const id = /consultations\/([^?]+)/.exec(added.location)?.[1] ?? '';
  t.match(await stored(world, id), {
    title: registration.title,
    closesAt: '2026-10-25T23:45:00.000Z',
    opensAt: '2026-06-30T23:00:00.000Z',
  });

  const overview = await nadia.get(added.location);
  t.match(overview.body, /Fostering &lt;b&gt;reform&lt;\/b&gt;/, 'HTML stays words');
  t.notMatch(overview.body, /<b>reform/);
  t.match(overview.body, /Bring in the questions/);
  t.match((await nadia.get('/consultations')).body, /Fostering[\s\S]*25 October 2026, 11:45pm[\s\S]*No response yet/);
});

test('every mistake in a registration stands at its field, and nothing typed is lost', async (t) => {
  const world = await openConsultationsWorld(t);
  const nadia = await world.member(who.coordinator);
  await nadia.get('/consultations/new');
  const bad = [
    [{ title: ' ' }, 'title'],
    [{ title: 'x'.repeat(301) }, 'title'],
    [{ department: '\u0000' }, 'department'],
    [{ url: 'javascript:alert(1)' }, 'url'],
    [{ 'opens-day': '32' }, 'opens-day'],
    [{ 'opens-day': '26', 'opens-month': '10' }, 'closes-day'],
    [{ 'closes-month': '13' }, 'closes-month'],
    [{ 'closes-time': 'midnight' }, 'closes-time'],
    [{ 'closes-year': '2025' }, 'closes-day'],
  ] as const;
  for (const [change, field] of bad) {
    const answer = await nadia.post('/consultations/new', { ...registration, ...change });
    t.equal(answer.status, 400, JSON.stringify(change).slice(0, 40));
    t.match(answer.body, new RegExp(`error-summary[\\s\\S]*href="#${field}"[\\s\\S]*id="${field}"`));
    t.match(answer.body, /consult\.example\.org|javascript:alert/, 'the link typed is still there');
    t.match(answer.body, /<title>Error: /);
  }
  t.match((await nadia.post('/consultations/new', { 'closes-day': ['1', '2'] })).body, /Give the title/, 'a field sent twice is no crash');
  t.equal((await world.services.aggregates.find('consultation', { where: { networkId: 'south-east-kinship' } })).length, 1);
});

test('only the coordinator changes the register; everybody of the network reads it', async (t) => {
  const world = await openConsultationsWorld(t);
  const chair = await world.member(who.chair);
  t.equal((await chair.get(base)).status, 200);
  t.equal((await chair.get('/consultations')).status, 200);
  for (const path of ['/consultations/new', `${base}/closing`, `${base}/details`, `${base}/questions/import`, `${base}/questions/new`]) {
    t.equal((await chair.get(path)).status, 403, path);
    t.equal((await chair.post(path, registration)).status, path.endsWith('import') ? 403 : 403, `post ${path}`);
  }
  const stranger = world.stranger();
  t.match(await stranger.get(base), { status: 303, location: /^\/sign-in/ });
});

test('networks are kept apart: another network’s ids are unknown on every route', async (t) => {
  const world = await openConsultationsWorld(t);
  const others = await world.services.aggregates.find('member', { where: { networkId: 'north-downs-fostering', role: 'coordinator' } });
  const other = await world.member(others[0]?.id ?? '');
  const question = (await questionsOf(world, 'send-review'))[0]?.id ?? '';
  const routes = [
    ['GET', ''],
    ['GET', '/details'],
    ['POST', '/details'],
    ['GET', '/closing'],
    ['POST', '/closing'],
    ['GET', '/questions/import'],
    ['POST', '/questions/import'],
    ['GET', '/questions/new'],
    ['POST', '/questions/new'],
    ['GET', `/questions/${question}`],
    ['POST', `/questions/${question}`],
    ['POST', `/questions/${question}/remove`],
    ['GET', '/submission'],
    ['POST', '/submission'],
    ['GET', '/submission/receipt'],
    ['GET', '/record'],
    ['GET', '/response'],
    ['POST', '/response'],
  ] as const;
  await other.get('/consultations/new');
  for (const [method, path] of routes) {
    const real = method === 'GET' ? await other.get(`${base}${path}`) : await other.post(`${base}${path}`, registration);
    const none =
      method === 'GET' ? await other.get(`/consultations/nothing${path}`) : await other.post(`/consultations/nothing${path}`, registration);
    t.equal(real.status, 404, `${method} ${path}`);
    t.equal(none.status, 404, `${method} ${path} of nothing`);
    t.notMatch(real.body, /SEND/);
  }
  t.notMatch((await other.get('/consultations')).body, /SEND/);
  t.notMatch((await other.get('/work')).body, /SEND/);
  t.equal((await send(world.app, world, others[0]?.id ?? '', `${base}/questions/import`, { source: '[]' })).status, 404);
});

test('the close moves with a reason; sign-off and every date follow', async (t) => {
  const world = await openConsultationsWorld(t);
  await locks(world);
  const nadia = await world.member(who.coordinator);
  const page = await nadia.get(`${base}/closing`);
  t.match(page.body, /Everything is planned|UK time, to the minute/);
  const to = { 'closes-day': '20', 'closes-month': '9', 'closes-year': '2026', 'closes-time': 'noon' };
  t.match(await nadia.post(`${base}/closing`, { ...to, reason: '  ' }), { status: 400, body: /href="#reason"/ });
  t.match(await nadia.post(`${base}/closing`, { ...to, 'closes-year': '2020', reason: 'Typo' }), {
    status: 400,
    body: /has passed[\s\S]*Typo/,
  });
  t.match(await nadia.post(`${base}/closing`, { ...to, reason: 'x'.repeat(2001) }), { status: 400, body: /href="#reason"/ });
  const moved = await nadia.post(`${base}/closing`, { ...to, reason: 'Accessible versions came out late.' });
  t.match(moved, { status: 303, location: `${base}?done=moved` });
  t.match(await nadia.post(`${base}/closing`, { ...to, reason: 'Again' }), { status: 400, body: /closes at that time already/ });
  const consultation = await stored(world, 'send-review');
  t.equal(consultation.closesAt, '2026-09-20T11:00:00.000Z');
  t.equal(consultation.closingMoves.length, 1);
  t.match(
    (await nadia.get(moved.location)).body,
    /It is moved[\s\S]*Moved to 20 September 2026, noon[\s\S]*Accessible versions came out late\./,
  );
  const events = await world.services.aggregates.events('consultation', 'send-review', 0, 100);
  const event = events.find((one) => one.type === 'ClosingMoved');
  t.match(event?.data, { to: '2026-09-20T11:00:00.000Z', reasonHash: /^[0-9a-f]{64}$/ });
  t.notMatch(JSON.stringify(event), /Accessible/, 'the words of the reason are not chained');
  t.type(reactions(world.services).consultation?.ClosingMoved, 'function');
});

test('details change', async (t) => {
  const world = await openConsultationsWorld(t);
  const nadia = await world.member(who.coordinator);
  t.match((await nadia.get(`${base}/details`)).body, /SEND Review: right support/);
  t.match(await nadia.post(`${base}/details`, { title: '', department: 'X', url: '' }), { status: 400, body: /href="#title"/ });
  const late = { title: 'Y', department: 'X', url: '', 'opens-day': '1', 'opens-month': '1', 'opens-year': '2100' };
  t.match(await nadia.post(`${base}/details`, late), { status: 400, body: /It must open before it closes/ });
  t.match(await nadia.post(`${base}/details`, { title: 'SEND again', department: 'X', url: '' }), { status: 303 });
  t.match((await nadia.get(base)).body, /SEND again[\s\S]*Not known/);
});

test('one question is added, changed and taken out by form, and its answer stays with it', async (t) => {
  const world = await openConsultationsWorld(t);
  const nadia = await world.member(who.coordinator);
  const before = await questionsOf(world, 'send-review');
  const fifth = before[4];
  const page = await nadia.get(`${base}/questions/${fifth?.id ?? ''}`);
  t.match(page.body, /Change question 5[\s\S]*How can parents/);
  const question = {
    number: '5',
    text: 'How can families <i>best</i> agree?',
    kind: 'open',
    options: '',
    wordLimit: '300',
    characterLimit: '',
    part: 'Chapter 2',
    followUp: '',
    guidance: '',
  };
  const bad = await nadia.post(`${base}/questions/${fifth?.id ?? ''}`, {
    ...question,
    wordLimit: 'many',
    kind: 'likert',
    options: 'One\nOne',
  });
  t.match(bad, { status: 400, body: /href="#options"[\s\S]*href="#wordLimit"[\s\S]*How can families &lt;i&gt;best/ });
  t.match(await nadia.post(`${base}/questions/${fifth?.id ?? ''}`, { ...question, number: '6' }), {
    status: 400,
    body: /The number 6 is used twice/,
  });
  t.match(await nadia.post(`${base}/questions/${fifth?.id ?? ''}`, question), { status: 303 });
  t.match((await questionsOf(world, 'send-review'))[4], { id: fifth?.id, wordLimit: 300, text: question.text });
  t.match(await nadia.post(`${base}/questions/${fifth?.id ?? ''}`, question), { status: 303 }, 'sent twice changes nothing');
  t.equal((await stored(world, 'send-review')).questionSets.length, 2);
  t.match((await nadia.get(base)).body, /205 of 300/, 'the answer stays with the question');

  t.match((await nadia.get(`${base}/questions/new`)).body, /name="nonce" value="[^"]+"/);
  const scale = { ...question, nonce: 'x', number: '23', kind: 'likert', options: 'Agree\r\nDisagree', freeText: 'yes' };
  for (const time of ['once', 'twice']) t.match(await nadia.post(`${base}/questions/new`, scale), { status: 303 }, time);
  const added = (await questionsOf(world, 'send-review')).filter((one) => one.number === '23');
  t.match(added, [{ kind: 'likert', freeText: true, options: [{ text: 'Agree' }, { text: 'Disagree' }] }]);
  t.match(await nadia.post(`${base}/questions/new`, { ...scale, nonce: 'y', number: '' }), { status: 400, body: /href="#number"/ });
  t.match(await nadia.post(`${base}/questions/new`, { ...scale, nonce: 'y' }), { status: 400, body: /23 is used twice/ });

  t.equal((await nadia.post(`${base}/questions/${added[0]?.id ?? ''}/remove`)).status, 303);
  t.equal((await nadia.post(`${base}/questions/${added[0]?.id ?? ''}/remove`)).status, 404);
  t.equal((await nadia.get(`${base}/questions/${added[0]?.id ?? ''}`)).status, 404);
});

const send22 = readFileSync(new URL('../../../demo/consultations/dfe-send-review-2022.json', import.meta.url), 'utf8');
const into = `${base}/questions/import`;

test('garbage is shown again where it breaks, with nothing lost and the server up', async (t) => {
  const world = await openConsultationsWorld(t);
  const post = (source: string) => send(world.app, world, who.coordinator, into, { source });
  const garbage = [
    ['', /nothing in it/],
    ['{"questions": [', /breaks off at line 1/],
    ['[{"number": "1",\n "text": oops}]', /goes wrong at line 2, character 10/],
    ['{"nothing": true}', /no list of questions/],
    [JSON.stringify(Array.from({ length: 600 }, (_, n) => ({ number: n, text: `Question ${n}?` }))), /600 entries/],
    ['['.repeat(200_000), /not JSON/],
  ] as const;
  for (const [source, wrong] of garbage) {
    const answer = await post(source);
    t.equal(answer.status, 400);
    t.match(answer.body, wrong);
    if (source.length < 100 && source !== '')
      t.match(answer.body, source.slice(0, 10).replaceAll('"', '&quot;'), 'what was pasted is still there');
  }
  const binary = { name: 'x.json', type: 'application/json', bytes: new Uint8Array([0x50, 0x4b, 0x03, 0x04, 0x00, 0x80]) };
  const refused = await send(world.app, world, who.coordinator, into, { source: '1. Typed before?', file: binary });
  t.match(refused, { status: 400, body: /It is an Excel, Word or zip file, not a text\. In Excel choose Save As/ });
  t.match(refused.body, /<textarea[^>]*>\s*1\. Typed before\?<\/textarea>/, '[QS8] what was typed is still there');
  t.equal((await stored(world, 'send-review')).questionSets.length, 1);
  t.equal((await world.app.inject('/health')).statusCode, 200);
});

test('bad entries are named with their line and mended at their place; ready ones can be kept alone', async (t) => {
  const world = await openConsultationsWorld(t);
  const broken = send22
    .replace('"kind": "likert"', '"kind": "slider"')
    .replace(/"number": "18",([\s\S]*?)"wordLimit": 250/, '"number": "18",$1"wordLimit": "a page or two"');
  const file = { name: '../../send <x>.json', type: 'application/json', bytes: new TextEncoder().encode(broken) };
  const first = await send(world.app, world, who.coordinator, into, { source: '', file });
  t.equal(first.status, 400);
  t.match(first.body, /20 entries are ready, 2 need mending/);
  t.match(first.body, /href="#e5-kind"[\s\S]*id="e5-kind"/);
  t.match(first.body, /Entry 6 of 22, line \d+ of the file/);
  t.match(first.body, /&quot;kind&quot;: <mark>&quot;slider&quot;<\/mark>/);
  t.match(first.body, /Question 18: the limit must be a number/);
  t.match(first.body, /send &lt;x&gt;\.json/);

  const half = await send(world.app, world, who.coordinator, into, {
    source: broken,
    name: 'send.json',
    keep: 'all',
    'e5.kind': 'likert',
    'e17.wordLimit': 'still words',
  });
  t.equal(half.status, 400);
  t.match(half.body, /21 entries are ready, 1 needs mending/);
  t.match(half.body, /name="e5\.kind" value="likert"/, 'what was mended goes on with the form');
  t.match(half.body, /value="still words"/, 'what was typed stands there again');

  const nadia = await world.member(who.coordinator);
  await nadia.get('/consultations/new');
  const made = await nadia.post('/consultations/new', registration);
  const id = /consultations\/([^?]+)/.exec(made.location)?.[1] ?? '';
  const there = `/consultations/${id}/questions/import`;
  const some = await send(world.app, world, who.coordinator, there, { source: broken, keep: 'ready' });
  t.match(some, { status: 303, location: `/consultations/${id}?done=imported` });
  t.equal((await questionsOf(world, id)).length, 20);
  const all = await send(world.app, world, who.coordinator, there, {
    source: broken,
    keep: 'all',
    'e5.kind': 'likert',
    'e17.wordLimit': '250',
  });
  t.equal(all.status, 303);
  t.same(
    (await questionsOf(world, id)).map((one) => one.number),
    Array.from({ length: 22 }, (_, n) => String(n + 1)),
  );
  const twice = await send(world.app, world, who.coordinator, there, {
    source: broken,
    keep: 'all',
    'e5.kind': 'likert',
    'e17.wordLimit': '250',
  });
  t.match(twice.location, /done=same/);
  t.equal((await stored(world, id)).questionSets.length, 2);
});

test('the preview of a newer set lists continued, new and dropped questions; answers stay', async (t) => {
  const world = await openConsultationsWorld(t);
  const parsed = JSON.parse(send22) as { questions: { number: string; text: string }[] };
  const [one, two, ...rest] = parsed.questions;
  if (one === undefined || two === undefined) throw new Error('no questions');
  const newer = [
    { ...one, number: '2' },
    { ...two, number: '1' },
    ...rest.slice(0, -1).map((question) => (question.number === '5' ? { ...question, text: 'Another thing altogether?' } : question)),
    { number: '99', text: 'Brand new?' },
  ];
  const source = JSON.stringify({ questions: newer });
  const shown = await send(world.app, world, who.coordinator, into, { source });
  t.equal(shown.status, 200);
  t.match(shown.body, /Renumbered[\s\S]*Reworded|Reworded[\s\S]*Renumbered/);
  t.match(shown.body, /Not in the new set/);
  const before = await questionsOf(world, 'send-review');
  t.equal((await send(world.app, world, who.coordinator, into, { source, keep: 'all', 'from.4': 'new' })).status, 303);
  const after = await questionsOf(world, 'send-review');
  t.equal(after[0]?.id, before[0]?.id);
  t.not(after[4]?.id, before[4]?.id, 'a person said that it is another question');
  t.match((await (await world.member(who.coordinator)).get(base)).body, /170 of 250/);
});

test('texts of every kind come through an import as they are', async (t) => {
  const world = await openConsultationsWorld(t);
  const odd = [
    { number: '7', text: '<script>alert(1)</script> & "quotes"', section: '</table><b>' },
    { number: '7a', text: 'هل توافق؟ \u202e\u0000', kind: 'single-choice', options: ['<img src=x onerror=alert(1)>', 'No'] },
    { number: 'B1', text: '🏴󠁧󠁢󠁥󠁮󠁧󠁿 emoji\ud800' },
  ];
  const shown = await send(world.app, world, who.coordinator, into, { source: JSON.stringify(odd) });
  t.equal(shown.status, 200);
  t.notMatch(shown.body, /<script>alert|<img src=x|<\/table><b>/);
  t.equal((await send(world.app, world, who.coordinator, into, { source: JSON.stringify(odd), keep: 'all' })).status, 303);
  t.match(await questionsOf(world, 'send-review'), [{ text: odd[0]?.text }, { text: 'هل توافق؟' }, { number: 'B1' }]);
  const page = await (await world.member(who.coordinator)).get(base);
  t.notMatch(page.body, /<script>alert|<\/table><b>/);
});

test('50 MB are refused with 413 and a clear message, as a file and pasted, and the server goes on', async (t) => {
  const world = await openConsultationsWorld(t);
  await world.app.listen({ host: '127.0.0.1', port: 0 });
  await world.member(who.coordinator);
  const token = world.services.keys.hmac('csrf', world.services.keys.hmac('session', who.coordinator));
  const large = new Blob([new Uint8Array(50 * 1024 * 1024).fill(0x20)]);
  for (const kind of ['file', 'source'] as const) {
    const form = new FormData();
    form.set('_csrf', token);
    if (kind === 'file') form.set('file', new File([large], 'big.json'));
    else form.set('source', await large.text());
    const answer = await fetch(`${world.app.listeningOrigin}${into}`, {
      method: 'POST',
      body: form,
      headers: { cookie: `concord-session=${who.coordinator}`, accept: 'text/html' },
    });
    t.equal(answer.status, 413, kind);
    t.match(await answer.text(), /must be 5 MB or smaller/);
  }
  const nobody = await fetch(`${world.app.listeningOrigin}${into}`, { method: 'POST', body: new FormData(), redirect: 'manual' });
  t.equal(nobody.status, 401, 'nobody sends files who is not signed in');
  t.match(await (await world.member(who.coordinator)).get(base), { status: 200 });
});

test('the bar of the timetable is drawn for any dates', (t) => {
  const instant = (text: string): Instant => Instant.parse(text);
  const from = instant('2026-07-01T08:00:00.000Z');
  const spans = [
    '2026-07-01T08:00:00.000Z',
    '2026-07-01T09:00:00.000Z',
    '2026-07-20T22:45:00.000Z',
    '2027-07-20T22:45:00.000Z',
    '2036-01-01T00:00:00.000Z',
  ];
  const nows = ['2026-01-01T00:00:00.000Z', '2026-07-01T08:30:00.000Z', '2026-07-15T12:00:00.000Z', '2040-01-01T00:00:00.000Z'];
  for (const closesAt of spans.map(instant)) {
    for (const now of nows.map(instant)) {
      const timetable = planDates(from, closesAt, from, 'Europe/London');
      const bar = timetableBar({ from, closesAt, closing: 'Closes', timetable, zone: 'Europe/London', now, opened: true });
      const drawn = JSON.stringify(bar);
      t.notMatch(drawn, /NaN|undefined|Infinity/, `${closesAt} seen ${now}`);
      t.notMatch(drawn, /"width":"-/, 'no width below nothing');
      for (const drawing of [bar.wide, bar.tall]) t.ok(Number(drawing.today) >= 0 && Number(drawing.today) <= drawing.right);
    }
  }
  const words = (now: string): string =>
    timetableBar({
      from,
      closesAt: instant('2026-07-20T22:45:00.000Z'),
      closing: 'Closes',
      timetable: planDates(from, instant('2026-07-20T22:45:00.000Z'), from, 'Europe/London'),
      zone: 'Europe/London',
      now: instant(now),
      opened: true,
    }).leftText;
  t.same(['2026-07-19T09:00:00.000Z', '2026-07-20T09:00:00.000Z', '2026-07-21T09:00:00.000Z'].map(words), [
    '1 day left',
    'Closes today, 11:45pm',
    'Closed',
  ]);
  t.end();
});

test('[QS3] the preview proposes short titles; what a person sends is kept, and a question that continues keeps its own', async (t) => {
  const world = await openConsultationsWorld(t);
  const nadia = await world.member(who.coordinator);
  await nadia.get('/consultations/new');
  const made = await nadia.post('/consultations/new', registration);
  const id = /consultations\/([^?]+)/.exec(made.location)?.[1] ?? '';
  const there = `/consultations/${id}/questions/import`;
  const source = '1. How should new local partnerships be designed?\n2. What are your views on the pupil premium? (max 250 words)\n3. Why?';
  const shown = await send(world.app, world, who.coordinator, there, { source });
  t.equal(shown.status, 200);
  t.match(shown.body, /Short title of question 1, proposed[\s\S]*name="e0\.shortTitle"[^>]*value="New local partnerships"/);
  t.match(shown.body, /name="e1\.shortTitle"[^>]*value="Pupil premium"/);
  t.equal((await questionsOf(world, id)).length, 0, 'nothing is kept by looking');
  const titles = { 'e0.shortTitle': 'Local partnerships', 'e1.shortTitle': 'Pupil premium', 'e2.shortTitle': '' };
  t.equal((await send(world.app, world, who.coordinator, there, { source, keep: 'all', ...titles })).status, 303);
  const kept = await questionsOf(world, id);
  t.same(
    kept.map((one) => one.shortTitle),
    ['Local partnerships', 'Pupil premium', undefined],
  );
  t.equal(kept[1]?.wordLimit, 250);
  const other = await send(world.app, world, who.coordinator, there, { source: '1. What is the cost of a school place?' });
  t.match(other.body, /name="e0\.shortTitle"[^>]*value="Cost of a school place"/, 'not the title of another question with its number');
  const newer = `${source.replace('1. How', '4. How')}\n5. What is new?`;
  const again = await send(world.app, world, who.coordinator, there, { source: newer });
  t.match(again.body, /name="e0\.shortTitle"[^>]*value="Local partnerships"/);
  t.equal((await send(world.app, world, who.coordinator, there, { source: newer, keep: 'all' })).status, 303);
  t.same(
    (await questionsOf(world, id)).map((one) => [one.number, one.shortTitle]),
    [
      ['4', 'Local partnerships'],
      ['2', 'Pupil premium'],
      ['3', undefined],
      ['5', undefined],
    ],
    'a proposal that nobody has seen is not kept',
  );
});

test('[QS8] files of every usual encoding are read, and an example can be downloaded', async (t) => {
  const world = await openConsultationsWorld(t);
  const nadia = await world.member(who.coordinator);
  const page = await nadia.get(into);
  t.ok(page.body.indexOf('Paste the questions') < page.body.indexOf('Or choose a file'), 'pasted text comes first');
  const example = await nadia.get(`${base}/questions/example.csv`);
  t.match(example, { status: 200, body: /^\ufeffNumber,Short title,Question/ });
  const shown = await send(world.app, world, who.coordinator, into, { source: example.body });
  t.match(shown, { status: 200, body: /Location · Space · Staff · Garden[\s\S]*Several choices, up to three/ });
  const csv = 'Number;Question\r\n7.10;Does “it” cost €5?\r\n';
  const utf16 = Buffer.from(`\ufeff${csv}`, 'utf16le');
  const cp1252 = Uint8Array.from(csv, (one) => ({ '“': 0x93, '”': 0x94, '€': 0x80 })[one] ?? one.charCodeAt(0));
  for (const bytes of [Buffer.from(csv), Buffer.from(`\ufeff${csv}`), utf16, Buffer.from(utf16).swap16(), cp1252]) {
    const file = { name: 'q.csv', type: 'text/csv', bytes: new Uint8Array(bytes) };
    const read = await send(world.app, world, who.coordinator, into, { source: '', file });
    t.match(read, { status: 200, body: /<b>7\.10\.<\/b> Does “it” cost €5\?/ });
  }
});

test('[SF7] going back and saving again asks whether a second consultation is meant', async (t) => {
  const world = await openConsultationsWorld(t);
  const nadia = await world.member(who.coordinator);
  await nadia.get('/consultations/new');
  t.equal((await nadia.post('/consultations/new', { ...registration, nonce: 'first' })).status, 303);
  const again = await nadia.post('/consultations/new', { ...registration, nonce: 'second' });
  t.equal(again.status, 400);
  t.match(again.body, /href="#again">“[^”]+” with this close is in the register already\. To add it a second time, tick the box/);
  t.match(again.body, /<input class="govuk-checkboxes__input" id="again" name="again" type="checkbox" value="yes"/);
  t.equal((await nadia.post('/consultations/new', { ...registration, nonce: 'first' })).status, 303, 'the form itself, sent twice');
  t.equal((await nadia.post('/consultations/new', { ...registration, nonce: 'second', again: 'yes' })).status, 303);
});
