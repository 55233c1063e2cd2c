import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { fastify, type FastifyInstance, type LightMyRequestResponse } from 'fastify';
import { test, type Test } from 'tap';
import * as Y from 'yjs';
import { type ConsultationEvent, type Question, currentQuestions } from '../../../src/domain/consultation/consultation.ts';
import { accepted } from '../../../src/domain/outcome.ts';
import { ConsultationId, MemberId, NetworkId } from '../../../src/domain/ids.ts';
import { endMembership } from '../../../src/domain/network/member.ts';
import { MassDeletions } from '../../../src/features/history/mass-deletions.ts';
import { pages } from '../../../src/features/responses/pages.ts';
import { responseGate } from '../../../src/features/responses/gate.ts';
import { change } from '../../../src/store/change.ts';
import { openDraft, readSection } from '../../../src/text/read.ts';
import { type ReasonNow, reasonNow, writeReason } from '../../../src/text/reasons/reasons.ts';
import { plainText } from '../../../src/text/plain.ts';
import { web } from '../../../src/web/web.ts';
import { type Seeded, type Who, seed } from '../../support/worlds/editor/seed.ts';
import { openSessionRecord } from '../../support/worlds/editor/session.ts';
import { type BareServices, bareServices } from '../../support/worlds/bare-services.ts';

interface Answer {
  readonly status: number;
  readonly location: string;
  readonly body: string;
  readonly headers: LightMyRequestResponse['headers'];
}

/** A browser without a window, signed in from the start. */
interface Signed {
  get(url: string, accept?: string): Promise<Answer>;
  post(url: string, fields?: Readonly<Record<string, string>> | Iterable<[string, string]>): Promise<Answer>;
}

interface Site {
  readonly services: BareServices;
  readonly seeded: Seeded;
  readonly as: (who: Who) => Signed;
  readonly signed: (token: string) => Signed;
  /** The words of a section as the log holds them. */
  readonly words: (section: string) => Promise<string>;
  /** The box and the reason for not answering as the log holds them. */
  readonly reason: (section: string) => Promise<ReasonNow>;
}

async function site(t: Test): Promise<Site> {
  const services = await bareServices(t);
  const seeded = await seed(services, 22);
  const app = fastify({ loggerInstance: services.log });
  await web(app, services);
  pages(app, services, new MassDeletions(services));
  await app.ready();
  t.teardown(() => app.close());
  return {
    services,
    seeded,
    as: (who) => signedIn(app, services, seeded.tokens[who]),
    signed: (token) => signedIn(app, services, token),
    async words(section) {
      const log = await services.drafts.load({ draft: seeded.response, epoch: seeded.epoch });
      return log === null ? '' : plainText(readSection(openDraft(log), section));
    },
    async reason(section) {
      const log = await services.drafts.load({ draft: seeded.response, epoch: seeded.epoch });
      return log === null ? { ticked: false, words: '' } : reasonNow(openDraft(log), section);
    },
  };
}

function signedIn(app: FastifyInstance, services: BareServices, token: string): Signed {
  const cookie = `concord-session=${token}`;
  const csrf = services.keys.hmac('csrf', services.keys.hmac('session', token));
  const told = ({ statusCode, headers, body }: LightMyRequestResponse): Answer => ({
    status: statusCode,
    location: headers.location ?? '',
    body,
    headers,
  });
  return {
    get: async (url, accept = 'text/html') => told(await app.inject({ url, headers: { cookie, accept, host: 'localhost:3000' } })),
    async post(url, fields = {}) {
      const headers = { cookie, accept: 'text/html', host: 'localhost:3000', 'content-type': 'application/x-www-form-urlencoded' };
      const payload = new URLSearchParams([['_csrf', csrf], ...(Symbol.iterator in fields ? fields : Object.entries(fields))]).toString();
      return told(await app.inject({ method: 'POST', url, headers, payload }));
    },
  };
}

const page = '/consultations/send/response';

