import { test } from 'tap';
import type { Consultation } from '../../../../src/domain/consultation/consultation.ts';
import { StepName } from '../../../../src/domain/consultation/date-move.ts';
import { MemberId, SectionId } from '../../../../src/domain/ids.ts';
import { Instant } from '../../../../src/domain/outcome.ts';
import { datesChangedSince, ledOtherwise } from '../../../../src/domain/response/plan/changed-since.ts';
import { timetableOf } from '../../../../src/domain/response/work-plan.ts';
import { closing, consultation as toyConsultation, opened, start, usual } from '../../../support/worlds/toy.ts';

const instant = (text: string): Instant => Instant.parse(text);
const { network } = usual;
const by = MemberId.parse('nadia');
const first = toyConsultation(instant('2026-05-01T09:00:00.000Z'));
const plan = timetableOf(first, network, null);
const lock = StepName.parse('lock');
const move = (at: string, from: Instant, to: Instant | null) => ({ at: instant(at), by, step: lock, from, to, reason: '' });
const response = start().response;
const since = instant('2026-06-01T09:00:00.000Z');
const later = instant('2026-07-02T11:00:00.000Z');
const changed = (consultation: Consultation, one = response) => datesChangedSince(consultation, network, one, since);

test('[WO19] the dates that changed since an instant, as they were then and as they are now', (t) => {
  t.same(changed(first), []);
  const moved = { ...first, dateMoves: [move('2026-06-01T09:00:00.000Z', plan.lock, later)] };
  t.same(changed(moved), [{ name: 'lock', was: plan.lock, now: later }]);
  const twice = { ...first, dateMoves: [...moved.dateMoves, move('2026-06-01T10:00:00.000Z', later, instant('2026-07-02T10:00:00.000Z'))] };
  t.same(changed(twice), [{ name: 'lock', was: plan.lock, now: '2026-07-02T10:00:00.000Z' }], 'the final state');
  t.same(changed({ ...first, dateMoves: [...moved.dateMoves, move('2026-06-01T11:00:00.000Z', later, null)] }), [], 'taken back');
  t.same(changed({ ...first, dateMoves: [move('2026-05-20T09:00:00.000Z', plan.lock, later)] }), [], 'before');
  t.same(changed(moved, opened(start(), { when: since, closesAt: closing }).response), [], 'the step is done');
  t.end();
});

test('[WO19] where the close moved, it is among them; moved back, nothing changed', (t) => {
  const to = instant('2026-07-29T22:45:00.000Z');
  const closingMoves = [{ at: since, by, from: closing, to, reason: 'Announced' }];
  const moved = changed({ ...first, closesAt: to, closingMoves });
  t.match(moved.at(-1), { name: 'close', was: closing, now: to });
  t.equal(moved.length, 8, 'and every step');
  const back = [...closingMoves, { at: instant('2026-06-01T10:00:00.000Z'), by, from: to, to: closing, reason: 'Not so' }];
  t.same(changed({ ...first, closingMoves: back }), []);
  t.end();
});

test('[WO19] a person leads sections or not, whatever happened in between', (t) => {
  const [q1, q2, q3] = ['q1', 'q2', 'q3'].map((id) => SectionId.parse(id));
  const [ann, joel] = [MemberId.parse('ann'), MemberId.parse('joel')];
  if (q1 === undefined || q2 === undefined || q3 === undefined) throw new TypeError('three sections');
  const leads = [
    { sectionId: q1, memberId: ann, at: since, by },
    { sectionId: q3, memberId: ann, at: since, by },
  ];
  const changes = [
    { section: q1, was: null, member: joel },
    { section: q1, was: joel, member: ann },
    { section: q2, was: ann, member: joel },
    { section: q2, was: joel, member: null },
    { section: q3, was: ann, member: joel },
    { section: q3, was: joel, member: ann },
  ];
  t.same(ledOtherwise({ ...response, leads }, ann, changes), { gained: [q1], lost: [q2] });
  t.same(ledOtherwise({ ...response, leads }, joel, changes), { gained: [], lost: [] });
  t.end();
});
