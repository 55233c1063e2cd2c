import { z } from 'zod';
import { MemberId, type OrganisationId, SectionId, VersionId } from '../ids.ts';
import type { Duty } from '../network/access.ts';
import { Digest, Instant } from '../outcome.ts';
import { Exception, Note, Position } from './position.ts';

/** Who said it: a member for their own organisation, or the coordinator from an email that a member sent on a day (PO6). */
export const Source = z.discriminatedUnion('how', [
  z.strictObject({ how: z.literal('given'), by: MemberId }),
  z.strictObject({ how: z.literal('email'), by: MemberId, from: MemberId, sent: Instant }),
]);
export type Source = z.infer<typeof Source>;

/** The text that a position is on: the digest of all its sections, and the version that keeps it (PO4). */
export const TextMark = z.strictObject({ digest: Digest, version: VersionId });
export type TextMark = z.infer<typeof TextMark>;

/** The position of an organisation on the whole response, with its exceptions. */
export const Statement = z.strictObject({
  kind: z.literal('position'),
  position: Position,
  /** Each section at most once. */
  exceptions: z.array(Exception),
  note: Note.nullable(),
  /** `left-off`: the organisation is not named among those that endorse, wherever it stands. */
  listing: z.enum(['listed', 'left-off']),
  source: Source,
  at: Instant,
  text: TextMark,
  /** The round whose locked text it is on; null where the text was open (PO8). */
  round: z.number().int().min(1).nullable(),
});
export type Statement = z.infer<typeof Statement>;

/** The promise of a position once it is cleared. It is no position (PO7). */
export const Clearance = z.strictObject({
  kind: z.literal('awaiting'),
  /** The first instant of the day on which the clearance is expected. */
  until: Instant,
  source: Source,
  at: Instant,
});
export type Clearance = z.infer<typeof Clearance>;

/** Everything that an organisation can say. */
export const Said = z.discriminatedUnion('kind', [Statement, Clearance]);
export type Said = z.infer<typeof Said>;

/** The position of a statement on one section: that of the exception, or that on the whole. */
export interface OnSection {
  readonly position: Position;
  /** The reason of the exception; empty where there is none. */
  readonly reason: string;
  readonly isException: boolean;
}

/** Where a statement stands on one section (PO3). */
export function onSection({ position, exceptions }: Pick<Statement, 'position' | 'exceptions'>, section: SectionId): OnSection {
  const exception = exceptions.find((one) => one.section === section);
  if (exception === undefined) return { position, reason: '', isException: false };
  return { position: exception.position, reason: exception.reason, isException: true };
}

/**
 * True if a reader may tie the words of a statement to its organisation: its note and the reasons of its exceptions. Where the note
 * stands without the name, only the organisation itself and the coordinator may (PO13).
 */
export function mayReadWords(
  { note }: Pick<Statement, 'note'>,
  organisationId: OrganisationId,
  reader: { readonly organisationId: OrganisationId | null; readonly duties: ReadonlySet<Duty> },
): boolean {
  return note?.shown !== 'anonymous' || reader.organisationId === organisationId || reader.duties.has('coordinator');
}

/** True where a statement was given on another text than the one with this digest (PO5). */
export function isOnEarlierText({ text }: Pick<Statement, 'text'>, present: Digest): boolean {
  return text.digest !== present;
}

/** The digest of each section of a text, by section id. */
export type SectionDigests = Readonly<Record<string, Digest>>;

/**
 * The sections of a present text that an earlier text lacks or has in other words, in the order of the present text; then the
 * sections that were taken out (PO5).
 */
export function changedSections(earlier: SectionDigests, present: SectionDigests): readonly SectionId[] {
  const changed = Object.keys(present).filter((id) => earlier[id] !== present[id]);
  const gone = Object.keys(earlier).filter((id) => present[id] === undefined);
  return [...changed, ...gone].map((id) => SectionId.parse(id));
}
