import { Temporal } from '@js-temporal/polyfill';
import { Instant } from '../outcome.ts';
import { type Clock, readClock } from '../typed/clock.ts';
import { months, readDayOfMonth, readMonth, readYear } from '../typed/date.ts';
import { dayNumber, isWorkingDay } from './bank-holidays.ts';

const weekdays = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');

function local(at: Instant, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.from(at).toZonedDateTimeISO(zone);
}

function instant(time: Temporal.ZonedDateTime): Instant {
  return Instant.parse(time.toInstant().toString({ smallestUnit: 'millisecond' }));
}

function nameOf(names: readonly string[], n: number): string {
  return String(names[n - 1]);
}

function dateOf(time: Temporal.ZonedDateTime): string {
  return `${time.day} ${nameOf(months, time.month)} ${time.year}`;
}

function timeOf(time: { readonly hour: number; readonly minute: number }): string {
  if (time.minute === 0 && time.hour === 12) return 'noon';
  if (time.minute === 0 && time.hour === 0) return 'midnight';
  const minutes = time.minute === 0 ? '' : `:${String(time.minute).padStart(2, '0')}`;
  return `${time.hour % 12 === 0 ? 12 : time.hour % 12}${minutes}${time.hour < 12 ? 'am' : 'pm'}`;
}

// Midnight alone would leave open which end of the day is meant.
function timeWithDay(day: string, time: Temporal.ZonedDateTime, between: string): string {
  const said = timeOf(time);
  return said === 'midnight' ? `midnight at the start of ${day}` : `${day}${between}${said}`;
}

/** `4 June 2026`. */
export function formatDate(at: Instant, zone: string): string {
  return dateOf(local(at, zone));
}

/** The last day of a time that ends at an instant: `3 June 2026` for midnight at the start of 4 June. */
export function formatLastDay(until: Instant, zone: string): string {
  return dateOf(local(until, zone).subtract({ nanoseconds: 1 }));
}

/** `Thursday 4 June 2026`. */
export function formatDay(at: Instant, zone: string): string {
  const time = local(at, zone);
  return `${nameOf(weekdays, time.dayOfWeek)} ${dateOf(time)}`;
}

/** `Thu 4 June`, for lists whose year is plain. */
export function formatShortDay(at: Instant, zone: string): string {
  const time = local(at, zone);
  return `${nameOf(weekdays, time.dayOfWeek).slice(0, 3)} ${time.day} ${nameOf(months, time.month)}`;
}

/** `June`. */
export function formatMonth(at: Instant, zone: string): string {
  return nameOf(months, local(at, zone).month);
}

/** `11:45pm`, `5pm`, `noon`, `midnight`. */
export function formatTime(at: Instant, zone: string): string {
  return timeOf(local(at, zone));
}

/** `4 June 2026, 11:45pm`; midnight reads `midnight at the start of 4 June 2026`. */
export function formatDateTime(at: Instant, zone: string): string {
  const time = local(at, zone);
  return timeWithDay(dateOf(time), time, ', ');
}

/** `Thursday 4 June 2026 at 11:45pm UK time`; zones elsewhere read `(Europe/Paris time)`. */
export function formatDeadline(at: Instant, zone: string): string {
  return `${timeWithDay(formatDay(at, zone), local(at, zone), ' at ')} ${zoneName(zone)}`;
}

/** `UK time`, or `(Europe/Paris time)`. */
export function zoneName(zone: string): string {
  return zone === 'Europe/London' ? 'UK time' : `(${zone} time)`;
}

/** `4 June 2026, 11:45:09pm BST (UTC+1)`: to the second and with the offset, for a certificate. */
export function formatWithOffset(at: Instant, zone: string): string {
  const time = local(at, zone);
  const clock = `${time.hour % 12 === 0 ? 12 : time.hour % 12}:${two(time.minute)}:${two(time.second)}${time.hour < 12 ? 'am' : 'pm'}`;
  return `${dateOf(time)}, ${clock} ${offsetName(time, zone)}`;
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}

function offsetName(time: Temporal.ZonedDateTime, zone: string): string {
  const minutes = Math.round(time.offsetNanoseconds / 60e9);
  if (zone === 'Europe/London') return minutes === 0 ? 'GMT' : 'BST (UTC+1)';
  const rest = Math.abs(minutes) % 60;
  return `UTC${minutes < 0 ? '-' : '+'}${Math.floor(Math.abs(minutes) / 60)}${rest === 0 ? '' : `:${two(rest)}`}`;
}

