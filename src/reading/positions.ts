import { type Consultation, currentQuestions } from '../domain/consultation/consultation.ts';
import { type OrganisationId, PositionsId } from '../domain/ids.ts';
import type { Digest } from '../domain/outcome.ts';
import type { Member } from '../domain/network/member.ts';
import type { Network } from '../domain/network/network.ts';
import type { Positions, Request } from '../domain/positions/positions.ts';
import { type Chosen, speaksFor } from '../domain/positions/stating.ts';
import type { SectionDigests } from '../domain/positions/statement.ts';
import { openAsk, reminderOf } from '../domain/progress/reminding.ts';
import { type Response, latestRound } from '../domain/response/response.ts';
import type { Reminded } from '../domain/response/told.ts';
import { type DraftContent, type SnapshotSection, composeSections } from '../domain/response/snapshot.ts';
import type { Stored } from '../store/aggregates.ts';
import { all } from '../store/every.ts';
import type { Reader } from '../store/reader.ts';
import { digestOf } from '../text/canonical.ts';
import { sectionDigests, textDigest } from './section-digests.ts';

/** The id of the positions of an organisation on a response (PO1). */
export function positionsIdOf({ id }: Pick<Response, 'id'>, organisationId: OrganisationId): PositionsId {
  return PositionsId.parse(digestOf(new TextEncoder().encode(JSON.stringify([id, organisationId]))).slice(0, 40));
}

/** The stored positions of all organisations on a response, also of those that have left. */
export async function storedPositions(reader: Reader, { id: responseId }: Pick<Response, 'id'>): Promise<readonly Stored<'positions'>[]> {
  return all(reader.aggregates, 'positions', { where: { responseId } });
}

/** The positions of all organisations on a response, also of those that have left. */
export async function positionsOn(reader: Reader, response: Pick<Response, 'id'>): Promise<readonly Positions[]> {
  return (await storedPositions(reader, response)).map(({ state }) => state);
}

/** The requests to an organisation for its position on one response, and its answers. */
export interface Exchange {
  /** Null where the organisation has said nothing and got no request. */
  readonly positions: Positions | null;
  readonly reminded: Reminded | null;
}

/** The requests to the organisation of a member, and its answers; null for a member who speaks for no organisation of the network now. */
export async function exchangeOf(
  reader: Reader,
  response: Pick<Response, 'id' | 'reminded'>,
  member: Member,
  { organisations }: Pick<Network, 'organisations'>,
): Promise<Exchange | null> {
  const organisation = organisations.find((one) => one.id === member.organisationId);
  if (organisation === undefined || !speaksFor(member, organisation, reader.now())) return null;
  const positions = (await reader.aggregates.get('positions', positionsIdOf(response, organisation.id)))?.state ?? null;
  return { positions, reminded: reminderOf(response, organisation.id) };
}

/** The request or reminder that a member could answer now; null for a member who speaks for no organisation of the network (PO9). */
export async function requestTo(
  reader: Reader,
  response: Pick<Response, 'id' | 'reminded'>,
  member: Member,
  network: Pick<Network, 'organisations'>,
): Promise<Request | null> {
  const exchange = await exchangeOf(reader, response, member, network);
  return exchange === null ? null : openAsk(exchange.positions, exchange.reminded);
}

/**
 * The digest of the note and the reasons of a position, which its event holds in place of the words; null where there are none.
 * `keyed` is a keyed hash: the record must not tell whose a printed note is to a reader who tries each organisation (PO13).
 */
export function wordsDigest({ note, exceptions }: Pick<Chosen, 'note' | 'exceptions'>, keyed: (said: string) => string): Digest | null {
  const said = [note?.words ?? '', ...exceptions.map(({ reason }) => reason)];
  return said.every((one) => one === '') ? null : digestOf(new TextEncoder().encode(keyed(JSON.stringify(said))));
}

/** The text on which a position would be given now, section by section. */
export interface PositionText {
  readonly sections: SnapshotSection[];
  readonly digests: SectionDigests;
  readonly digest: Digest;
}

/** The text on which a position would be given, from the content of the response's draft (PO4). */
export function positionText(response: Response, consultation: Consultation, content: DraftContent): PositionText {
  const sections = composeSections({ consultation: asked(response, consultation), response }, content);
  const digests = sectionDigests(sections);
  return { sections, digests, digest: textDigest(digests) };
}

/** A consultation as its response answers it: while a text is locked, with the questions that were locked with it. */
export function asked(response: Response, consultation: Consultation): Consultation {
  const round = response.status === 'drafting' ? null : latestRound(response);
  const version = round?.questionSetVersion ?? currentQuestions(consultation).version;
  return { ...consultation, questionSets: consultation.questionSets.filter((set) => set.version <= version) };
}
