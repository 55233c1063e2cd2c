import { test } from 'tap';
import { MemberId, NetworkId, OrganisationId, PositionsId, ResponseId, SectionId, VersionId } from '../../../src/domain/ids.ts';
import type { Member, Role } from '../../../src/domain/network/member.ts';
import type { Organisation } from '../../../src/domain/network/organisation.ts';
import { Instant, refused } from '../../../src/domain/outcome.ts';
import { type Exception, mostNoteWords } from '../../../src/domain/positions/position.ts';
import {
  type Positions,
  type PositionsEvent,
  earlierStatements,
  noPositions,
  openRequest,
  standingOf,
} from '../../../src/domain/positions/positions.ts';
import {
  type Occasion,
  type Stating,
  askForPosition,
  awaitClearance,
  givePosition,
  mostSaid,
  recordClearance,
  recordPosition,
  speaksFor,
  whyNotChosen,
} from '../../../src/domain/positions/stating.ts';
import { changedSections, isOnEarlierText, onSection } from '../../../src/domain/positions/statement.ts';
import type { Accepted, Outcome } from '../../../src/domain/outcome.ts';
import { at, closing, digest, member } from '../../support/worlds/toy.ts';

const kent: Organisation = {
  id: OrganisationId.parse('kent'),
  name: 'Kent County Council',
  kind: 'authority',
  brand: '',
  deliveryBody: '',
  from: Instant.parse('2026-01-01T00:00:00.000Z'),
  until: null,
  successor: null,
};
const charity: Organisation = { ...kent, id: OrganisationId.parse('charity'), name: 'A charity', kind: 'partner' };
const none = noPositions({
  id: PositionsId.parse('p1'),
  networkId: NetworkId.parse('n1'),
  responseId: ResponseId.parse('r1'),
  organisationId: kent.id,
});
const q = (id: string): SectionId => SectionId.parse(id);
const day = (text: string): Instant => Instant.parse(`${text}T23:00:00.000Z`);

function of(organisation: Organisation, role: Role, id: string = role): Member {
  return member(id, role, { organisationId: organisation.id });
}

const lead = of(kent, 'lead', 'daniel');

function occasion(change: Partial<Occasion> = {}): Occasion {
  return { organisation: kent, whyNot: null, round: null, at: at(0), closesAt: closing, zone: 'Europe/London', ...change };
}

const plain: Stating = {
  position: 'endorses',
  exceptions: [],
  note: null,
  listing: 'listed',
  sections: new Set(['q1', 'q2']),
  text: { digest: digest('a'), version: VersionId.parse('v1') },
  shown: digest('a'),
  words: null,
};
const reserved: Stating = { ...plain, position: 'endorses-with-reservation', note: { words: 'Too short.', shown: 'attributed' } };

function done(outcome: Outcome<Positions, PositionsEvent>): Accepted<Positions, PositionsEvent> {
  if (!outcome.ok) throw new Error(outcome.detail);
  return outcome;
}

test('[PO6] the lead or the deputy speaks for an organisation, and a partner member for a partner', (t) => {
  const roles = ['coordinator', 'lead', 'deputy', 'member', 'partner', 'reader'] as const;
  t.same(
    roles.filter((role) => speaksFor(of(kent, role), kent, at(0))),
    ['lead', 'deputy'],
  );
  t.same(
    roles.filter((role) => speaksFor(of(charity, role), charity, at(0))),
    ['lead', 'deputy', 'partner'],
  );
  t.notOk(speaksFor(of(charity, 'lead'), kent, at(0)), 'of another organisation');
  t.notOk(speaksFor({ ...lead, until: at(0) }, kent, at(0)), 'somebody who has left');
  t.notOk(speaksFor(lead, { ...kent, until: at(0) }, at(0)), 'an organisation that has left');
  t.match(givePosition(none, of(kent, 'member'), plain, occasion()), {
    ok: false,
    code: 'not-allowed',
    detail: 'The lead or the deputy of Kent County Council says where it stands.',
  });
  t.match(awaitClearance(none, of(charity, 'lead'), day('2026-07-05'), occasion()), { ok: false, code: 'not-allowed' });
  t.end();
});

