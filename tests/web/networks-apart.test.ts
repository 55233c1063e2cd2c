import { test } from 'tap';
import type { Member } from '../../src/domain/network/member.ts';
import { RawClient } from '../support/live/raw-client.ts';
import { withRoutes } from '../support/routes.ts';
import { changed, contentsOf } from '../support/contents.ts';
import { type Answer, type Visitor, visitor as visit } from '../support/visitor.ts';
import { openWorld, type World } from '../support/worlds/service.ts';
import { offerEvidence, person, signOff, submit, takeDocument } from '../support/worlds/signed-off.ts';

// Two networks on one service. The routes are those the application registered: one without a row here fails.

/** A route that names something of a network. */
interface Row {
  /** When a member of the network gets its page: the test looks then, so that a 404 for everybody would be noticed. */
  readonly seen?: 'drafting' | 'submitted' | 'always';
  /** The member of the other network who has the duty that the route asks for first. */
  readonly as?: string;
}

const approver = 'phoebe-lindqvist-north-downs';
const sponsor = 'gideon-marsh-north-downs';
const coordinator = 'tobias-wren-north-downs';

const rows: Readonly<Record<string, Row>> = {
  'GET /network/members/:id': { seen: 'always' },
  'GET /network/members/:id/record': { seen: 'always' },
  'GET /network/members/:id/away': { seen: 'always' },
  'POST /network/members/:id/away': {},
  'POST /network/members/:id/away/end': {},
  'POST /network/members/:id/end': {},
  'POST /network/members/:id/role': {},
  'POST /network/members/:id/invitation': {},
  'POST /network/appointments/:id/end': {},
  'GET /consultations/:consultationId': { seen: 'always' },
  'GET /consultations/:consultationId/details': { seen: 'always' },
  'POST /consultations/:consultationId/details': {},
  'GET /consultations/:consultationId/letter': {},
  'POST /consultations/:consultationId/letter': {},
  'GET /consultations/:consultationId/headings': {},
  'POST /consultations/:consultationId/headings': {},
  'GET /consultations/:consultationId/plan': { seen: 'always' },
  'POST /consultations/:consultationId/plan/again': {},
  'POST /consultations/:consultationId/plan/leads': {},
  'GET /consultations/:consultationId/plan/dates/:step': { seen: 'always' },
  'POST /consultations/:consultationId/plan/dates/:step': {},
  'GET /consultations/:consultationId/closing': { seen: 'always' },
  'POST /consultations/:consultationId/closing': {},
  'GET /consultations/:consultationId/questions/new': { seen: 'always' },
  'POST /consultations/:consultationId/questions/new': {},
  'GET /consultations/:consultationId/questions/import': { seen: 'always' },
  'GET /consultations/:consultationId/questions/example.csv': { seen: 'always' },
  'POST /consultations/:consultationId/questions/import': {},
  'GET /consultations/:consultationId/questions/:questionId': { seen: 'always' },
  'POST /consultations/:consultationId/questions/:questionId': {},
  'POST /consultations/:consultationId/questions/:questionId/remove': {},
  'GET /consultations/:consultationId/response': { seen: 'always' },
  'POST /consultations/:consultationId/response': {},
  'GET /consultations/:consultationId/response/state': { seen: 'always' },
  'GET /consultations/:consultationId/response/:section': { seen: 'drafting' },
  'POST /consultations/:consultationId/response/:section': {},
  'POST /consultations/:consultationId/response/:section/ready': {},
  'POST /consultations/:consultationId/response/:section/not-ready': {},
  'POST /consultations/:consultationId/response/:section/bring': {},
  'POST /consultations/:consultationId/response/:section/follow': {},
  'POST /consultations/:consultationId/response/:section/unfollow': {},
  'GET /consultations/:consultationId/following': { seen: 'always' },
  'POST /consultations/:consultationId/following': {},
  'POST /consultations/:consultationId/seen': {},
  'GET /consultations/:consultationId/evidence': { seen: 'always' },
  'GET /consultations/:consultationId/evidence/new': { seen: 'always' },
  'POST /consultations/:consultationId/evidence/new': {},
  'GET /consultations/:consultationId/evidence/boxes': { seen: 'always' },
  'POST /consultations/:consultationId/evidence/boxes/take-out': {},
  'GET /consultations/:consultationId/evidence/:evidenceId': { seen: 'always' },
  'GET /consultations/:consultationId/evidence/:evidenceId/file': { seen: 'always' },
  'POST /consultations/:consultationId/evidence/:evidenceId/label': {},
  'POST /consultations/:consultationId/evidence/:evidenceId/quote': {},
  'POST /consultations/:consultationId/evidence/:evidenceId/unquote': {},
  'POST /consultations/:consultationId/evidence/:evidenceId/withdraw': {},
  'GET /consultations/:consultationId/progress': { seen: 'always' },
  'GET /consultations/:consultationId/progress/remind': { seen: 'always' },
  'POST /consultations/:consultationId/progress/remind': {},
  'GET /consultations/:consultationId/progress/reminders': { seen: 'always' },
  'GET /consultations/:consultationId/kind': { seen: 'always' },
  'POST /consultations/:consultationId/kind/respond': {},
  'POST /consultations/:consultationId/kind/endorse': {},
  'POST /consultations/:consultationId/kind/none': {},
  'GET /consultations/:consultationId/kind/document': {},
  'POST /consultations/:consultationId/kind/document': {},
  'GET /consultations/:consultationId/tell': { seen: 'always' },
  'POST /consultations/:consultationId/tell': {},
  'GET /consultations/:consultationId/positions': { seen: 'always' },
  'POST /consultations/:consultationId/positions': {},
  'GET /consultations/:consultationId/positions/mine': {},
  'POST /consultations/:consultationId/positions/mine': {},
  'GET /consultations/:consultationId/positions/:organisationId': { seen: 'always' },
  'GET /consultations/:consultationId/positions/:organisationId/record': { seen: 'drafting' },
  'POST /consultations/:consultationId/positions/:organisationId/record': {},
  'GET /consultations/:consultationId/checks': { seen: 'drafting' },
  'POST /consultations/:consultationId/checks': {},
  'GET /consultations/:consultationId/sign-off': { seen: 'always' },
  'GET /consultations/:consultationId/sign-off/draft': { seen: 'drafting' },
  'GET /consultations/:consultationId/sign-off/rounds/:n': { seen: 'submitted' },
  'POST /consultations/:consultationId/sign-off/take-back': {},
  'POST /consultations/:consultationId/sign-off/start-again': { as: sponsor },
  'POST /consultations/:consultationId/sign-off/desk': { as: approver },
  'POST /consultations/:consultationId/sign-off/hand-over': { as: approver },
  'POST /consultations/:consultationId/sign-off/hand-back': { as: approver },
  'GET /consultations/:consultationId/late': { seen: 'always' },
  'GET /consultations/:consultationId/late/:passage': {},
  'POST /consultations/:consultationId/late/:passage/bring': {},
  'POST /consultations/:consultationId/late/:passage/leave-out': {},
  'POST /consultations/:consultationId/late/:passage/take-up': {},
  'GET /consultations/:consultationId/history': { seen: 'always' },
  'POST /consultations/:consultationId/history': {},
  'GET /consultations/:consultationId/history/compare': {},
  'GET /consultations/:consultationId/history/added': { seen: 'always' },
  'GET /consultations/:consultationId/history/added/:whose': {},
  'POST /consultations/:consultationId/history/added/:whose': {},
  'GET /consultations/:consultationId/history/:version': { seen: 'always' },
  'GET /consultations/:consultationId/documents': { seen: 'always' },
  'POST /consultations/:consultationId/documents': {},
  'GET /consultations/:consultationId/documents/:exportId': { seen: 'always' },
  'GET /consultations/:consultationId/documents/:exportId/file': { seen: 'always' },
  'GET /consultations/:consultationId/removal': { seen: 'drafting' },
  'POST /consultations/:consultationId/removal/find': {},
  'POST /consultations/:consultationId/removal': {},
  'GET /consultations/:consultationId/removals/:removalId': {},
  'GET /consultations/:consultationId/submission': { seen: 'always' },
  'POST /consultations/:consultationId/submission': {},
  'GET /consultations/:consultationId/submission/receipt': { seen: 'submitted' },
  'GET /consultations/:consultationId/record': { seen: 'always' },
};

