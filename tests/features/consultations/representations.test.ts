import { test } from 'tap';
import { currentQuestions } from '../../../src/domain/consultation/consultation.ts';
import { openWorld, type World } from '../../support/worlds/service.ts';
import { person } from '../../support/worlds/signed-off.ts';
import { beginLetter, headingIds, hiddenOf, letterFields } from '../../support/worlds/representation.ts';

async function stored({ services }: World, at: string) {
  const found = await services.aggregates.get('consultation', at.replace('/consultations/', ''));
  if (found === null) throw new Error(`${at} is not there`);
  return found.state;
}

test('[RK9] [RK10] [RK11] a coordinator begins a representation from the list of consultations', async (t) => {
  const world = await openWorld(t);
  const nadia = await person(world, 'nadia-farrow');
  t.match((await nadia.get('/consultations')).body, /<a [^>]*href="\/representations\/new"[^>]*>Write a representation<\/a>/);
  const at = await beginLetter(nadia);
  const kept = await stored(world, at);
  t.match(kept, { title: letterFields.title, department: 'Ministry of Families', closesAt: null });
  t.same(kept.representation, {
    recipient: {
      name: 'Ann Other',
      post: 'Minister for Families',
      organisation: 'Ministry of Families',
      address: ['1 Great Street', 'London'],
    },
    email: 'ann.other@ministry.example.org',
    sendBy: '2027-09-01T16:00:00.000Z',
    moves: [],
  });
  t.same(
    currentQuestions(kept).questions.map(({ text, wordLimit, kind }) => [text, wordLimit, kind]),
    [
      ['Why it matters', 300, 'heading'],
      ['What we ask for', null, 'heading'],
    ],
  );
  const page = (await nadia.get(at)).body;
  t.match(page, /Ann Other<br>Minister for Families<br>Ministry of Families<br>1 Great Street<br>London/);
  t.match(page, /2 headings[\s\S]*Why it matters[\s\S]*What we ask for/);
  t.match((await nadia.get('/consultations')).body, /Representations[\s\S]*Funding of kinship care after 2027[\s\S]*To be sent by/);
  const closing = await stored(world, await beginLetter(nadia, { title: 'On schools', ending: 'close' }));
  t.match(closing, { closesAt: '2027-09-01T16:00:00.000Z', representation: { sendBy: null } });
  const lead = await person(world, 'daniel-rowntree');
  t.equal((await lead.get('/representations/new')).status, 403, 'the coordinator alone begins one');
  t.notMatch((await lead.get('/consultations')).body, /representations\/new/);
});

test('[SF9] [RK9] every mistake stands at its field, and nothing typed is lost', async (t) => {
  const world = await openWorld(t);
  const nadia = await person(world, 'nadia-farrow');
  await nadia.get('/representations/new');
  const bad = [
    [{ title: ' ' }, 'title'],
    [{ name: '', post: ' ', org: '' }, 'name'],
    [{ address: 'x\n'.repeat(9) }, 'address'],
    [{ email: 'ann at home' }, 'email'],
    [{ ending: 'never' }, 'ending'],
    [{ 'end-day': '', 'end-month': '', 'end-year': '' }, 'end-day'],
    [{ 'end-day': '32' }, 'end-day'],
    [{ 'end-year': '2020' }, 'end-day'],
    [{ headings: 'x'.repeat(301) }, 'headings'],
    [{ headings: 'x\n'.repeat(101) }, 'headings'],
    [{ headings: 'Why (0 words)' }, 'headings'],
  ] as const;
  for (const [change, field] of bad) {
    const { status, body } = await nadia.post('/representations/new', { nonce: 'n', ...letterFields, ...change });
    t.equal(status, 400, JSON.stringify(change).slice(0, 60));
    t.match(body, new RegExp(`There is a problem[\\s\\S]*href="#${field}"`), field);
    if (field !== 'title') t.match(body, letterFields.title);
  }
  await beginLetter(nadia);
  await nadia.get('/representations/new');
  const twin = await nadia.post('/representations/new', { nonce: 'another', ...letterFields });
  t.equal(twin.status, 400, '[SF7] a second one of a title and a date asks');
  t.match(twin.body, /with this date is in the register already/);
  t.equal((await nadia.post('/representations/new', { nonce: 'another', ...letterFields, again: 'yes' })).status, 303);
});

