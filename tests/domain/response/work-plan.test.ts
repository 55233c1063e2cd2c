import { test } from 'tap';
import type { Consultation } from '../../../src/domain/consultation/consultation.ts';
import { MemberId } from '../../../src/domain/ids.ts';
import { Instant } from '../../../src/domain/outcome.ts';
import type { Response } from '../../../src/domain/response/response.ts';
import { datesOfOffices, timetableOf } from '../../../src/domain/response/work-plan.ts';
import { recall } from '../../../src/domain/sign-off/recall.ts';
import { closing, consultation as toyConsultation, duties, epoch, go, opened, start, usual } from '../../support/worlds/toy.ts';

const instant = (text: string): Instant => Instant.parse(text);
const { network } = usual;
const closesAt = closing;
const consultation = toyConsultation(instant('2026-05-01T09:00:00.000Z'));
const moved = (at: string, to: string): Consultation => ({
  ...consultation,
  closesAt: instant(to),
  closingMoves: [{ at: instant(at), by: MemberId.parse('nadia'), from: closesAt, to: instant(to), reason: 'Announced' }],
});
const lockedAt = (when: string): Response => opened(start(), { when: instant(when), closesAt }).response;
const takenBack = (locked: string, when: string): Response =>
  go(
    { response: lockedAt(locked), events: [] },
    recall(lockedAt(locked), {
      by: MemberId.parse('ali'),
      duties: duties('ali'),
      reason: 'A figure is wrong',
      reasonHash: '0'.repeat(64),
      at: instant(when),
      epoch: epoch('e2'),
    }),
  ).response;

test('[WO1] the plan of a consultation stays as it was made, through a response that keeps to it', (t) => {
  const plan = timetableOf(consultation, network, null);
  t.same(timetableOf(consultation, network, start().response), plan);
  t.same(timetableOf(consultation, network, lockedAt('2026-06-30T09:00:00.000Z')), plan);
  t.same(timetableOf(consultation, network, takenBack('2026-06-23T09:00:00.000Z', '2026-06-24T09:00:00.000Z')), plan);
  t.end();
});

test('[WO3] a later close takes every date with it; a nearer one leaves none of the steps ahead in the past', (t) => {
  const plan = timetableOf(consultation, network, null);
  const later = timetableOf(moved('2026-06-01T09:00:00.000Z', '2026-07-29T22:45:00.000Z'), network, null);
  t.ok(later.contributions > plan.contributions && later.submit > plan.submit);
  const nearer = timetableOf(moved('2026-06-01T09:00:00.000Z', '2026-06-08T22:45:00.000Z'), network, null);
  t.ok(nearer.contributions > '2026-06-01T09:00:00.000Z' && nearer.submit < '2026-06-08T22:45:00.000Z');
  for (const locked of ['2026-06-02T09:00:00.000Z', '2026-05-20T09:00:00.000Z'])
    t.same(timetableOf(moved('2026-06-01T09:00:00.000Z', '2026-07-29T22:45:00.000Z'), network, lockedAt(locked)), later, locked);
  t.end();
});

test('[WO4] a text locked late leaves each office its share; opened again late, the lock has a new date', (t) => {
  const plan = timetableOf(consultation, network, null);
  const late = instant('2026-07-20T09:00:00.000Z');
  const offices = datesOfOffices(consultation, network, { response: start().response, lockedAt: late });
  t.ok(offices.every((date) => date > late && date < closesAt));
  t.same(timetableOf(consultation, network, lockedAt(late)).offices, offices, 'the timetable says what the approvers were told');
  t.equal(timetableOf(consultation, network, lockedAt(late)).lock, plan.lock, 'the lock itself was late');
  const again = timetableOf(consultation, network, takenBack('2026-07-01T09:00:00.000Z', '2026-07-15T09:00:00.000Z'));
  t.ok(again.lock > '2026-07-15T09:00:00.000Z' && again.submit < closesAt);
  t.equal(again.consolidatedDraft, plan.consolidatedDraft);
  t.end();
});

test('[RK11] [WO3] the plan of a representation leads to the date to send it by, and moves with it', (t) => {
  const recipient = { name: '', post: '', organisation: 'Ministry', address: [] };
  const by = MemberId.parse('nadia');
  const letter: Consultation = { ...consultation, closesAt: null, representation: { recipient, sendBy: closesAt, moves: [] } };
  t.same(timetableOf(letter, network, null), timetableOf(consultation, network, null), 'as if it closed then');
  const [at, to] = [instant('2026-06-01T09:00:00.000Z'), instant('2026-07-29T22:45:00.000Z')];
  const closes = { ...consultation, representation: { recipient, sendBy: null, moves: [] } };
  t.same(timetableOf(closes, network, null), timetableOf(consultation, network, null), 'a close of its recipient');
  const later = { ...letter, representation: { recipient, sendBy: to, moves: [{ at, by, from: closesAt, to }] } };
  t.same(timetableOf(later, network, null), timetableOf(moved(at, to), network, null));
  t.end();
});
