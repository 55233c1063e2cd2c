import type { Organisation } from '../network/organisation.ts';
import type { Position } from '../positions/position.ts';
import { type Statement, onSection } from '../positions/statement.ts';
import { type OrganisationStanding, type Totals, totalsAmong } from '../positions/totals.ts';
import { type Asked, type BoardInput, replyOn } from './board.ts';

/** An organisation that says more on a section than that it endorses. */
export interface Apart {
  readonly organisation: Organisation;
  readonly statement: Statement;
  readonly position: Exclude<Position, 'endorses'>;
  /** `exception`: it names this section; `whole`: its position on the whole response is meant. */
  readonly by: 'exception' | 'whole';
  /** The reason of the exception; empty where there is none. */
  readonly reason: string;
  /** True where the section has changed since (PO5). */
  readonly isEarlier: boolean;
}

/** Where the organisations stand on one section (PG10). */
export interface Replies {
  readonly totals: Totals;
  /** The organisations that do not simply endorse, in the network's order. */
  readonly apart: readonly Apart[];
  /** The number of replies on an earlier text of the section. */
  readonly earlier: number;
  /** True where an organisation does not endorse the section by an exception (PG3). */
  readonly isContested: boolean;
}

/** Where the organisations stand on one section, by the rules of the board (PG2, PG3). */
export function repliesOn(
  standings: readonly OrganisationStanding[],
  section: Pick<Asked, 'id' | 'state'>,
  changedFor: BoardInput['changedFor'],
): Replies {
  const replies = standings.map(({ organisation, statement }) => ({ organisation, statement, ...replyOn(statement, section) }));
  const given = replies.flatMap(({ organisation, statement, position, by }) =>
    statement === null || position === null || by === 'nobody' || by === 'not-asked'
      ? []
      : [{ organisation, statement, position, by, isEarlier: changedFor(statement).has(section.id) }],
  );
  const apart = given.flatMap(({ position, ...reply }): Apart[] =>
    position === 'endorses' ? [] : [{ ...reply, position, reason: onSection(reply.statement, section.id).reason }],
  );
  return {
    totals: totalsAmong(replies.map(({ position }) => position)),
    apart,
    earlier: given.filter(({ isEarlier }) => isEarlier).length,
    isContested: apart.some(({ by, position }) => by === 'exception' && position === 'does-not-endorse'),
  };
}
