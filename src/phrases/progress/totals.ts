import { type Consultation, plannedTo } from '../../domain/consultation/consultation.ts';
import type { Network } from '../../domain/network/network.ts';
import type { Instant } from '../../domain/outcome.ts';
import type { Board } from '../../domain/progress/board.ts';
import { answerBy } from '../../domain/progress/choosing.ts';
import type { Response } from '../../domain/response/response.ts';
import { takingPositions } from '../../domain/response/taking-positions.ts';
import { timetableOf } from '../../domain/response/work-plan.ts';
import { dueWords } from '../work/due.ts';
import { boardTotals } from './board.ts';

/** A response as its totals are said. */
export interface Said {
  readonly consultation: Consultation;
  readonly network: Network;
  readonly response: Response;
  readonly now: Instant;
}

/** Until when positions are asked for: `Due Friday 24 June at 5pm.`; empty once positions are no longer taken (PG8). */
export function positionsDue({ consultation, network, response, now }: Said): string {
  if (takingPositions(response, consultation, now).whyNot !== null) return '';
  const due = dueWords(answerBy(timetableOf(consultation, network, response), plannedTo(consultation), now), now, network.timeZone);
  return `Due ${due.sentence}.`;
}

/** The replies by question, for the overview, with the numbers of the answers that are contested or over their limit (PG8). */
export function standingSoFar(board: Board, said: Said) {
  const numbers = (which: readonly { readonly number: string }[]): string => which.map(({ number }) => number).join(', ');
  return {
    byQuestion: boardTotals(board).byQuestion,
    due: positionsDue(said),
    contested: numbers(board.columns.filter(({ isContested }) => isContested)),
    overLimit: numbers(board.columns.filter(({ state }) => state === 'over-limit')),
    href: `/consultations/${said.consultation.id}/progress`,
  };
}
