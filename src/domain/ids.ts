import { z } from 'zod';

// The ids of every noun stand here and nowhere else, so that nouns can name each other without importing in circles.

const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

export const NetworkId = id.brand('NetworkId');
export type NetworkId = z.infer<typeof NetworkId>;

export const OrganisationId = id.brand('OrganisationId');
export type OrganisationId = z.infer<typeof OrganisationId>;

export const MemberId = id.brand('MemberId');
export type MemberId = z.infer<typeof MemberId>;

export const AppointmentId = id.brand('AppointmentId');
export type AppointmentId = z.infer<typeof AppointmentId>;

/** The id of an office as the network's policy spells it: `chair`, `vice-chair`, `sponsor` by default. */
export const OfficeId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/)
  .brand('OfficeId');
export type OfficeId = z.infer<typeof OfficeId>;

export const ConsultationId = id.brand('ConsultationId');
export type ConsultationId = z.infer<typeof ConsultationId>;

/** Names one section of a draft: a question's id, or that of a fixed section. */
export const SectionId = id.brand('SectionId');
export type SectionId = z.infer<typeof SectionId>;

export const ResponseId = id.brand('ResponseId');
export type ResponseId = z.infer<typeof ResponseId>;

/** Random, never a count: a restored store must not use an id twice (CO6). */
export const EpochId = id.brand('EpochId');
export type EpochId = z.infer<typeof EpochId>;

export const SlotId = id.brand('SlotId');
export type SlotId = z.infer<typeof SlotId>;

export const MailId = id.brand('MailId');
export type MailId = z.infer<typeof MailId>;

export const ExportId = id.brand('ExportId');
export type ExportId = z.infer<typeof ExportId>;

export const VersionId = id.brand('VersionId');
export type VersionId = z.infer<typeof VersionId>;

/** Names a removal of words for good (CO15). */
export const RemovalId = id.brand('RemovalId');
export type RemovalId = z.infer<typeof RemovalId>;

export const EvidenceId = id.brand('EvidenceId');
export type EvidenceId = z.infer<typeof EvidenceId>;
/** Names the positions of one organisation on one response: worked out from both, so that two commands never make two (PO1). */
export const PositionsId = id.brand('PositionsId');
export type PositionsId = z.infer<typeof PositionsId>;
