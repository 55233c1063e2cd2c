import { addWorkingDays, atHour, workingDaysBetween } from './calendar.ts';
import type { Instant } from '../outcome.ts';

/** The dates a network works to, in order and none after the close. */
export interface Timetable {
  /** Evidence is in. */
  readonly contributions: Instant;
  readonly consolidatedDraft: Instant;
  readonly lock: Instant;
  /** When each office of the sign-off chain should have decided, in the chain's order. */
  readonly offices: readonly Instant[];
  readonly submit: Instant;
}

// Working days that each step leaves to the one after it.
const daysFor = { contributions: 10, consolidatedDraft: 5, lock: 2, office: 2, officeBeforeLast: 3, lastOffice: 6, submit: 2 };
const closeOfWork = 17;
const noon = 12;

/**
 * Plans backwards from the close in working days of England. `plannedAt` is when the plan was made, not the present, so that
 * the plan stays as time goes by. If the days from then (or from the opening, if later) do not suffice, the steps share them
 * out in proportion. `offices` is the length of the sign-off chain.
 */
export function planDates(opensAt: Instant | null, closesAt: Instant, plannedAt: Instant, zone: string, offices = 3): Timetable {
  const start = opensAt !== null && opensAt > plannedAt ? opensAt : plannedAt;
  const chain = Array.from({ length: offices }, (_, n) => daysForOffice(offices - n));
  const needed = [daysFor.contributions, daysFor.consolidatedDraft, daysFor.lock, ...chain, daysFor.submit].reduce((a, b) => a + b);
  const share = Math.min(1, Math.max(0, workingDaysBetween(start, closesAt, zone)) / needed);
  let latest = closesAt;
  let back = 0;
  const before = (days: number, hour: number): Instant => {
    back += days;
    const planned = atHour(addWorkingDays(closesAt, -Math.round(back * share), zone), hour, zone);
    latest = earlier(latest, later(planned, start));
    return latest;
  };
  const submit = before(daysFor.submit, closeOfWork);
  const decided = chain.toReversed().map((days) => before(days, closeOfWork));
  const lock = before(daysFor.lock, noon);
  const consolidatedDraft = before(daysFor.consolidatedDraft, closeOfWork);
  const contributions = before(daysFor.contributions, closeOfWork);
  return { contributions, consolidatedDraft, lock, offices: decided.toReversed(), submit };
}

function daysForOffice(fromTheEnd: number): number {
  if (fromTheEnd === 1) return daysFor.lastOffice;
  return fromTheEnd === 2 ? daysFor.officeBeforeLast : daysFor.office;
}

function earlier(a: Instant, b: Instant): Instant {
  return a < b ? a : b;
}

function later(a: Instant, b: Instant): Instant {
  return a > b ? a : b;
}
