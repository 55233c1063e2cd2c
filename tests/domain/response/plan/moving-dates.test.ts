import { test } from 'tap';
import { Consultation } from '../../../../src/domain/consultation/consultation.ts';
import { StepName } from '../../../../src/domain/consultation/date-move.ts';
import { moveClosing } from '../../../../src/domain/consultation/register.ts';
import { MemberId, OfficeId } from '../../../../src/domain/ids.ts';
import { Instant, type Refused } from '../../../../src/domain/outcome.ts';
import {
  type DateMoving,
  type Planned,
  misplaced,
  moveDate,
  moveOf,
  planAgain,
  whyNotMoveDates,
} from '../../../../src/domain/response/plan/moving-dates.ts';
import { datedSteps, isStepDone } from '../../../../src/domain/response/plan/steps.ts';
import type { Response } from '../../../../src/domain/response/response.ts';
import { timetableOf } from '../../../../src/domain/response/work-plan.ts';
import { closing, consultation as toyConsultation, opened, start, usual } from '../../../support/worlds/toy.ts';

const instant = (text: string): Instant => Instant.parse(text);
const step = (name: string): StepName => StepName.parse(name);
const by = MemberId.parse('nadia');
const duties = new Set(['coordinator'] as const);
const { network } = usual;
const first: Planned = { consultation: toyConsultation(instant('2026-05-01T09:00:00.000Z')), network, response: null };
const now = instant('2026-06-01T09:00:00.000Z');
const later = instant('2026-06-01T10:00:00.000Z');
const dateOf = ({ consultation, response }: Planned, name: string): Instant =>
  datedSteps(consultation, network, response).find((one) => one.name === name)?.at ?? closing;

const moving = (planned: Planned, name: string, to: string, more: Partial<DateMoving> = {}): DateMoving => ({
  step: step(name),
  was: dateOf(planned, name),
  to: instant(to),
  reason: '',
  reasonHash: null,
  by,
  at: now,
  duties,
  ...more,
});
const move = (planned: Planned, name: string, to: string, more: Partial<DateMoving> = {}) =>
  moveDate(planned, moving(planned, name, to, more));
function after(planned: Planned, outcome: ReturnType<typeof moveDate>): Planned {
  if (!outcome.ok) throw new TypeError(outcome.detail);
  return { ...planned, consultation: Consultation.parse(outcome.state) };
}
const code = (outcome: unknown): string => (outcome as Refused).code;

test('[WO15] one date moves alone, everywhere; planned again, it is as before', (t) => {
  const plan = timetableOf(first.consultation, network, null);
  const outcome = move(first, 'lock', '2026-07-02T11:00:00.000Z', { reason: ' Half term ', reasonHash: 'a'.repeat(64) });
  t.match(outcome, {
    ok: true,
    events: [{ type: 'DateMoved', data: { step: 'lock', from: plan.lock, to: '2026-07-02T11:00:00.000Z', reasonHash: 'a'.repeat(64) } }],
  });
  const moved = after(first, outcome);
  t.same(timetableOf(moved.consultation, network, null), {
    ...plan,
    lock: '2026-07-02T11:00:00.000Z',
    checks: '2026-07-01T11:00:00.000Z',
  });
  const [lock] = datedSteps(moved.consultation, network, null).filter(({ isMoved }) => isMoved);
  t.match(lock, { name: 'lock', isMoved: true, isDone: false });
  t.match(lock === undefined ? null : moveOf(moved.consultation, lock), { by, reason: 'Half term', from: plan.lock });
  t.ok(datedSteps(first.consultation, network, null).every((one) => moveOf(first.consultation, one) === null));
  const again = planAgain(moved, { by, at: now, duties });
  t.match(again, { ok: true, events: [{ type: 'DatesPlannedAgain', data: { steps: ['lock'] } }] });
  t.same(timetableOf(after(moved, again).consultation, network, null), plan);
  t.equal(code(planAgain(after(moved, again), { by, at: now, duties })), 'already-exists');
  t.ok(datedSteps(after(moved, again).consultation, network, null).every((one) => moveOf(after(moved, again).consultation, one) === null));
  t.equal(code(planAgain(first, { by, at: now, duties: new Set(['lead']) })), 'not-allowed');
  t.end();
});

test('[WO15] a date is refused that has passed, lies after the close, or is out of order', (t) => {
  const tried = (name: string, to: string) => misplaced(first, step(name), { to: instant(to), at: now });
  t.same(tried('lock', '2026-05-31T09:00:00.000Z'), { because: 'passed' });
  t.same(tried('submit', closing), { because: 'after-close' });
  t.match(tried('lock', '2026-06-10T09:00:00.000Z'), { because: 'after', step: { name: 'consolidated-draft' } });
  t.match(tried('lock', dateOf(first, 'office:chair')), { because: 'before', step: { name: 'office:chair' } });
  t.equal(tried('submit', '2026-07-22T22:44:00.000Z'), null);
  t.equal(code(move(first, 'lock', '2026-06-10T09:00:00.000Z')), 'invalid');
  t.equal(code(move(first, 'lock', '2026-07-02T11:00:00.000Z', { reason: 'x'.repeat(2001) })), 'invalid');
  t.equal(code(move(first, 'lock', dateOf(first, 'lock'))), 'already-exists');
  t.equal(code(move(first, 'office:treasurer', '2026-07-02T11:00:00.000Z')), 'not-found');
  t.end();
});

