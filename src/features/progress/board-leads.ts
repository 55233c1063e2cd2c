import type { Member } from '../../domain/network/member.ts';
import type { Network } from '../../domain/network/network.ts';
import type { Instant } from '../../domain/outcome.ts';
import { type Board, type BoardColumn, type BoardRow, missingIn } from '../../domain/progress/board.ts';
import type { Filter } from '../../domain/progress/choosing.ts';
import type { Response } from '../../domain/response/response.ts';
import { listed } from '../../phrases/english.ts';
import { type LeadWords, leadWords } from '../../phrases/progress/leads.ts';

/** The drafting leads of the questions of a board, by question (PG11). */
export type Leads = ReadonlyMap<string, LeadWords>;

/** Finds who leads the drafting of each question. */
export function leadsOn(
  { columns }: Pick<Board, 'columns'>,
  shown: { readonly response: Response; readonly network: Network; readonly members: ReadonlyMap<string, Member>; readonly now: Instant },
): Leads {
  return new Map(
    columns.flatMap(({ id }) => {
      const lead = leadWords(shown.response, id, shown, shown.now);
      return lead === null ? [] : [[String(id), lead] as const];
    }),
  );
}

/** `drafts 3 and 7`: the questions of which somebody of an organisation leads the drafting; empty for none. */
export function draftsWords({ id }: BoardRow['organisation'], columns: readonly BoardColumn[], leads: Leads): string {
  const led = columns.filter((column) => leads.get(column.id)?.organisationId === id);
  return led.length === 0 ? '' : `drafts ${listed(led.map(({ number }) => number))}`;
}

/** True for the questions whose drafting a member leads. */
export function isLedBy({ id }: Pick<Member, 'id'>, leads: Leads): (column: BoardColumn) => boolean {
  return (column) => leads.get(column.id)?.memberId === id;
}

/** The board as a filter shows it: *questions I draft* leaves out the others, unless the member drafts none (PG4). */
export function columnsShown(board: Board, show: Filter, isOwn: (column: BoardColumn) => boolean): Pick<Board, 'columns' | 'rows'> {
  const chosen = board.columns.map((column) => show !== 'drafting' || isOwn(column));
  if (!chosen.includes(true) || !chosen.includes(false)) return board;
  const keep = <T>(all: readonly T[]): readonly T[] => all.filter((_, n) => chosen[n] === true);
  const rows = board.rows.map((row) => {
    const cells = keep(row.cells);
    return { ...row, cells, missing: missingIn(cells) };
  });
  return { columns: keep(board.columns), rows };
}
