import { questionsIn } from '../domain/response/kind/sections.ts';
import type { Evidence } from '../domain/evidence/evidence.ts';
import type { Positions } from '../domain/positions/positions.ts';
import { type OrganisationStanding, standingsOf } from '../domain/positions/totals.ts';
import { type AnswerState, type Asked, type Board, boardOf } from '../domain/progress/board.ts';
import { type Touch, lastTouches, touchesIn } from '../domain/progress/touched.ts';
import type { Readiness } from '../domain/response/marking-ready.ts';
import type { Reader } from '../store/reader.ts';
import { answersSoFar } from './answers.ts';
import { positionsOn } from './positions.ts';
import { readinessIn } from './readiness.ts';
import { type Reading, readSaid } from './said.ts';

/** The board of a response as one member may see it. */
export interface BoardRead {
  readonly board: Board;
  readonly standings: readonly OrganisationStanding[];
  /** The last act of each organisation that this member may know of, by organisation. */
  readonly touches: ReadonlyMap<string, Touch>;
  /** The number of pieces of evidence that this member may not see (EV5). */
  readonly hidden: number;
}

/** Reads the board of a response for a member. Evidence that the member may not see leaves no mark on it (PG5). */
export async function readBoard(reader: Reader, it: Reading): Promise<BoardRead> {
  const { positions, standings, changedFor, evidence, hidden } = await readSaid(reader, it);
  const board = boardOf({ standings, questions: askedIn(it), evidence, changedFor });
  return { board, standings, touches: touchesOf(positions, evidence), hidden };
}

/** The board of a response without evidence and without earlier texts: for totals (PG8). */
export async function readTotals(reader: Reader, it: Omit<Reading, 'member'>): Promise<Board> {
  const standings = standingsOf(it.network, await positionsOn(reader, it.response), reader.now());
  return boardOf({ standings, questions: askedIn(it), evidence: [], changedFor: () => new Set() });
}

function touchesOf(positions: readonly Positions[], evidence: readonly Evidence[]): ReadonlyMap<string, Touch> {
  const offers = evidence.map(({ organisationId, offeredBy: by, at }) => ({ organisationId, by, at }));
  return lastTouches([...touchesIn(positions), ...offers]);
}

/** The questions that are asked now, each with the state of its answer (PG3). */
function askedIn({ consultation, response, text }: Omit<Reading, 'member'>): readonly Asked[] {
  const questions = questionsIn({ consultation, response });
  const readiness = readinessIn(response, text, consultation);
  const standing = new Map(answersSoFar(text, questions).map((one) => [one.id, one.standing]));
  return questions.map(({ id, number }) => ({ id, number, state: stateOf(standing.get(id) ?? 'not-started', readiness.get(id)) }));
}

function stateOf(standing: Exclude<AnswerState, 'ready'>, readiness: Readiness | undefined): AnswerState {
  const isWritten = standing === 'drafting' || standing === 'not-answering';
  return isWritten && readiness?.isChanged === false ? 'ready' : standing;
}
