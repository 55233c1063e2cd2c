import { may, type Duty } from '../network/access.ts';
import { type People, holdersOf } from '../round/chain.ts';
import { type Assurance, type Decision, type DecisionKind, needsReason } from '../round/decision.ts';
import type { EpochId, MemberId, SlotId } from '../ids.ts';
import { type Digest, type Instant, type Outcome, type Refused, accepted, refused } from '../outcome.ts';
import { type Response, latestRound, responseTransitions, roundNumbered, withEpoch, withRound } from '../response/response.ts';
import type { DecisionData, ResponseEvent } from '../response/response-event.ts';
import { type Seat, type SignOffRound, roundTransitions, seatOf, settle, withSlot, withoutPending } from '../round/round.ts';
import { slotTransitions } from '../round/stage.ts';
import { advance, can } from '../transition.ts';

type Result = Outcome<Response, ResponseEvent>;

/** Who stands before a slot: what the emailed link or the session is bound to, and the world as this command reads it. */
export interface Caller extends People {
  readonly round: number;
  readonly slot: SlotId;
  readonly digest: Digest;
  readonly memberId: MemberId;
  readonly at: Instant;
  /** The consultation's closing as it stands now (SO13). */
  readonly closesAt: Instant;
}

interface Found extends Seat {
  readonly ok: true;
  readonly round: SignOffRound;
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
  return whyNotHere(round, seat) ?? whyNotPerson(round, seat, caller) ?? { ok: true, round, ...seat };
}

function whyNotHere(round: SignOffRound, { stage, slot }: Seat): Refused | null {
  if (slot.decision !== null) return refused('slot-decided');
  if (slot.status === 'replaced') return refused('not-in-office');
  if (round.status !== 'open') return refused('round-closed');
  if (slot.status !== 'pending') return refused('stage-not-active', 'Enough people have decided for this office.');
  return stage.status === 'active' ? null : refused('stage-not-active');
}

function whyNotPerson(round: SignOffRound, { stage }: Seat, caller: Caller): Refused | null {
  if (caller.at >= caller.closesAt) return refused('consultation-closed');
  if (!holdersOf(caller, stage.office.id, caller.at).includes(caller.memberId)) return refused('not-in-office');
  if (hasApprovedElsewhere(round, stage.office.id, caller.memberId)) return refused('two-hats');
  return round.digest === caller.digest ? null : refused('digest-mismatch');
}

function hasApprovedElsewhere(round: SignOffRound, office: string, memberId: MemberId): boolean {
  return round.stages.some(
    (stage) => stage.office.id !== office && stage.slots.some((slot) => slot.memberId === memberId && slot.status === 'approved'),
  );
}

/** A decision as it is posted, with what the command found. */
export interface Deciding extends Caller {
  readonly kind: DecisionKind;
  readonly comment: string;
  /** SHA-256 of the comment, for the event. */
  readonly commentHash: string;
  readonly nonce: string;
  readonly assurance: Assurance;
  readonly networkRevision: number;
  /** Of the stored snapshot's bytes, worked out again by this command (SO9). */
  readonly stored: Digest;
  /** Where the draft goes on if this ends the round: begun from the cut before this is committed (SO18). */
  readonly epoch: EpochId;
}

/** Approves, requests changes or declines, with everything that follows by itself in the same commit (SO3 to SO6, SO9). */
export function decide(response: Response, deciding: Deciding): Result {
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
  const { round, data } = recorded(found, deciding, 'Approved');
  const settled = settle(round, deciding.at);
  const next = withRound(response, settled.round);
  const status = settled.round.status === 'approved' ? advance(responseTransitions, next.status, 'RoundApproved') : next.status;
  return accepted<Response, ResponseEvent>({ ...next, status }, { type: 'Approved', data }, ...settled.events);
}

function sendBack(response: Response, found: Found, deciding: Deciding): Result {
  const type = deciding.kind === 'decline' ? 'Declined' : 'ChangesRequested';
  const { round, data } = recorded(found, deciding, type);
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
  readonly round: SignOffRound;
  readonly data: DecisionData;
}

function recorded({ round, stage }: Found, deciding: Deciding, type: 'Approved' | 'ChangesRequested' | 'Declined'): Recorded {
  const { kind, at, memberId, nonce, digest, comment, commentHash, assurance, networkRevision } = deciding;
  const decision: Decision = { kind, at, memberId, nonce, digest, comment, assurance, networkRevision };
  const next = withSlot(round, deciding.slot, (slot) => ({ ...slot, status: advance(slotTransitions, slot.status, type), decision }));
  const about = { round: round.n, slot: deciding.slot, office: stage.office.id };
  return { round: next, data: { ...about, digest, nonce, assurance, networkRevision, commentHash } };
}