test('[PO1] [PO4] a position holds who gave it, when, and on which text; a later one keeps the earlier', (t) => {
  t.same(standingOf(null), { statement: null, awaiting: null });
  const first = done(givePosition(none, lead, plain, occasion()));
  t.same(first.events[0], {
    type: 'PositionGiven',
    data: {
      responseId: 'r1',
      organisationId: 'kent',
      position: 'endorses',
      exceptions: [],
      listing: 'listed',
      words: null,
      text: digest('a'),
      version: 'v1',
      round: null,
    },
  });
  t.same(standingOf(first.state).statement, {
    kind: 'position',
    position: 'endorses',
    exceptions: [],
    note: null,
    listing: 'listed',
    source: { how: 'given', by: 'daniel' },
    at: at(0),
    text: plain.text,
    round: null,
  });
  t.same(earlierStatements(first.state), []);
  const text = { digest: digest('b'), version: VersionId.parse('v2') };
  const second = done(
    givePosition(first.state, lead, { ...reserved, text, shown: text.digest, words: digest('c') }, occasion({ at: at(1) })),
  );
  const third = done(givePosition(second.state, lead, { ...plain, listing: 'left-off' }, occasion({ at: at(2) })));
  t.match(second.events[0], { type: 'PositionGiven', data: { words: digest('c') } });
  t.notMatch(JSON.stringify(second.events), /Too short/, 'an event holds no words of a person');
  t.match(standingOf(third.state).statement, { position: 'endorses', listing: 'left-off' });
  t.same(
    earlierStatements(third.state).map((one) => one.position),
    ['endorses-with-reservation', 'endorses'],
  );
  t.end();
});

test('[PO4] a page that showed another text gives no position', (t) => {
  t.same(givePosition(none, lead, { ...plain, shown: digest('b') }, occasion()), refused('text-moved'));
  t.end();
});

test('[PO4] a form that is sent twice gives one position; after another request, an equal position counts', (t) => {
  const { state } = done(givePosition(none, lead, plain, occasion()));
  t.match(givePosition(state, lead, plain, occasion({ at: at(1) })), { ok: false, code: 'already-exists' });
  const sameText = { ...plain, text: { ...plain.text, version: VersionId.parse('v9') } };
  t.match(givePosition(state, lead, sameText, occasion({ at: at(1) })), { ok: false, code: 'already-exists' });
  const asked = done(askForPosition(state, { by: MemberId.parse('nadia'), members: [lead] }, occasion({ at: at(2) })));
  t.match(givePosition(asked.state, lead, plain, occasion({ at: at(3) })), { ok: true });
  const promised = done(awaitClearance(state, lead, day('2026-07-05'), occasion({ at: at(1) })));
  t.match(givePosition(promised.state, lead, plain, occasion({ at: at(2) })), { ok: true });
  t.end();
});

test('[PO3] exceptions: each section once, one that is there, with a reason where it is critical', (t) => {
  const exception = (section: string, position: Exception['position'], reason = ''): Exception => ({
    section: q(section),
    position,
    reason,
  });
  const why = (...exceptions: Exception[]) => givePosition(none, lead, { ...plain, exceptions }, occasion());
  t.match(why(exception('q1', 'does-not-endorse', 'No.'), exception('q1', 'endorses')), { code: 'invalid', detail: /once/ });
  t.match(why(exception('q9', 'does-not-endorse', 'No.')), { code: 'invalid', detail: /no longer asked/ });
  t.match(why(exception('q1', 'does-not-endorse', ' ')), { code: 'reason-needed' });
  t.match(why(exception('q1', 'endorses-with-reservation')), { code: 'reason-needed' });
  t.match(why(exception('q1', 'does-not-endorse', 'x'.repeat(501))), { code: 'invalid', detail: /500/ });
  const accepted = done(why(exception('q1', 'does-not-endorse', 'It is too late.'), exception('q2', 'cannot-take-a-position')));
  t.match(accepted.events[0], {
    data: {
      exceptions: [
        { section: 'q1', position: 'does-not-endorse' },
        { section: 'q2', position: 'cannot-take-a-position' },
      ],
    },
  });
  const { statement } = standingOf(accepted.state);
  if (statement === null) throw new Error('there is no statement');
  t.same(onSection(statement, q('q1')), { position: 'does-not-endorse', reason: 'It is too late.', isException: true });
  t.same(onSection(statement, q('q3')), { position: 'endorses', reason: '', isException: false });
  t.end();
});

