import type { OrganisationId } from '../ids.ts';
import type { Instant } from '../outcome.ts';
import { addDays } from '../time/calendar.ts';
import type { Timetable } from '../time/timetable.ts';
import type { BoardRow } from './board.ts';

/** The part of the board that a reader asks for (PG4). `drafting` chooses questions, and leaves all rows. */
export type Filter = 'all' | 'silent' | 'reservation' | 'mine' | 'drafting';

/** The order of the rows (PG4). */
export type Order = 'missing' | 'name';

/** The rows that pass a filter, in an order. `mine` is the organisation of the reader; null where they have none (PG4). */
export function chosenRows(
  rows: readonly BoardRow[],
  { show, order, mine }: { readonly show: Filter; readonly order: Order; readonly mine: OrganisationId | null },
): readonly BoardRow[] {
  const shown = rows.filter((row) => passes(row, show, mine));
  return shown.toSorted(order === 'name' ? byName : (a, b) => byMissing(a, b) || byName(a, b));
}

function passes(row: BoardRow, show: Filter, mine: OrganisationId | null): boolean {
  switch (show) {
    case 'all':
    case 'drafting':
      return true;
    case 'silent':
      return isSilent(row);
    case 'reservation':
      return hasReservation(row);
    case 'mine':
      return row.organisation.id === mine;
  }
}

/** True for an organisation that has said nothing: no position, no promise of one and no evidence (PG4). */
export function isSilent({ statement, awaiting, whole, cells }: BoardRow): boolean {
  return statement === null && awaiting === null && !whole.hasEvidence && cells.every(({ hasEvidence }) => !hasEvidence);
}

/** True for an organisation that reserves or does not endorse, on the whole response or on some question (PG4). */
export function hasReservation({ whole, cells }: BoardRow): boolean {
  return [whole, ...cells].some(({ position }) => position === 'endorses-with-reservation' || position === 'does-not-endorse');
}

function byMissing(a: BoardRow, b: BoardRow): number {
  return b.missing - a.missing || Number(a.statement !== null) - Number(b.statement !== null) || b.changed - a.changed;
}

function byName(a: BoardRow, b: BoardRow): number {
  return a.organisation.name.localeCompare(b.organisation.name, 'en-GB');
}

/**
 * The thing that is asked of an organisation (PG6). `position`: it has none. `cleared`: the day by which it promised one has
 * passed. `look-again`: its position is on an earlier text. Null: nothing, or a promise whose day is still to come.
 */
export type Ask = 'position' | 'cleared' | 'look-again' | null;

/** The thing that is asked of an organisation at an instant (PG6). */
export function askOf(
  { statement, awaiting, changed }: Pick<BoardRow, 'statement' | 'awaiting' | 'changed'>,
  now: Instant,
  zone: string,
): Ask {
  if (awaiting !== null) return addDays(awaiting.until, 1, zone) <= now ? 'cleared' : null;
  if (statement === null) return 'position';
  return changed > 0 ? 'look-again' : null;
}

/**
 * The organisations furthest behind: those that owe a position, and have no promise that still runs. Where none is left, those on an
 * earlier text (PG6).
 */
export function furthestBehind(rows: readonly BoardRow[], now: Instant, zone: string): readonly BoardRow[] {
  const asked = (wanted: readonly Ask[]): readonly BoardRow[] => rows.filter((row) => wanted.includes(askOf(row, now, zone)));
  const silent = asked(['position', 'cleared']);
  return silent.length > 0 ? silent : asked(['look-again']);
}

/** The instant by which organisations are asked to answer: the lock, the submission or the close, whichever is next (PG7). */
export function answerBy({ lock, submit }: Timetable, closesAt: Instant, now: Instant): Instant {
  return [lock, submit].find((at) => at > now) ?? closesAt;
}