test('[WO15] of two coordinators who move a date at once, the second is told', (t) => {
  const moved = after(first, move(first, 'lock', '2026-07-02T11:00:00.000Z'));
  t.equal(code(moveDate(moved, moving(first, 'lock', '2026-07-01T11:00:00.000Z'))), 'plan-changed');
  t.end();
});

test('[WO15] dates move until the response is sent, withdrawn, or the consultation closes; a step that is done stays', (t) => {
  const { response } = start();
  const of = (status: Response['status'], at: Instant = now) =>
    whyNotMoveDates({ ...first, response: { ...response, status } }, duties, at)?.code;
  t.same(
    [of('drafting'), of('in-sign-off'), of('submitted'), of('withdrawn'), of('drafting', closing)],
    [undefined, undefined, 'already-submitted', 'not-allowed', 'consultation-closed'],
  );
  t.equal(whyNotMoveDates(first, new Set(['lead']), now)?.code, 'not-allowed');
  t.equal(code(move(first, 'lock', '2026-07-02T11:00:00.000Z', { duties: new Set(['chair']) })), 'not-allowed');
  const locked = { ...first, response: opened(start(), { when: now, closesAt: closing }).response };
  t.equal(code(move(locked, 'lock', '2026-07-02T11:00:00.000Z')), 'already-exists');
  t.equal(misplaced(locked, step('office:chair'), { to: instant('2026-06-03T11:00:00.000Z'), at: now }), null, 'the lock is done');
  t.equal(code(move(locked, 'office:chair', '2026-06-03T11:00:00.000Z', { at: later })), 'not-drafting', 'the chair is asked');
  const open: Planned = { ...locked, response: { ...locked.response, status: 'drafting' } };
  const lock = after(open, move(open, 'lock', '2026-06-03T11:00:00.000Z', { at: later }));
  t.equal(dateOf(lock, 'lock'), '2026-06-03T11:00:00.000Z');
  t.ok(dateOf(lock, 'consolidated-draft') < dateOf(lock, 'lock'), 'the steps before it share the time up to it');
  t.end();
});

test('[WO5] the response is past a step where its own state says so', (t) => {
  const { response } = start();
  const done = (one: Response | null): readonly string[] =>
    datedSteps(first.consultation, network, one).flatMap(({ name, isDone }) => (isDone ? [name] : []));
  t.same(done(null), []);
  t.same(done(response), []);
  const locked = opened(start(), { when: now, closesAt: closing }).response;
  t.same(done(locked), ['contributions', 'consolidated-draft', 'lock']);
  const open: Response = { ...locked, status: 'drafting', locking: null };
  t.same(done(open), ['contributions', 'consolidated-draft']);
  t.equal(done({ ...response, status: 'submitted' }).length, 7);
  t.equal(isStepDone(step('office:treasurer'), locked), false);
  const locking = { at: now, by, epoch: response.epoch, acknowledged: [], reason: '' };
  t.same(done({ ...response, locking }), ['contributions', 'consolidated-draft', 'lock']);
  const approved: Response = {
    ...locked,
    rounds: locked.rounds.map((round) => ({
      ...round,
      stages: round.stages.map((stage) => (stage.office.id === 'chair' ? { ...stage, status: 'satisfied' } : stage)),
    })),
  };
  t.equal(isStepDone(step('office:chair'), approved), true);
  t.end();
});

test('[WO16] a moved date keeps its distance when the close moves; a move of an office that is gone counts for nothing', (t) => {
  const moved = after(first, move(first, 'lock', '2026-07-02T11:00:00.000Z'));
  const to = instant('2026-07-29T22:45:00.000Z');
  const closed = moveClosing(moved.consultation, { to, reason: 'Announced', reasonHash: 'a'.repeat(64), by, at: later });
  if (!closed.ok) throw new TypeError(closed.detail);
  t.equal(timetableOf(closed.state, network, null).lock, '2026-07-09T11:00:00.000Z');
  const gone = { ...network, offices: network.offices.filter(({ id }) => id !== OfficeId.parse('vice-chair')) };
  const vice = after(first, move(first, 'office:vice-chair', '2026-07-09T11:00:00.000Z'));
  t.same(timetableOf(vice.consultation, gone, null), timetableOf(first.consultation, gone, null));
  t.end();
});
