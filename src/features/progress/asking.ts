import type { Member } from '../../domain/network/member.ts';
import type { Network } from '../../domain/network/network.ts';
import type { Organisation } from '../../domain/network/organisation.ts';
import type { Instant } from '../../domain/outcome.ts';
import { speaksFor } from '../../domain/positions/stating.ts';
import type { BoardRow } from '../../domain/progress/board.ts';
import { type Ask, askOf } from '../../domain/progress/choosing.ts';

/** An organisation of which something is asked, and the people who speak for it (PG6). */
export interface Asking {
  readonly row: BoardRow;
  readonly organisation: Organisation;
  readonly ask: NonNullable<Ask>;
  /** Empty where nobody speaks for it: nobody can be reminded. */
  readonly people: readonly Member[];
}

/** The organisations of which something is asked now, in the order of their rows (PG6). */
export function askingAmong(
  rows: readonly BoardRow[],
  { network, members, now }: { readonly network: Network; readonly members: Iterable<Member>; readonly now: Instant },
): readonly Asking[] {
  const everybody = [...members];
  return rows.flatMap((row) => {
    const ask = askOf(row, now, network.timeZone);
    if (ask === null) return [];
    const { organisation } = row;
    return [{ row, organisation, ask, people: everybody.filter((member) => speaksFor(member, organisation, now)) }];
  });
}
