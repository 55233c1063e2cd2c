import { z } from 'zod';
import { ConsultationId, EpochId, ExportId, MemberId, NetworkId, ResponseId } from '../ids.ts';
import { type Accepted, Digest, Instant, type Refused, accepted, refused } from '../outcome.ts';
import { SignOffRound } from '../round/round.ts';
import type { Transitions } from '../transition.ts';
import { ExportFormat } from './export-format.ts';
import { Attachment, KindChoice, kindOf } from './kind/kind.ts';
import { BroughtAnswer } from './gone/brought-answer.ts';
import { LatePassage } from './late/late-passage.ts';
import { DraftingLead } from './plan/drafting-lead.ts';
import type { ResponseEvent } from './response-event.ts';
import { SectionReady } from './section-ready.ts';
import { Submission } from './submission.ts';
import { Removal, isBeingRemoved } from './removal/removal.ts';
import { Reminded, Told } from './told.ts';

export type { ResponseEvent } from './response-event.ts';

/** A network's answer to one consultation, with its rounds: they must change together, so they are one aggregate. */
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
  /** The lock that the coordinator asked for, until its round is open (SO2); null otherwise. */
  locking: z
    .strictObject({
      at: Instant,
      by: MemberId,
      epoch: EpochId,
      /** Keys of the warnings that stood on the page when the lock was asked for, and the one reason for them. */
      acknowledged: z.array(z.string()),
      reason: z.string().max(5000),
    })
    .nullable(),
  rounds: z.array(SignOffRound),
  /** Final documents made of the approved snapshot (SO15). */
  finalExports: z.array(z.strictObject({ exportId: ExportId, at: Instant, digest: Digest, format: ExportFormat })),
  submission: Submission.nullable(),
  /** Decisions about late passages; an undecided passage has no row (CO5). */
  latePassages: z.array(LatePassage),
  /** The sections that are marked ready to read, each once (WO10). */
  ready: z.array(SectionReady),
  /** The drafting leads of sections, each section once; absent where nobody was named (WO17). */
  leads: z.array(DraftingLead).optional(),
  /** The answers that were brought into other questions, in order; absent where none was (QS13). */
  broughtAnswers: z.array(BroughtAnswer).optional(),
  /** The people who were told that it is being written, in order; absent where nobody was (MA1). */
  told: z.array(Told).optional(),
  /** The last reminder of each organisation that was reminded, each once; absent where none was (PG6). */
  reminded: z.array(Reminded).optional(),
  /** What the network does with the consultation, each choice in order; absent where it responds and nobody ever chose (RK1). */
  kinds: z.array(KindChoice).optional(),
  /** The document of the body that is endorsed; absent where none was attached (RK4). */
  attachment: Attachment.optional(),
  /** Removals of words for good, in order; absent where there was none (CO15). */
  removals: z.array(Removal).optional(),
});

export type Response = z.infer<typeof Response>;

/** A response is drafted, signed and sent; until it is sent it can go back to drafting, and a stopped one does so at the sponsor's word. */
export const responseTransitions = {
  drafting: { RoundOpened: 'in-sign-off', Submitted: 'submitted' },
  'in-sign-off': { RoundApproved: 'approved', DraftReopened: 'drafting', ResponseStopped: 'stopped', Submitted: 'submitted' },
  approved: { DraftReopened: 'drafting', Submitted: 'submitted' },
  stopped: { DraftReopened: 'drafting', Submitted: 'submitted' },
  submitted: {},
  withdrawn: {},
} as const satisfies Transitions<Response['status']>;

/** The data a response starts from; `marking` is empty for OFFICIAL. */
export interface Start {
  readonly id: ResponseId;
  readonly networkId: NetworkId;
  readonly consultationId: ConsultationId;
  readonly epoch: EpochId;
  readonly at: Instant;
  readonly marking: string;
}

/** A new response in its first epoch; the draft of that epoch is begun before this is committed. */
export function startResponse({ at, ...start }: Start): Accepted<Response, ResponseEvent> {
  const response: Response = {
    ...start,
    status: 'drafting',
    epochs: [{ id: start.epoch, from: null, at }],
    locking: null,
    rounds: [],
    finalExports: [],
    submission: null,
    latePassages: [],
    ready: [],
  };
  return accepted<Response, ResponseEvent>(response, {
    type: 'ResponseStarted',
    data: { consultationId: start.consultationId, epoch: start.epoch },
  });
}

/** True while the response is being drafted, no lock has begun, and no words are being removed (CO15). */
export function isUnlocked(response: Response): boolean {
  return response.status === 'drafting' && response.locking === null && !isBeingRemoved(response);
}

/** True while members can write in the text: it is unlocked, and the network responds or endorses (RK7). */
export function isOpen(response: Response): boolean {
  return isUnlocked(response) && kindOf(response) !== 'none';
}

/** Null while members can write; else why nobody can: the network does not respond, or the text is locked. */
export function whyNotOpen(response: Response): Refused | null {
  if (isOpen(response)) return null;
  return isUnlocked(response) ? refused('not-responding') : refused('not-drafting');
}

/** The latest round, open or ended; null before the first. */
export function latestRound(response: Response): SignOffRound | null {
  return response.rounds.at(-1) ?? null;
}

/** A round by its number; null where there is none. */
export function roundNumbered(response: Response, n: number): SignOffRound | null {
  return response.rounds.find((round) => round.n === n) ?? null;
}

/** The round that approved the text as it stands; null where nothing is approved, or the approval was taken back. */
export function approvedRound(response: Response): SignOffRound | null {
  const round = latestRound(response);
  return round?.status === 'approved' ? round : null;
}

/** The final documents of the round that approved the text as it stands: an earlier round's do not count, even of an identical text. */
export function finalExports(response: Response): Response['finalExports'] {
  const round = approvedRound(response);
  return round === null ? [] : response.finalExports.filter((one) => one.digest === round.digest && one.at >= round.openedAt);
}

/** The response with its latest round replaced. */
export function withRound(response: Response, round: SignOffRound): Response {
  return { ...response, rounds: response.rounds.map((one) => (one.n === round.n ? round : one)) };
}

/** The draft goes on under a new epoch that starts from the one before, so that anchors and authorship survive (SO18). */
export function withEpoch(response: Response, epoch: EpochId, at: Instant): Response {
  return { ...response, epoch, epochs: [...response.epochs, { id: epoch, from: response.epoch, at }] };
}
