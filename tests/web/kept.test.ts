import { type Test, test } from 'tap';
import { formsOf } from '../support/posted-form.ts';
import { withRoutes } from '../support/routes.ts';
import { type Visitor, visitor } from '../support/visitor.ts';
import { openWorld, type World } from '../support/worlds/service.ts';
import { letterFields } from '../support/worlds/representation.ts';
import { base, person, signOff, takeDocument } from '../support/worlds/signed-off.ts';

// A form that is refused comes back with all that was typed and chosen in it (SF9).

type Fields = Readonly<Record<string, string | readonly string[]>>;
interface Row {
  /** The member who sends it; the coordinator unless named. */
  readonly who?: string;
  readonly page: string;
  readonly path?: string;
  /** The fields as posted; one of them is wrong. */
  readonly fields: Fields;
  /** Fields that a rule leaves out of the page that comes back. */
  readonly cleared?: readonly string[];
  /** Sent as a form with a file. */
  readonly multipart?: true;
  readonly status?: number;
}

const long = 'x '.repeat(3_000);

const drafting: Readonly<Record<string, Row>> = {
  '/consultations/:consultationId/removal/find': {
    page: `${base}/removal`,
    path: `${base}/removal/find`,
    fields: { phrase: '<&' },
  },
  '/network/details': {
    page: '/network/details',
    fields: { about: 'Nineteen authorities <& one>', overseenBy: 'The directors', contact: 'nobody' },
  },
  '/network/members/new': {
    page: '/network/members/new',
    fields: {
      name: 'Pat "O’Neil"',
      email: 'pat at home',
      jobTitle: 'Head of service',
      role: 'deputy',
      organisation: 'kent-county-council',
      invitation: 'now',
    },
  },
  '/network/organisations/new': {
    page: '/network/organisations/new',
    fields: { name: '', kind: 'partner', deliveryBody: 'Havant Children’s Trust' },
  },
  '/network/appointments/new': {
    page: '/network/appointments/new',
    fields: {
      office: 'vice-chair',
      member: 'daniel-rowntree',
      authority: 'Meeting of 3 November, item 2',
      'from-day': '31',
      'from-month': '2',
      'from-year': '2026',
    },
  },
  '/network/members/:id/away': {
    page: '/network/members/daniel-rowntree/away',
    fields: {
      deputy: 'nobody',
      'from-day': '3',
      'from-month': '8',
      'from-year': '2027',
      'until-day': '32',
      'until-month': 'August',
      'until-year': '2027',
    },
  },
  '/network/appointments/:id/end': {
    page: '/network/members/joanna-prideaux',
    path: '/network/appointments/chair/end',
    fields: { authority: long },
  },
  '/network/import': {
    page: '/network/import',
    fields: { source: 'Organisation, Name, Email\nKent County Council, Ann Lee, ann.lee at kent', wanted: 'look' },
    multipart: true,
    cleared: ['wanted'],
  },
  '/consultations/new': {
    page: '/consultations/new',
    fields: {
      title: 'Homes for all',
      department: '',
      url: 'gov.uk/homes',
      'opens-day': '1',
      'opens-month': 'Nov.',
      'opens-year': '2026',
      'closes-day': '32',
      'closes-month': '9',
      'closes-year': '2027',
      'closes-time': 'noonish',
    },
  },
  '/representations/new': {
    page: '/representations/new',
    fields: { ...letterFields, email: 'ann at home' },
  },
  '/consultations/:consultationId/details': {
    page: `${base}/details`,
    fields: { title: '', department: 'Department for Education', url: 'ftp://gov.uk/homes' },
  },
  '/consultations/:consultationId/closing': {
    page: `${base}/closing`,
    fields: {
      'closes-day': '40',
      'closes-month': '9',
      'closes-year': '2027',
      'closes-time': '5pm',
      reason: 'The department gave two weeks more.',
    },
  },
  '/consultations/:consultationId/plan/dates/:step': {
    page: `${base}/plan/dates/lock`,
    fields: { 'due-day': '40', 'due-month': 'Aug', 'due-year': '2026', 'due-time': '5pm', reason: 'The holidays begin.' },
  },
  '/consultations/:consultationId/questions/import': {
    page: `${base}/questions/import`,
    fields: { source: '{ "questions": [' },
    multipart: true,
  },
  '/consultations/:consultationId/questions/:questionId': {
    page: `${base}/questions/q1`,
    fields: {
      number: '',
      shortTitle: 'Partnerships',
      text: 'How should\nthey work?',
      kind: 'multiple-choice',
      options: 'Agree\nDisagree',
      minChoices: '1',
      maxChoices: 'two',
      wordLimit: '250',
      characterLimit: '1,000',
      part: 'Chapter 2',
      followUp: 'Say why.',
      guidance: 'See annex A.',
      freeText: 'yes',
    },
  },
  '/consultations/:consultationId/questions/new': {
    page: `${base}/questions/new`,
    fields: { number: '', shortTitle: 'Partnerships', text: 'How?', kind: 'likert', options: 'Agree\nDisagree', part: 'Chapter 2' },
  },
  '/consultations/:consultationId/history': { page: `${base}/history`, fields: { name: long } },
  '/consultations/:consultationId/checks': {
    page: `${base}/checks`,
    fields: { acknowledged: 'none', reason: 'The figures come next week.' },
    cleared: ['acknowledged'],
  },
  '/consultations/:consultationId/response/:section': {
    page: `${base}/response/q2`,
    fields: { text: 'We agree.\n\nBut not yet.', mark: 'another', reason: 'It is for Kent.', notAnswering: 'yes' },
    cleared: ['mark'],
  },
  '/consultations/:consultationId/evidence/new': {
    page: `${base}/evidence/new`,
    fields: {
      organisation: 'kent-county-council',
      text: 'Kinship carers wait 12 weeks.',
      label: 'network-only',
      section: 'q2',
      kind: 'figures',
      source: 'Our survey',
      date: 'March 2022',
      area: long,
      permission: 'Agreed by the carers',
    },
    multipart: true,
  },
  '/consultations/:consultationId/kind/endorse': {
    page: `${base}/kind`,
    path: `${base}/kind/endorse`,
    fields: { body: 'The association '.repeat(20) },
  },
  '/consultations/:consultationId/kind/none': {
    page: `${base}/kind`,
    path: `${base}/kind/none`,
    fields: { reason: long },
  },
  '/consultations/:consultationId/positions/mine': {
    page: `${base}/positions/mine`,
    who: 'daniel-rowntree',
    fields: {
      note: 'We wait for the cabinet.',
      shown: 'anonymous',
      listing: 'left-off',
      'on-q5': 'endorses-with-reservation',
      'why-q5': 'Cost.',
    },
  },
  '/consultations/:consultationId/positions/:organisationId/record': {
    page: `${base}/positions/surrey-county-council/record`,
    fields: { from: 'owen-larbi', on: '', note: 'By email.', 'sent-day': '31', 'sent-month': '2', 'sent-year': '2026' },
  },
  '/sign-in': { page: '/sign-in', fields: { email: 'nobody at all' } },
};

