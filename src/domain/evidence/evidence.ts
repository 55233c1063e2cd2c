import { z } from 'zod';
import { EvidenceId, MemberId, NetworkId, OrganisationId, ResponseId, SectionId } from '../ids.ts';
import { type Accepted, Digest, Instant, type Outcome, accepted, refused } from '../outcome.ts';
import type { WordsRemoved } from '../removed.ts';
import type { Restored } from '../restored.ts';
import { EvidenceLabel, isNarrower } from './label.ts';

export const EvidenceKind = z.enum(['case-study', 'figures', 'file']);
export type EvidenceKind = z.infer<typeof EvidenceKind>;

/** The types of files that evidence may have, each found by the content of the file and never by its name (EV7). */
export const EvidenceFileType = z.enum(['pdf', 'png', 'jpeg', 'docx', 'xlsx', 'csv']);
export type EvidenceFileType = z.infer<typeof EvidenceFileType>;

export const EvidenceFile = z.strictObject({
  /** A blob of the evidence. */
  digest: Digest,
  /** Cleaned, without a path; its ending is that of its type. */
  name: z.string().min(1).max(200),
  type: EvidenceFileType,
  /** In bytes. */
  size: z.number().int().min(1),
});
export type EvidenceFile = z.infer<typeof EvidenceFile>;

/** The longest text of a piece of evidence, in UTF-16 code units. */
export const longestEvidence = 20_000;

/** A case study, a table of figures or a file that an organisation gives to a response (EV1). */
export const Evidence = z.strictObject({
  id: EvidenceId,
  networkId: NetworkId,
  responseId: ResponseId,
  organisationId: OrganisationId,
  /** The member who added it: of the organisation, or the coordinator for it. */
  offeredBy: MemberId,
  at: Instant,
  kind: EvidenceKind,
  text: z.string().min(1).max(longestEvidence),
  /** The labels in the order in which they were given, each with the member who gave it; the last one holds. */
  labels: z.array(z.strictObject({ label: EvidenceLabel, at: Instant, by: MemberId })).min(1),
  /** As people typed them; empty where they left them out. */
  source: z.string().max(300),
  date: z.string().max(60),
  area: z.string().max(200),
  permission: z.string().max(500),
  /** The section it belongs to; null where it belongs to the whole response. */
  section: SectionId.nullable(),
  file: EvidenceFile.nullable(),
  /** Null while it stands. */
  withdrawn: z.strictObject({ at: Instant, by: MemberId }).nullable(),
});
export type Evidence = z.infer<typeof Evidence>;

/** The events of evidence hold no word of it: a chain outlives a disposal, and records are read by everybody (EV5). */
export type EvidenceEvent =
  | Restored
  | WordsRemoved
  | {
      readonly type: 'EvidenceOffered';
      readonly data: { readonly responseId: ResponseId; readonly organisationId: OrganisationId; readonly label: EvidenceLabel };
    }
  | { readonly type: 'EvidenceRelabelled'; readonly data: { readonly from: EvidenceLabel; readonly to: EvidenceLabel } }
  | { readonly type: 'EvidenceWithdrawn'; readonly data: Record<string, never> }
  | { readonly type: 'EvidenceQuoted' | 'EvidenceTakenOut'; readonly data: { readonly section: SectionId } };

type Result = Outcome<Evidence, EvidenceEvent>;

/** A piece of evidence as it is offered: its label is the first. */
export type Offer = Omit<Evidence, 'labels' | 'withdrawn'> & { readonly label: EvidenceLabel };

/** Offers a piece of evidence; the bytes of its file are stored before. */
export function offerEvidence({ label, ...offer }: Offer): Accepted<Evidence, EvidenceEvent> {
  const { at, offeredBy: by, responseId, organisationId } = offer;
  return accepted<Evidence, EvidenceEvent>(
    { ...offer, labels: [{ label, at, by }], withdrawn: null },
    { type: 'EvidenceOffered', data: { responseId, organisationId, label } },
  );
}

/** The label that holds. */
export function labelOf({ labels }: Pick<Evidence, 'labels'>): EvidenceLabel {
  const last = labels.at(-1);
  if (last === undefined) throw new TypeError('evidence has at least one label');
  return last.label;
}

/** The member who changes a piece of evidence, when, and whether they speak for it (EV6). */
export interface EvidenceChange {
  readonly at: Instant;
  readonly by: MemberId;
  /** `owner`: of the organisation, or the member who recorded it for the organisation. `keeper`: the coordinator. */
  readonly as: 'owner' | 'keeper';
}

/** Gives evidence another label. A keeper may only narrow it (EV6). Refused once it is withdrawn. */
export function relabelEvidence(evidence: Evidence, to: EvidenceLabel, { at, by, as }: EvidenceChange): Result {
  const from = labelOf(evidence);
  if (evidence.withdrawn !== null) return refused('already-exists', 'This evidence has been withdrawn.');
  if (from === to) return refused('already-exists', 'It has this label already.');
  if (as === 'keeper' && !isNarrower(to, from)) return refused('not-allowed', 'Only the organisation itself can let more people read it.');
  return accepted<Evidence, EvidenceEvent>(
    { ...evidence, labels: [...evidence.labels, { label: to, at, by }] },
    { type: 'EvidenceRelabelled', data: { from, to } },
  );
}

/** Withdraws evidence for good. Its text and file stay stored, and only its organisation and the coordinator see them (EV6). */
export function withdrawEvidence(evidence: Evidence, { at, by }: EvidenceChange): Result {
  if (evidence.withdrawn !== null) return refused('already-exists', 'This evidence has been withdrawn.');
  return accepted<Evidence, EvidenceEvent>({ ...evidence, withdrawn: { at, by } }, { type: 'EvidenceWithdrawn', data: {} });
}

/** Notes in the record that evidence was put into an answer as a box, or that its box was taken out there (EV14). */
export function noteBox(
  evidence: Evidence,
  type: 'EvidenceQuoted' | 'EvidenceTakenOut',
  section: SectionId,
): Accepted<Evidence, EvidenceEvent> {
  return accepted<Evidence, EvidenceEvent>(evidence, { type, data: { section } });
}
