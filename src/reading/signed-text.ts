import type { Consultation } from '../domain/consultation/consultation.ts';
import type { Network } from '../domain/network/network.ts';
import { Digest, type Instant } from '../domain/outcome.ts';
import { type SinceLock, positionsSince } from '../domain/positions/since-lock.ts';
import { type OrganisationStanding, standingsOf } from '../domain/positions/totals.ts';
import type { OfKind } from '../domain/response/kind/kind.ts';
import type { Response } from '../domain/response/response.ts';
import { type DraftContent, type Snapshot, composeSnapshot, withPositions } from '../domain/response/snapshot.ts';
import type { Heard } from '../domain/round/heard.ts';
import type { SignOffRound } from '../domain/round/round.ts';
import type { Stored } from '../store/aggregates.ts';
import type { Reader } from '../store/reader.ts';
import { storedPositions } from './positions.ts';
import { sectionDigests, textDigest } from './section-digests.ts';

/** Where each organisation in a network stands at an instant, by stored positions. */
export function standingsIn(network: Network, positions: readonly Stored<'positions'>[], at: Instant): readonly OrganisationStanding[] {
  return standingsOf(
    network,
    positions.map(({ state }) => state),
    at,
  );
}

/** The positions that were given after a round's text was locked, and not after an instant (PO15). */
export async function positionsSinceLock(
  reader: Reader,
  { network, response, round }: { readonly network: Network; readonly response: Response; readonly round: SignOffRound },
  until: Instant,
): Promise<readonly SinceLock[]> {
  return positionsSince(standingsIn(network, await storedPositions(reader, response), until), round.heard ?? [], until);
}

/** A text as a lock signs it. */
export interface SignedText {
  readonly snapshot: Snapshot;
  /** The digest of the text alone, as positions hold it (PO4). */
  readonly text: Digest;
  readonly standings: readonly OrganisationStanding[];
  /** The part of the stored positions that is in it (PO15). */
  readonly heard: readonly Heard[];
}

/** The text of a draft as a lock at an instant signs it, with the positions of the organisations beside it (SO2, PO11). */
export function signedText(
  {
    network,
    consultation,
    response,
  }: { readonly network: Network; readonly consultation: Consultation; readonly response: Pick<Response, 'marking'> & OfKind },
  content: DraftContent,
  positions: readonly Stored<'positions'>[],
  at: Instant,
): SignedText {
  const composed = composeSnapshot(network, consultation, response, content, at);
  const text = textDigest(sectionDigests(composed.sections));
  const standings = standingsIn(network, positions, at);
  return { snapshot: withPositions(composed, standings, text), text, standings, heard: heardIn(positions) };
}

function heardIn(positions: readonly Stored<'positions'>[]): readonly Heard[] {
  return positions
    .filter(({ state }) => state.said.length > 0)
    .map(({ state, hash }) => ({ organisation: state.organisationId, said: state.said.length, head: Digest.parse(hash) }));
}
