import type { Instant } from '../../domain/outcome.ts';
import { formatDate } from '../../domain/time/calendar.ts';
import type { Viewer } from '../../web/viewer.ts';

/** The state of a person’s calendar address. `made` is the address itself, on the one page that shows it; empty elsewhere. */
export interface AddressState {
  readonly since: Instant | null;
  readonly made: string;
}

/** The page on which a person has the dates put into their own calendar. */
export function calendarView({ network }: Viewer, { since, made }: AddressState) {
  return {
    title: 'Your dates in your calendar',
    since: since === null ? '' : formatDate(since, network.timeZone),
    made,
    webcal: made.replace(/^https?:/u, 'webcal:'),
  };
}
