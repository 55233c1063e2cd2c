import { z } from 'zod';
import { EpochId, MemberId, OfficeId, SlotId } from './ids.ts';
import { Office } from './network.ts';
import { Digest, Instant } from './outcome.ts';

/** One act of one person on one text; immutable (sign-off rules, section 1). */
export const Decision = z.strictObject({
  kind: z.enum(['approve', 'request-changes', 'decline']),
  at: Instant,
  memberId: MemberId,
  /** Posted with the form and kept in the same commit, so a repeat finds it (SO25). */
  nonce: z.string().min(1).max(64),
  digest: Digest,
  /** Reason or comment as typed; the event holds only its hash. */
  comment: z.string().max(20_000),
  assurance: z.enum(['name', 'code', 'signed-in']),
  /** The revision of the network in which the person was found in office (SO3). */
  networkRevision: z.number().int(),
});
export type Decision = z.infer<typeof Decision>;

/** One person in one office in one round. */
export const Slot = z.strictObject({
  id: SlotId,
  memberId: MemberId,
  capacity: z.enum(['holder', 'acting', 'deputy']),
  status: z.enum(['pending', 'approved', 'changes', 'declined', 'recused', 'deputised', 'replaced', 'stood-down', 'void']),
  decision: Decision.nullable(),
});
export type Slot = z.infer<typeof Slot>;

/** One office's turn in a round. */
export const Stage = z.strictObject({
  office: Office,
  status: z.enum(['waiting', 'active', 'satisfied', 'blocked', 'not-applicable', 'not-obtained']),
  dueAt: Instant,
  activeSince: Instant.nullable(),
  slots: z.array(Slot),
});
export type Stage = z.infer<typeof Stage>;

/** A sealed draft's snapshot under signature: who has been asked, and what they decided. */
export const SignOffRound = z.strictObject({
  n: z.number().int().min(1),
  epoch: EpochId,
  digest: Digest,
  questionSetVersion: z.number().int().min(1),
  status: z.enum(['open', 'approved', 'changes-requested', 'declined', 'recalled', 'lapsed']),
  openedAt: Instant,
  openedBy: MemberId,
  dueAt: Instant,
  /** The consultation's closing as it stood when the round opened; SO13 reads the current one. */
  closesAt: Instant,
  /** Codes of the warnings of SO1 that were acknowledged, and the one reason for all; empty where none. */
  warnings: z.array(z.string()),
  warningsReason: z.string().max(5000),
  stages: z.array(Stage).min(1),
  /** How it ended, other than by approval; null while open or approved. */
  ending: z.strictObject({ at: Instant, by: MemberId.nullable(), office: OfficeId.nullable(), reason: z.string().max(20_000) }).nullable(),
});
export type SignOffRound = z.infer<typeof SignOffRound>;
