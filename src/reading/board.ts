import { questionsIn } from '../domain/response/kind/sections.ts';
import type { Consultation } from '../domain/consultation/consultation.ts';
import type { Evidence } from '../domain/evidence/evidence.ts';
import type { VersionId } from '../domain/ids.ts';
import type { Member } from '../domain/network/member.ts';
import type { Network } from '../domain/network/network.ts';
import type { Positions } from '../domain/positions/positions.ts';
import { type SectionDigests, type Statement, changedSections } from '../domain/positions/statement.ts';
import { type OrganisationStanding, standingsOf } from '../domain/positions/totals.ts';
import { type AnswerState, type Asked, type Board, boardOf } from '../domain/progress/board.ts';
import { type Touch, lastTouches, touchesIn } from '../domain/progress/touched.ts';
import type { Readiness } from '../domain/response/marking-ready.ts';
import type { Response } from '../domain/response/response.ts';
import { sectionIds } from '../domain/response/snapshot.ts';
import type { Reader } from '../store/reader.ts';
import { evidenceSeenBy } from './evidence.ts';
import type { PresentText } from './present-text.ts';
import { positionText, positionsOn } from './positions.ts';
import { answersSoFar } from './answers.ts';
import { readinessIn } from './readiness.ts';

/** A response, its present text, and the member who reads its board. */
export interface BoardOf {
  readonly network: Network;
  readonly consultation: Consultation;
  readonly response: Response;
  readonly text: PresentText;
  readonly member: Member;
}

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
export async function readBoard(reader: Reader, it: BoardOf): Promise<BoardRead> {
  const { network, response, member } = it;
  const now = reader.now();
  const positions = await positionsOn(reader, response);
  const seen = await evidenceSeenBy(reader, response, { member, network });
  const evidence = seen.evidence.map(({ state }) => state).filter(({ withdrawn }) => withdrawn === null);
  const standings = standingsOf(network, positions, now);
  const earlier = await earlierTexts(reader, standings);
  const present = presentDigests(it);
  const board = boardOf({ standings, questions: askedIn(it), evidence, changedFor: (statement) => changedIn(statement, present, earlier) });
  return { board, standings, touches: touchesOf(positions, evidence), hidden: seen.hidden };
}

/** The board of a response without evidence and without earlier texts: for totals (PG8). */
export async function readTotals(reader: Reader, it: Omit<BoardOf, 'member'>): Promise<Board> {
  const standings = standingsOf(it.network, await positionsOn(reader, it.response), reader.now());
  return boardOf({ standings, questions: askedIn(it), evidence: [], changedFor: () => new Set() });
}

function touchesOf(positions: readonly Positions[], evidence: readonly Evidence[]): ReadonlyMap<string, Touch> {
  const offers = evidence.map(({ organisationId, offeredBy: by, at }) => ({ organisationId, by, at }));
  return lastTouches([...touchesIn(positions), ...offers]);
}

/** The questions that are asked now, each with the state of its answer (PG3). */
function askedIn({ consultation, response, text }: Omit<BoardOf, 'member'>): readonly Asked[] {
  const questions = questionsIn({ consultation, response });
  const readiness = readinessIn(response, text, consultation);
  const standing = new Map(answersSoFar(text, questions).map((one) => [one.id, one.standing]));
  return questions.map(({ id, number }) => ({ id, number, state: stateOf(standing.get(id) ?? 'not-started', readiness.get(id)) }));
}

function stateOf(standing: Exclude<AnswerState, 'ready'>, readiness: Readiness | undefined): AnswerState {
  const isWritten = standing === 'drafting' || standing === 'not-answering';
  return isWritten && readiness?.isChanged === false ? 'ready' : standing;
}

function presentDigests({ response, consultation, text }: BoardOf): SectionDigests {
  return positionText(response, consultation, text.content(sectionIds(consultation))).digests;
}

/** The digests of the sections of each version that a position is on; null for a version of an earlier release. */
async function earlierTexts(
  reader: Reader,
  standings: readonly OrganisationStanding[],
): Promise<ReadonlyMap<VersionId, SectionDigests | null>> {
  const ids = [...new Set(standings.flatMap(({ statement }) => (statement === null ? [] : [statement.text.version])))];
  const versions = await Promise.all(ids.map((id) => reader.aggregates.get('version', id)));
  return new Map(ids.map((id, n) => [id, versions[n]?.state.sections ?? null]));
}

/** The sections that changed since a statement. Where the text of then is not known by sections, any of them may have changed. */
function changedIn(
  { text }: Statement,
  present: SectionDigests,
  earlier: ReadonlyMap<VersionId, SectionDigests | null>,
): ReadonlySet<string> {
  const then = earlier.get(text.version) ?? null;
  return new Set(then === null ? Object.keys(present) : changedSections(then, present));
}