test('the whole response is on one page, written by the server', async (t) => {
  const { as } = await site(t);
  const { status, body, headers } = await as('cerys').get(page);
  t.equal(status, 200);
  t.match(body, /<h1>Response to SEND Review<\/h1>/);
  t.equal(body.match(/<article /g)?.length, 26);
  t.match(body, /<div class="cc-editable tiptap ProseMirror"><p>First words\.<\/p><p>A second paragraph\.<\/p><\/div>/);
  t.match(body, /value="o2" id="o-q6-o2" checked/);
  t.match(body, /138 of 250 words/);
  t.match(body, /You write for Brighton &amp; Hove/);
  t.match(body, /data-room="resp\/lines-epoch1" data-state="\/consultations\/send\/response\/state" data-may="write" data-text="open"/);
  t.notMatch(body, / style=| onclick=|<script(?! type="module" src)/, 'nothing inline');
  t.match(headers['content-security-policy'], /style-src 'self'/);
  const reader = await as('rhian').get(page);
  t.match(reader.body, /data-may="read"/);
  t.notMatch(reader.body, /Change this answer/);
  t.match((await as('nadia').get(page)).body, /href="\/consultations\/send\/checks">Checks before sign-off/);
});

test('[PR1] [PR3] the page hands the names of the network to those who can write, word by word', async (t) => {
  const { as } = await site(t);
  const namesIn = async (who: 'cerys' | 'rhian'): Promise<readonly string[]> =>
    /data-names="([^"]*)"/.exec((await as(who).get(page)).body)?.[1]?.split(' ') ?? [];
  const words = await namesIn('cerys');
  for (const word of ['brighton', 'cerys', 'vaughan']) t.equal(words.filter((one) => one === word).length, 1, word);
  t.same(await namesIn('rhian'), [''], 'a reader types nothing');
});

test('[PR2] the plain form asks once before it saves words that may tell who a child is, and then saves them', async (t) => {
  const { as, words } = await site(t);
  const [cerys, address] = [as('cerys'), `${page}/q1`];
  const markOf = ({ body }: Answer): string => /name="mark" value="([^"]*)"/.exec(body)?.[1] ?? '';
  const askedOf = ({ body }: Answer): string => /name="asked-of-signs" value="([^"]*)"/.exec(body)?.[1] ?? '';
  const mark = markOf(await cerys.get(address));
  const telling = { mark, text: 'Ella Brown, 9, waited for a year.' };
  const asked = await cerys.post(address, telling);
  t.equal(asked.status, 422);
  t.match(asked.body, /not saved yet: it might tell who a child is/);
  t.match(asked.body, /href="#text">In the answer: “Ella Brown, 9” \(a name near an age\)/);
  t.match(asked.body, />\s*Ella Brown, 9, waited for a year\.<\/textarea>/, 'nothing typed is lost');
  t.notMatch(await words('q1'), /Ella/);
  const asked1 = askedOf(asked);
  const more = await cerys.post(address, { ...telling, text: `${telling.text} DOB 12/03/2015.`, 'asked-of-signs': asked1 });
  t.equal(more.status, 422, 'another sign is asked about');
  t.equal((await cerys.post(address, { ...telling, 'asked-of-signs': asked1 })).status, 303);
  t.match(await words('q1'), /Ella Brown, 9, waited/);
  const later = await cerys.get(address);
  const again = { mark: markOf(later), text: 'Ella Brown, 9, waited for two years.' };
  t.equal((await cerys.post(address, again)).status, 303, 'a sign that stands there already is not asked about again');
  const rows = { mark: '', text: Array.from({ length: 1_500 }, (_, n) => `Ward ${n}\t3\t${n}`).join('\n') };
  const many = await cerys.post(`${page}/q3`, rows);
  t.equal(many.status, 422);
  t.not((await cerys.post(`${page}/q3`, { ...rows, 'asked-of-signs': askedOf(many) })).status, 422, 'however many there are');
  const named = await cerys.post(`${page}/q2`, { text: 'Cerys Vaughan, 9, is a member.', mark: '' });
  t.notMatch(named.body, /tell who a child is/, 'names of the network are no child’s');
});

test('the state answer tells a browser whether its member may write now', async (t) => {
  const { as, services, seeded } = await site(t);
  const open = JSON.parse((await as('cerys').get(`${page}/state`, 'application/json')).body) as unknown;
  t.match(open, { room: 'resp/lines-epoch1', may: 'write', text: 'open', notice: null });
  await lock(services, seeded);
  const locked = JSON.parse((await as('rhian').get(`${page}/state`, 'application/json')).body) as unknown;
  t.match(locked, { may: 'read', text: 'locked', notice: { title: 'Nobody can change this text.' }, takeBack: null, late: [] });
  const { body } = await as('cerys').get(page);
  t.match(body, /data-text="locked"/);
  t.match(body, /cc-strip--lock/);
  t.notMatch(body, /Change this answer/);
});

