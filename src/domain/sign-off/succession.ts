import { type People, holdersOf } from '../round/chain.ts';
import { type Noting, noteChanges } from './note-changes.ts';
import type { MemberId, OfficeId } from '../ids.ts';
import type { RoundEvent } from '../round/round-event.ts';
import { newSlot } from './lock.ts';
import { type Instant, type Outcome, accepted, refused } from '../outcome.ts';
import { type Response, latestRound, responseTransitions, withRound } from '../response/response.ts';
import type { ResponseEvent } from '../response/response-event.ts';
import { type SignOffRound, settle } from '../round/round.ts';
import { type Slot, type Stage, isFinished, isMet, pendingSlots, slotTransitions } from '../round/stage.ts';
import { advance } from '../transition.ts';

/**
 * Puts successors in the place of people who are no longer in office, in an open round (hard cases: office changes mid-round).
 * Notes every change of office first (SO56). A decision made in office stands. A pending slot is replaced: its links die and the successor is asked. Refuses where nothing
 * has changed, so it can be sent again.
 */
export function succeed(response: Response, people: People, noting: Noting): Outcome<Response, ResponseEvent> {
  const latest = latestRound(response);
  if (latest?.status !== 'open') return refused('not-open');
  const { at } = noting;
  const { round, events: noted } = noteChanges(latest, people, noting);
  const events: RoundEvent[] = [...noted];
  const stages = round.stages.map((stage, index) => (isFinished(stage) ? stage : succeedIn(round, stage, index, people, at, events)));
  const settled = settle({ ...round, stages }, at);
  const [first, ...rest] = [...events, ...settled.events];
  if (first === undefined) return refused('already-exists', 'Everybody who is asked is still in office.');
  const next = withRound(response, settled.round);
  // A pending person may have left, and the rule of their office may be met without them.
  const status = settled.round.status === 'approved' ? advance(responseTransitions, next.status, 'RoundApproved') : next.status;
  return accepted<Response, ResponseEvent>({ ...next, status }, first, ...rest);
}

function succeedIn(round: SignOffRound, stage: Stage, index: number, people: People, at: Instant, events: RoundEvent[]): Stage {
  const able = holdersOf(people, stage.office.id, at, round.lockedAt).filter((id) => !isAskedElsewhere(round, stage.office.id, id));
  const gone = pendingSlots(stage).filter((slot) => !able.includes(slot.memberId));
  // A person who joins an office changes nothing while everybody asked is still in it: the round goes on as it was opened.
  if (gone.length === 0 && (pendingSlots(stage).length > 0 || isMet(stage))) return stage;
  const fresh = able
    .filter((id) => !stage.slots.some((slot) => slot.memberId === id && (slot.status === 'pending' || slot.status === 'approved')))
    .map((memberId, count) => newSlot(round.n, index, stage.slots.length + count, memberId));
  for (const slot of gone) events.push({ type: 'SlotReplaced', data: { round: round.n, slot: slot.id, by: fresh.map((one) => one.id) } });
  for (const slot of fresh) events.push({ type: 'SlotAdded', data: { round: round.n, office: stage.office.id, slot: slot.id } });
  const replaced = (slot: Slot): Slot =>
    slot.status === 'pending' && gone.includes(slot) ? { ...slot, status: advance(slotTransitions, slot.status, 'SlotReplaced') } : slot;
  return { ...stage, slots: [...stage.slots.map(replaced), ...fresh] };
}

/** One person never satisfies two stages of a round: a member who is asked, or approved, in another stage is not asked here. */
function isAskedElsewhere(round: SignOffRound, office: OfficeId, id: MemberId): boolean {
  return round.stages.some(
    (stage) =>
      stage.office.id !== office &&
      stage.slots.some((slot) => slot.memberId === id && (slot.status === 'pending' || slot.status === 'approved')),
  );
}
