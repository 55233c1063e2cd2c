import { kindOf } from '../response/kind/kind.ts';
import { isPast } from '../time/closing.ts';
import type { Heard } from '../round/heard.ts';
import type { RoundEvent } from '../round/round-event.ts';
import { addWorkingDays, workingDaysBetween } from '../time/calendar.ts';
import { type ChainOffice, type People, chainOf } from '../round/chain.ts';
import { type Findings, warningKey } from './checks.ts';
import { type EpochId, type MemberId, SlotId } from '../ids.ts';
import { type Digest, type Instant, type Outcome, type Refused, accepted, refused } from '../outcome.ts';
import { isBeingRemoved } from '../response/removal/removal.ts';
import { type Response, latestRound, responseTransitions, withEpoch } from '../response/response.ts';
import type { ResponseEvent } from '../response/response-event.ts';
import { type OpenRound, type SignOffRound, endOf, settle } from '../round/round.ts';
import {
  type ApprovedSlot,
  type PendingSlot,
  type Slot,
  type Stage,
  approvedSlots,
  slotTransitions,
  stageTransitions,
} from '../round/stage.ts';
import { advance } from '../transition.ts';

type Result = Outcome<Response, ResponseEvent>;

/** Posted by the page of checks: the keys of the warnings that stood there, and the one reason for them. */
export interface Acknowledgement {
  readonly acknowledged: readonly string[];
  readonly reason: string;
}

/** Null where the text can be locked now; serves the page, the command, and the check of the cut (SO2). */
export function whyNotLock(response: Response, findings: Findings, { acknowledged, reason }: Acknowledgement): Refused | null {
  if (response.status !== 'drafting') return refused('not-drafting');
  if (kindOf(response) === 'none') return refused('not-responding');
  if (findings.blocks.some((block) => block.type === 'closed')) return refused('consultation-closed');
  if (findings.blocks.length > 0) return refused('checks-block');
  const known = findings.warnings.every((warning) => acknowledged.includes(warningKey(warning)));
  if (!known || (findings.warnings.length > 0 && reason.trim() === '')) return refused('warnings-unacknowledged');
  return null;
}

/** The first step of SO2: the response records the lock, so that after a crash it can be finished or given up. */
export function lockText(
  response: Response,
  findings: Findings,
  asked: Acknowledgement & { readonly at: Instant; readonly by: MemberId },
): Result {
  if (isBeingRemoved(response)) return refused('not-drafting', 'Words are being removed from the text. Try again in a minute.');
  const whyNot = response.locking === null ? whyNotLock(response, findings, asked) : refused('not-drafting', 'The text is being locked.');
  if (whyNot !== null) return whyNot;
  const locking = { ...asked, acknowledged: [...asked.acknowledged], epoch: response.epoch };
  return accepted<Response, ResponseEvent>({ ...response, locking }, { type: 'TextLocked', data: { epoch: response.epoch } });
}

/**
 * Gives a lock up: nobody was asked, so the draft goes on under a new epoch that begins from the whole log of the old one
 * (SO2). `epoch` is begun before the commit.
 */
export function abandonLock(
  response: Response,
  { locked, epoch, at, because }: { readonly locked: EpochId; readonly epoch: EpochId; readonly at: Instant; readonly because: string },
): Result {
  if (response.locking?.epoch !== locked) return refused('not-open', 'There is no lock to give up.');
  return accepted<Response, ResponseEvent>(
    { ...withEpoch(response, epoch, at), locking: null },
    { type: 'LockAbandoned', data: { epoch: locked, because } },
    { type: 'DraftReopened', data: { epoch, from: locked } },
  );
}

/** The data of the last step of SO2; the checks and the digest are of the cut. */
export interface Opening extends People {
  readonly locked: EpochId;
  readonly at: Instant;
  readonly digest: Digest;
  readonly questionSetVersion: number;
  readonly closesAt: Instant | null;
  readonly findings: Findings;
  /** The positions that are in the snapshot (PO15). */
  readonly heard: readonly Heard[];
  /** When each office should have decided, in the chain's order. */
  readonly dueAt: readonly Instant[];
}

/**
 * Opens a round on a locked text (SO2). It fixes the offices that are passed over, carries approvals if the last round had
 * this text, and asks the first stage. Refused where the lock was given up meanwhile.
 */
export function openRound(response: Response, opening: Opening): Result {
  const { locking } = response;
  if (locking?.epoch !== opening.locked) return refused('not-open', 'The lock was given up. The text is open again.');
  const whyNot = whyNotLock(response, opening.findings, locking);
  if (whyNot !== null) return whyNot;
  const { round, events } = newRound(response, opening, locking);
  const carried = carriedInto(round, latestRound(response));
  const settled = settle(carried.round, opening.at);
  return accepted<Response, ResponseEvent>(
    {
      ...response,
      status: advance(responseTransitions, response.status, 'RoundOpened'),
      locking: null,
      rounds: [...response.rounds, settled.round],
    },
    roundOpened(round),
    ...events,
    ...carried.events,
    ...settled.events,
  );
}