test('[PO3] a note: at most 150 words, needed for a reservation, refused beside a plain endorsement', (t) => {
  const sections = plain.sections;
  const note = (words: string) => ({ words, shown: 'anonymous' }) as const;
  const words = (count: number): string => 'word '.repeat(count);
  t.match(whyNotChosen({ ...reserved, note: null }, sections), { code: 'reason-needed', detail: 'Say what your reservation is.' });
  t.match(whyNotChosen({ ...reserved, note: note(' ') }, sections), { code: 'invalid' });
  t.equal(whyNotChosen({ ...reserved, note: note(words(mostNoteWords)) }, sections), null);
  t.match(whyNotChosen({ ...reserved, note: note(words(mostNoteWords + 1)) }, sections), { detail: /Yours has 151/ });
  t.match(whyNotChosen({ ...reserved, note: note('x'.repeat(2001)) }, sections), { code: 'invalid' });
  t.match(whyNotChosen({ ...plain, note: note('But.') }, sections), { code: 'invalid', detail: /goes with a reservation/ });
  const exceptions = [{ section: q('q1'), position: 'cannot-take-a-position', reason: '' } as const];
  t.equal(whyNotChosen({ ...plain, exceptions, note: note('Not on this one.') }, sections), null);
  t.equal(whyNotChosen({ ...plain, position: 'does-not-endorse' }, sections), null, 'no reason need be given for not endorsing');
  t.end();
});

test('[PO5] a text that differs is an earlier one, and the sections say where', (t) => {
  t.notOk(isOnEarlierText(plain, digest('a')));
  t.ok(isOnEarlierText(plain, digest('b')));
  const earlier = { q1: digest('a'), q2: digest('b'), q3: digest('c') };
  t.same(changedSections(earlier, earlier), []);
  t.same(changedSections(earlier, { q4: digest('d'), q2: digest('e'), q1: digest('a') }), ['q4', 'q2', 'q3']);
  t.end();
});

test('[PO6] the coordinator records from an email of a day, whose sender is a member for the organisation', (t) => {
  const email = { by: MemberId.parse('nadia'), from: of(kent, 'member', 'pat'), sent: day('2026-06-29') };
  const recorded = done(recordPosition(none, email, plain, occasion()));
  t.match(recorded.events[0], { type: 'PositionRecorded', data: { from: 'pat', sent: email.sent } });
  t.match(standingOf(recorded.state).statement, { source: { how: 'email', by: 'nadia', from: 'pat', sent: email.sent } });
  const promised = done(recordClearance(none, email, day('2026-07-05'), occasion()));
  t.match(promised.events[0], { type: 'ClearanceAwaited', data: { from: 'pat', until: day('2026-07-05') } });
  const refusedFor = (change: Partial<typeof email>, when: Partial<Occasion> = {}) =>
    recordPosition(none, { ...email, ...change }, plain, occasion(when));
  t.match(refusedFor({ from: of(charity, 'lead') }), { code: 'invalid', detail: /Kent County Council/ });
  t.match(refusedFor({ from: { ...email.from, until: at(0) } }), { code: 'invalid' });
  t.match(refusedFor({ sent: day('2026-07-01') }), { code: 'invalid', detail: /still to come/ });
  t.match(refusedFor({}, { organisation: { ...kent, until: at(0) } }), { code: 'membership-ended' });
  t.match(refusedFor({}, { whyNot: refused('consultation-closed') }), { code: 'consultation-closed' });
  t.match(recordClearance(none, { ...email, sent: closing }, day('2026-07-05'), occasion()), { code: 'invalid' });
  t.end();
});

