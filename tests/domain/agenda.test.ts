import { test } from 'tap';
import { type AgendaEntry, type Matters, agendaOf } from '../../src/domain/agenda.ts';
import { StepName } from '../../src/domain/consultation/date-move.ts';
import { moveClosing } from '../../src/domain/consultation/register.ts';
import { MemberId, OrganisationId, PositionsId, VersionId } from '../../src/domain/ids.ts';
import { Instant } from '../../src/domain/outcome.ts';
import { type Positions, noPositions } from '../../src/domain/positions/positions.ts';
import type { Response } from '../../src/domain/response/response.ts';
import type { Reminded } from '../../src/domain/response/told.ts';
import { planDates } from '../../src/domain/time/timetable.ts';
import {
  approves,
  asksForChanges,
  at,
  closing,
  consultation,
  digest,
  duties,
  member,
  opened,
  posts,
  post,
  start,
  usual,
} from '../support/worlds/toy.ts';

const now = Instant.parse('2026-06-01T09:00:00.000Z');
const plan = planDates(null, closing, now, 'Europe/London');
const toy = consultation(now);

function agenda(change: Partial<Matters> = {}): ReadonlyMap<string, AgendaEntry> {
  const matters = {
    consultation: toy,
    response: null,
    network: usual.network,
    member: member('joan'),
    positions: null,
    reminded: null,
    now,
    ...change,
  };
  return new Map(agendaOf(matters).map((entry) => [entry.key, entry]));
}

function sent(response: Response, when: Instant): Response {
  const submission = {
    at: when,
    by: MemberId.parse('nadia'),
    recordedAt: at(30),
    channel: 'email',
    reference: '',
    note: '',
    digest: null,
    receipt: null,
  } as const;
  return { ...response, status: 'submitted', submission };
}

function unasked({ id: responseId, networkId }: Response): Positions {
  return noPositions({ id: PositionsId.parse('p1'), networkId, responseId, organisationId: OrganisationId.parse('kent') });
}

/** A position that was given some minutes after the start. */
function stated(minutes: number): Positions['said'][number] {
  return {
    kind: 'position',
    at: at(minutes),
    position: 'endorses',
    exceptions: [],
    note: null,
    listing: 'listed',
    text: { digest: digest('a'), version: VersionId.parse('v1') },
    round: null,
    source: { how: 'given', by: MemberId.parse('joan') },
  };
}

test('[WO36] the agenda has the steps of the plan, the turn of each office and the close', (t) => {
  const entries = [...agenda().values()];
  t.same(
    entries.map(({ key, at: when }) => [key, when]),
    [
      ['evidence', plan.contributions],
      ['draft', plan.consolidatedDraft],
      ['lock', plan.lock],
      ['office-chair', plan.offices[0]],
      ['office-vice-chair', plan.offices[1]],
      ['office-sponsor', plan.offices[2]],
      ['submit', plan.submit],
      ['close', closing],
    ],
  );
  for (const { sequence, changedAt, cancelled } of entries) t.same([sequence, changedAt, cancelled], [0, now, false]);
  t.end();
});

test('[WO36] dates of the last sixty days stay, older ones go', (t) => {
  t.same([...agenda({ now: Instant.parse('2026-09-15T09:00:00.000Z') }).keys()], ['submit', 'close'], 'the end of July');
  t.equal(agenda({ now: Instant.parse('2026-12-01T09:00:00.000Z') }).size, 0);
  t.end();
});

test('[WO37] a move of the close raises the sequence of every date, and the instant of its change', (t) => {
  const to = Instant.parse('2026-08-05T22:45:00.000Z');
  const moved = moveClosing(toy, { to, at: at(5), by: MemberId.parse('nadia'), reason: 'Announced', reasonHash: '' });
  if (!moved.ok) throw new Error(moved.detail);
  const entries = agenda({ consultation: moved.state });
  t.match(entries.get('close'), { at: to, sequence: 1, changedAt: at(5) });
  t.ok((entries.get('lock')?.at ?? '') > plan.lock);
  t.equal(entries.get('lock')?.sequence, 1);
  t.end();
});

test('[WO36] [WO37] a letter of our own has no close; a move of the date to send it by raises the sequence', (t) => {
  const moves = [{ at: at(5), by: MemberId.parse('nadia'), from: now, to: closing }];
  const recipient = { name: '', post: '', organisation: 'A board', address: [] };
  const letter = { ...toy, closesAt: null, representation: { recipient, sendBy: closing, moves } };
  const entries = agenda({ consultation: letter });
  t.notOk(entries.has('close'));
  t.match(entries.get('lock'), { sequence: 1, changedAt: at(5) });
  t.end();
});

test('[WO37] a date that moves alone raises the sequence too', (t) => {
  const to = Instant.parse('2026-07-06T11:00:00.000Z');
  const move = { at: at(5), by: MemberId.parse('nadia'), step: StepName.parse('lock'), from: plan.lock, to, reason: '' };
  const moved = { ...toy, dateMoves: [move] };
  t.match(agenda({ consultation: moved }).get('lock'), { at: to, sequence: 1, changedAt: at(5) });
  t.end();
});

