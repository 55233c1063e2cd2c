import type { MemberId, OfficeId, SlotId } from '../ids.ts';
import type { Digest, Instant } from '../outcome.ts';
import type { Assurance } from './decision.ts';
import type { Act, HandsChange, RoleChange } from './office-change.ts';
import type { NotApplicableBecause } from './stage.ts';

/** The data of every decision event. It holds the hash of the reason; the words stay in the state. */
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

/** One appointment that began or ended, with the hash of the authority; the words stay in the state. */
export interface ActData extends Pick<Act, 'did' | 'appointment' | 'memberId' | 'by'> {
  readonly authorityHash: string;
}

/** A change of office or role, as a round notes it. `change` counts the changes of the round from 1. */
type ChangeEvent =
  | {
      readonly type: 'OfficeChanged';
      readonly data: {
        readonly round: number;
        readonly change: number;
        readonly at: Instant;
        readonly held: Pick<HandsChange, 'office' | 'before' | 'after'>;
        readonly acts: readonly ActData[];
      };
    }
  | {
      readonly type: 'RoleChanged';
      readonly data: { readonly round: number; readonly change: number } & Omit<RoleChange, 'type'>;
    };

/** An event of a stage or slot inside an open round. */
export type RoundEvent =
  | ChangeEvent
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
  /** `slot`: of the holder of the office; `deputy`: of the person who decides for them, until `until` at the latest (SO8). */
  | {
      readonly type: 'SlotDeputised';
      readonly data: {
        readonly round: number;
        readonly office: OfficeId;
        readonly slot: SlotId;
        readonly deputy: SlotId;
        readonly memberId: MemberId;
        readonly until: Instant;
      };
    }
  | {
      readonly type: 'SlotHandedBack';
      readonly data: { readonly round: number; readonly office: OfficeId; readonly slot: SlotId; readonly deputy: SlotId };
    }
  | { readonly type: 'SlotAdded'; readonly data: { readonly round: number; readonly office: OfficeId; readonly slot: SlotId } }
  | { readonly type: 'ApprovalCarried'; readonly data: { readonly round: number; readonly slot: SlotId; readonly from: number } }
  | { readonly type: 'RoundApproved'; readonly data: { readonly round: number; readonly digest: Digest } };
