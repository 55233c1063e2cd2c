import { test } from 'tap';
import { bankHolidays, easterSunday } from '../../../src/domain/time/bank-holidays.ts';
import {
  addWorkingDays,
  atHour,
  daysBetween,
  formatDate,
  formatDateTime,
  formatDay,
  formatDeadline,
  formatLastDay,
  formatMonth,
  formatSeason,
  formatShortDay,
  formatTime,
  formatWithOffset,
  localParts,
  monthStarts,
  parseLocal,
  parseLocalDay,
  relativeDay,
  nextMorning,
  addDays,
  startOfDay,
  workingDaysBetween,
} from '../../../src/domain/time/calendar.ts';
import { Instant } from '../../../src/domain/outcome.ts';
import { planDates } from '../../../src/domain/time/timetable.ts';

const london = 'Europe/London';
const at = (text: string): Instant => Instant.parse(text);
const typed = (day: string, month: string, year: string, time: string) => parseLocal({ day, month, year, time }, london);

// Clocks in 2026: forward on 29 March at 01:00 UTC, back on 25 October at 01:00 UTC.
const acrossTheChanges = [
  ['2026-03-28T23:59:00.000Z', '28 March 2026, 11:59pm', 'GMT', 'Greenwich Mean Time'],
  ['2026-03-29T00:59:00.000Z', '29 March 2026, 12:59am', 'GMT', 'Greenwich Mean Time'],
  ['2026-03-29T01:00:00.000Z', '29 March 2026, 2am', 'BST (UTC+1)', 'British Summer Time'],
  ['2026-06-03T23:00:00.000Z', 'midnight at the start of 4 June 2026', 'BST (UTC+1)', 'British Summer Time'],
  ['2026-06-04T11:00:00.000Z', '4 June 2026, noon', 'BST (UTC+1)', 'British Summer Time'],
  ['2026-06-04T22:45:00.000Z', '4 June 2026, 11:45pm', 'BST (UTC+1)', 'British Summer Time'],
  ['2026-10-25T00:30:00.000Z', '25 October 2026, 1:30am', 'BST (UTC+1)', 'British Summer Time'],
  ['2026-10-25T01:30:00.000Z', '25 October 2026, 1:30am', 'GMT', 'Greenwich Mean Time'],
  ['2026-12-31T00:00:00.000Z', 'midnight at the start of 31 December 2026', 'GMT', 'Greenwich Mean Time'],
] as const;

test('UK local time is shown with GMT and BST right across both clock changes', (t) => {
  for (const [utc, shown, offset, season] of acrossTheChanges) {
    t.equal(formatDateTime(at(utc), london), shown);
    t.ok(formatWithOffset(at(utc), london).endsWith(` ${offset}`), `${utc} is ${offset}`);
    t.equal(formatSeason(at(utc), london), season);
  }
  t.end();
});

test('the forms a date takes on pages', (t) => {
  const close = at('2022-07-22T22:45:09.000Z');
  t.equal(formatDate(close, london), '22 July 2022');
  t.equal(formatDay(close, london), 'Friday 22 July 2022');
  t.equal(formatShortDay(close, london), 'Fri 22 July');
  t.equal(formatMonth(close, london), 'July');
  t.equal(formatTime(close, london), '11:45pm');
  t.equal(formatDeadline(close, london), 'Friday 22 July 2022 at 11:45pm UK time');
  t.equal(formatDeadline(at('2022-07-21T23:00:00.000Z'), london), 'midnight at the start of Friday 22 July 2022 UK time');
  t.equal(formatWithOffset(close, london), '22 July 2022, 11:45:09pm BST (UTC+1)');
  t.equal(formatWithOffset(at('2022-01-22T00:05:09.000Z'), london), '22 January 2022, 12:05:09am GMT');
  t.equal(formatWithOffset(at('2022-01-22T10:05:09.000Z'), london), '22 January 2022, 10:05:09am GMT');
  t.end();
});

test('a network elsewhere sees its own zone, and no words about the UK', (t) => {
  const summer = at('2026-07-01T10:00:00.000Z');
  t.equal(formatDeadline(summer, 'Europe/Paris'), 'Wednesday 1 July 2026 at noon (Europe/Paris time)');
  t.equal(formatSeason(summer, 'Europe/Paris'), 'UTC+2');
  t.equal(formatWithOffset(summer, 'America/St_Johns'), '1 July 2026, 7:30:00am UTC-2:30');
  t.end();
});

