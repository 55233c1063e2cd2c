import { Temporal } from '@js-temporal/polyfill';

// Proclaimed for one year only: a day added, or a rule's day moved to another.
const added = new Set(['1999-12-31', '2002-06-03', '2011-04-29', '2012-06-05', '2022-06-03', '2022-09-19', '2023-05-08']);
const moved = new Map([
  ['1995-05-01', '1995-05-08'],
  ['2002-05-27', '2002-06-04'],
  ['2012-05-28', '2012-06-04'],
  ['2020-05-04', '2020-05-08'],
  ['2022-05-30', '2022-06-02'],
]);

/**
 * The bank holidays of England and Wales in a year from 1978 on, as ISO dates in order: the standing rules with their
 * substitute days (Banking and Financial Dealings Act 1971, schedule 1), and the days proclaimed once that are known here.
 */
export function bankHolidays(year: number): readonly string[] {
  const easter = easterSunday(year);
  const days = [
    afterWeekend(Temporal.PlainDate.from({ year, month: 1, day: 1 })),
    easter.subtract({ days: 2 }),
    easter.add({ days: 1 }),
    firstMonday(year, 5),
    lastMonday(year, 5),
    lastMonday(year, 8),
    ...christmas(year),
  ].map((day) => day.toString());
  const proclaimed = [...added].filter((day) => day.startsWith(`${year}-`));
  return [...days.map((day) => moved.get(day) ?? day), ...proclaimed].sort();
}

const epoch = Temporal.PlainDate.from('1970-01-01');
const known = new Map<number, ReadonlySet<number>>();

/** The number of a day, counted from 1 January 1970: numbers are moved and compared a hundred times as fast as dates. */
export function dayNumber(day: Temporal.PlainDate): number {
  return epoch.until(day).days;
}

/** Whether the day of a number is neither Saturday, Sunday nor a bank holiday of England. */
export function isWorkingDay(day: number): boolean {
  // 1 January 1970 was a Thursday.
  const weekday = (((day + 3) % 7) + 7) % 7;
  if (weekday > 4) return false;
  const year = Math.floor(1970 + day / 365.2425);
  // Near New Year the year may be out by one.
  return ![year - 1, year, year + 1].some((one) => holidaysOf(one).has(day));
}

function holidaysOf(year: number): ReadonlySet<number> {
  let holidays = known.get(year);
  if (holidays === undefined) {
    holidays = new Set(bankHolidays(year).map((day) => dayNumber(Temporal.PlainDate.from(day))));
    known.set(year, holidays);
  }
  return holidays;
}

/** Easter Sunday by the Gregorian calendar (the anonymous algorithm, Nature 1876). */
export function easterSunday(year: number): Temporal.PlainDate {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const sum = h + l - 7 * m + 114;
  return Temporal.PlainDate.from({ year, month: Math.floor(sum / 31), day: (sum % 31) + 1 });
}

function afterWeekend(day: Temporal.PlainDate): Temporal.PlainDate {
  return day.dayOfWeek > 5 ? day.add({ days: 8 - day.dayOfWeek }) : day;
}

// Christmas Day and Boxing Day each have a substitute, so a weekend pushes them to Monday and Tuesday.
function christmas(year: number): Temporal.PlainDate[] {
  const day = Temporal.PlainDate.from({ year, month: 12, day: 25 });
  if (day.dayOfWeek === 5) return [day, day.add({ days: 3 })];
  if (day.dayOfWeek === 6) return [day.add({ days: 2 }), day.add({ days: 3 })];
  if (day.dayOfWeek === 7) return [day.add({ days: 1 }), day.add({ days: 2 })];
  return [day, day.add({ days: 1 })];
}

function firstMonday(year: number, month: number): Temporal.PlainDate {
  const first = Temporal.PlainDate.from({ year, month, day: 1 });
  return first.add({ days: (8 - first.dayOfWeek) % 7 });
}

function lastMonday(year: number, month: number): Temporal.PlainDate {
  const last = Temporal.PlainDate.from({ year, month, day: 31 });
  return last.subtract({ days: last.dayOfWeek - 1 });
}
