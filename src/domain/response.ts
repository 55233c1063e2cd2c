import { z } from 'zod';
import type { OfficeId, SlotId } from './ids.ts';
import { ConsultationId, EpochId, ExportId, MemberId, NetworkId, ResponseId } from './ids.ts';
import { Digest, Instant } from './outcome.ts';
import { SignOffRound } from './sign-off-round.ts';
import { Submission } from './submission.ts';

/** A network's answer to one consultation, with its rounds: what must change together is one aggregate. */
export const Response = z.strictObject({
  id: ResponseId,
  networkId: NetworkId,
  consultationId: ConsultationId,
  status: z.enum(['drafting', 'in-sign-off', 'approved', 'submitted', 'stopped', 'withdrawn']),
  /** The epoch of the draft people meet: the live one while drafting, the sealed one after. */
  epoch: EpochId,
  /** Every epoch so far in order, each with the one it was reopened from; null for the first. */
  epochs: z.array(z.strictObject({ id: EpochId, from: EpochId.nullable(), at: Instant })).min(1),
  marking: z.string().max(60),
  /** What the coordinator asked to be locked, while its round is not yet there (SO2); null otherwise. */
  locking: z.strictObject({ at: Instant, by: MemberId, epoch: EpochId }).nullable(),
  rounds: z.array(SignOffRound),
  /** Final documents made of the approved snapshot (SO15). */
  finalExports: z.array(z.strictObject({ exportId: ExportId, at: Instant, digest: Digest, format: z.enum(['docx', 'pdf']) })),
  submission: Submission.nullable(),
});
export type Response = z.infer<typeof Response>;

export type ResponseEvent =
  | { readonly type: 'ResponseStarted'; readonly data: { readonly consultationId: ConsultationId; readonly epoch: EpochId } }
  | { readonly type: 'TextLocked'; readonly data: { readonly epoch: EpochId } }
  | { readonly type: 'LockAbandoned'; readonly data: { readonly epoch: EpochId; readonly because: string } }
  | {
      readonly type: 'RoundOpened';
      readonly data: {
        readonly round: number;
        readonly digest: Digest;
        readonly epoch: EpochId;
        readonly questionSetVersion: number;
        readonly warnings: readonly string[];
      };
    }
  | {
      readonly type: 'StageActivated';
      readonly data: { readonly round: number; readonly office: OfficeId; readonly slots: readonly SlotId[]; readonly dueAt: Instant };
    }
  | { readonly type: 'StageNotApplicable'; readonly data: { readonly round: number; readonly office: OfficeId; readonly because: string } }
  | { readonly type: 'StageSatisfied'; readonly data: { readonly round: number; readonly office: OfficeId } }
  | { readonly type: 'SlotStoodDown'; readonly data: { readonly round: number; readonly slot: SlotId } }
  | { readonly type: 'SlotReplaced'; readonly data: { readonly round: number; readonly slot: SlotId; readonly by: readonly SlotId[] } }
  | { readonly type: 'Approved'; readonly data: DecisionData }
  | { readonly type: 'ChangesRequested'; readonly data: DecisionData }
  | { readonly type: 'Declined'; readonly data: DecisionData }
  | { readonly type: 'RoundApproved'; readonly data: { readonly round: number; readonly digest: Digest } }
  | { readonly type: 'RoundRecalled'; readonly data: { readonly round: number; readonly reasonHash: string } }
  | { readonly type: 'RoundLapsed'; readonly data: { readonly round: number } }
  | { readonly type: 'RoundResumed'; readonly data: { readonly round: number; readonly because: string } }
  | { readonly type: 'DraftReopened'; readonly data: { readonly epoch: EpochId; readonly from: EpochId } }
  | { readonly type: 'ResponseStopped'; readonly data: { readonly round: number } }
  | {
      readonly type: 'FinalExportMade';
      readonly data: { readonly exportId: ExportId; readonly format: 'docx' | 'pdf'; readonly digest: Digest; readonly artefact: Digest };
    }
  | {
      readonly type: 'Submitted';
      readonly data: {
        readonly at: Instant;
        readonly channel: Submission['channel'];
        readonly reference: string;
        readonly digest: Digest | null;
      };
    };

/** What every decision event records; the words of the reason stay in the state, their hash here. */
export interface DecisionData {
  readonly round: number;
  readonly slot: SlotId;
  readonly office: OfficeId;
  readonly digest: Digest;
  readonly nonce: string;
  readonly assurance: 'name' | 'code' | 'signed-in';
  readonly networkRevision: number;
  readonly commentHash: string;
}
