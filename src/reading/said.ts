import type { Consultation } from '../domain/consultation/consultation.ts';
import type { Evidence } from '../domain/evidence/evidence.ts';
import type { VersionId } from '../domain/ids.ts';
import type { Member } from '../domain/network/member.ts';
import type { Network } from '../domain/network/network.ts';
import type { Positions } from '../domain/positions/positions.ts';
import { type SectionDigests, type Statement, changedSections } from '../domain/positions/statement.ts';
import { type OrganisationStanding, standingsOf } from '../domain/positions/totals.ts';
import type { BoardInput } from '../domain/progress/board.ts';
import type { Response } from '../domain/response/response.ts';
import { sectionIds } from '../domain/response/snapshot.ts';
import type { Reader } from '../store/reader.ts';
import { evidenceSeenBy } from './evidence.ts';
import { asked, positionText, positionsOn } from './positions.ts';
import type { PresentText } from './present-text.ts';

/** A response, its present text, and the member who reads. */
export interface Reading {
  readonly network: Network;
  readonly consultation: Consultation;
  readonly response: Response;
  readonly text: PresentText;
  readonly member: Member;
}

/** All that the organisations said on a response, as one member may see it. */
export interface SaidRead {
  readonly positions: readonly Positions[];
  readonly standings: readonly OrganisationStanding[];
  /** The sections that differ from the text of a statement (PO5). */
  readonly changedFor: BoardInput['changedFor'];
  /** The standing evidence that this member may see (EV2). */
  readonly evidence: readonly Evidence[];
  /** The number of pieces of evidence that this member may not see (EV5). */
  readonly hidden: number;
}

/** Reads all that the organisations said on a response, for one member. */
export async function readSaid(reader: Reader, it: Reading): Promise<SaidRead> {
  const { network, response, member } = it;
  const positions = await positionsOn(reader, response);
  const seen = await evidenceSeenBy(reader, response, { member, network });
  const evidence = seen.evidence.map(({ state }) => state).filter(({ withdrawn }) => withdrawn === null);
  const standings = standingsOf(network, positions, reader.now());
  return { positions, standings, changedFor: await changesIn(reader, it, standings), evidence, hidden: seen.hidden };
}

/** Nothing is read or digested where no organisation has given a position. */
async function changesIn(reader: Reader, it: Reading, standings: readonly OrganisationStanding[]): Promise<SaidRead['changedFor']> {
  if (standings.every(({ statement }) => statement === null)) return () => new Set();
  const earlier = await earlierTexts(reader, standings);
  const present = presentDigests(it);
  const known = new Map<Statement, ReadonlySet<string>>();
  return (statement) => {
    const changed = known.get(statement) ?? changedIn(statement, present, earlier);
    known.set(statement, changed);
    return changed;
  };
}

function presentDigests({ response, consultation, text }: Reading): SectionDigests {
  return positionText(response, consultation, text.content(sectionIds(asked(response, consultation)))).digests;
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
