import { isPast } from '../time/closing.ts';
import { type People, holdersOf } from '../round/chain.ts';
import { hasApproved, holderOf, isDeputyStill } from '../round/deputy.ts';
import { type Assurance, type Decision, type DecisionKind, needsReason } from '../round/decision.ts';
import { coordinatedSince } from '../network/member.ts';
import type { EpochId, MemberId, SlotId } from '../ids.ts';
import { type Digest, type Instant, type Outcome, type Refused, accepted, refused } from '../outcome.ts';
import { type Noting, noteChanges } from './note-changes.ts';
import { type Response, latestRound, responseTransitions, roundNumbered, withRound } from '../response/response.ts';
import type { ResponseEvent } from '../response/response-event.ts';
import type { DecisionData } from '../round/round-event.ts';
import {
  type OpenRound,
  type Seat,
  type SignOffRound,
  roundTransitions,
  seatOf,
  settle,
  withSlot,
  withoutPending,
} from '../round/round.ts';
import { type PendingSlot, type Stage, decisionOf, slotTransitions } from '../round/stage.ts';
import { advance } from '../transition.ts';
import { reopened } from './reopen.ts';

type Result = Outcome<Response, ResponseEvent>;

/** The person before a slot: everything the emailed link or the session is bound to, and the world as this command reads it. */
export interface Caller extends People {
  readonly round: number;
  readonly slot: SlotId;
  readonly digest: Digest;
  readonly memberId: MemberId;
  readonly at: Instant;
  /** The consultation's closing as it stands now (SO13). */
  readonly closesAt: Instant | null;
}

interface Found {
  readonly ok: true;
  readonly round: OpenRound;
  readonly stage: Stage;
  readonly slot: PendingSlot;
}

/** Null where this person can decide now; serves the page, the link and the decision (SO3, SO5, SO6). */
export function whyNotDecide(response: Response, caller: Caller): Refused | null {
  const found = openTo(response, caller);
  return found.ok ? null : found;
}

function openTo(response: Response, caller: Caller): Found | Refused {
  const round = roundNumbered(response, caller.round);
  const seat = round === null ? null : seatOf(round, caller.slot);
  if (round === null || seat?.slot.memberId !== caller.memberId) return refused('not-found');
  const found = askedHere(round, seat);
  return found.ok ? (whyNotPerson(found, caller) ?? found) : found;
}

function askedHere(round: SignOffRound, { stage, slot }: Seat): Found | Refused {
  if (decisionOf(slot) !== null) return refused('slot-decided');
  if (slot.status === 'replaced') return refused('not-in-office');
  if (slot.status === 'deputised')
    return refused('not-in-office', 'Your deputy decides for you. Take the decision back on the Sign-off page to decide yourself.');
  if (round.status !== 'open') return refused('round-closed');
  if (slot.status !== 'pending') return refused('stage-not-active', 'Enough people have decided for this office.');
  return stage.status === 'active' ? { ok: true, round, stage, slot } : refused('stage-not-active');
}

const coordinated = 'You have coordinated the network since this text was locked, so you cannot decide on it.';

const outOfOffice = 'The person for whom you would decide is no longer in this office.';
const noDeputy = 'You no longer decide for somebody else here: they are back, or somebody else stands in now.';

function whyNotPerson({ round, stage, slot }: Found, caller: Caller): Refused | null {
  if (isPast(caller.closesAt, caller.at)) return refused('consultation-closed');
  const person = caller.members.find((member) => member.id === caller.memberId);
  if (person !== undefined && coordinatedSince(person, round.lockedAt)) return refused('not-in-office', coordinated);
  const isDeputy = slot.deputyFor !== undefined;
  // A deputy acts in the right of the holder: both must be there.
  const able = isDeputy ? holdersOf(caller, stage.office.id, caller.at, round.lockedAt) : holdersOf(caller, stage.office.id, caller.at);
  if (!able.includes(holderOf(slot))) return refused('not-in-office', isDeputy ? outOfOffice : undefined);
  if (isDeputy && !isDeputyStill(slot, { ...caller, round })) return refused('not-in-office', noDeputy);
  if (hasApprovedElsewhere(round, stage.office.id, caller.memberId)) return refused('two-hats');
  return round.digest === caller.digest ? null : refused('digest-mismatch');
}