/** Routes whose parameter is a credential, and belongs to no network. */
const credentials: Readonly<Record<string, string>> = {
  'GET /d/:token': 'an emailed link opens for its holder, and shows the one slot it was made for',
  'POST /d/:token': 'an emailed link',
  'GET /sign-in/link/:token': 'an emailed link',
  'POST /sign-in/link/:token': 'an emailed link',
  'GET /calendar/:token.ics': 'the secret address of a calendar: it shows the dates of one person, in the networks of that person',
  'GET /w/:token': 'the link in a weekly email stops that email, and does nothing else',
  'POST /w/:token': 'the same',
  'GET /start/:key': 'the address that is printed on this computer, and opens the demonstration there',
  'GET /mailbox/:key/message': 'the mailbox of this computer stands in for everybody’s; it is not there anywhere else',
  'GET /live/:responseId/:epoch': 'a socket: a test of its own below',
  'POST /live/:responseId/:epoch/stream': 'the same where WebSockets are blocked: in the same test',
  'POST /live/:responseId/:epoch/stream/:stream': 'the same',
};

/** Pages for the person at this computer; they show both networks of the demonstration. */
const ofThisComputer: ReadonlySet<string> = new Set(['/start', '/mailbox']);

/** Somebody who is in both networks, with the pages that show them both. */
const inBoth = { id: 'bridget-nolan-north-downs', seesBothAt: new Set(['/you', '/sign-in/network', '/work']) };

