import type { Member } from '../../domain/network/member.ts';
import type { Network } from '../../domain/network/network.ts';
import type { Organisation } from '../../domain/network/organisation.ts';
import type { Instant } from '../../domain/outcome.ts';
import { speaksFor } from '../../domain/positions/stating.ts';
import type { Request } from '../../domain/positions/positions.ts';
import type { OrganisationStanding } from '../../domain/positions/totals.ts';
import type { BoardRow } from '../../domain/progress/board.ts';
import { type Ask, askOf } from '../../domain/progress/choosing.ts';
import { isAskedToday, isRemindedToday, openAsk, reminderOf } from '../../domain/progress/reminding.ts';
import type { Response } from '../../domain/response/response.ts';

/** An organisation of which something is asked, and the people who speak for it (PG6). */
export interface Asking {
  readonly row: BoardRow;
  readonly organisation: Organisation;
  readonly ask: NonNullable<Ask>;
  /** Empty where nobody speaks for it: nobody can be reminded. */
  readonly people: readonly Member[];
  /** The request or the reminder that it has not answered; null where this would be the first (PG6). */
  readonly open: Request | null;
  /** True where it was asked or reminded today already: it gets nothing more today (PG6). */
  readonly isServed: boolean;
}

/** The organisations of which something is asked now, in the order of their rows (PG6). */
export function askingAmong(
  rows: readonly BoardRow[],
  {
    network,
    members,
    response,
    standings,
    now,
  }: {
    readonly network: Network;
    readonly members: Iterable<Member>;
    readonly response: Pick<Response, 'reminded'>;
    readonly standings: readonly OrganisationStanding[];
    readonly now: Instant;
  },
): readonly Asking[] {
  const everybody = [...members];
  const positions = new Map(standings.map((standing) => [standing.organisation.id, standing.positions]));
  const today = { at: now, zone: network.timeZone };
  return rows.flatMap((row) => {
    const ask = askOf(row, now, network.timeZone);
    if (ask === null) return [];
    const { organisation } = row;
    const own = positions.get(organisation.id) ?? null;
    const open = openAsk(own, reminderOf(response, organisation.id));
    const isServed = isAskedToday(own, today) || isRemindedToday(response, organisation.id, today);
    return [{ row, organisation, ask, people: everybody.filter((member) => speaksFor(member, organisation, now)), open, isServed }];
  });
}
