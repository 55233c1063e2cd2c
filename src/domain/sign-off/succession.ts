import { type People, holdersOf } from '../round/chain.ts';
import { hasApproved, holderOf, isDeputyStill } from '../round/deputy.ts';
import { handBackIn } from './deputise.ts';
import { type Noting, noteChanges } from './note-changes.ts';
import type { MemberId, SlotId } from '../ids.ts';
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
 * Notes every change of office first (SO56). A decision made in office stands. A pending slot is replaced: its links die, and
 * the successor is asked. A decision that a deputy can no longer make goes back to the holder of the office (SO8). Refuses where nothing has changed, so it can be sent again.
 */
export function succeed(response: Response, people: People, noting: Noting): Outcome<Response, ResponseEvent> {
  const latest = latestRound(response);
  if (latest?.status !== 'open') return refused('not-open');
  const { at } = noting;
  const { round, events: noted } = noteChanges(latest, people, noting);
  const succession = succeedAll(round, people, at);
  const settled = settle({ ...round, stages: [...succession.stages] }, at);
  const [first, ...rest] = [...noted, ...succession.events, ...settled.events];
  if (first === undefined) return refused('already-exists', 'Everybody who is asked is still in office.');
  const next = withRound(response, settled.round);
  // A pending person may have left, and the rule of their office may be met without them.
  const status = settled.round.status === 'approved' ? advance(responseTransitions, next.status, 'RoundApproved') : next.status;
  return accepted<Response, ResponseEvent>({ ...next, status }, first, ...rest);
}

/** The stages of a round with successors in them, and the events in the order of the chain. */
interface Succession {
  readonly stages: readonly Stage[];
  readonly events: readonly RoundEvent[];
}

/** The last stage comes first: a successor in two offices is asked for the later one, as when a round opens (two hats). */
function succeedAll(round: SignOffRound, people: People, at: Instant): Succession {
  const before: Succession = { stages: round.stages, events: [] };
  return round.stages.reduceRight((after, stage, index) => {
    if (isFinished(stage)) return after;
    const able = holdersOf(people, stage.office.id, at, round.lockedAt).filter((id) => !isAskedElsewhere(after.stages, index, id));
    const present = { ...round, stages: [...after.stages] };
    const back = handBackIn(
      round.n,
      stage,
      (slot) => able.includes(holderOf(slot)) && !isDeputyStill(slot, { ...people, round: present, at }),
    );
    const next = succeedIn(round.n, back.stage, index, able);
    return { stages: after.stages.with(index, next.stage), events: [...back.events, ...next.events, ...after.events] };
  }, before);
}

/** A stage with the events that changed it. */
interface Succeeded {
  readonly stage: Stage;
  readonly events: readonly RoundEvent[];
}

/** One stage in which members who can be asked replace the members who left; `able`: the members who can be asked. */
function succeedIn(n: number, stage: Stage, index: number, able: readonly MemberId[]): Succeeded {
  const gone = pendingSlots(stage).filter((slot) => !able.includes(holderOf(slot)));
  // A person who joins an office changes nothing while everybody asked is still in it: the round goes on as it was opened.
  if (gone.length === 0 && (pendingSlots(stage).length > 0 || isMet(stage))) return { stage, events: [] };
  const fresh = able
    .filter((id) => !stage.slots.some((slot) => slot.memberId === id && isAskedOrApproved(slot)))
    .map((memberId, count) => newSlot(n, index, stage.slots.length + count, memberId));
  const by = fresh.map((slot) => slot.id);
  // With a deputy, the request of the holder goes as well: if they come into the office again, they can be asked anew.
  const ended = new Set<SlotId>(gone.flatMap(({ id, deputyFor }) => (deputyFor === undefined ? [id] : [id, deputyFor.slot])));
  const replaced = (slot: Slot): Slot =>
    (slot.status === 'pending' || slot.status === 'deputised') && ended.has(slot.id)
      ? { ...slot, status: advance(slotTransitions, slot.status, 'SlotReplaced') }
      : slot;
  return {
    stage: { ...stage, slots: [...stage.slots.map(replaced), ...fresh] },
    events: [
      ...[...ended].map((slot): RoundEvent => ({ type: 'SlotReplaced', data: { round: n, slot, by } })),
      ...by.map((slot): RoundEvent => ({ type: 'SlotAdded', data: { round: n, office: stage.office.id, slot } })),
    ],
  };
}

/**
 * One person never satisfies two stages of a round. A member who approved in another stage, or is asked in a later one, is not
 * asked in this stage. A request in an earlier stage gives way.
 */
function isAskedElsewhere(stages: readonly Stage[], index: number, id: MemberId): boolean {
  return stages.some(
    (stage, place) =>
      place !== index && stage.slots.some((slot) => hasApproved(slot, id) || (slot.memberId === id && isAsked(slot) && place > index)),
  );
}

/** True for a member who is asked, also while a deputy decides for them. */
function isAsked(slot: Slot): boolean {
  return slot.status === 'pending' || slot.status === 'deputised';
}

function isAskedOrApproved(slot: Slot): boolean {
  return isAsked(slot) || slot.status === 'approved';
}
