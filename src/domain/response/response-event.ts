import type { ConsultationId, EpochId, ExportId, MemberId, OfficeId, OrganisationId, RemovalId, SectionId, SlotId } from '../ids.ts';
import type { Digest, Instant } from '../outcome.ts';
import type { Heard } from '../round/heard.ts';
import type { DecisionData, RoundEvent } from '../round/round-event.ts';
import type { ExportFormat } from './export-format.ts';
import type { ResponseKind } from './kind/kind.ts';
import type { LatePart } from './late/late-passage.ts';
import type { Submission } from './submission.ts';
import type { Restored } from '../restored.ts';
import type { WordsRemoved } from '../removed.ts';
import type { TakenOut } from './taken-out.ts';

/** Names a late passage: the epoch it came too late for, its writer and its section. */
export interface LateData {
  readonly epoch: EpochId;
  readonly member: MemberId;
  readonly section: SectionId;
}

/** Everything that can happen to a response: the audit trail is nothing else. */
export type ResponseEvent =
  | Restored
  | WordsRemoved
  | { readonly type: 'RemovalBegun'; readonly data: { readonly removal: RemovalId; readonly epoch: EpochId; readonly from: EpochId } }
  | { readonly type: 'TextCleared'; readonly data: { readonly removal: RemovalId; readonly epoch: EpochId } }
  | { readonly type: 'RemovalDone' | 'RemovalLost'; readonly data: { readonly removal: RemovalId; readonly places: number } }
  | RoundEvent
  | { readonly type: 'ResponseStarted'; readonly data: { readonly consultationId: ConsultationId; readonly epoch: EpochId } }
  | { readonly type: 'PeopleTold'; readonly data: { readonly members: readonly MemberId[] } }
  | {
      readonly type: 'OrganisationsReminded';
      readonly data: { readonly organisations: readonly OrganisationId[]; readonly members: readonly MemberId[] };
    }
  | {
      readonly type: 'LeadsNamed';
      readonly data: {
        readonly leads: readonly { readonly section: SectionId; readonly member: MemberId | null; readonly was: MemberId | null }[];
      };
    }
  | {
      readonly type: 'KindChosen';
      readonly data: {
        readonly kind: ResponseKind;
        readonly before: ResponseKind;
        /** The place of the choice among the response's choices, counted from 1. */
        readonly choice: number;
        /** Whose response is endorsed. */
        readonly body?: string;
        /** The digest of the reason not to respond; the words are in the state. */
        readonly reasonHash?: Digest;
      };
    }
  | { readonly type: 'DocumentAttached'; readonly data: { readonly name: string; readonly digest: Digest } }
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
        /** The positions that are in the locked text; absent where there are none (PO15). */
        readonly heard?: readonly Heard[];
      };
    }
  | { readonly type: 'Approved'; readonly data: DecisionData }
  | { readonly type: 'ChangesRequested'; readonly data: DecisionData }
  | { readonly type: 'Declined'; readonly data: DecisionData }
  | { readonly type: 'RoundRecalled'; readonly data: { readonly round: number; readonly reasonHash: string } }
  | { readonly type: 'RoundLapsed'; readonly data: { readonly round: number } }
  | { readonly type: 'RoundResumed'; readonly data: { readonly round: number; readonly because: string } }
  | { readonly type: 'DraftReopened'; readonly data: { readonly epoch: EpochId; readonly from: EpochId } }
  | { readonly type: 'DraftRestored'; readonly data: { readonly epoch: EpochId; readonly from: EpochId } }
  | { readonly type: 'DraftConverted'; readonly data: { readonly epoch: EpochId; readonly from: EpochId } }
  | { readonly type: 'LatePassageBrought'; readonly data: LateData & { readonly into: EpochId; readonly without?: readonly LatePart[] } }
  | { readonly type: 'LatePassageLeftOut'; readonly data: LateData }
  | { readonly type: 'LatePassageTakenUp'; readonly data: LateData }
  | { readonly type: 'AnswerBrought'; readonly data: { readonly section: SectionId; readonly into: SectionId; readonly digest: Digest } }
  | { readonly type: 'SectionMarkedReady'; readonly data: { readonly section: SectionId; readonly digest: Digest } }
  | { readonly type: 'SectionReadyTakenBack'; readonly data: { readonly section: SectionId } }
  | { readonly type: 'AdditionTakenOut'; readonly data: TakenOut }
  | { readonly type: 'ResponseStopped'; readonly data: { readonly round: number } }
  | {
      readonly type: 'FinalExportMade';
      readonly data: { readonly exportId: ExportId; readonly format: ExportFormat; readonly digest: Digest; readonly artefact: Digest };
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
