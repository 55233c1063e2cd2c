import type { Assurance } from '../round/decision.ts';
import type { ConsultationId, EpochId, ExportId, MemberId, OfficeId, SectionId, SlotId } from '../ids.ts';
import type { Digest, Instant } from '../outcome.ts';
import type { NotApplicableBecause } from '../round/stage.ts';
import type { Submission } from './submission.ts';

/** What every decision event records; the words of the reason stay in the state, their hash here. */
export interface DecisionData {
  readonly round: number;
  readonly slot: SlotId;
  readonly office: OfficeId;
  readonly digest: Digest;
  readonly nonce: string;
  readonly assurance: Assurance;
  readonly networkRevision: number;
  readonly commentHash: string;
}

/** What happens to stages and slots inside an open round. */
export type RoundEvent =
  | {
      readonly type: 'StageActivated';
      readonly data: { readonly round: number; readonly office: OfficeId; readonly slots: readonly SlotId[]; readonly dueAt: Instant };
    }
  | {
      readonly type: 'StageNotApplicable';
      readonly data: { readonly round: number; readonly office: OfficeId; readonly because: NotApplicableBecause };
    }
  | { readonly type: 'StageBlocked'; readonly data: { readonly round: number; readonly office: OfficeId } }
  | { readonly type: 'StageSatisfied'; readonly data: { readonly round: number; readonly office: OfficeId } }
  | { readonly type: 'SlotStoodDown'; readonly data: { readonly round: number; readonly slot: SlotId } }
  | { readonly type: 'SlotReplaced'; readonly data: { readonly round: number; readonly slot: SlotId; readonly by: readonly SlotId[] } }
  | { readonly type: 'SlotAdded'; readonly data: { readonly round: number; readonly office: OfficeId; readonly slot: SlotId } }
  | { readonly type: 'ApprovalCarried'; readonly data: { readonly round: number; readonly slot: SlotId; readonly from: number } }
  | { readonly type: 'RoundApproved'; readonly data: { readonly round: number; readonly digest: Digest } };

/** Which passage that came in after a lock: the epoch it came too late for, whose it is, and the section. */
export interface LateData {
  readonly epoch: EpochId;
  readonly member: MemberId;
  readonly section: SectionId;
}

/** Everything that can happen to a response: the audit trail is nothing else. */
export type ResponseEvent =
  | RoundEvent
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
        readonly stages: readonly { readonly office: OfficeId; readonly slots: readonly SlotId[] }[];
      };
    }
  | { readonly type: 'Approved'; readonly data: DecisionData }
  | { readonly type: 'ChangesRequested'; readonly data: DecisionData }
  | { readonly type: 'Declined'; readonly data: DecisionData }
  | { readonly type: 'RoundRecalled'; readonly data: { readonly round: number; readonly reasonHash: string } }
  | { readonly type: 'RoundLapsed'; readonly data: { readonly round: number } }
  | { readonly type: 'RoundResumed'; readonly data: { readonly round: number; readonly because: string } }
  | { readonly type: 'DraftReopened'; readonly data: { readonly epoch: EpochId; readonly from: EpochId } }
  | { readonly type: 'LatePassageBrought'; readonly data: LateData & { readonly into: EpochId } }
  | { readonly type: 'LatePassageLeftOut'; readonly data: LateData }
  | { readonly type: 'LatePassageTakenUp'; readonly data: LateData }
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