test('another network’s response is not there, by page, form, state or room', async (t) => {
  const { services, as, signed, seeded } = await site(t);
  const token = await addStranger(services);
  const [stranger, away] = [signed(token), as('cerys')];
  for (const url of [page, `${page}/state`, `${page}/q1`]) {
    t.equal((await stranger.get(url)).status, 404, url);
    t.equal((await away.get(url.replace('/send/', '/nothing/'))).status, 404, 'as where there is none');
  }
  const gate = responseGate(services);
  const key = { draft: seeded.response, epoch: seeded.epoch };
  t.equal(await gate.admit(request(token), key), null);
});

test('[CO5] the Gate judges the person, and gives their rights and the name others see', async (t) => {
  const { services, seeded } = await site(t);
  const gate = responseGate(services);
  const key = { draft: seeded.response, epoch: seeded.epoch };
  const cerys = await gate.admit(request(seeded.tokens.cerys), key);
  t.match(cerys, { may: 'write', member: 'cerys', name: 'Cerys Vaughan', organisation: 'Brighton & Hove' });
  t.match(await gate.admit(request(seeded.tokens.nadia), key), { may: 'write', organisation: 'coordinator' });
  t.match(await gate.admit(request(seeded.tokens.rhian), key), { may: 'read' });
  t.equal(await gate.admit(request('nonsense'), key), null);
  t.equal(await gate.admit(request(seeded.tokens.cerys), { ...key, epoch: 'other' }), null, 'an epoch that is not the response’s');
  t.equal(await gate.admit(request(seeded.tokens.cerys), { ...key, draft: 'other' }), null);
  await lock(services, seeded);
  t.match(await gate.admit(request(seeded.tokens.cerys), key), { may: 'write' }, 'never the lock');
  if (cerys === null) return;
  t.match(await gate.stillAdmitted(cerys, key), { may: 'write' });
  await change(services.aggregates, 'member', 'cerys', 'nadia', (member) =>
    endMembership(member, { by: member.id, at: services.now() }, []),
  );
  t.equal(await gate.stillAdmitted(cerys, key), null, 'the end of a membership');
  const owen = await gate.admit(request(seeded.tokens.owen), key);
  await services.ephemeral.drop('session', services.keys.hmac('session', seeded.tokens.owen));
  t.equal(owen === null ? null : await gate.stillAdmitted(owen, key), null, 'the end of a session');
});

test('choosing to respond starts one response, with the network’s words about itself', async (t) => {
  const { services, as } = await site(t);
  await addSecond(services);
  const url = '/consultations/second/response';
  t.match((await as('cerys').get(url)).body, /The coordinator has not started/);
  t.equal((await as('cerys').post(url)).status, 403);
  const nadia = as('nadia');
  t.match((await nadia.get(url)).body, /Start the response/);
  const { status, location } = await nadia.post(url);
  t.same([status, location], [303, url]);
  t.equal((await nadia.post(url)).status, 303, 'a second time is the first');
  const found = await services.aggregates.find('response', { where: { networkId: 'net', consultationId: 'second' } });
  t.equal(found.length, 1);
  t.match((await nadia.get(url)).body, /We are nineteen authorities and trusts\./);
});

test('one section as a plain form: saved as one edit, with formatting kept where words were left alone', async (t) => {
  const { services, as, seeded, words } = await site(t);
  const cerys = as('cerys');
  const { body } = await cerys.get(`${page}/q5`);
  t.match(body, /How can parents and councils best agree/);
  const typed = (await words('q5')).replace('What carers told us', 'What carers said');
  const answer = await cerys.post(`${page}/q5`, { mark: markIn(body), text: `${typed}\r\n\r\n- one\r\n- two`, reason: '' });
  t.same([answer.status, answer.location], [303, `${page}#s-q5`]);
  t.match(await words('q5'), /What carers said\n\n[^]*- one\n- two$/);
  const log = await services.drafts.load({ draft: seeded.response, epoch: seeded.epoch });
  t.equal(log?.entries.length, 1);
  t.same(Object.values(log?.entries[0]?.authors ?? {}), [{ member: 'cerys', how: 'declared' }]);
  t.match((await cerys.get(page)).body, /<strong>tailored list<\/strong>/, 'formatting of what was left alone');
  t.match((await cerys.get(page)).body, /900 m<sup>2<\/sup>/, 'a superscript that the plain form showed as ²');
  t.match(body, /900 m² gives off 50 t of CO₂e/);
});