const signedOff: Readonly<Record<string, Row>> = {
  '/consultations/:consultationId/sign-off/take-back': {
    page: `${base}/sign-off`,
    path: `${base}/sign-off/take-back`,
    who: 'joanna-prideaux',
    fields: { reason: long },
  },
  '/consultations/:consultationId/submission': {
    page: `${base}/submission`,
    fields: {
      channel: 'email',
      by: 'joanna-prideaux',
      reference: 'ANON-12',
      note: 'Sent with the annex.',
      'sent-day': '1',
      'sent-month': '1',
      'sent-year': '2099',
      'sent-time': '9:41am',
    },
    multipart: true,
  },
};

/** Posts with nothing to type: a button, or one choice that is the whole form. */
const nothingTyped: ReadonlySet<string> = new Set([
  '/start',
  '/sign-out',
  '/sign-out/one',
  '/sign-out/everywhere',
  '/sign-in/network',
  '/you/calendar',
  '/you/calendar/off',
  '/network/invitations',
  '/network/members/:id/invitation',
  '/network/members/:id/away/end',
  '/network/members/:id/end',
  '/network/members/:id/role',
  '/consultations/:consultationId/questions/:questionId/remove',
  '/consultations/:consultationId/response',
  '/consultations/:consultationId/kind/respond',
  '/consultations/:consultationId/kind/document',
  '/consultations/:consultationId/tell',
  '/consultations/:consultationId/response/:section/ready',
  '/consultations/:consultationId/response/:section/not-ready',
  '/consultations/:consultationId/response/:section/bring',
  '/consultations/:consultationId/response/:section/follow',
  '/consultations/:consultationId/response/:section/unfollow',
  '/consultations/:consultationId/following',
  '/consultations/:consultationId/seen',
  '/consultations/:consultationId/history/added/:whose',
  '/consultations/:consultationId/plan/again',
  '/consultations/:consultationId/plan/leads',
  '/consultations/:consultationId/positions',
  '/consultations/:consultationId/progress/remind',
  '/consultations/:consultationId/documents',
  '/consultations/:consultationId/late/:passage/bring',
  '/consultations/:consultationId/late/:passage/leave-out',
  '/consultations/:consultationId/late/:passage/take-up',
  '/consultations/:consultationId/sign-off/start-again',
  '/consultations/:consultationId/sign-off/desk',
  '/consultations/:consultationId/sign-off/hand-over',
  '/consultations/:consultationId/sign-off/hand-back',
  '/consultations/:consultationId/evidence/boxes/take-out',
  '/consultations/:consultationId/evidence/:evidenceId/label',
  '/consultations/:consultationId/evidence/:evidenceId/withdraw',
  '/consultations/:consultationId/evidence/:evidenceId/quote',
  '/consultations/:consultationId/evidence/:evidenceId/unquote',
  '/you/weekly',
  '/w/:token',
  '/d/:token',
  '/decision/code/new',
  '/decision/code/change',
]);

