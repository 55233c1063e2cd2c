import { createHash } from 'node:crypto';
import ical, { ICalCalendarMethod, ICalEventStatus, ICalEventTransparency } from 'ical-generator';
import type { Dated } from './dates.ts';

/** Seconds after which a calendar program should read the address again. */
const refresh = 4 * 3_600;

/** A calendar as it is served: the text of RFC 5545, and the entity tag of that text. */
export interface CalendarFile {
  readonly body: string;
  readonly etag: string;
}

/**
 * Writes dates as a calendar (WO37). Times are in UTC, so both changes of the clocks are right in every program. The text depends on
 * the dates alone: where none has changed, the tag is as before.
 */
export function calendarFile(dates: readonly Dated[], baseUrl: string): CalendarFile {
  const calendar = ical({ name: 'Concord', prodId: { company: 'Concord', product: 'Dates', language: 'EN' }, ttl: refresh });
  calendar.method(ICalCalendarMethod.PUBLISH);
  for (const date of dates) {
    const url = `${baseUrl}/consultations/${date.consultationId}`;
    calendar.createEvent({
      id: uidOf(date),
      start: new Date(date.at),
      stamp: new Date(date.changedAt),
      lastModified: new Date(date.changedAt),
      sequence: date.sequence,
      status: date.cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
      // A date by which something is due keeps nobody busy.
      transparency: ICalEventTransparency.TRANSPARENT,
      summary: date.title,
      description: `${date.detail}\n${url}`,
      url,
    });
  }
  const body = calendar.toString();
  return { body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 32)}"` };
}

/** The name of a date for ever: it survives every move of the date and of the service (RFC 7986, section 5.3). */
function uidOf({ consultationId, memberId, key }: Dated): string {
  return `${createHash('sha256').update(`${consultationId}/${memberId}/${key}`).digest('hex').slice(0, 40)}@concord`;
}
