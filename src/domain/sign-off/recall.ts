import { isPast } from '../time/closing.ts';
import type { EpochId, MemberId } from '../ids.ts';
import { type Case, type Duty, may, whyNotMay } from '../network/access.ts';
import { type Instant, type Outcome, type Refused, accepted, refused } from '../outcome.ts';
import { isBeingRemoved } from '../response/removal/removal.ts';
import { type Response, latestRound, withRound } from '../response/response.ts';
import type { ResponseEvent } from '../response/response-event.ts';
import { type Ending, type OpenRound, type SignOffRound, roundTransitions, withoutPending } from '../round/round.ts';
import { advance, can } from '../transition.ts';
import { reopened } from './reopen.ts';

type Result = Outcome<Response, ResponseEvent>;

/** Null where somebody with these duties can take the text back now (SO11); the coordinator cannot once it is approved. */
export function whyNotRecall(response: Response, duties: ReadonlySet<Duty>): Refused | null {
  const found = recallable(response, duties);
  return found.ok ? null : found;
}

/** The circumstance of the act `sign-off.recall`: is the text unapproved? */
export function caseOfRecall(response: Response): Case<'sign-off.recall'> {
  return { unapproved: response.status !== 'approved' };
}

/** A round that can be taken back. */
type Recallable = SignOffRound & { readonly status: 'open' | 'lapsed' | 'approved' };

/** True for a round that can be taken back: it is open, ran out of time, or is approved. */
export function isRecallable(round: SignOffRound): round is Recallable {
  return can(roundTransitions, round.status, 'RoundRecalled');
}

function recallable(response: Response, duties: ReadonlySet<Duty>): { readonly ok: true; readonly round: Recallable } | Refused {
  const round = latestRound(response);
  const whyNot = whyNotMay('sign-off.recall', duties, caseOfRecall(response));
  if (whyNot !== null) return whyNot;
  if (response.status === 'submitted') return refused('already-submitted');
  return round === null || !isRecallable(round) ? refused('not-open') : { ok: true, round };
}

/** A round that somebody took back: nobody is asked any more. */
export function recalled(round: Recallable, ending: Ending): SignOffRound {
  return withoutPending({ ...round, status: advance(roundTransitions, round.status, 'RoundRecalled'), ending });
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
  const ended = recalled(round, { at, by, office: null, reason });
  const { state, event } = reopened(withRound(response, ended), epoch, at);
  return accepted<Response, ResponseEvent>(state, { type: 'RoundRecalled', data: { round: round.n, reasonHash } }, event);
}

/** Ends an open round at the consultation's current closing time, without approval (SO13). */
export function lapse(response: Response, { at, closesAt }: { readonly at: Instant; readonly closesAt: Instant | null }): Result {
  const round = latestRound(response);
  if (round?.status !== 'open') return refused('not-open');
  if (!isPast(closesAt, at)) return refused('not-open', 'The consultation has not closed yet.');
  const ending = { at, by: null, office: null, reason: '' };
  const lapsed: SignOffRound = { ...round, status: advance(roundTransitions, round.status, 'RoundLapsed'), ending };
  return accepted<Response, ResponseEvent>(withRound(response, lapsed), { type: 'RoundLapsed', data: { round: round.n } });
}

/** Goes on with a round that ran out of time, its decisions kept, once the closing lies ahead again (SO13). */
export function resume(
  response: Response,
  { at, closesAt, because }: { readonly at: Instant; readonly closesAt: Instant | null; readonly because: string },
): Result {
  const round = latestRound(response);
  if (round?.status !== 'lapsed') return refused('not-lapsed');
  if (isPast(closesAt, at)) return refused('consultation-closed');
  const ahead = (due: Instant): Instant => (due > at || closesAt === null ? due : closesAt);
  const stages = round.stages.map((stage) => ({ ...stage, dueAt: ahead(stage.dueAt) }));
  const status = advance(roundTransitions, round.status, 'RoundResumed');
  const resumed: OpenRound & { ending?: Ending } = { ...round, status, stages, dueAt: ahead(round.dueAt) };
  delete resumed.ending;
  return accepted<Response, ResponseEvent>(withRound(response, resumed), { type: 'RoundResumed', data: { round: round.n, because } });
}

/** Opens a stopped response again: the sponsor only (SO18). */
export function reopenStopped(
  response: Response,
  { duties, at, epoch }: { readonly duties: ReadonlySet<Duty>; readonly at: Instant; readonly epoch: EpochId },
): Result {
  if (response.status !== 'stopped') return refused('not-open', 'The response is not stopped.');
  if (isBeingRemoved(response)) return refused('not-drafting', 'Words are being removed from the text. Try again in a minute.');
  if (!may('sign-off.reopen', duties)) return refused('not-allowed', 'Only the sponsor can start this response again.');
  const { state, event } = reopened(response, epoch, at);
  return accepted<Response, ResponseEvent>(state, event);
}
