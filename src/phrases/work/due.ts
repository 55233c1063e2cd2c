import type { Instant } from '../../domain/outcome.ts';
import { daysBetween, formatDay, formatShortDay, formatTime, relativeDay, workingDaysBetween } from '../../domain/time/calendar.ts';
import { capital, counted } from '../english.ts';

/** A due time for a list of tasks: `Tomorrow, 5pm` over `Friday 24 June`. */
export interface Due {
  readonly lead: string;
  readonly sub: string;
  readonly late: boolean;
  /** For a sentence: `tomorrow, Friday 24 June at 5pm`. */
  readonly sentence: string;
}

/** Says a due time, seen from now; with its year only where it is not the present one. */
export function dueWords(dueAt: Instant, now: Instant, zone: string): Due {
  const days = daysBetween(now, dueAt, zone);
  const day = formatDay(dueAt, zone).replace(dueAt.slice(0, 4) === now.slice(0, 4) ? / \d{4}$/ : /^$/, '');
  const time = formatTime(dueAt, zone);
  if (dueAt < now)
    return { lead: 'Late', sub: `was due ${day}${days === 0 ? `, ${time}` : ''}`, late: true, sentence: `${day} at ${time}` };
  if (days < 2) {
    const soon = relativeDay(dueAt, now, zone);
    return { lead: `${capital(soon)}, ${time}`, sub: day, late: false, sentence: `${soon}, ${day} at ${time}` };
  }
  const working = workingDaysBetween(now, dueAt, zone);
  return {
    // A list has a narrow column for it.
    lead: time === '5pm' ? formatShortDay(dueAt, zone) : `${formatShortDay(dueAt, zone)}, ${time}`,
    sub: `in ${counted(working, 'working day', 'working days')}`,
    late: false,
    sentence: `${day} at ${time}`,
  };
}