type Ids = Readonly<Record<string, string>>;

function fill(url: string, ids: Ids): string {
  return url.replaceAll(/:(\w+)/g, (_all, name: string) => ids[name] ?? `no-${name}`);
}

/** An answer without the parts that differ from one request to the next. */
function bare({ status, location, body }: Answer): string {
  return `${status} ${location}\n${body.replaceAll(/req-[\da-z]+/g, 'req')}`;
}

test('[4] networks are kept apart: on every route, an id of one network is unknown to every member of the other', async (t) => {
  const [world, routes] = await withRoutes(() => openWorld(t));
  const { services } = world;
  const nadia = await person(world, 'nadia-farrow');
  const exportId = await takeDocument(nadia, 'now');
  const [questionId = ''] = await onlyIn(services, 'send-review', 'childrens-homes');
  const version = await keepVersion(nadia);
  const evidenceId = await offerEvidence(nadia);
  const organisationId = 'kent-county-council';
  const shared = { consultationId: 'send-review', step: 'lock', questionId, section: questionId, exportId, version };
  const theirs = { ...shared, evidenceId, organisationId, n: '1' };
  const people = (await services.aggregates.find('member', { where: { networkId: 'north-downs-fostering' } })).map(({ id }) => id);
  const others = new Map(await Promise.all(people.map(async (id) => [id, await person(world, id)] as const)));

  const named = routes.filter(({ url }) => url.includes(':')).map(({ method, url }) => `${method} ${url}`);
  t.same(named.toSorted(), [...Object.keys(rows), ...Object.keys(credentials)].toSorted(), 'every route that names something has a row');

  const idsOf = (url: string): Ids =>
    url.startsWith('/network/') ? { id: url.includes('appointments') ? 'joanna-prideaux-1' : 'daniel-rowntree' } : theirs;
  const look = async (phase: 'drafting' | 'submitted'): Promise<void> => {
    const before = contentsOf(services.config.dataDir);
    for (const [name, { seen, as = coordinator }] of Object.entries(rows)) {
      const [method = '', url = ''] = name.split(' ');
      const real = fill(url, idsOf(url));
      const none = fill(url, { ...idsOf(url), id: 'nobody', consultationId: 'nothing' });
      const noId = fill(url, { ...idsOf(url), id: 'no%20id', consultationId: 'no%20id' });
      const own = fill(url, { ...idsOf(url), consultationId: 'childrens-homes' });
      if (seen === phase || seen === 'always') t.equal((await nadia.get(real)).status, 200, `${name} is there for its own, ${phase}`);
      for (const [id, visitor] of others) {
        const ask = (path: string): Promise<Answer> =>
          method === 'GET' ? visitor.get(path) : visitor.post(path, { reason: 'x', role: 'reader' });
        const answer = await ask(real);
        if (id === as) t.equal(answer.status, 404, `${name} for ${id}, ${phase}`);
        t.ok(answer.status === 404 || answer.status === 403, `${name} for ${id}`);
        t.equal(bare(answer), bare(await ask(none)), `${name} for ${id}: as if it were not there`);
        if (id === as) t.equal(bare(answer), bare(await ask(noId)), `${name} for ${id}: as for a param that is no id`);
        if (/:(questionId|section|exportId|version|evidenceId)/.test(url) && id === as)
          t.equal((await ask(own)).status, 404, `${name} under their own`);
      }
    }
    t.same(changed(before, contentsOf(services.config.dataDir)), [], 'nothing was written');
  };
  await world.mails();
  await look('drafting');
  await signOff(world, nadia);
  await takeDocument(nadia, 'final');
  await world.mails();
  await submit(nadia);
  await world.mails();
  await look('submitted');

  const words = await wordsOf(world.services);
  for (const { method, url } of routes) {
    if (method !== 'GET' || url.includes(':') || url.startsWith('/assets/') || ofThisComputer.has(url)) continue;
    for (const [id, visitor] of others) {
      const { status, body } = await visitor.get(url);
      t.ok(status < 500, url);
      if (id === inBoth.id && inBoth.seesBothAt.has(url)) continue;
      t.same(
        words.filter((word) => body.includes(word)),
        [],
        `${url} for ${id} shows nothing of the other network`,
      );
    }
  }
});