test('[RK9] [RK11] title, recipient and date change later', async (t) => {
  const world = await openWorld(t);
  const nadia = await person(world, 'nadia-farrow');
  const at = await beginLetter(nadia);
  t.match((await nadia.get(`${at}/letter`)).body, /value="Minister for Families"/);
  const same = Object.fromEntries(Object.entries(letterFields).filter(([name]) => name !== 'ending' && name !== 'headings'));
  t.equal((await nadia.post(`${at}/letter`, { ...same, 'end-year': '2020' })).status, 400);
  t.equal((await nadia.post(`${at}/letter`, { ...same, name: '', post: '', org: '' })).status, 400);
  t.equal((await nadia.post(`${at}/letter`, { ...same, post: 'Secretary of State', email: '', 'end-month': '10' })).status, 303);
  const kept = await stored(world, at);
  t.match(kept.representation, { recipient: { post: 'Secretary of State' }, sendBy: '2027-10-01T16:00:00.000Z' });
  t.notOk(kept.representation?.email);
  t.match((await nadia.get(`${at}/plan`)).body, /1 October 2027|Fri 1 October|1 Oct/);
  t.equal((await nadia.get(`${at}/details`)).status, 404, 'it has no details of a department');
  t.equal((await nadia.get(`${at}/questions/new`)).status, 404);
  t.equal((await nadia.get('/consultations/send-review/letter')).status, 404, 'nor has a consultation a letter');
  const lead = await person(world, 'daniel-rowntree');
  for (const page of ['letter', 'headings']) t.equal((await lead.get(`${at}/${page}`)).status, 403, page);
});

test('[RK10] headings are reworded, moved, limited, added, taken out and put back', async (t) => {
  const world = await openWorld(t);
  const nadia = await person(world, 'nadia-farrow');
  const at = await beginLetter(nadia);
  const [why = '', what = ''] = await headingIds(nadia, at);
  const texts = async () => currentQuestions(await stored(world, at)).questions.map(({ id, text, wordLimit }) => [id, text, wordLimit]);
  const row = (id: string, text: string, place: string, limit = '') => ({
    [`text-${id}`]: text,
    [`place-${id}`]: place,
    [`limit-${id}`]: limit,
  });
  const stale = await hiddenOf(nadia, at);
  const change = { ...row(why, 'Why funding matters', '2', '250'), ...row(what, 'What we ask for', '1') };
  t.equal((await nadia.post(`${at}/headings`, { ...stale, ...change, more: 'Next steps' })).status, 303);
  const [first, second, third] = await texts();
  t.same(
    [first, second],
    [
      [what, 'What we ask for', null],
      [why, 'Why funding matters', 250],
    ],
  );
  t.match(third, [/./, 'Next steps', null]);
  t.equal((await nadia.post(`${at}/headings`, { ...stale, ...change, more: 'Next steps' })).status, 303, '[SF7] sent twice');
  t.equal((await texts()).length, 3, 'adds one');
  const later = await nadia.post(`${at}/headings`, { ...stale, ...row(why, 'My words', '1'), ...row(what, 'Ask', '2') });
  t.equal(later.status, 409, 'a page that is out of date');
  t.match(later.body, /Somebody changed the headings[\s\S]*value="My words"/, '[SF9] keeps its words');
  const next = String(third?.[0]);
  const wrong = await nadia.post(`${at}/headings`, {
    ...(await hiddenOf(nadia, at)),
    ...row(what, '', 'x', 'many'),
    ...row(why, 'y'.repeat(301), '2'),
    ...row(next, 'Next steps', '3'),
  });
  t.equal(wrong.status, 400);
  for (const field of [`text-${what}`, `place-${what}`, `limit-${what}`, `text-${why}`]) t.match(wrong.body, `href="#${field}"`);
  const out = { ...row(what, 'What we ask for', '1'), ...row(why, 'Why funding matters', '2'), ...row(next, 'Next steps', '3') };
  const all = await hiddenOf(nadia, at);
  t.equal((await nadia.post(`${at}/headings`, { ...all, ...out, [`out-${why}`]: 'yes' })).status, 303);
  t.same(
    (await texts()).map(([id]) => id),
    [what, next],
  );
  t.match((await nadia.get(`${at}/headings`)).body, new RegExp(`name="back-${why}"`), 'one that was taken out is offered');
  await nadia.post(`${at}/headings`, { ...(await hiddenOf(nadia, at)), ...out, [`back-${why}`]: 'yes' });
  t.same(
    (await texts()).map(([id]) => id),
    [what, next, why],
  );
});