/** `British Summer Time` or `Greenwich Mean Time` in the United Kingdom; elsewhere the offset, `UTC+2`. */
export function formatSeason(at: Instant, zone: string): string {
  const time = local(at, zone);
  if (zone !== 'Europe/London') return offsetName(time, zone);
  return time.offsetNanoseconds === 0 ? 'Greenwich Mean Time' : 'British Summer Time';
}

/** Calendar days from one local day to another: 1 is tomorrow, however few hours away. */
export function daysBetween(from: Instant, to: Instant, zone: string): number {
  return local(from, zone).toPlainDate().until(local(to, zone).toPlainDate()).days;
}

/** `today`, `tomorrow`, `yesterday`, `in 3 days`, `3 days ago`. */
export function relativeDay(at: Instant, now: Instant, zone: string): string {
  const days = daysBetween(now, at, zone);
  if (days === 0) return 'today';
  if (days === 1) return 'tomorrow';
  if (days === -1) return 'yesterday';
  return days > 0 ? `in ${days} days` : `${-days} days ago`;
}

/** Working days of England after the first local day, up to and including the second; negative when it lies before. */
export function workingDaysBetween(from: Instant, to: Instant, zone: string): number {
  const start = local(from, zone).toPlainDate();
  const end = local(to, zone).toPlainDate();
  return Temporal.PlainDate.compare(start, end) <= 0 ? countWorkingDays(start, end) : -countWorkingDays(end, start);
}

function countWorkingDays(start: Temporal.PlainDate, end: Temporal.PlainDate): number {
  const last = dayNumber(end);
  let count = 0;
  for (let day = dayNumber(start) + 1; day <= last; day += 1) if (isWorkingDay(day)) count += 1;
  return count;
}

function moveWorkingDays(from: Temporal.PlainDate, days: number): Temporal.PlainDate {
  const start = dayNumber(from);
  let day = start;
  for (let left = Math.abs(days); left > 0;) {
    day += Math.sign(days);
    if (isWorkingDay(day)) left -= 1;
  }
  return from.add({ days: day - start });
}

/** An instant moved by working days of England, at an unchanged local time; a time the clocks skip moves an hour later. */
export function addWorkingDays(at: Instant, days: number, zone: string): Instant {
  const time = local(at, zone);
  const day = moveWorkingDays(time.toPlainDate(), days);
  return instant(day.toZonedDateTime({ timeZone: zone, plainTime: time.toPlainTime() }));
}

/**
 * A date before one close, brought to the same distance before another: as many working days of England lie from its day up to the
 * day of the close, and its local time is unchanged. A time that the clocks skip moves an hour later.
 */
export function atDistance(date: Instant, close: Instant, newClose: Instant, zone: string): Instant {
  const time = local(date, zone);
  const [first, end] = [dayNumber(time.toPlainDate()), dayNumber(local(close, zone).toPlainDate())];
  let days = 0;
  for (let day = first; day < end; day += 1) if (isWorkingDay(day)) days += 1;
  const moved = moveWorkingDays(local(newClose, zone).toPlainDate(), -days);
  return instant(moved.toZonedDateTime({ timeZone: zone, plainTime: time.toPlainTime() }));
}

/** True where the local day of an instant is neither Saturday, Sunday nor a bank holiday of England. */
export function isOnWorkingDay(at: Instant, zone: string): boolean {
  return isWorkingDay(dayNumber(local(at, zone).toPlainDate()));
}

/** The first instant of the local day. */
export function startOfDay(at: Instant, zone: string): Instant {
  return instant(local(at, zone).startOfDay());
}

/** The first instant of the local day that is `days` days later. */
export function addDays(at: Instant, days: number, zone: string): Instant {
  return instant(local(at, zone).add({ days }).startOfDay());
}

/** Eight o'clock in the morning of the next local day. */
export function nextMorning(at: Instant, zone: string): Instant {
  return instant(local(at, zone).add({ days: 1 }).withPlainTime({ hour: 8 }));
}

/** A whole hour of the local day; one the clocks skip moves an hour later. */
export function atHour(at: Instant, hour: number, zone: string): Instant {
  return instant(local(at, zone).withPlainTime({ hour }));
}

/** The first instants of the months that begin after one instant and before another. */
export function monthStarts(from: Instant, to: Instant, zone: string): readonly Instant[] {
  const starts: Instant[] = [];
  let month = local(from, zone).toPlainDate().with({ day: 1 }).add({ months: 1 });
  for (;;) {
    const start = instant(month.toZonedDateTime(zone));
    if (start >= to) return starts;
    starts.push(start);
    month = month.add({ months: 1 });
  }
}

