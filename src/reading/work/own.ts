import type { Consultation } from '../../domain/consultation/consultation.ts';
import { labelOf } from '../../domain/evidence/evidence.ts';
import type { EvidenceLabel } from '../../domain/evidence/label.ts';
import type { Member } from '../../domain/network/member.ts';
import { type Statement, changedSections } from '../../domain/positions/statement.ts';
import { speaksFor } from '../../domain/positions/stating.ts';
import type { OrganisationStanding } from '../../domain/positions/totals.ts';
import type { Response } from '../../domain/response/response.ts';
import { sectionIds } from '../../domain/response/snapshot.ts';
import type { OwnStanding } from '../../domain/task.ts';
import { atHour } from '../../domain/time/calendar.ts';
import type { Reader } from '../../store/reader.ts';
import { boxesIn } from '../../text/lines/boxes.ts';
import { evidenceOf, judgeBoxes } from '../evidence.ts';
import { positionText } from '../positions.ts';
import type { PresentText } from '../present-text.ts';

/** A response with its present text. */
export interface Read {
  readonly response: Response;
  readonly consultation: Consultation;
  readonly text: PresentText;
}

/** The end of the working day on which a promised position is due. */
const closeOfWork = 17;

/** Where the organisation of a member stands, for a member who speaks for it; null for anybody else. */
export async function ownStanding(
  reader: Reader,
  { response, consultation, text }: Read,
  { member, own, zone }: { readonly member: Member; readonly own: OrganisationStanding | undefined; readonly zone: string },
): Promise<OwnStanding | null> {
  if (own === undefined || !speaksFor(member, own.organisation, reader.now())) return null;
  const awaitingBy = own.awaiting === null ? null : atHour(own.awaiting.until, closeOfWork, zone);
  const changed = own.statement === null ? 0 : await changedSince(reader, { response, consultation, text }, own.statement);
  return { awaitingBy, changed };
}

/** The number of sections that changed since a statement; 0 where its text is not known by sections. */
async function changedSince(reader: Reader, { response, consultation, text }: Read, statement: Statement): Promise<number> {
  const then = (await reader.aggregates.get('version', statement.text.version))?.state.sections;
  if (then === undefined) return 0;
  const { digests } = positionText(response, consultation, text.content(sectionIds(consultation)));
  return changedSections(then, digests).length;
}

/** The evidence of one organisation: how many pieces stand, how many are quoted, and the labels that somebody else changed. */
export interface OwnEvidence {
  readonly offered: number;
  readonly quoted: number;
  readonly relabelled: readonly { readonly id: string; readonly label: EvidenceLabel; readonly by: string }[];
}

/** The evidence that a member's organisation gave to a response; null for a member without one. Its own people see all of it (EV2). */
export async function ownEvidence(
  reader: Reader,
  { response, consultation, text }: Read,
  member: Member,
  members: ReadonlyMap<string, Member>,
): Promise<OwnEvidence | null> {
  if (member.organisationId === null) return null;
  const found = (await evidenceOf(reader, response.id)).map(({ state }) => state);
  const own = found.filter(({ organisationId, withdrawn }) => organisationId === member.organisationId && withdrawn === null);
  if (own.length === 0) return { offered: 0, quoted: 0, relabelled: [] };
  const blocks = text.content(sectionIds(consultation)).blocks;
  const quoted = new Set([...blocks.values()].flatMap((one) => boxesIn(one).map(({ evidence }) => evidence)));
  return {
    offered: own.length,
    quoted: own.filter(({ id }) => quoted.has(id)).length,
    relabelled: own.flatMap((piece) => {
      const by = piece.labels.at(-1)?.by ?? '';
      const isOthers = piece.labels.length > 1 && members.get(by)?.organisationId !== member.organisationId;
      return isOthers ? [{ id: piece.id, label: labelOf(piece), by }] : [];
    }),
  };
}

/** The sections with an evidence box that holds the text up (EV4), in the order of the document. */
export async function heldSections(reader: Reader, { response, consultation, text }: Read): Promise<readonly string[]> {
  const ids = sectionIds(consultation);
  const { held } = await judgeBoxes(reader, response, text.content(ids).blocks);
  const sections = new Set(held.map(({ section }) => section));
  return ids.filter((id) => sections.has(id));
}
