import { z } from 'zod';
import { Decision } from './decision.ts';
import { MemberId, SlotId } from '../ids.ts';
import { Office } from '../network/network.ts';
import { Instant } from '../outcome.ts';
import type { Transitions } from '../transition.ts';

const seat = {
  id: SlotId,
  memberId: MemberId,
  capacity: z.enum(['holder', 'acting', 'deputy']),
  /** For a deputy: the holder of the office with their slot, and who handed the decision over, when (SO8). Absent for everybody else. */
  deputyFor: z.strictObject({ slot: SlotId, memberId: MemberId, by: MemberId, at: Instant }).optional(),
};

/** One person in one office in one round. A slot has a decision exactly where its status says so. */
export const Slot = z.discriminatedUnion('status', [
  z.strictObject({ ...seat, status: z.literal('pending') }),
  z.strictObject({
    ...seat,
    status: z.literal('approved'),
    decision: Decision,
    /** The earlier round whose approval of this text stands here; null where the decision was made in this round. */
    carriedFrom: z.number().int().min(1).nullable(),
  }),
  z.strictObject({ ...seat, status: z.enum(['changes', 'declined']), decision: Decision }),
  z.strictObject({ ...seat, status: z.enum(['recused', 'deputised', 'replaced', 'stood-down', 'void']) }),
]);
export type Slot = z.infer<typeof Slot>;
export type PendingSlot = Extract<Slot, { status: 'pending' }>;
export type DeputisedSlot = Slot & { readonly status: 'deputised' };
export type ApprovedSlot = Extract<Slot, { status: 'approved' }>;

/** The decision in a slot; null where none was made. */
export function decisionOf(slot: Slot): Decision | null {
  return 'decision' in slot ? slot.decision : null;
}

/** Why an office is passed over: nobody is in post, or everybody in post holds a later office too. */
export const NotApplicableBecause = z.enum(['vacant', 'holds-later-office']);
export type NotApplicableBecause = z.infer<typeof NotApplicableBecause>;

/** One office's turn in a round. */
export const Stage = z.strictObject({
  office: Office,
  status: z.enum(['waiting', 'active', 'satisfied', 'blocked', 'not-applicable', 'not-obtained']),
  /** Set where the stage is not applicable; fixed when the round opens, and certified. */
  because: NotApplicableBecause.nullable(),
  dueAt: Instant,
  activeSince: Instant.nullable(),
  slots: z.array(Slot),
});
export type Stage = z.infer<typeof Stage>;

/** Happenings are event types; `RoundEnded` stands for any end of the round that another slot or person brought. */
export const slotTransitions = {
  pending: {
    Approved: 'approved',
    ApprovalCarried: 'approved',
    ChangesRequested: 'changes',
    Declined: 'declined',
    SlotStoodDown: 'stood-down',
    SlotReplaced: 'replaced',
    SlotDeputised: 'deputised',
    RoundEnded: 'void',
  },
  approved: {},
  changes: {},
  declined: {},
  recused: {},
  // The holder of the office gets the request back, or leaves office meanwhile (SO8).
  deputised: { SlotHandedBack: 'pending', SlotReplaced: 'replaced' },
  replaced: {},
  'stood-down': {},
  void: {},
} as const satisfies Transitions<Slot['status']>;

/** A stage waits for those before it; approvals carried from the last round can satisfy it before it was ever active. */
export const stageTransitions = {
  waiting: {
    StageActivated: 'active',
    StageSatisfied: 'satisfied',
    StageBlocked: 'blocked',
    StageNotApplicable: 'not-applicable',
  },
  active: { StageSatisfied: 'satisfied', StageBlocked: 'blocked' },
  blocked: { StageActivated: 'active', StageSatisfied: 'satisfied' },
  satisfied: {},
  'not-applicable': {},
  'not-obtained': {},
} as const satisfies Transitions<Stage['status']>;

/** Whether later offices need not wait for this one. */
export function isFinished(stage: Stage): boolean {
  return stage.status === 'satisfied' || stage.status === 'not-applicable' || stage.status === 'not-obtained';
}

/** The slots still asked. */
export function pendingSlots(stage: Stage): readonly PendingSlot[] {
  return stage.slots.filter((slot) => slot.status === 'pending');
}

/** The slots with an approval, of this round or carried from the last. */
export function approvedSlots(stage: Stage): readonly ApprovedSlot[] {
  return stage.slots.filter((slot) => slot.status === 'approved');
}

/** How many people must approve: any one, all who are able, or k (SO4). */
export function needed(rule: Office['rule'], able: number): number {
  if (rule === 'any') return 1;
  return rule === 'all' ? Math.max(1, able) : rule.atLeast;
}

/** Whether the stage's rule is met by distinct people (SO4). */
export function isMet(stage: Stage): boolean {
  const people = new Set(approvedSlots(stage).map((slot) => slot.memberId));
  return people.size >= needed(stage.office.rule, approvedSlots(stage).length + pendingSlots(stage).length);
}
