import { z } from 'zod';
import { EpochId, MemberId, OfficeId, type SlotId } from '../ids.ts';
import { Digest, Instant } from '../outcome.ts';
import { type Transitions, advance } from '../transition.ts';
import { Heard } from './heard.ts';
import { OfficeChange } from './office-change.ts';
import type { RoundEvent } from './round-event.ts';
import { type Slot, Stage, isFinished, isMet, pendingSlots, slotTransitions, stageTransitions } from './stage.ts';

/** How a round ended, other than by approval. `by` and `office` are null where nobody ended it: time ran out. */
const Ending = z.strictObject({ at: Instant, by: MemberId.nullable(), office: OfficeId.nullable(), reason: z.string().max(20_000) });
export type Ending = z.infer<typeof Ending>;

const base = {
  n: z.number().int().min(1),
  epoch: EpochId,
  digest: Digest,
  questionSetVersion: z.number().int().min(1),
  /** The instant at which the text was locked. Who coordinated then, or since, does not decide (SO3). */
  lockedAt: Instant,
  openedAt: Instant,
  openedBy: MemberId,
  dueAt: Instant,
  /** The consultation's closing as it stood when the round opened; SO13 reads the current one. Null where it has none. */
  closesAt: Instant.nullable(),
  /** Keys of the warnings of SO1 that were acknowledged, and the one reason for all; empty where none. */
  warnings: z.array(z.string()),
  warningsReason: z.string().max(5000),
  /** True if all offices are asked at once: in a later round of another text, with less than two working days left. */
  together: z.boolean(),
  stages: z.array(Stage).min(1),
  /** The changes of office that came while the round was open, in the order in which they were noted (SO56). */
  officeChanges: z.array(OfficeChange),
  /** The positions that are in the locked text; absent where no organisation had said anything (PO15). */
  heard: z.array(Heard).optional(),
};

/** A sealed draft's snapshot under signature: who has been asked, and what they decided. An ended round has its ending. */
export const SignOffRound = z.discriminatedUnion('status', [
  z.strictObject({ ...base, status: z.literal('open') }),
  z.strictObject({ ...base, status: z.literal('approved') }),
  z.strictObject({ ...base, status: z.enum(['changes-requested', 'declined', 'recalled', 'lapsed']), ending: Ending }),
]);
export type SignOffRound = z.infer<typeof SignOffRound>;
export type OpenRound = Extract<SignOffRound, { status: 'open' }>;
export type EndedRound = Extract<SignOffRound, { ending: Ending }>;

/** How a round ended; null for one that is open or approved. */
export function endOf(round: SignOffRound): Ending | null {
  return 'ending' in round ? round.ending : null;
}

/** A round ends once. Only a lapsed one is resumed (SO13); only an approved or lapsed one can still be taken back (SO11). */
export const roundTransitions = {
  open: {
    RoundApproved: 'approved',
    ChangesRequested: 'changes-requested',
    Declined: 'declined',
    RoundRecalled: 'recalled',
    RoundLapsed: 'lapsed',
  },
  lapsed: { RoundResumed: 'open', RoundRecalled: 'recalled' },
  approved: { RoundRecalled: 'recalled' },
  'changes-requested': {},
  declined: {},
  recalled: {},
} as const satisfies Transitions<SignOffRound['status']>;

/** A slot with the stage it stands in. */
export interface Seat {
  readonly stage: Stage;
  readonly slot: Slot;
}

/** A slot of this round with its stage; null where the round has no such slot. */
export function seatOf(round: SignOffRound, id: SlotId): Seat | null {
  for (const stage of round.stages) {
    const slot = stage.slots.find((one) => one.id === id);
    if (slot !== undefined) return { stage, slot };
  }
  return null;
}

/** The round with this slot in place of the one that has its id. */
export function withSlot<Round extends SignOffRound>(round: Round, slot: Slot): Round {
  const stages = round.stages.map((stage) => ({ ...stage, slots: stage.slots.map((one) => (one.id === slot.id ? slot : one)) }));
  return { ...round, stages };
}

/** The round without open requests: every pending slot is closed. */
export function withoutPending(round: SignOffRound): SignOffRound {
  const close = (slot: Slot): Slot =>
    slot.status === 'pending' ? { ...slot, status: advance(slotTransitions, slot.status, 'RoundEnded') } : slot;
  return { ...round, stages: round.stages.map((stage) => ({ ...stage, slots: stage.slots.map(close) })) };
}

/** The stages that are asked now, in order. */
export function activeStages(round: SignOffRound): readonly Stage[] {
  return round.stages.filter((stage) => stage.status === 'active');
}

/** A settled round, and the events of settling. */
export interface Settled {
  readonly round: SignOffRound;
  readonly events: readonly RoundEvent[];
}

/**
 * Draws the consequences of the decisions made and the people left (SO4, SO9). A stage whose rule is met is satisfied and stands
 * the others down. The next stage is asked, or blocked where nobody can be asked. After the last one the round is approved.
 */
export function settle(round: OpenRound, at: Instant): Settled {
  const events: RoundEvent[] = [];
  let reached = true;
  const stages = round.stages.map((stage) => {
    const next = reached || round.together ? settleStage(round.n, stage, at, events) : stage;
    reached = reached && isFinished(next);
    return next;
  });
  if (!stages.every(isFinished)) return { round: { ...round, stages }, events };
  events.push({ type: 'RoundApproved', data: { round: round.n, digest: round.digest } });
  return { round: { ...round, stages, status: advance(roundTransitions, round.status, 'RoundApproved') }, events };
}

function settleStage(n: number, stage: Stage, at: Instant, events: RoundEvent[]): Stage {
  if (isFinished(stage)) return stage;
  const about = { round: n, office: stage.office.id };
  const asked = pendingSlots(stage);
  if (isMet(stage)) {
    events.push({ type: 'StageSatisfied', data: about });
    return { ...stage, status: advance(stageTransitions, stage.status, 'StageSatisfied'), slots: stoodDown(n, stage, events) };
  }
  if (asked.length > 0 && stage.status !== 'active') {
    events.push({ type: 'StageActivated', data: { ...about, slots: asked.map((slot) => slot.id), dueAt: stage.dueAt } });
    return { ...stage, status: advance(stageTransitions, stage.status, 'StageActivated'), activeSince: at };
  }
  if (asked.length === 0 && stage.status !== 'blocked') {
    events.push({ type: 'StageBlocked', data: about });
    return { ...stage, status: advance(stageTransitions, stage.status, 'StageBlocked') };
  }
  return stage;
}

function stoodDown(n: number, stage: Stage, events: RoundEvent[]): Slot[] {
  return stage.slots.map((slot) => {
    if (slot.status !== 'pending') return slot;
    events.push({ type: 'SlotStoodDown', data: { round: n, slot: slot.id } });
    return { ...slot, status: advance(slotTransitions, slot.status, 'SlotStoodDown') };
  });
}
