import { Temporal } from '@js-temporal/polyfill';
import type { Instant } from '../outcome.ts';
import { atHour } from './calendar.ts';

/** A Monday of a time zone. */
export interface Monday {
  /** Its date as a number: `20260713`. */
  readonly date: number;
  /** Eight o'clock in its morning. */
  readonly morning: Instant;
}

/** The Monday in which an instant lies; null on the other days of the week. The clocks change on Sundays, before it begins. */
export function mondayAt(at: Instant, zone: string): Monday | null {
  const day = Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate();
  if (day.dayOfWeek !== 1) return null;
  return { date: Number(day.toString().replaceAll('-', '')), morning: atHour(at, 8, zone) };
}