const accepted = [
  ['11:45pm', '2026-06-04T22:45:00.000Z'],
  ['11.45 PM', '2026-06-04T22:45:00.000Z'],
  ['23:45', '2026-06-04T22:45:00.000Z'],
  ['5pm', '2026-06-04T16:00:00.000Z'],
  ['9am', '2026-06-04T08:00:00.000Z'],
  ['noon', '2026-06-04T11:00:00.000Z'],
  ['midday', '2026-06-04T11:00:00.000Z'],
  ['12pm', '2026-06-04T11:00:00.000Z'],
  ['12:05am', '2026-06-03T23:05:00.000Z'],
  ['0:00', '2026-06-03T23:00:00.000Z'],
  ['00.00', '2026-06-03T23:00:00.000Z'],
] as const;

test('a local time is read however people write it', (t) => {
  for (const [time, utc] of accepted) t.same(typed('4', '6', '2026', time), { ok: true, at: utc, note: '' }, time);
  t.same(typed(' 04 ', 'June', '2026', '5pm'), { ok: true, at: '2026-06-04T16:00:00.000Z', note: '' });
  t.same(typed('4', 'sept', '2026', '5pm'), { ok: true, at: '2026-09-04T16:00:00.000Z', note: '' });
  t.same(parseLocalDay({ day: '29', month: '3', year: '2022' }, london), { ok: true, at: '2022-03-28T23:00:00.000Z', note: '' });
  t.end();
});

const refusedTyping = [
  ['', '6', '2026', '5pm', 'day'],
  ['0', '6', '2026', '5pm', 'day'],
  ['32', '6', '2026', '5pm', 'day'],
  ['31', '6', '2026', '5pm', 'day'],
  ['29', '2', '2026', '5pm', 'day'],
  ['<b>4</b>', '6', '2026', '5pm', 'day'],
  ['4', '13', '2026', '5pm', 'month'],
  ['4', '0', '2026', '5pm', 'month'],
  ['4', 'Ju', '2026', '5pm', 'month'],
  ['4', 'Juneteenth', '2026', '5pm', 'month'],
  ['4', '6', '26', '5pm', 'year'],
  ['4', '6', '2200', '5pm', 'year'],
  ['4', '6', '٢٠٢٦', '5pm', 'year'],
  ['4', '6', '', '5pm', 'year'],
  ['4', '6', '2026', '', 'time'],
  ['4', '6', '2026', 'midnight', 'time'],
  ['4', '6', '2026', '5', 'time'],
  ['4', '6', '2026', '13pm', 'time'],
  ['4', '6', '2026', '0pm', 'time'],
  ['4', '6', '2026', '24:00', 'time'],
  ['4', '6', '2026', '11:60pm', 'time'],
  ['4', '6', '2026', 'tea time', 'time'],
] as const;

test('an unreadable date or time names its field and how to mend it', (t) => {
  for (const [day, month, year, time, field] of refusedTyping) {
    t.match(typed(day, month, year, time), { ok: false, field, message: /\w/ }, `${day} ${month} ${year} ${time}`);
  }
  t.match(typed('', ' ', '', '5pm'), { field: 'day', message: 'Give the day, the month and the year' });
  t.match(typed('31', '6', '2026', '5pm'), { message: 'June 2026 has only 30 days' });
  t.match(parseLocalDay({ day: '31', month: '9', year: '2026' }, london), { ok: false, field: 'day' });
  t.end();
});

test('a time the clocks skip is refused; one that comes twice is read as the first, with a note', (t) => {
  t.match(typed('29', '3', '2026', '1:30am'), { ok: false, field: 'time', message: /clocks go forward that night, so there is no 1:30am/ });
  t.match(typed('29', '3', '2026', '12:59am'), { ok: true, at: '2026-03-29T00:59:00.000Z' });
  t.match(typed('29', '3', '2026', '2am'), { ok: true, at: '2026-03-29T01:00:00.000Z', note: '' });
  t.match(typed('25', '10', '2026', '1:30am'), { ok: true, at: '2026-10-25T00:30:00.000Z', note: /1:30am comes twice.*BST/ });
  t.match(typed('25', '10', '2026', '12:59am'), { ok: true, at: '2026-10-24T23:59:00.000Z', note: '' });
  t.match(typed('25', '10', '2026', '2am'), { ok: true, at: '2026-10-25T02:00:00.000Z', note: '' });
  t.end();
});

test('a form is filled in again with parts that read back to the same instant', (t) => {
  for (const [utc] of acrossTheChanges) {
    if (utc === '2026-10-25T01:30:00.000Z') continue; // the second 1:30am: the first is taken
    t.match(parseLocal(localParts(at(utc), london), london), { ok: true, at: utc });
  }
  t.end();
});

