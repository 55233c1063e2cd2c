import fc from 'fast-check';
import { test } from 'tap';
import { Instant } from '../../../src/domain/outcome.ts';
import { formatShortDay, formatTime } from '../../../src/domain/time/calendar.ts';
import { type Timetable, newPlan, places, planDates, timetableFrom, withBeginning, withClose } from '../../../src/domain/time/timetable.ts';
import { momentsBetween } from '../../../src/domain/time/working-time.ts';

const london = 'Europe/London';
const at = (text: string): Instant => Instant.parse(text);
const later = (from: Instant, ms: number): Instant => Instant.parse(new Date(Date.parse(from) + ms).toISOString());
const day = 86_400_000;
const datesOf = ({ contributions, consolidatedDraft, lock, offices, submit }: Timetable): readonly Instant[] => [
  contributions,
  consolidatedDraft,
  lock,
  ...offices,
  submit,
];
const isApart = (dates: readonly Instant[]): boolean => dates.every((date, n) => n === 0 || date > (dates[n - 1] ?? date));

/** Any minute of nine years: month ends, bank holidays, weekends and both changes of the clocks are among them. */
const anyMinute = fc
  .integer({ min: Date.parse('2024-01-01T00:00:00.000Z') / 60_000, max: Date.parse('2032-12-31T00:00:00.000Z') / 60_000 })
  .map((minute) => Instant.parse(new Date(minute * 60_000).toISOString()));
const zones = fc.constantFrom(london, 'Europe/Paris', 'America/St_Johns');
const windows = fc.oneof(
  fc.constantFrom(42, 19, 10, 5, 2, 1).map((days) => days * day),
  fc.integer({ min: 60, max: 100 * 24 * 60 }).map((minutes) => minutes * 60_000),
);

test('[WO2] no step is late when it is planned, and each has time of its own, however short the window is', (t) => {
  fc.assert(
    fc.property(anyMinute, windows, zones, fc.integer({ min: 1, max: 5 }), (added, window, zone, offices) => {
      const close = later(added, window);
      const plan = planDates(null, close, added, zone, offices);
      return (
        isApart([added, ...datesOf(plan), close]) && plan.checks > added && plan.checks <= plan.lock && plan.offices.length === offices
      );
    }),
    { numRuns: 150 },
  );
  t.end();
});

test('[WO3] a close that moves puts no step in the past that was still ahead', (t) => {
  fc.assert(
    fc.property(anyMinute, windows, windows, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (added, window, left, share) => {
      const close = later(added, window);
      const moved = later(added, Math.floor(window * share));
      const before = newPlan({ opensAt: null, closesAt: close, plannedAt: added, zone: london, offices: 3 });
      const after = withClose(before, moved, later(moved, left), london);
      return before.dates.every((date, n) => date <= moved || (after.dates[n] ?? moved) > moved);
    }),
    { numRuns: 100 },
  );
  t.end();
});

test('[WO2] two weeks are shared out by the work of each step, at noon or at five', (t) => {
  const plan = planDates(null, at('2026-12-14T23:45:00.000Z'), at('2026-11-30T10:00:00.000Z'), london);
  t.same(
    datesOf(plan).map((date) => `${formatShortDay(date, london)}, ${formatTime(date, london)}`),
    [
      'Tue 1 December, 5pm',
      'Fri 4 December, 5pm',
      'Tue 8 December, noon',
      'Tue 8 December, 5pm',
      'Wed 9 December, 5pm',
      'Thu 10 December, 5pm',
      'Mon 14 December, 5pm',
    ],
  );
  t.end();
});

test('[WO2] a weekend without working time is shared out by the hour', (t) => {
  const plan = planDates(null, at('2026-03-29T22:45:00.000Z'), at('2026-03-28T18:00:00.000Z'), london);
  const dates = datesOf(plan);
  t.ok(isApart([at('2026-03-28T18:00:00.000Z'), ...dates, at('2026-03-29T22:45:00.000Z')]));
  t.same(momentsBetween(at('2026-03-28T18:00:00.000Z'), at('2026-03-28T18:00:00.000Z'), [1], london), ['2026-03-28T18:00:00.000Z']);
  t.same(momentsBetween(at('2026-03-27T09:00:00.000Z'), at('2026-03-30T16:00:00.000Z'), [0, 0.5, 1], london), [
    '2026-03-27T09:00:00.000Z',
    '2026-03-27T17:00:00.000Z',
    '2026-03-30T16:00:00.000Z',
  ]);
  t.end();
});

test('[WO3] a close that comes nearer leaves dates that passed, and shares the days that are left among the others', (t) => {
  const added = at('2026-09-01T09:00:00.000Z');
  const before = newPlan({ opensAt: null, closesAt: at('2026-12-01T23:45:00.000Z'), plannedAt: added, zone: london, offices: 3 });
  const moved = at('2026-11-02T12:00:00.000Z');
  const after = withClose(before, moved, at('2026-11-20T23:45:00.000Z'), london);
  t.equal(after.dates[0], before.dates[0], 'evidence was due before');
  t.equal(after.first, 1);
  t.ok(isApart([moved, ...after.dates.slice(1)]));
  const further = withClose(after, moved, at('2026-12-18T23:45:00.000Z'), london);
  t.same(further.dates[0], before.dates[0]);
  t.ok((further.dates[1] ?? moved) > (after.dates[1] ?? moved), 'a further move takes the steps ahead with it');
  const over = withClose(before, at('2026-12-02T09:00:00.000Z'), at('2026-12-03T09:00:00.000Z'), london);
  t.equal(over.first, 0, 'nothing was ahead any more');
  t.end();
});

test('[WO4] steps that begin again after their dates share the days that are left; others keep their dates', (t) => {
  const added = at('2026-09-01T09:00:00.000Z');
  const closesAt = at('2026-12-01T23:45:00.000Z');
  const plan = newPlan({ opensAt: null, closesAt, plannedAt: added, zone: london, offices: 3 });
  t.equal(withBeginning(plan, places.lock, at('2026-10-01T09:00:00.000Z'), closesAt, london), plan);
  const again = at('2026-11-26T09:00:00.000Z');
  const { checks, consolidatedDraft, lock, offices, submit } = timetableFrom(
    withBeginning(plan, places.lock, again, closesAt, london),
    london,
  );
  t.ok(isApart([consolidatedDraft, again, lock, ...offices, submit, closesAt]));
  t.ok(checks > again && checks <= lock);
  t.throws(() => timetableFrom({ ...plan, dates: [] }, london), TypeError);
  t.end();
});

test('[WO2] a window of a few seconds leaves the steps at their moments', (t) => {
  const added = at('2026-11-30T10:00:00.000Z');
  const close = later(added, 5000);
  t.ok(isApart([added, ...datesOf(planDates(null, close, added, london)), close]));
  t.same(momentsBetween(added, close, [1.1], london), [close], 'more than the whole is the end');
  t.end();
});