function reopened(response: Response, epoch: EpochId, at: Instant): { readonly state: Response; readonly event: ResponseEvent } {
  const status = advance(responseTransitions, response.status, 'DraftReopened');
  return {
    state: { ...withEpoch(response, epoch, at), status },
    event: { type: 'DraftReopened', data: { epoch, from: response.epoch } },
  };
}

/** Null where somebody with these duties can take the text back now (SO11): the coordinator no longer once it is approved. */
export function whyNotRecall(response: Response, duties: ReadonlySet<Duty>): Refused | null {
  const found = recallable(response, duties);
  return found.ok ? null : found;
}

function recallable(response: Response, duties: ReadonlySet<Duty>): { readonly ok: true; readonly round: SignOffRound } | Refused {
  const round = latestRound(response);
  if (!may('sign-off.recall', duties)) return refused('not-allowed');
  if (response.status === 'submitted') return refused('already-submitted');
  if (round === null || !can(roundTransitions, round.status, 'RoundRecalled')) return refused('not-open');
  return round.status === 'approved' && !duties.has('chair') && !duties.has('sponsor')
    ? refused('not-allowed', 'Once a text is approved, only the chair or the sponsor can take it back.')
    : { ok: true, round };
}

/** Who takes a text back, and why; `epoch` was begun from the cut. */
export interface Recalling {
  readonly by: MemberId;
  readonly duties: ReadonlySet<Duty>;
  readonly reason: string;
  readonly reasonHash: string;
  readonly at: Instant;
  readonly epoch: EpochId;
}

/** Takes an open, lapsed or approved round back: nobody is asked any more and the draft opens again (SO11, SO18). */
export function recall(response: Response, { by, duties, reason, reasonHash, at, epoch }: Recalling): Result {
  const found = recallable(response, duties);
  if (!found.ok) return found;
  if (reason.trim() === '') return refused('reason-needed');
  const { round } = found;
  const status = advance(roundTransitions, round.status, 'RoundRecalled');
  const ended = withoutPending({ ...round, status, ending: { at, by, office: null, reason } });
  const { state, event } = reopened(withRound(response, ended), epoch, at);
  return accepted<Response, ResponseEvent>(state, { type: 'RoundRecalled', data: { round: round.n, reasonHash } }, event);
}

/** Ends an open round at the consultation's current closing time; it is never approved by that (SO13). */
export function lapse(response: Response, { at, closesAt }: { readonly at: Instant; readonly closesAt: Instant }): Result {
  const round = latestRound(response);
  if (round?.status !== 'open') return refused('not-open');
  if (at < closesAt) return refused('not-open', 'The consultation has not closed yet.');
  const ending = { at, by: null, office: null, reason: '' };
  const lapsed: SignOffRound = { ...round, status: advance(roundTransitions, round.status, 'RoundLapsed'), ending };
  return accepted<Response, ResponseEvent>(withRound(response, lapsed), { type: 'RoundLapsed', data: { round: round.n } });
}

/** Goes on with a round that ran out of time, its decisions kept, once the closing lies ahead again (SO13). */
export function resume(
  response: Response,
  { at, closesAt, because }: { readonly at: Instant; readonly closesAt: Instant; readonly because: string },
): Result {
  const round = latestRound(response);
  if (round?.status !== 'lapsed') return refused('not-lapsed');
  if (at >= closesAt) return refused('consultation-closed');
  const stages = round.stages.map((stage) => ({ ...stage, dueAt: stage.dueAt > at ? stage.dueAt : closesAt }));
  const status = advance(roundTransitions, round.status, 'RoundResumed');
  const resumed: SignOffRound = { ...round, status, stages, ending: null, dueAt: round.dueAt > at ? round.dueAt : closesAt };
  return accepted<Response, ResponseEvent>(withRound(response, resumed), { type: 'RoundResumed', data: { round: round.n, because } });
}

/** Opens a stopped response again: the sponsor only (SO18). */
export function reopenStopped(
  response: Response,
  { duties, at, epoch }: { readonly duties: ReadonlySet<Duty>; readonly at: Instant; readonly epoch: EpochId },
): Result {
  if (response.status !== 'stopped') return refused('not-open', 'The response is not stopped.');
  if (!may('sign-off.reopen', duties)) return refused('not-allowed', 'Only the sponsor can start this response again.');
  const { state, event } = reopened(response, epoch, at);
  return accepted<Response, ResponseEvent>(state, event);
}