test('a plain form never overwrites another member’s words, and loses nothing typed', async (t) => {
  const { as, words } = await site(t);
  const [cerys, owen] = [as('cerys'), as('owen')];
  const first = await cerys.get(`${page}/q1`);
  const second = await owen.get(`${page}/q1`);
  t.equal((await cerys.post(`${page}/q1`, { mark: markIn(first.body), text: 'Cerys wrote this.', reason: '' })).status, 303);
  const refused = await owen.post(`${page}/q1`, { mark: markIn(second.body), text: 'Owen wrote that.', reason: '' });
  t.equal(refused.status, 409);
  t.match(refused.body, /Somebody changed this answer while you were writing/);
  t.match(refused.body, /Cerys wrote this\./);
  t.match(refused.body, />\s*Owen wrote that\.<\/textarea>/);
  t.equal(await words('q1'), 'Cerys wrote this.');
  t.equal((await owen.post(`${page}/q1`, { mark: markIn(refused.body), text: 'Both.', reason: '' })).status, 303);
  t.equal(await words('q1'), 'Both.');
});

test('a plain form after the lock: set aside for the coordinator, or refused', async (t) => {
  const { services, as, seeded, words } = await site(t);
  const cerys = as('cerys');
  const { body } = await cerys.get(`${page}/q1`);
  await services.drafts.seal({ draft: seeded.response, epoch: seeded.epoch });
  const late = await cerys.post(`${page}/q1`, { mark: markIn(body), text: 'Too late.', reason: '' });
  t.equal(late.status, 409);
  t.match(late.body, /The text was locked before this was saved[^]*Nothing is lost/);
  t.equal((await services.drafts.late(seeded.response)).length, 1);
  t.match(await words('q1'), /First words/);
  await lock(services, seeded);
  t.equal((await cerys.post(`${page}/q1`, { mark: markIn(body), text: 'Again.', reason: '' })).status, 409);
  t.equal((await as('rhian').get(`${page}/q1`)).status, 403, 'readers have no form');
  t.equal((await as('cerys').get(`${page}/q99`)).status, 404);
});

