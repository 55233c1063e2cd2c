import { type Consultation, isRepresentation, plannedTo } from '../../domain/consultation/consultation.ts';
import type { Instant } from '../../domain/outcome.ts';
import type { Misplaced } from '../../domain/response/plan/moving-dates.ts';
import type { Network } from '../../domain/network/network.ts';
import { formatDateTime, formatDay, isOnWorkingDay } from '../../domain/time/calendar.ts';
import { stepTitle } from '../dates.ts';

/** Says that a date is on no working day: `Not a working day: Saturday 4 July`. Empty on a working day. */
export function dayOff(at: Instant, zone: string): string {
  if (isOnWorkingDay(at, zone)) return '';
  const day = formatDay(at, zone).replace(/ \d{4}$/u, '');
  return /^(?:Saturday|Sunday)/u.test(day) ? `Not a working day: ${day}` : `A bank holiday: ${day}`;
}

/** Why a step cannot have a date, and how to mend it (WO15). */
export function misplacedWords(why: Misplaced, consultation: Consultation, network: Network): string {
  const zone = network.timeZone;
  switch (why.because) {
    case 'passed':
      return 'New date: this has passed. Choose a date that is still to come';
    case 'after-close':
      return lastWords(consultation, zone);
    case 'after':
      return `New date: “${stepTitle(why.step.name, network)}” comes first, on ${formatDateTime(why.step.at, zone)}. Choose a later date, or move that one first`;
    case 'before':
      return `New date: “${stepTitle(why.step.name, network)}” comes after it, on ${formatDateTime(why.step.at, zone)}. Choose an earlier date, or move that one first`;
  }
}

function lastWords(consultation: Consultation, zone: string): string {
  const last = formatDateTime(plannedTo(consultation), zone);
  if (consultation.closesAt === null) return `New date: it is to be sent by ${last}. Choose a date before that`;
  const arrives = isRepresentation(consultation);
  const until = arrives ? `it has to arrive by ${last}` : `the consultation closes on ${last}`;
  return `New date: ${until}. Choose a date before that, or move ${arrives ? 'that date' : 'the close'}`;
}