/** Forms that tests of their own look at. */
const elsewhere: Readonly<Record<string, string>> = {
  '/consultations/:consultationId/letter': 'a representation alone has it: tests/features/consultations',
  '/consultations/:consultationId/headings': 'the same',
  '/consultations/:consultationId/removal': 'its page is the answer to a form: tests/features/removal',
  '/decision': 'the comment and the name stay, the choice is made anew (SO23): tests/features/sign-off',
  '/decision/code': 'a wrong code is typed anew',
  '/sign-in/check': 'a wrong code is typed anew',
  '/sign-in/link/:token': 'a wrong code is typed anew',
  '/live/:responseId/:epoch/stream': 'no form',
  '/live/:responseId/:epoch/stream/:stream': 'no form',
};

async function sendAndCompare(t: Test, browser: Visitor, name: string, row: Row): Promise<void> {
  const { page, path = page, fields, cleared = [], multipart } = row;
  const shown = await browser.get(page);
  t.equal(shown.status, 200, `${name}: the page`);
  const hidden = formsOf(shown.body).find((form) => (form.action === '' ? page : form.action) === path)?.fields;
  t.ok(hidden, `${name}: its form`);
  const text = Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, [value].flat().join('\n')]));
  const answer = multipart === undefined ? await browser.post(path, fields) : await browser.send(path, text);
  t.ok(answer.status >= 400 && answer.status < 500, `${name}: refused with ${answer.status}`);
  const back = formsOf(answer.body).find((form) => (form.action === '' ? page : form.action) === path)?.fields;
  for (const [field, value] of Object.entries(fields)) {
    if (cleared.includes(field)) continue;
    const kept = back?.get(field)?.map((one) => one.replaceAll('\r\n', '\n').trim());
    t.same(
      kept,
      [value].flat().map((one) => one.trim()),
      `${name}: ${field} is still there`,
    );
  }
  t.match(answer.body, /There is a problem|needs mending|Somebody changed/, `${name}: the page says what is wrong`);
}

test('[SF9] every form that is refused keeps all that was typed and chosen', async (t) => {
  const [world, routes] = await withRoutes(() => openWorld(t));
  const posts = new Set(routes.flatMap(({ method, url }) => (method === 'POST' ? [url] : [])));
  const known = new Set([...Object.keys(drafting), ...Object.keys(signedOff), ...nothingTyped, ...Object.keys(elsewhere)]);
  t.same(
    [...posts].filter((url) => !known.has(url)),
    [],
    'every form has a row, or a reason to have none',
  );
  const nadia = await person(world, 'nadia-farrow');
  const network = await world.services.aggregates.get('network', 'south-east-kinship');
  const chair = network?.state.appointments.find(({ memberId }) => memberId === 'joanna-prideaux')?.id ?? '';
  for (const [name, row] of Object.entries(drafting)) {
    const browser = name === '/sign-in' ? visitor(world.app) : row.who === undefined ? nadia : await person(world, row.who);
    await sendAndCompare(t, browser, name, {
      ...row,
      ...(row.path === undefined ? {} : { path: row.path.replace('/appointments/chair/', `/appointments/${chair}/`) }),
    });
  }
  await signOff(world, nadia);
  await takeDocument(nadia, 'final');
  await world.mails();
  for (const [name, row] of Object.entries(signedOff))
    await sendAndCompare(t, row.who === undefined ? nadia : await person(world, row.who), name, row);
  await tooLarge(t, world, nadia);
});

