import fc from 'fast-check';
import { test } from 'tap';
import { Instant } from '../../../src/domain/outcome.ts';
import {
  atDistance,
  isOnWorkingDay,
  formatShortDay,
  formatTime,
  startOfDay,
  workingDaysBetween,
} from '../../../src/domain/time/calendar.ts';
import {
  type Timetable,
  datesOf as datesInForce,
  newPlan,
  places,
  planDates,
  timetableFrom,
  withBeginning,
  withClose,
  withMoves,
} from '../../../src/domain/time/timetable.ts';
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
  t.equal(withBeginning(plan, places.lock, at('2026-10-01T09:00:00.000Z'), london), plan);
  const again = at('2026-11-26T09:00:00.000Z');
  const { checks, consolidatedDraft, lock, offices, submit } = timetableFrom(withBeginning(plan, places.lock, again, london), london);
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

/** A plan with moves that kept order when they were made: some dates in the middle of their neighbours. */
const movedPlans = fc
  .tuple(anyMinute, fc.integer({ min: 20, max: 120 }), fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 4 }))
  .map(([added, days, moves]) => {
    const close = later(added, days * day);
    let plan = newPlan({ opensAt: null, closesAt: close, plannedAt: added, zone: london, offices: 3 });
    for (const place of moves) {
      const dates = [added, ...datesInForce(plan, london), close];
      const [before, after] = [dates[place] ?? added, dates[place + 2] ?? close];
      const middle = later(before, Math.floor((Date.parse(after) - Date.parse(before)) / 120_000) * 60_000);
      plan = withMoves(plan, new Map([[place, middle]]), added, london);
    }
    return { added, plan };
  });

test('[WO15] a date stands as it was moved, and no other date moves with it', (t) => {
  fc.assert(
    fc.property(movedPlans, ({ added, plan }) => {
      const dates = datesInForce(plan, london);
      return (
        isApart([added, ...dates, plan.closesAt]) && dates.every((date, place) => date === (plan.moved.get(place)?.to ?? plan.dates[place]))
      );
    }),
    { numRuns: 150 },
  );
  t.end();
});

test('[WO16] where the close moves, a moved date keeps its time of day and its working days to the close, in both changes of the clocks', (t) => {
  const clock = (date: Instant): string => formatTime(date, london);
  const left = (date: Instant, close: Instant): number =>
    workingDaysBetween(startOfDay(later(date, -day), london), startOfDay(later(close, -day), london), london);
  let kept = 0;
  fc.assert(
    fc.property(movedPlans, fc.integer({ min: -30, max: 60 }), ({ added, plan }, days) => {
      const closesAt = later(plan.closesAt, days * day);
      if (closesAt <= added) return true;
      const after = withClose(plan, added, closesAt, london);
      const dates = datesInForce(after, london);
      const inOrder = isApart([added, ...dates]) && dates.every((date) => date < closesAt);
      return (
        inOrder &&
        [...after.moved].every(([place, { to: date }]) => {
          const was = plan.moved.get(place)?.to ?? added;
          kept += 1;
          const isSkipped = clock(was) !== clock(date) && /^1(?::\d\d)?am$/u.test(clock(was));
          return (
            (clock(was) === clock(date) || isSkipped) &&
            atDistance(was, plan.closesAt, closesAt, london) === date &&
            left(date, closesAt) >= 0
          );
        })
      );
    }),
    { numRuns: 150 },
  );
  t.ok(kept > 50, `${kept} moved dates were kept`);
  t.end();
});

test('[WO16] a moved date keeps 5pm across both changes of the clocks', (t) => {
  const moved = (date: string, close: string, to: string): Instant => atDistance(at(date), at(close), at(to), london);
  t.equal(moved('2026-10-23T16:00:00.000Z', '2026-10-30T12:00:00.000Z', '2026-11-06T12:00:00.000Z'), '2026-10-30T17:00:00.000Z', 'to GMT');
  t.equal(moved('2026-03-27T17:00:00.000Z', '2026-04-02T22:45:00.000Z', '2026-04-16T22:45:00.000Z'), '2026-04-10T16:00:00.000Z', 'to BST');
  t.equal(
    moved('2026-07-04T11:00:00.000Z', '2026-07-10T11:00:00.000Z', '2026-07-17T11:00:00.000Z'),
    '2026-07-13T11:00:00.000Z',
    'from a Saturday',
  );
  t.equal(
    moved('2026-07-10T08:00:00.000Z', '2026-07-10T11:00:00.000Z', '2026-07-12T11:00:00.000Z'),
    '2026-07-12T08:00:00.000Z',
    'on the day of the close',
  );
  t.equal(
    moved('2026-03-23T01:30:00.000Z', '2026-03-23T22:00:00.000Z', '2026-03-29T21:00:00.000Z'),
    '2026-03-29T01:30:00.000Z',
    '1:30am is skipped',
  );
  t.end();
});

test('[WO16] a moved date without a place between the others after the close moved is planned again', (t) => {
  const plan = newPlan({
    opensAt: null,
    closesAt: at('2026-07-31T11:00:00.000Z'),
    plannedAt: at('2026-05-01T09:00:00.000Z'),
    zone: london,
    offices: 3,
  });
  const now = at('2026-05-02T09:00:00.000Z');
  const late = withMoves(plan, new Map([[places.lock + 4, at('2026-07-31T10:30:00.000Z')]]), now, london);
  const morning = withClose(late, now, at('2026-08-06T08:00:00.000Z'), london);
  t.equal(morning.moved.size, 0, 'it would be after the close');
  const weekend = new Map([
    [0, at('2026-06-27T16:00:00.000Z')],
    [1, at('2026-06-28T08:00:00.000Z')],
  ]);
  const sunday = withMoves(plan, new Map([...weekend, [2, at('2026-07-10T11:00:00.000Z')]]), now, london);
  const moved = withClose(sunday, now, at('2026-08-07T11:00:00.000Z'), london);
  t.same([...moved.moved.keys()], [0, 2], 'two days of a weekend become one');
  t.ok(isApart([...datesInForce(moved, london), moved.closesAt]));
  t.end();
});

test('[WO15] a date planned again that would have passed by then is planned from now', (t) => {
  const plan = newPlan({
    opensAt: null,
    closesAt: at('2026-07-31T11:00:00.000Z'),
    plannedAt: at('2026-05-01T09:00:00.000Z'),
    zone: london,
    offices: 3,
  });
  const [evidence = plan.closesAt, draft = plan.closesAt] = plan.dates;
  const moved = withMoves(plan, new Map([[0, later(draft, -3_600_000)]]), at('2026-05-02T09:00:00.000Z'), london);
  const now = later(evidence, day);
  const again = withMoves(moved, new Map([[0, null]]), now, london);
  t.ok(datesInForce(again, london).every((date) => date > now));
  t.equal(withBeginning(moved, places.lock, now, london), moved);
  t.end();
});

test('[WO15] a weekend and a bank holiday of the local day are no working days', (t) => {
  t.equal(isOnWorkingDay(at('2026-07-03T11:00:00.000Z'), london), true);
  t.equal(isOnWorkingDay(at('2026-07-03T23:30:00.000Z'), london), false, 'Saturday by British Summer Time');
  t.equal(isOnWorkingDay(at('2026-12-28T11:00:00.000Z'), london), false);
  t.end();
});
