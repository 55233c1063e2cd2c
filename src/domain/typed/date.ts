import { type Read, plainTyped, read, unread } from './read.ts';

export const months = 'January February March April May June July August September October November December'.split(' ');

/** Reads a whole number: `1,200`, `1 200`. Null for anything else. */
export function readWhole(typed: string): number | null {
  const said = plainTyped(typed);
  return /^(?:\d{1,9}|\d{1,3}(?:[, ]\d{3}){1,2})$/u.test(said) ? Number(said.replace(/[, ]/gu, '')) : null;
}

const weekday = /^(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+/iu;

/** Reads the day of a month: `4`, `04`, `4th`, `Thursday 4`. */
export function readDayOfMonth(typed: string): Read<number> {
  const said = plainTyped(typed).replace(weekday, '');
  const day = Number(/^(\d{1,2})(?:st|nd|rd|th)?[.,]?$/iu.exec(said)?.[1] ?? 0);
  if (day >= 1 && day <= 31) return read(day);
  return unread(
    /^\d{1,2}\D+\d/u.test(said) || /\p{L}{3}/u.test(said)
      ? 'Give the day alone here, for example 4'
      : 'The day must be a number from 1 to 31',
  );
}

/** Reads a month: `6`, `06`, `June`, `jun.`, `Sept`. */
export function readMonth(typed: string): Read<number> {
  const said = plainTyped(typed).toLowerCase().replace(/[.,]$/u, '');
  const number = /^\d{1,2}$/u.test(said)
    ? Number(said)
    : months.findIndex((month) => said.length >= 3 && month.toLowerCase().startsWith(said)) + 1;
  return number >= 1 && number <= 12 ? read(number) : unread('The month must be a number from 1 to 12, or a name like June');
}

/** Reads a year of four digits, from 2000 to 2199. */
export function readYear(typed: string): Read<number> {
  const year = Number(/^(\d{4})\.?$/u.exec(plainTyped(typed))?.[1] ?? 0);
  return year >= 2000 && year <= 2199 ? read(year) : unread('The year must have 4 numbers, for example 2026');
}
