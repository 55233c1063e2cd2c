import { type Read, plainTyped, read, unread } from './read.ts';

/** A time of day as it was typed: the offset of a named zone in minutes, null where none was named. */
export interface Clock {
  readonly hour: number;
  readonly minute: number;
  readonly zone: { readonly name: string; readonly offset: number } | null;
}

const likeThis = 'Write the time like 11:45pm or 23:45';
const midnight = 'Midnight can be the start of a day or its end. Write 11:59pm, or 0:00 for the start of the day';
const zones: Readonly<Record<string, number>> = { gmt: 0, utc: 0, bst: 60 };

/**
 * Reads a time of day: `11:45pm`, `11.45 p.m.`, `11:45pm BST`, `12 noon`, `17:00hrs`, `1700`. Refuses midnight and a bare
 * number, because each could be two times (SF5).
 */
export function readClock(typed: string): Read<Clock> {
  const said = plainTyped(typed)
    .toLowerCase()
    .replace(/^(?:by|at|before)\s+/u, '')
    .replace(/(?<![\s,])[\s,]*\(?uk(?: time)?\)?$/u, '');
  const named = /(?<![\s,])[\s,]*\(?\b(gmt|bst|utc)\)?$|(?<=\d|m)[\s,]*\(?(gmt|bst|utc)\)?$/u.exec(said);
  const name = named?.[1] ?? named?.[2] ?? '';
  const zone = name === '' ? null : { name: name.toUpperCase(), offset: Number(zones[name]) };
  const bare = (named === null ? said : said.slice(0, named.index))
    .replace(/(?<![a-z])([ap])\.?\s*m\.?(?![a-z])/gu, '$1m')
    .replace(/[\s,]/gu, '');
  if (bare === '') return unread('Give a time, for example 11:45pm');
  if (/^(?:12(?:[:.]00)?)?(?:noon|midday)$/u.test(bare)) return read({ hour: 12, minute: 0, zone });
  if (/^(?:12(?:[:.]00)?)?midnight$|^24(?:[:.h]?00)?(?:hrs?|hours)?\.?$/u.test(bare)) return unread(midnight);
  return digits(bare, zone);
}

function digits(bare: string, zone: Clock['zone']): Read<Clock> {
  const match =
    /^(\d{1,2})[:.h](\d{2})(?:[:.]00)?(am|pm|hrs?\.?|hours|h)?$/u.exec(bare) ??
    /^(\d{2})(\d{2})(am|pm|hrs?\.?|hours|h)?$/u.exec(bare) ??
    /^(\d{1,2})()(am|pm|hrs?\.?|hours|h)?$/u.exec(bare);
  if (match === null) return unread(likeThis);
  const [, hours = '', minutes = '', mark = ''] = match;
  const [hour, minute] = [Number(hours), Number(minutes)];
  const half = mark === 'am' || mark === 'pm' ? mark : '';
  // A bare number could be either half of the day.
  if (minutes === '' && mark === '')
    return unread(hour >= 1 && hour <= 12 ? `Say which half of the day: ${hour}am or ${hour}pm` : likeThis);
  if (minute > 59 || hour > 23) return unread(`There is no such time. ${likeThis}`);
  if (half === '') return read({ hour, minute, zone });
  if (minutes === '' && (hour === 0 || hour > 12)) return unread(`There is no such time. ${likeThis}`);
  // `17:00pm` says the half twice; `17:00am` contradicts itself, and so does `0:30pm`.
  if (half === 'am' ? hour > 12 : hour === 0) return unread(`There is no such time. ${likeThis}`);
  return read({ hour: (hour % 12) + (half === 'pm' ? 12 : 0), minute, zone });
}