test('[PO7] a clearance is a promise: no reply, and a position before it stands', (t) => {
  const until = day('2026-07-05');
  const promised = done(awaitClearance(none, lead, until, occasion()));
  t.same(promised.events[0], { type: 'ClearanceAwaited', data: { responseId: 'r1', organisationId: 'kent', until } });
  t.match(standingOf(promised.state), { statement: null, awaiting: { until } });
  t.match(awaitClearance(promised.state, lead, until, occasion({ at: at(1) })), { code: 'already-exists' });
  t.match(awaitClearance(promised.state, lead, day('2026-07-06'), occasion({ at: at(1) })), { ok: true });
  const given = done(givePosition(promised.state, lead, plain, occasion({ at: at(2) })));
  t.match(standingOf(given.state), { statement: { position: 'endorses' }, awaiting: null });
  const again = done(awaitClearance(given.state, lead, until, occasion({ at: at(3) })));
  t.match(standingOf(again.state), { statement: { position: 'endorses' }, awaiting: { until } });
  t.match(awaitClearance(none, lead, day('2026-06-29'), occasion()), { code: 'invalid', detail: /passed/ });
  t.match(awaitClearance(none, lead, day('2026-06-30'), occasion()), { ok: true }, 'today');
  t.match(awaitClearance(none, lead, day('2026-07-22'), occasion()), { code: 'invalid', detail: /closes before/ });
  t.end();
});

test('[PO9] a request names the lead and the deputy, and is answered by a position after it', (t) => {
  const members = [lead, of(kent, 'deputy'), of(kent, 'member'), of(charity, 'lead')];
  const ask = { by: MemberId.parse('nadia'), members };
  t.equal(openRequest(null), null);
  t.equal(openRequest(none), null);
  const asked = done(askForPosition(none, ask, occasion({ at: at(1) })));
  t.same(asked.events[0], { type: 'PositionAsked', data: { responseId: 'r1', members: ['daniel', 'deputy'] } });
  t.match(openRequest(asked.state), { at: at(1), by: 'nadia' });
  const promised = done(awaitClearance(asked.state, lead, day('2026-07-05'), occasion({ at: at(2) })));
  t.match(openRequest(promised.state), { at: at(1) }, 'a promise does not answer it');
  const given = done(givePosition(promised.state, lead, plain, occasion({ at: at(3) })));
  t.equal(openRequest(given.state), null);
  t.match(askForPosition(given.state, ask, occasion({ at: at(10) })), { code: 'already-exists', detail: /just now/ });
  t.match(openRequest(done(askForPosition(given.state, ask, occasion({ at: at(11) }))).state), { at: at(11) });
  t.match(askForPosition(none, { ...ask, members: [of(kent, 'member')] }, occasion()), { code: 'invalid', detail: /no lead/ });
  t.match(askForPosition(none, ask, occasion({ whyNot: refused('already-submitted') })), { code: 'already-submitted' });
  t.match(askForPosition(none, ask, occasion({ organisation: { ...kent, until: at(0) } })), { code: 'membership-ended' });
  t.end();
});

test('[PO8] a position on a locked text is marked with its round', (t) => {
  const { state, events } = done(givePosition(none, lead, plain, occasion({ round: 2 })));
  t.match(standingOf(state).statement, { round: 2 });
  t.match(events[0], { data: { round: 2 } });
  t.match(givePosition(none, lead, plain, occasion({ whyNot: refused('already-submitted') })), { code: 'already-submitted' });
  t.end();
});

test('[PO1] an organisation has room for 200 entries', (t) => {
  const { state } = done(givePosition(none, lead, plain, occasion()));
  const full: Positions = { ...state, said: Array.from({ length: mostSaid }, () => state.said).flat() };
  t.match(givePosition(full, lead, reserved, occasion()), { code: 'too-many' });
  t.match(awaitClearance(full, lead, day('2026-07-05'), occasion()), { code: 'too-many' });
  const asked = { at: at(0), by: lead.id, members: [lead.id] };
  const often: Positions = { ...none, asked: Array.from({ length: mostSaid }, () => asked) };
  t.match(askForPosition(often, { by: lead.id, members: [lead] }, occasion({ at: at(20) })), { code: 'too-many' });
  t.end();
});