test('closed options and a reason for not answering by plain form; too long is refused with what was typed', async (t) => {
  const { as } = await site(t);
  const cerys = as('cerys');
  const { body } = await cerys.get(`${page}/q6`);
  t.equal(
    (await cerys.post(`${page}/q6`, { mark: markIn(body), text: '', chosen: 'o5', notAnswering: 'yes', reason: 'No figures.' })).status,
    303,
  );
  t.match((await cerys.get(`${page}/q6`)).body, /id="o-o5" checked/);
  const again = await cerys.get(`${page}/q6`);
  t.equal((await cerys.post(`${page}/q6`, { mark: markIn(again.body), text: '', chosen: '', ...reasonIn(again.body) })).status, 303);
  t.match((await cerys.get(page)).body, /data-outline="q6".*?cc-tag--wait">Not answering/);
  const long = await cerys.get(`${page}/q4`);
  const refused = await cerys.post(`${page}/q4`, { mark: markIn(long.body), text: 'word '.repeat(70_000), reason: '' });
  t.equal(refused.status, 413);
  t.match(
    refused.body,
    /<a href="#text">[^<]*An answer can hold at most 300,000 characters/,
    '[WCAG 3.3.1] the summary leads to the field',
  );
  t.match(refused.body, /id="text-error"[\s\S]*<textarea[^>]*id="text"[^>]*aria-describedby="[^"]*text-error"/, 'and the field says it');
  t.match(refused.body, /word word/);
  for (const text of ['a\n'.repeat(140_000), '- a\n'.repeat(70_000)]) {
    const lines = await cerys.post(`${page}/q4`, { mark: markIn(long.body), text, reason: '' });
    t.equal(lines.status, 413);
    t.match(lines.body, /at most 20,000 paragraphs and list items/);
  }
});

test('[ED23] a reason posted by plain form is merged with what others wrote meanwhile, and the box is a field of its own', async (t) => {
  const { as, reason } = await site(t);
  const [cerys, owen] = [as('cerys'), as('owen')];
  const first = await cerys.get(`${page}/q4`);
  const begun = { ...reasonIn(first.body), notAnswering: 'yes', reason: 'We hold no\r\nfigures.' };
  t.equal((await cerys.post(`${page}/q4`, { mark: markIn(first.body), text: '', ...begun })).status, 303);
  t.same(await reason('q4'), { ticked: true, words: 'We hold no\nfigures.' });
  const [hers, his] = [(await cerys.get(`${page}/q4`)).body, (await owen.get(`${page}/q4`)).body];
  t.same(reasonIn(hers), {
    notAnswering: 'yes',
    reason: 'We hold no\nfigures.',
    shownNotAnswering: 'yes',
    shownReason: 'We hold no\nfigures.',
  });
  const fields = (body: string, changed: Readonly<Record<string, string>>) => ({
    mark: markIn(body),
    text: '',
    ...reasonIn(body),
    ...changed,
  });
  const longer = 'In Brighton we hold no\r\nfigures.';
  t.equal((await cerys.post(`${page}/q4`, fields(hers, { reason: longer }))).status, 303);
  t.equal((await cerys.post(`${page}/q4`, fields(hers, { reason: longer }))).status, 303, 'a second press');
  t.equal((await owen.post(`${page}/q4`, fields(his, { reason: 'We hold no\r\nfigures for Surrey.', notAnswering: '' }))).status, 303);
  t.same(await reason('q4'), { ticked: false, words: 'In Brighton we hold no\nfigures for Surrey.' }, 'unticked, with the words of both');
  t.equal((await cerys.post(`${page}/q4`, fields(hers, {}))).status, 303);
  t.match(await reason('q4'), { ticked: false }, 'a box left as it was shown changes nothing');
  t.notMatch((await cerys.get(page)).body, /data-outline="q4".*?Not answering/);
});

test('[ED22] a reason too long is refused by plain form with what was typed, and one that grew too long can be abridged', async (t) => {
  const { as, services, seeded, reason } = await site(t);
  const cerys = as('cerys');
  const { body } = await cerys.get(`${page}/q4`);
  const long = { mark: markIn(body), text: '', notAnswering: 'yes', shownReason: '', reason: 'word '.repeat(401) };
  const refused = await cerys.post(`${page}/q4`, long);
  t.equal(refused.status, 413);
  t.match(refused.body, /<a href="#reason">A reason can hold at most 2,000 characters\.<\/a>[^]*id="reason-error"[^]*word word/);
  const document = openDraft({ base: { update: new Uint8Array() }, entries: [] });
  writeReason(document, 'q4', 'x'.repeat(2500));
  const update = Y.encodeStateAsUpdate(document);
  await services.drafts.append({ draft: seeded.response, epoch: seeded.epoch }, { node: 'together', seq: 1, update, authors: {} });
  const grown = (await cerys.get(`${page}/q4`)).body;
  t.match((await cerys.get(page)).body, /500 characters too long/);
  const abridged = { mark: markIn(grown), text: '', ...reasonIn(grown), reason: 'x'.repeat(2400) };
  t.equal((await cerys.post(`${page}/q4`, abridged)).status, 303);
  t.equal((await reason('q4')).words.length, 2400);
});

/** The box and the reason of a form, as a browser would post them back untouched. */
function reasonIn(body: string): Readonly<Record<'notAnswering' | 'reason' | 'shownNotAnswering' | 'shownReason', string>> {
  const hidden = (name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1] ?? '';
  return {
    notAnswering: body.includes('id="notAnswering" checked') ? 'yes' : '',
    reason: /name="reason"[^>]*>\n([^<]*)</.exec(body)?.[1] ?? '',
    shownNotAnswering: hidden('shownNotAnswering'),
    shownReason: hidden('shownReason'),
  };
}

function markIn(body: string): string {
  return /name="mark" value="([^"]+)"/.exec(body)?.[1] ?? '';
}

function request(token: string): IncomingMessage {
  const message = new IncomingMessage(new Socket());
  message.headers.cookie = `concord-session=${token}`;
  return message;
}