function roundOpened(round: SignOffRound): ResponseEvent {
  const stages = round.stages.map((stage) => ({ office: stage.office.id, slots: stage.slots.map((slot) => slot.id) }));
  return {
    type: 'RoundOpened',
    data: {
      round: round.n,
      digest: round.digest,
      epoch: round.epoch,
      questionSetVersion: round.questionSetVersion,
      warnings: round.warnings,
      stages,
      ...(round.heard === undefined ? {} : { heard: round.heard }),
    },
  };
}

interface Step {
  readonly round: OpenRound;
  readonly events: readonly RoundEvent[];
}

const fewDays = 2;

function newRound(response: Response, opening: Opening, locking: NonNullable<Response['locking']>): Step {
  const n = response.rounds.length + 1;
  const events: RoundEvent[] = [];
  const stages = chainOf(opening, opening.at, locking.at).map((asked, index) => newStage(n, index, asked, opening, events));
  const hurry = opening.closesAt !== null && workingDaysBetween(opening.at, opening.closesAt, opening.network.timeZone) < fewDays;
  const round: OpenRound = {
    n,
    epoch: opening.locked,
    digest: opening.digest,
    questionSetVersion: opening.questionSetVersion,
    status: 'open',
    lockedAt: locking.at,
    openedAt: opening.at,
    openedBy: locking.by,
    dueAt: dueOf(opening, stages.length - 1),
    closesAt: opening.closesAt,
    warnings: opening.findings.warnings.map(warningKey),
    warningsReason: opening.findings.warnings.length > 0 ? locking.reason : '',
    together: hurry && latestRound(response) !== null && latestRound(response)?.digest !== opening.digest,
    stages,
    officeChanges: [],
    ...(opening.heard.length === 0 ? {} : { heard: [...opening.heard] }),
  };
  return { round, events };
}

function newStage(n: number, index: number, asked: ChainOffice, opening: Opening, events: RoundEvent[]): Stage {
  const { office, passedOver: because } = asked;
  const slots = asked.holders.map((memberId, count) => newSlot(n, index, count, memberId));
  const stage = { office, because, dueAt: dueOf(opening, index), activeSince: null, slots };
  if (because === null) return { ...stage, status: 'waiting' };
  events.push({ type: 'StageNotApplicable', data: { round: n, office: office.id, because } });
  return { ...stage, status: advance(stageTransitions, 'waiting', 'StageNotApplicable') };
}

/** A date that has passed, or is not planned, is the close itself; without a close it is two working days on. */
function dueOf({ dueAt, at, closesAt, network }: Opening, index: number): Instant {
  const latest = closesAt ?? addWorkingDays(at, fewDays, network.timeZone);
  const planned = dueAt[index] ?? latest;
  return planned > at && !isPast(closesAt, planned) ? planned : latest;
}

/** A slot that is asked; its id counts within the response: round, stage and place. */
export function newSlot(n: number, stage: number, count: number, memberId: MemberId): PendingSlot {
  const id = SlotId.parse(`${n}-${stage + 1}-${count + 1}`);
  return { id, memberId, capacity: 'holder', status: 'pending' };
}

/**
 * Carries the approvals of the round before, and names that round, if its text was identical. The last office is always asked
 * anew, so that no round is approved without a person. So are a member who took the text back, and a member for whom a deputy approved.
 */
function carriedInto(round: OpenRound, before: SignOffRound | null): Step {
  if (before?.digest !== round.digest) return { round, events: [] };
  const events: RoundEvent[] = [];
  const last = round.stages.length - 1;
  const stages = round.stages.map((stage, index) => {
    if (index === last) return stage;
    const slots = stage.slots.map((slot) => {
      const given = approvalOf(before, stage, slot);
      if (given === null || slot.status !== 'pending') return slot;
      const from = given.carriedFrom ?? before.n;
      events.push({ type: 'ApprovalCarried', data: { round: round.n, slot: slot.id, from } });
      return { ...slot, status: advance(slotTransitions, slot.status, 'ApprovalCarried'), decision: given.decision, carriedFrom: from };
    });
    return { ...stage, slots };
  });
  return { round: { ...round, stages }, events };
}

function approvalOf(before: SignOffRound, stage: Stage, slot: Slot): ApprovedSlot | null {
  if (endOf(before)?.by === slot.memberId) return null;
  const then = before.stages.find((one) => one.office.id === stage.office.id);
  return then === undefined
    ? null
    : (approvedSlots(then).find((one) => one.memberId === slot.memberId && one.capacity === 'holder') ?? null);
}
