import { localParts, parseLocalDay } from '../../domain/time/calendar.ts';
import { Instant } from '../../domain/outcome.ts';

/** The first instant of the local day that is `days` days later. */
export function addDays(at: Instant, days: number, zone: string): Instant {
  // Noon of a day is far from any change of the clocks.
  const noon = Date.parse(at) + 12 * 3_600_000 + days * 86_400_000;
  const parsed = parseLocalDay(localParts(Instant.parse(new Date(noon).toISOString()), zone), zone);
  if (!parsed.ok) throw new TypeError(parsed.message);
  return parsed.at;
}