test('[WO36] [WO37] a person who is asked has the turn of their office as theirs; the sequence rises with lock, turn and reopening', (t) => {
  const story = opened(start());
  const open = agenda({ response: story.response });
  t.match(open.get('office-chair'), { at: at(60), purpose: { of: 'office', office: 'chair', asked: true }, sequence: 2 });
  t.match(open.get('office-vice-chair'), { at: at(120), purpose: { asked: false }, sequence: 1 });
  const mine = agenda({ response: approves(story, 'joan').response, member: member('vic') });
  t.match(mine.get('office-chair'), { purpose: { asked: false }, sequence: 2 });
  t.match(mine.get('office-vice-chair'), { purpose: { asked: true }, sequence: 2 });
  const back = agenda({ response: asksForChanges(story, 'joan').response });
  t.match(back.get('office-chair'), { purpose: { asked: false }, sequence: 3, cancelled: false, at: plan.offices[0] });
  t.end();
});

test('[WO37] an office that is passed over, and a date after the response was sent, are cancelled', (t) => {
  const people = posts(post('joan', 'chair'), post('ali', 'sponsor'));
  const passed = agenda({ response: opened(start(), { people }).response, network: people.network });
  t.equal(passed.get('office-vice-chair')?.cancelled, true);
  const early = agenda({ response: sent(start().response, now) });
  t.same(
    [...early.values()].filter((entry) => !entry.cancelled).map(({ key }) => key),
    ['close'],
    'the close is a fact of the department',
  );
  t.equal(early.get('submit')?.sequence, 1);
  const late = agenda({ response: sent(start().response, closing) });
  t.same(
    [...late.values()].filter((entry) => entry.cancelled),
    [],
  );
  const withdrawn = agenda({ response: { ...start().response, status: 'withdrawn' } });
  t.equal(withdrawn.get('evidence')?.cancelled, true);
  const kinds = [{ type: 'none', reason: 'Not ours', at: at(2), by: MemberId.parse('nadia') }] as const;
  const none = agenda({ response: { ...start().response, kinds: [...kinds] } });
  t.match(none.get('evidence'), { cancelled: true, sequence: 1 });
  t.ok(duties('joan').has('chair'));
  t.end();
});

test('[WO36] [WO37] a position that was asked for is due at the lock, then with the submission, and is cancelled once it is given', (t) => {
  const { response } = start();
  const none = unasked(response);
  const asked: Positions = { ...none, asked: [{ at: at(2), by: MemberId.parse('nadia'), members: [MemberId.parse('joan')] }] };
  t.notOk(agenda({ response, positions: none }).has('position'));
  t.notOk(agenda({ positions: asked }).has('position'));
  t.match(agenda({ response, positions: asked }).get('position'), { at: plan.lock, sequence: 1, changedAt: at(2), cancelled: false });
  const locked = agenda({ response: opened(start()).response, positions: asked }).get('position');
  t.match(locked, { sequence: 2, cancelled: false });
  t.ok((locked?.at ?? '') > plan.lock);
  const given: Positions = {
    ...asked,
    said: [stated(4)],
  };
  t.match(agenda({ response, positions: given }).get('position'), { sequence: 3, changedAt: at(4), cancelled: true });
  t.equal(agenda({ response: sent(response, now), positions: asked }).get('position')?.cancelled, true);
  const promised: Positions = {
    ...asked,
    said: [{ kind: 'awaiting', at: at(3), until: at(90), source: { how: 'given', by: MemberId.parse('joan') } }],
  };
  t.match(agenda({ response, positions: promised }).get('position'), { sequence: 3, cancelled: false }, 'a promise answers nothing');
  t.end();
});

test('[WO36] [WO37] [PG6] a position that was asked for by reminders only stands in the agenda; each answer and each new reminder raises the sequence', (t) => {
  const { response } = start();
  const reminded = (minutes: number): Reminded => ({
    organisationId: OrganisationId.parse('kent'),
    members: [MemberId.parse('joan')],
    at: at(minutes),
    by: MemberId.parse('nadia'),
  });
  const first = agenda({ response, reminded: reminded(2) }).get('position');
  t.match(first, { at: plan.lock, sequence: 1, changedAt: at(2), cancelled: false });
  const given = { ...unasked(response), said: [stated(4)] };
  const answered = agenda({ response, positions: given, reminded: reminded(2) }).get('position');
  t.match(answered, { sequence: 2, changedAt: at(4), cancelled: true });
  const again = agenda({ response, positions: given, reminded: reminded(6) }).get('position');
  t.match(again, { sequence: 3, changedAt: at(6), cancelled: false });
  const twice = { ...given, said: [stated(4), stated(8)] };
  t.match(agenda({ response, positions: twice, reminded: reminded(6) }).get('position'), {
    sequence: 4,
    changedAt: at(8),
    cancelled: true,
  });
  t.end();
});