function hasApprovedElsewhere(round: SignOffRound, office: string, memberId: MemberId): boolean {
  return round.stages.some((stage) => stage.office.id !== office && stage.slots.some((slot) => hasApproved(slot, memberId)));
}

/** A decision as it is posted, with the facts that the command found. */
export interface Deciding extends Caller {
  readonly kind: DecisionKind;
  readonly comment: string;
  /** SHA-256 of the comment, for the event. */
  readonly commentHash: string;
  readonly hashOf: Noting['hashOf'];
  readonly nonce: string;
  readonly assurance: Assurance;
  readonly networkRevision: number;
  /** The digest of the stored snapshot's bytes, worked out again by this command (SO9). */
  readonly stored: Digest;
  /** The epoch in which the draft goes on if this decision ends the round; begun from the cut before the commit (SO18). */
  readonly epoch: EpochId;
}

/**
 * Approves, requests changes or declines, with every consequence in one commit (SO3 to SO6, SO9). Notes each
 * change of office that no reaction has noted yet, and puts it in the record before the decision (SO56).
 */
export function decide(response: Response, deciding: Deciding): Result {
  const latest = latestRound(response);
  if (latest?.status !== 'open') return decideIn(response, deciding);
  const noted = noteChanges(latest, deciding, deciding);
  const done = decideIn(withRound(response, noted.round), deciding);
  const [first, ...rest] = noted.events;
  return !done.ok || first === undefined ? done : { ...done, events: [first, ...rest, ...done.events] };
}

function decideIn(response: Response, deciding: Deciding): Result {
  const found = openTo(response, deciding);
  if (!found.ok) return found;
  const whyNot = whyNotPosted(found, deciding);
  if (whyNot !== null) return whyNot;
  return deciding.kind === 'approve' ? approve(response, found, deciding) : sendBack(response, found, deciding);
}

function whyNotPosted({ round, stage }: Found, deciding: Deciding): Refused | null {
  if (stage.office.assurance === 'code' && deciding.assurance === 'name') return refused('code-needed');
  if (needsReason(deciding.kind) && deciding.comment.trim() === '') return refused('reason-needed');
  return deciding.stored === round.digest ? null : refused('snapshot-mismatch');
}

function approve(response: Response, found: Found, deciding: Deciding): Result {
  const { decision, data } = recorded(found, deciding);
  const approved = { ...found.slot, status: advance(slotTransitions, found.slot.status, 'Approved'), decision, carriedFrom: null };
  const settled = settle(withSlot(found.round, approved), deciding.at);
  const next = withRound(response, settled.round);
  const status = settled.round.status === 'approved' ? advance(responseTransitions, next.status, 'RoundApproved') : next.status;
  return accepted<Response, ResponseEvent>({ ...next, status }, { type: 'Approved', data }, ...settled.events);
}

function sendBack(response: Response, found: Found, deciding: Deciding): Result {
  const type = deciding.kind === 'decline' ? 'Declined' : 'ChangesRequested';
  const { decision, data } = recorded(found, deciding);
  const round = withSlot(found.round, { ...found.slot, status: advance(slotTransitions, found.slot.status, type), decision });
  const ending = { at: deciding.at, by: deciding.memberId, office: data.office, reason: deciding.comment };
  const ended = withoutPending({ ...round, status: advance(roundTransitions, round.status, type), ending });
  const next = withRound(response, ended);
  // Only the last office stops the response; a lower one that declines sends it back (SO6).
  if (type === 'Declined' && found.stage === found.round.stages.at(-1)) {
    const status = advance(responseTransitions, next.status, 'ResponseStopped');
    return accepted<Response, ResponseEvent>({ ...next, status }, { type, data }, { type: 'ResponseStopped', data: { round: round.n } });
  }
  const { state, event } = reopened(next, deciding.epoch, deciding.at);
  return accepted<Response, ResponseEvent>(state, { type, data }, event);
}

interface Recorded {
  readonly decision: Decision;
  readonly data: DecisionData;
}

function recorded({ round, stage, slot }: Found, deciding: Deciding): Recorded {
  const { kind, at, memberId, nonce, digest, comment, commentHash, assurance, networkRevision } = deciding;
  const decision: Decision = { kind, at, memberId, nonce, digest, comment, assurance, networkRevision };
  const about = { round: round.n, slot: slot.id, office: stage.office.id };
  return { decision, data: { ...about, digest, nonce, assurance, networkRevision, commentHash } };
}