/** A file beyond the limit: the form comes back, with what was typed before the file. */
async function tooLarge(t: Test, world: World, nadia: Visitor): Promise<void> {
  const file = new File([new Uint8Array(8 * 1024 * 1024).fill(0x20)], 'large.pdf');
  const forms = [
    { path: `${base}/questions/import`, field: 'file', fields: { source: '1. Why?' } },
    { path: '/network/import', field: 'file', fields: { source: 'Kent County Council' } },
    { path: `${base}/submission`, field: 'receipt', fields: { channel: 'email', by: 'joanna-prideaux', note: 'With the annex.' } },
  ] as const;
  for (const { path, field, fields } of forms) {
    await nadia.get(path);
    const answer = await nadia.send(path, { ...fields, [field]: file });
    t.equal(answer.status, 413, path);
    const back = formsOf(answer.body).find(({ action }) => action === path)?.fields;
    for (const [name, value] of Object.entries(fields)) t.same(back?.get(name), [value], `${path}: ${name}`);
    t.match(answer.body, new RegExp(`href="#${field}"[\\s\\S]*id="${field}"`), `${path}: the error stands at the file`);
  }
  t.equal((await world.services.aggregates.get('response', 'send-review'))?.state.submission, null);
}

test('[SF9] words that reach us with an old token, or signed out, come back and can be sent again', async (t) => {
  const world = await openWorld(t);
  const ours = { 'sec-fetch-site': 'same-origin' };
  const cookies = async (): Promise<Record<string, string>> =>
    Object.fromEntries(
      (await person(world, 'nadia-farrow'))
        .cookies()
        .split('; ')
        .map((one) => one.split('=') as [string, string]),
    );
  const path = '/network/organisations/new';
  const typed = { name: 'Havant <b>Children’s</b> Trust', kind: 'partner', deliveryBody: '' };

  const stale = visitor(world.app, ours, await cookies());
  const refused = await stale.post(path, { ...typed, _csrf: 'of another session' });
  t.match(refused, { status: 403, body: /This page was out of date/ });
  t.match(refused.body, /<div class="cc-asked">Havant &lt;b&gt;Children’s&lt;\/b&gt; Trust<\/div>/, 'to read and copy');
  const [again] = formsOf(refused.body).filter(({ action }) => action === path);
  t.same(again?.fields.get('kind'), ['partner']);
  const sent = await stale.post(path, Object.fromEntries([...(again?.fields ?? [])].map(([name, values]) => [name, values])));
  t.equal(sent.status, 303, 'and send again');

  for (const [how, status] of [
    ['/sign-out', 403],
    ['elsewhere', 401],
  ] as const) {
    const gone = visitor(world.app, ours, await cookies());
    await gone.get(path);
    if (how === '/sign-out') await gone.post(how);
    else await (await person(world, 'nadia-farrow')).post('/sign-out/everywhere');
    const out = await gone.post(path, { ...typed, name: 'Fareham Children’s Trust' });
    t.match(out, { status, body: /Sign in, in a new tab[\s\S]*Fareham Children’s Trust[\s\S]*Send it again/ }, how);
  }

  const old = visitor(world.app, { origin: 'http://localhost:3000' }, await cookies());
  t.match((await old.post(path, { ...typed, _csrf: 'x' })).body, 'Havant', 'a browser that says the origin alone');
  const elsewhere = visitor(world.app, { 'sec-fetch-site': 'none' }, await cookies());
  const silent = await elsewhere.post(path, { ...typed, _csrf: 'x' });
  t.equal(silent.status, 403);
  t.notMatch(silent.body, /Havant/, 'a browser that does not name our page gets no words shown');
});