test('[4] an id of the other network inside a form is no better than one that nobody has', async (t) => {
  const world = await openWorld(t);
  const { services } = world;
  const tobias = await person(world, coordinator);
  const before = await services.aggregates.get('network', 'north-downs-fostering');
  const office = before?.state.offices[0]?.id ?? '';
  const term = { office, authority: 'Minute 7', 'from-day': '1', 'from-month': '9', 'from-year': '2026' };
  const join = { name: 'Somebody New', email: 's.new@ashdown.example.org', jobTitle: '', role: 'lead' };
  const forms: readonly (readonly [string, (id: string) => Readonly<Record<string, string>>, string])[] = [
    ['/network/appointments/new', (member) => ({ ...term, member }), 'daniel-rowntree'],
    ['/network/members/new', (organisation) => ({ ...join, organisation }), 'brighton-hove-city-council'],
    ['/sign-in/network', (member) => ({ member }), 'daniel-rowntree'],
  ];
  for (const [url, form, theirs] of forms) {
    await tobias.get(url);
    const answer = await tobias.post(url, form(theirs));
    t.ok([400, 404].includes(answer.status), `${url}: ${answer.status}`);
    const nobodys = await tobias.post(url, form('nobody'));
    t.equal(bare(answer).replaceAll(theirs, 'nobody'), bare(nobodys), `${url}: as if it were not there`);
    t.notMatch(answer.body, /Daniel Rowntree|Brighton/);
  }
  t.equal((await services.aggregates.get('network', 'north-downs-fostering'))?.revision, before?.revision);
  t.match((await tobias.get('/you')).body, 'Tobias Wren', 'and nobody became somebody else');
});

test('[4] a live socket opens for its own network, and for nobody else', async (t) => {
  const world = await openWorld(t);
  const { app, services, url } = world;
  const response = await services.aggregates.get('response', 'send-review');
  const epoch = response?.state.epoch ?? '';
  const connect = (visitor: Visitor, room: string): RawClient =>
    new RawClient({ url: `${url.replace('http', 'ws')}/live/${room}`, headers: { cookie: visitor.cookies(), origin: url } });
  const own = connect(await person(world, 'daniel-rowntree'), `send-review/${epoch}`);
  await own.synced();
  for (const member of [coordinator, approver, 'rafael-conti-north-downs']) {
    const visitor = await person(world, member);
    for (const room of [`send-review/${epoch}`, `nothing/${epoch}`, 'send-review/nothing']) {
      t.equal(await refusal(connect(visitor, room)), 404, `${member} at ${room}`);
    }
    t.equal((await visitor.get(`/live/send-review/${epoch}`)).status, 404);
    const page = visit(
      app,
      { origin: url },
      Object.fromEntries(
        visitor
          .cookies()
          .split('; ')
          .map((one) => one.split('=', 2)),
      ) as Record<string, string>,
    );
    await page.get('/you');
    for (const room of [`send-review/${epoch}`, `nothing/${epoch}`, 'send-review/nothing']) {
      for (const stream of ['', `/${'n'.repeat(8)}.${'A'.repeat(24)}`]) {
        t.equal((await page.post(`/live/${room}/stream${stream}`)).status, 404, `${member} at the stream of ${room}`);
      }
    }
  }
  own.type('still here');
  await own.settled();
  await own.close();
});

/** Keeps the first network's draft under a name. Answers the version's id. */
async function keepVersion(member: Visitor): Promise<string> {
  await member.get('/consultations/send-review/history');
  const { location } = await member.post('/consultations/send-review/history', { name: 'As it is today' });
  return location.split('#v-')[1] ?? '';
}

/** The ids of questions that one consultation has and another has not. */
async function onlyIn({ aggregates }: World['services'], one: string, other: string): Promise<readonly string[]> {
  const idsOf = async (id: string): Promise<readonly string[]> =>
    (await aggregates.get('consultation', id))?.state.questionSets.at(-1)?.questions.map((question) => question.id) ?? [];
  const others = await idsOf(other);
  return (await idsOf(one)).filter((id) => !others.includes(id));
}

/** The status a socket was refused with. */
function refusal({ socket }: RawClient): Promise<number> {
  return new Promise((resolve, reject) => {
    socket.once('unexpected-response', (_request, answer: { readonly statusCode: number }) => {
      resolve(answer.statusCode);
    });
    socket.once('open', () => {
      reject(new Error('it opened'));
    });
  });
}

/** Words of the first network alone: its name, its consultation, and its people. */
async function wordsOf({ aggregates }: World['services']): Promise<readonly string[]> {
  const membersOf = async (networkId: string): Promise<readonly Member[]> =>
    (await aggregates.find('member', { where: { networkId }, limit: 1000 })).map(({ state }) => state);
  const others = await membersOf('north-downs-fostering');
  const theirs = (await membersOf('south-east-kinship')).filter(({ name }) => !others.some((one) => one.name === name));
  return ['South East Regional Kinship', 'SEND Review', 'send-review', ...theirs.flatMap(({ name, email }) => [name, email])];
}