test('days are counted by the local calendar, not by 24 hours', (t) => {
  const evening = at('2026-03-28T22:00:00.000Z');
  t.equal(daysBetween(evening, at('2026-03-28T23:59:00.000Z'), london), 0);
  t.equal(daysBetween(evening, at('2026-03-29T23:30:00.000Z'), london), 2);
  t.equal(relativeDay(evening, evening, london), 'today');
  t.equal(relativeDay(at('2026-03-29T00:00:00.000Z'), evening, london), 'tomorrow');
  t.equal(relativeDay(at('2026-03-27T23:00:00.000Z'), evening, london), 'yesterday');
  t.equal(relativeDay(at('2026-04-01T12:00:00.000Z'), evening, london), 'in 4 days');
  t.equal(relativeDay(at('2026-03-20T12:00:00.000Z'), evening, london), '8 days ago');
  t.equal(startOfDay(at('2026-06-04T12:00:00.000Z'), london), '2026-06-03T23:00:00.000Z');
  t.equal(addDays(at('2026-06-03T23:00:00.000Z'), 1, london), '2026-06-04T23:00:00.000Z', 'a day has 24 hours');
  t.equal(addDays(at('2026-03-29T00:00:00.000Z'), 1, london), '2026-03-29T23:00:00.000Z', 'or 23, in spring');
  t.equal(addDays(at('2026-10-24T23:00:00.000Z'), 1, london), '2026-10-26T00:00:00.000Z', 'or 25, in autumn');
  t.equal(addDays(at('2026-06-04T20:00:00.000Z'), 1, london), '2026-06-04T23:00:00.000Z', 'counted from the day, not from the time');
  t.equal(nextMorning(at('2026-06-04T12:00:00.000Z'), london), '2026-06-05T07:00:00.000Z');
  t.equal(nextMorning(at('2026-10-24T22:30:00.000Z'), london), '2026-10-25T08:00:00.000Z', 'the clocks go back in that night');
  t.equal(atHour(at('2026-06-03T23:00:00.000Z'), 17, london), '2026-06-04T16:00:00.000Z');
  t.same(monthStarts(at('2026-03-15T00:00:00.000Z'), at('2026-04-30T23:00:00.000Z'), london), ['2026-03-31T23:00:00.000Z']);
  t.same(monthStarts(at('2026-01-01T00:00:00.000Z'), at('2026-01-02T00:00:00.000Z'), london), []);
  t.end();
});

// As published on gov.uk/bank-holidays for England and Wales.
const published: Readonly<Record<number, readonly string[]>> = {
  2020: ['01-01', '04-10', '04-13', '05-08', '05-25', '08-31', '12-25', '12-28'],
  2021: ['01-01', '04-02', '04-05', '05-03', '05-31', '08-30', '12-27', '12-28'],
  2022: ['01-03', '04-15', '04-18', '05-02', '06-02', '06-03', '08-29', '09-19', '12-26', '12-27'],
  2023: ['01-02', '04-07', '04-10', '05-01', '05-08', '05-29', '08-28', '12-25', '12-26'],
  2024: ['01-01', '03-29', '04-01', '05-06', '05-27', '08-26', '12-25', '12-26'],
  2025: ['01-01', '04-18', '04-21', '05-05', '05-26', '08-25', '12-25', '12-26'],
  2026: ['01-01', '04-03', '04-06', '05-04', '05-25', '08-31', '12-25', '12-28'],
  2027: ['01-01', '03-26', '03-29', '05-03', '05-31', '08-30', '12-27', '12-28'],
};

test('bank holidays of England follow their rules, substitutes and proclamations', (t) => {
  for (const [year, days] of Object.entries(published)) {
    t.same(
      bankHolidays(Number(year)),
      days.map((day) => `${year}-${day}`),
    );
  }
  t.equal(easterSunday(2038).toString(), '2038-04-25');
  t.equal(easterSunday(2285).toString(), '2285-03-22');
  t.end();
});

