import type { MemberId, SlotId } from '../ids.ts';
import { awayAt } from '../network/absence.ts';
import type { Case } from '../network/access.ts';
import type { Member } from '../network/member.ts';
import { type Instant, type Outcome, type Refused, accepted, refused } from '../outcome.ts';
import { type Response, latestRound, withRound } from '../response/response.ts';
import type { ResponseEvent } from '../response/response-event.ts';
import { type People, holdersOf } from '../round/chain.ts';
import { type WithDeputy, absenceFor, holderOf, whyNotDeputy } from '../round/deputy.ts';
import type { RoundEvent } from '../round/round-event.ts';
import { type OpenRound, type SignOffRound, seatOf } from '../round/round.ts';
import { type DeputisedSlot, type PendingSlot, type Slot, type Stage, pendingSlots, slotTransitions } from '../round/stage.ts';
import { advance } from '../transition.ts';
import { newSlot } from './lock.ts';

type Result = Outcome<Response, ResponseEvent>;

/** A request that its holder has, and the deputy to whom it can go. */
interface Deputisable {
  readonly ok: true;
  readonly round: OpenRound;
  readonly stage: Stage;
  readonly slot: PendingSlot;
  readonly absence: WithDeputy;
}

/** The people and the instant by which a hand-over is judged. */
export interface Handing extends People {
  readonly at: Instant;
}

/**
 * The circumstances of handing a decision over (SO8). `asked`: it is the person's own. `away`: a coordinator may hand it over, by an
 * absence that was recorded before the first lock of the text or by the holder, and once in a round: a holder who takes it back
 * keeps it.
 */
export function caseOfHandOver(
  response: Response,
  slot: SlotId,
  { memberId, members, at }: { readonly memberId: string; readonly members: readonly Member[]; readonly at: Instant },
): Case<'sign-off.hand-over'> {
  const round = latestRound(response);
  const found = round === null ? null : seatOf(round, slot);
  if (round === null || found === null) return { asked: false, away: false };
  const holder = holderOf(found.slot);
  const member = members.find(({ id }) => id === holder);
  const [first = round] = response.rounds;
  const wasHandedOver = found.stage.slots.some(({ deputyFor }) => deputyFor?.memberId === holder);
  return { asked: holder === memberId, away: !wasHandedOver && absenceFor(member, first, at) !== null };
}

/** The deputy to whom a request can be handed over now, or why it cannot (SO8); serves the page and the command. */
export function deputisable(response: Response, id: SlotId, { at, ...people }: Handing): Deputisable | Refused {
  const round = latestRound(response);
  const seat = round === null ? null : seatOf(round, id);
  if (round?.status !== 'open') return refused('round-closed');
  if (seat === null) return refused('not-found');
  const { stage, slot } = seat;
  if (slot.status !== 'pending' || slot.deputyFor !== undefined)
    return refused('already-exists', 'This decision is not asked of a holder of the office now.');
  if (stage.status !== 'active') return refused('stage-not-active');
  if (!holdersOf(people, stage.office.id, at, round.lockedAt).includes(slot.memberId)) return refused('not-in-office');
  const absence = absenceFor(
    people.members.find((one) => one.id === slot.memberId),
    round,
    at,
  );
  if (absence === null) return refused('not-allowed', noDeputy);
  const whyNot = whyNotDeputy(absence.deputyId, { round, members: people.members, at }) ?? whyNotThere(absence.deputyId, people, at);
  return whyNot ?? { ok: true, round, stage, slot, absence };
}

const noDeputy =
  'No deputy was named beforehand. The person says on their page when they are away and who stands in; the coordinator can do so before the text is locked.';

function whyNotThere(id: MemberId, { members }: People, at: Instant): Refused | null {
  const deputy = members.find((one) => one.id === id);
  return deputy !== undefined && awayAt(deputy, at) !== null ? refused('not-allowed', `${deputy.name} is away too.`) : null;
}

/** Hands the decision of a holder over to their deputy: the links of the holder stop, and the deputy is asked (SO8). */
export function handOver(response: Response, id: SlotId, { by, ...handing }: Handing & { readonly by: MemberId }): Result {
  const found = deputisable(response, id, handing);
  if (!found.ok) return found;
  const { round, stage, slot, absence } = found;
  const index = round.stages.indexOf(stage);
  const deputy: PendingSlot = {
    ...newSlot(round.n, index, stage.slots.length, absence.deputyId),
    capacity: 'deputy',
    deputyFor: { slot: slot.id, memberId: slot.memberId, by, at: handing.at },
  };
  const away: DeputisedSlot = { ...slot, status: advance(slotTransitions, slot.status, 'SlotDeputised') };
  const slots = [...stage.slots.map((one) => (one === slot ? away : one)), deputy];
  const about = { round: round.n, office: stage.office.id };
  return accepted<Response, ResponseEvent>(
    withRound(response, { ...round, stages: round.stages.with(index, { ...stage, slots }) }),
    {
      type: 'SlotDeputised',
      data: { ...about, slot: slot.id, deputy: deputy.id, memberId: deputy.memberId, until: absence.until },
    },
    { type: 'SlotAdded', data: { ...about, slot: deputy.id } },
  );
}

/** Gives a decision that a deputy has not made back to the holder of the office (SO8). `id`: the slot of the holder. */
export function handBack(response: Response, id: SlotId): Result {
  const round = latestRound(response);
  if (round?.status !== 'open') return refused('round-closed');
  const index = round.stages.findIndex(({ slots }) => slots.some((slot) => slot.id === id));
  const stages = round.stages.map((stage, place) =>
    place === index ? handBackIn(round.n, stage, ({ deputyFor }) => deputyFor?.slot === id) : { stage, events: [] },
  );
  const [first, ...rest] = stages.flatMap(({ events }) => events);
  if (first === undefined) return refused('already-exists', 'No deputy is asked here any more.');
  return accepted<Response, ResponseEvent>(withRound(response, { ...round, stages: stages.map(({ stage }) => stage) }), first, ...rest);
}

/** A stage in which the requests of these deputies go back to the holders of the office. */
export function handBackIn(
  n: SignOffRound['n'],
  stage: Stage,
  isOver: (slot: PendingSlot) => boolean,
): { readonly stage: Stage; readonly events: readonly RoundEvent[] } {
  const over = pendingSlots(stage).flatMap((slot) =>
    slot.deputyFor !== undefined && isOver(slot) ? [{ deputy: slot.id, slot: slot.deputyFor.slot }] : [],
  );
  const changed = (slot: Slot): Slot => {
    if (slot.status === 'pending' && over.some(({ deputy }) => deputy === slot.id))
      return { ...slot, status: advance(slotTransitions, slot.status, 'SlotReplaced') };
    return slot.status === 'deputised' && over.some((one) => one.slot === slot.id)
      ? { ...slot, status: advance(slotTransitions, slot.status, 'SlotHandedBack') }
      : slot;
  };
  return {
    stage: { ...stage, slots: stage.slots.map(changed) },
    events: over.flatMap(({ deputy, slot }): RoundEvent[] => [
      { type: 'SlotReplaced', data: { round: n, slot: deputy, by: [slot] } },
      { type: 'SlotHandedBack', data: { round: n, office: stage.office.id, slot, deputy } },
    ]),
  };
}