/** A day and a time as a person types them. */
export interface LocalParts {
  readonly day: string;
  readonly month: string;
  readonly year: string;
  readonly time: string;
}

/** The typed day and time as an instant, or the field to mend and how. `note` says how a doubtful time was read; else empty. */
export type ParsedLocal =
  | { readonly ok: true; readonly at: Instant; readonly note: string }
  | { readonly ok: false; readonly field: 'day' | 'month' | 'year' | 'time'; readonly message: string };

/** The parts a form is filled in with again: `{ day: '4', month: '6', year: '2026', time: '11:45pm' }`. */
export function localParts(at: Instant, zone: string): LocalParts {
  const time = local(at, zone);
  const said = timeOf(time);
  return { day: String(time.day), month: String(time.month), year: String(time.year), time: said === 'midnight' ? '0:00' : said };
}

/**
 * Reads a local day and time to the minute. A time the clocks skip in spring is refused with a reason, since no guess at a
 * deadline is safe. A time that comes twice in autumn is read as the first, so that nobody is late, and `note` says so; `GMT` or
 * `BST` beside it chooses. `GMT` in summer is refused: the person may mean either time (SF5).
 */
export function parseLocal(parts: LocalParts, zone: string): ParsedLocal {
  const day = parseDay(parts);
  if ('field' in day) return day;
  const time = readClock(parts.time);
  if (!time.ok) return wrong('time', time.why);
  const wanted = day.toPlainDateTime(Temporal.PlainTime.from(time.value));
  const earlier = wanted.toZonedDateTime(zone, { disambiguation: 'earlier' });
  const later = wanted.toZonedDateTime(zone, { disambiguation: 'later' });
  if (!earlier.toPlainDateTime().equals(wanted)) {
    return wrong('time', `The clocks go forward that night, so there is no ${timeOf(time.value)}. Give a time an hour later`);
  }
  if (time.value.zone !== null) return inNamedZone(time.value.zone, [earlier, later], wanted);
  const twice = !earlier.equals(later);
  const note = twice
    ? `The clocks go back that night, so ${timeOf(earlier)} comes twice. The first is taken: ${offsetName(earlier, zone)}.`
    : '';
  return { ok: true, at: instant(earlier), note };
}

function inNamedZone(
  named: NonNullable<Clock['zone']>,
  readings: readonly [Temporal.ZonedDateTime, Temporal.ZonedDateTime],
  wanted: Temporal.PlainDateTime,
): ParsedLocal {
  const meant = readings.find((one) => one.offsetNanoseconds === named.offset * 60e9);
  if (meant !== undefined) return { ok: true, at: instant(meant), note: '' };
  const [local] = readings;
  const there = wanted.toZonedDateTime('UTC').subtract({ minutes: named.offset }).withTimeZone(local.timeZoneId);
  const [typed, meaning] = [timeOf(wanted), timeOf(there)];
  return wrong(
    'time',
    `On ${dateOf(local)} the clocks show ${offsetName(local, local.timeZoneId)}, so ${typed} ${named.name} would be ${meaning}. Write ${typed} or ${meaning}, without ${named.name}`,
  );
}

/** Reads a local day as its first instant; a time in the parts is ignored. */
export function parseLocalDay(parts: Omit<LocalParts, 'time'>, zone: string): ParsedLocal {
  const day = parseDay(parts);
  if ('field' in day) return day;
  return { ok: true, at: instant(day.toZonedDateTime(zone)), note: '' };
}

type Wrong = Extract<ParsedLocal, { ok: false }>;

function wrong(field: Wrong['field'], message: string): Wrong {
  return { ok: false, field, message };
}

function parseDay(parts: Omit<LocalParts, 'time'>): Temporal.PlainDate | Wrong {
  if (`${parts.day}${parts.month}${parts.year}`.trim() === '') return wrong('day', 'Give the day, the month and the year');
  const [day, month, year] = [readDayOfMonth(parts.day), readMonth(parts.month), readYear(parts.year)];
  if (!day.ok) return wrong('day', day.why);
  if (!month.ok) return wrong('month', month.why);
  if (!year.ok) return wrong('year', year.why);
  const date = Temporal.PlainDate.from({ year: year.value, month: month.value, day: day.value }, { overflow: 'constrain' });
  if (date.day !== day.value) return wrong('day', `${nameOf(months, month.value)} ${year.value} has only ${date.day} days`);
  return date;
}