test('working days leave out weekends and bank holidays, and keep the local time across a clock change', (t) => {
  const thursday = at('2022-06-23T09:00:00.000Z');
  t.equal(workingDaysBetween(thursday, at('2022-06-27T16:00:00.000Z'), london), 2);
  t.equal(workingDaysBetween(at('2022-06-27T16:00:00.000Z'), thursday, london), -2);
  t.equal(workingDaysBetween(thursday, thursday, london), 0);
  t.equal(workingDaysBetween(at('2022-04-04T08:00:00.000Z'), at('2022-07-01T22:45:00.000Z'), london), 59);
  t.equal(addWorkingDays(at('2022-06-01T16:00:00.000Z'), 1, london), '2022-06-06T16:00:00.000Z');
  t.equal(addWorkingDays(at('2026-03-27T17:00:00.000Z'), 1, london), '2026-03-30T16:00:00.000Z');
  t.equal(addWorkingDays(at('2026-10-26T17:00:00.000Z'), -1, london), '2026-10-23T16:00:00.000Z');
  t.equal(addWorkingDays(at('2026-12-24T17:00:00.000Z'), 1, london), '2026-12-29T17:00:00.000Z');
  t.equal(addWorkingDays(thursday, 0, london), thursday);
  t.end();
});

test('dates are planned back from the closing minute in working days', (t) => {
  const plan = planDates(at('2022-03-28T23:00:00.000Z'), at('2022-07-01T22:45:00.000Z'), at('2022-04-04T08:00:00.000Z'), london);
  t.same(
    [plan.contributions, plan.consolidatedDraft, plan.lock, ...plan.offices, plan.submit].map((date) => formatShortDay(date, london)),
    ['Wed 18 May', 'Wed 1 June', 'Fri 10 June', 'Tue 14 June', 'Thu 16 June', 'Tue 21 June', 'Wed 29 June'],
  );
  t.equal(formatTime(plan.lock, london), 'noon');
  t.equal(formatTime(plan.submit, london), '5pm');
  t.end();
});

test('a close that moves takes every date with it, and the chain may be of any length', (t) => {
  const plan = planDates(null, at('2022-07-22T22:45:00.000Z'), at('2022-04-04T08:00:00.000Z'), london);
  t.same(
    [plan.contributions, plan.consolidatedDraft, plan.lock, ...plan.offices, plan.submit].map((date) => formatShortDay(date, london)),
    ['Fri 10 June', 'Fri 24 June', 'Fri 1 July', 'Tue 5 July', 'Thu 7 July', 'Tue 12 July', 'Wed 20 July'],
  );
  const two = planDates(null, at('2022-07-22T22:45:00.000Z'), at('2022-04-04T08:00:00.000Z'), london, 2);
  t.same(
    two.offices.map((date) => formatShortDay(date, london)),
    ['Thu 7 July', 'Tue 12 July'],
  );
  t.end();
});

test('too few days are shared out in order, between the start and the close', (t) => {
  const close = at('2022-07-22T11:00:00.000Z');
  for (const start of ['2022-07-08T08:00:00.000Z', '2022-07-21T08:00:00.000Z', '2022-07-22T10:30:00.000Z', '2022-07-25T09:00:00.000Z']) {
    const plan = planDates(at(start), close, at('2022-04-04T08:00:00.000Z'), london);
    const dates = [plan.contributions, plan.consolidatedDraft, plan.lock, ...plan.offices, plan.submit, close];
    t.same(dates, dates.toSorted(), `in order from ${start}`);
    t.ok(start > close || dates.every((date) => date >= start), `none before ${start}`);
  }
  t.end();
});

test('[SF5] a zone beside the time must be the one of that day; where an hour comes twice it chooses', (t) => {
  t.same(typed('4', '6', '2026', '11:45pm BST'), { ok: true, at: '2026-06-04T22:45:00.000Z', note: '' });
  t.same(typed('4', '12', '2026', '11:45pm GMT'), { ok: true, at: '2026-12-04T23:45:00.000Z', note: '' });
  t.match(typed('4', '6', '2026', '11:45pm GMT'), {
    ok: false,
    field: 'time',
    message: 'On 4 June 2026 the clocks show BST (UTC+1), so 11:45pm GMT would be 12:45am. Write 11:45pm or 12:45am, without GMT',
  });
  t.match(typed('4', '12', '2026', '11:45pm BST'), { ok: false, message: /11:45pm BST would be 10:45pm/ });
  t.same(typed('25', '10', '2026', '1:30am BST'), { ok: true, at: '2026-10-25T00:30:00.000Z', note: '' });
  t.same(typed('25', '10', '2026', '1:30am GMT'), { ok: true, at: '2026-10-25T01:30:00.000Z', note: '' });
  t.end();
});

test('the last day of a time that ends at midnight is the day before', (t) => {
  t.equal(formatLastDay(Instant.parse('2026-06-03T23:00:00.000Z'), 'Europe/London'), '3 June 2026');
  t.equal(formatLastDay(Instant.parse('2026-06-03T12:00:00.000Z'), 'Europe/London'), '3 June 2026');
  t.end();
});
