import { Temporal } from '@js-temporal/polyfill';
import { dayNumber, isWorkingDay } from './bank-holidays.ts';
import { Instant } from '../outcome.ts';

const dayBegins = 9;
const dayEnds = 17;
/** Below one working day of 8 hours (ms), every hour counts. */
const leastWork = 8 * 3_600_000;

interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * The instants at which these shares of the working time between two instants are used up. Working time is 9am to 5pm on working
 * days of England; where less than one day of it is left, every hour counts. Shares rise from 0 to 1.
 */
export function momentsBetween(from: Instant, to: Instant, shares: readonly number[], zone: string): readonly Instant[] {
  const spans = spansBetween(from, to, zone);
  const whole = spans.reduce((sum, span) => sum + span.to - span.from, 0);
  return shares.map((share) => instant(momentAt(spans, share * whole, msOf(to))));
}

function spansBetween(from: Instant, to: Instant, zone: string): readonly Span[] {
  const [first, last] = [msOf(from), msOf(to)];
  const worked = workingSpans(from, to, zone);
  const enough = worked.reduce((sum, span) => sum + span.to - span.from, 0) >= leastWork;
  return enough ? worked : [{ from: first, to: Math.max(first, last) }];
}

function workingSpans(from: Instant, to: Instant, zone: string): readonly Span[] {
  const end = Temporal.Instant.from(to).toZonedDateTimeISO(zone).toPlainDate();
  const spans: Span[] = [];
  let day = Temporal.Instant.from(from).toZonedDateTimeISO(zone).toPlainDate();
  for (; Temporal.PlainDate.compare(day, end) <= 0; day = day.add({ days: 1 })) {
    if (!isWorkingDay(dayNumber(day))) continue;
    const at = (hour: number): number => day.toZonedDateTime({ timeZone: zone, plainTime: { hour } }).epochMilliseconds;
    const span = { from: Math.max(at(dayBegins), msOf(from)), to: Math.min(at(dayEnds), msOf(to)) };
    if (span.to > span.from) spans.push(span);
  }
  return spans;
}

/** The moment at which so much time (ms) of the spans is used up; `end` where they are used up. */
function momentAt(spans: readonly Span[], used: number, end: number): number {
  let left = used;
  for (const span of spans) {
    const length = span.to - span.from;
    if (left <= length) return Math.floor(span.from + left);
    left -= length;
  }
  return end;
}

/** The next time on a clock with marks every so many minutes, a divisor of 60; an instant on a mark stays. */
export function onTheClock(at: Instant, minutes: number, zone: string): Instant {
  const time = Temporal.Instant.from(at).toZonedDateTimeISO(zone);
  const whole = minutes === 60 ? ({ smallestUnit: 'hour' } as const) : ({ smallestUnit: 'minute', roundingIncrement: minutes } as const);
  return instant(time.round({ ...whole, roundingMode: 'ceil' }).epochMilliseconds);
}

function instant(ms: number): Instant {
  return Instant.parse(Temporal.Instant.fromEpochMilliseconds(ms).toString({ smallestUnit: 'millisecond' }));
}

function msOf(at: Instant): number {
  return Temporal.Instant.from(at).epochMilliseconds;
}