async function lock(services: BareServices, { response }: Seeded): Promise<void> {
  const stored = await services.aggregates.get('response', response);
  if (stored === null) throw new TypeError('there is no response');
  const { epoch } = stored.state;
  const locking = { at: services.now(), by: MemberId.parse('nadia'), epoch, acknowledged: [], reason: '' };
  const events = [{ type: 'TextLocked' as const, data: { epoch } }] as const;
  await services.aggregates.commit({ ...stored, state: { ...stored.state, locking }, events, actor: 'nadia' });
}

/** Somebody of another network, signed in; answers their session's token. */
async function addStranger(services: BareServices): Promise<string> {
  const [network, member] = await Promise.all([services.aggregates.get('network', 'net'), services.aggregates.get('member', 'cerys')]);
  if (network === null || member === null) throw new TypeError('the world is not seeded');
  const other = { ...network.state, id: NetworkId.parse('other'), name: 'Another network', appointments: [] };
  const founded = [{ type: 'NetworkCreated' as const, data: { name: other.name } }] as const;
  await services.aggregates.commit({ kind: 'network', id: other.id, revision: 0, state: other, events: founded, actor: 'system' });
  const stranger = { ...member.state, id: MemberId.parse('stranger'), networkId: other.id, role: 'coordinator' as const };
  const added = [{ type: 'MemberAdded' as const, data: { role: stranger.role, organisationId: stranger.organisationId } }] as const;
  await services.aggregates.commit({ kind: 'member', id: stranger.id, revision: 0, state: stranger, events: added, actor: 'system' });
  return openSessionRecord(services, 'stranger');
}

/** A consultation nobody has chosen to respond to. */
async function addSecond(services: BareServices): Promise<void> {
  const first = await services.aggregates.get('consultation', 'send');
  if (first === null) throw new TypeError('the world is not seeded');
  const state = { ...first.state, id: ConsultationId.parse('second') };
  const events = [{ type: 'ConsultationAdded' as const, data: { title: state.title, closesAt: state.closesAt } }] as const;
  await services.aggregates.commit({ kind: 'consultation', id: state.id, revision: 0, state, events, actor: 'nadia' });
}

test('[QS5] [QS6] a question says how many options it takes, and the plain form takes no more', async (t) => {
  const { services, seeded, as } = await site(t);
  await change(services.aggregates, 'consultation', seeded.consultation, 'nadia', (consultation) => {
    const { questions } = currentQuestions(consultation);
    const asked = questions.map((one): Question => (one.id === 'q6' ? { ...one, kind: 'multiple-choice', maxChoices: 2 } : one));
    const event: ConsultationEvent = { type: 'QuestionChanged', data: { version: 2, questionId: 'q6' } };
    return accepted(
      { ...consultation, questionSets: [...consultation.questionSets, { version: 2, at: services.now(), questions: asked }] },
      event,
    );
  });
  const cerys = as('cerys');
  t.match((await cerys.get(page)).body, /data-choice="q6" data-most="2"[^>]*>[\s\S]{0,80}The network’s answer: choose up to two<\/legend>/);
  const form = await cerys.get(`${page}/q6`);
  t.match(form.body, /<legend>The network’s answer: choose up to two<\/legend>/);
  const mark = /name="mark" value="([^"]+)"/.exec(form.body)?.[1] ?? '';
  const text = /<textarea[^>]*id="text"[^>]*>([^<]*)</.exec(form.body)?.[1] ?? '';
  const refused = await cerys.post(`${page}/q6`, [
    ['mark', mark],
    ['text', `${text} And more.`],
    ['chosen', 'o1'],
    ['chosen', 'o2'],
    ['chosen', 'o3'],
  ]);
  t.equal(refused.status, 413);
  t.match(refused.body, /<a href="#o-o1">You have chosen three options,[\s\S]*aria-describedby="chosen-error"/);
  t.match(refused.body, /You have chosen three options, and the department takes two at most\. Untick one, then save again\./);
  t.match(refused.body, /And more\./, 'nothing typed is lost');
  t.match(refused.body, /id="o-o3" checked/, 'nor ticked');
  t.equal(
    (
      await cerys.post(`${page}/q6`, [
        ['mark', mark],
        ['text', text],
        ['chosen', 'o1'],
        ['chosen', 'o3'],
      ])
    ).status,
    303,
  );
  t.match((await cerys.get(page)).body, /value="o1" id="o-q6-o1" checked[\s\S]*value="o3" id="o-q6-o3" checked/);
});
