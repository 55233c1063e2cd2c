import { awayAt, standInFor } from '../domain/network/absence.ts';
import type { Member } from '../domain/network/member.ts';
import type { Instant } from '../domain/outcome.ts';
import { formatLastDay } from '../domain/time/calendar.ts';
import { listed } from './english.ts';
import type { Cast } from './people.ts';

/** That a member is away, and who stands in: `away until 3 June 2026; Daniel Osei stands in`. Empty for a member who is there (WO33). */
export function awayWords({ network, members }: Cast, member: Member | undefined, at: Instant): string {
  const absence = member === undefined ? null : awayAt(member, at);
  if (member === undefined || absence === null) return '';
  const standIn = standInFor(members, member, at)?.name ?? 'nobody';
  return `away until ${formatLastDay(absence.until, network.timeZone)}; ${standIn} stands in`;
}

/** The people for whom somebody stands in, in the middle of a sentence: `Nadia Farrow, who is away until 3 June 2026`. */
export function stoodInForWords({ network }: Pick<Cast, 'network'>, away: readonly Member[], at: Instant): string {
  return listed(
    away.map((member) => {
      const absence = awayAt(member, at);
      return absence === null ? member.name : `${member.name}, who is away until ${formatLastDay(absence.until, network.timeZone)}`;
    }),
  );
}
