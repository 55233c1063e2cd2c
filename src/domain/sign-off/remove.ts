import type { EpochId, MemberId, RemovalId } from '../ids.ts';
import { type Case, type Duty, whyNotMay } from '../network/access.ts';
import { type Accepted, type Instant, type Outcome, type Refused, accepted, refused } from '../outcome.ts';
import {
  type Disposed,
  type Places,
  type Removal,
  noPlaces,
  placesOf,
  removalNamed,
  removalUnderWay,
  removalsOf,
} from '../response/removal/removal.ts';
import type { ResponseEvent } from '../response/response-event.ts';
import { type Response, latestRound, withEpoch, withRound } from '../response/response.ts';
import { isRecallable, recalled } from './recall.ts';
import { reopened } from './reopen.ts';

type Result = Outcome<Response, ResponseEvent>;

/** The circumstance of the act `words.remove`: the text is neither approved nor sent. */
export function caseOfRemoval({ status }: Pick<Response, 'status'>): Case<'words.remove'> {
  return { unsigned: status !== 'approved' && status !== 'submitted' };
}

/** Null where somebody with these duties can remove words for good now (CO15). */
export function whyNotRemove(response: Response, duties: ReadonlySet<Duty>): Refused | null {
  const whyNot = whyNotMay('words.remove', duties, caseOfRemoval(response));
  if (whyNot !== null) return whyNot;
  if (removalUnderWay(response) !== null)
    return refused('already-exists', 'Words are being removed from this response now. Try again in a minute.');
  return response.locking === null ? null : refused('not-drafting', 'The text is being locked. Try again in a minute.');
}

/** Who removes words, and why. `epoch` is the one in which the text will go on. */
export interface Removing {
  readonly id: RemovalId;
  readonly by: MemberId;
  readonly duties: ReadonlySet<Duty>;
  readonly reason: string;
  readonly reasonHash: string;
  readonly at: Instant;
  readonly epoch: EpochId;
  readonly files: readonly Disposed[];
}

/**
 * Begins a removal (CO15). An open or approved round is taken back first; the draft opens again once it is without the words. Until
 * then nobody can write.
 */
export function beginRemoval(response: Response, { duties, files, ...given }: Removing): Result {
  const whyNot = whyNotRemove(response, duties);
  if (whyNot !== null) return whyNot;
  if (given.reason.trim() === '') return refused('reason-needed');
  return begun(response, { ...given, status: 'begun', closed: [], files: [...files], places: noPlaces });
}

function begun(response: Response, removal: Removal): Accepted<Response, ResponseEvent> {
  const { id, epoch, at, by, reason, reasonHash } = removal;
  const event: ResponseEvent = { type: 'RemovalBegun', data: { removal: id, epoch, from: response.epoch } };
  const next = { ...response, removals: [...removalsOf(response), removal] };
  const round = latestRound(response);
  if (response.status === 'submitted' || round === null || !isRecallable(round)) return accepted<Response, ResponseEvent>(next, event);
  const ended = recalled(round, { at, by, office: null, reason });
  const recalling = { round: round.n, reasonHash };
  return accepted<Response, ResponseEvent>(withRound(next, ended), { type: 'RoundRecalled', data: recalling }, event);
}

/** The text of a removal as it goes on. */
export interface Clearing {
  readonly id: RemovalId;
  readonly at: Instant;
  /** The response as it stood when its text was cleared. */
  readonly seen: Pick<Response, 'epoch' | 'status'>;
  /** The epochs that ended, each with the one that keeps its late passages; null: nothing of it is kept. */
  readonly ended: ReadonlyMap<EpochId, EpochId | null>;
  readonly places: Places;
}

/** Lets the text go on in the epoch of a removal, which was begun without the words. Safe to repeat: then it is refused. */
export function clearText(response: Response, { id, at, seen, ended, places }: Clearing): Result {
  const removal = removalNamed(response, id);
  if (removal?.status !== 'begun') return refused('already-exists', 'The text goes on already.');
  if (seen.epoch !== response.epoch || seen.status !== response.status) return refused('text-moved');
  const named = (epoch: EpochId): EpochId => ended.get(epoch) ?? epoch;
  const kept: Response = {
    ...response,
    epoch: named(response.epoch),
    epochs: response.epochs.map((one) => ({ ...one, id: named(one.id), from: one.from === null ? null : named(one.from) })),
    rounds: response.rounds.map((round) => ({ ...round, epoch: named(round.epoch) })),
    latePassages: response.latePassages.map((passage) => ({ ...passage, epoch: named(passage.epoch) })),
  };
  const cleared = withRemoval(kept, { ...removal, status: 'cleared', closed: [...ended.keys()], places });
  const event: ResponseEvent = { type: 'TextCleared', data: { removal: id, epoch: removal.epoch } };
  if (response.status !== 'in-sign-off' && response.status !== 'approved')
    return accepted<Response, ResponseEvent>(withEpoch(cleared, removal.epoch, at), event);
  const { state, event: opened } = reopened(cleared, removal.epoch, at);
  return accepted<Response, ResponseEvent>(state, event, opened);
}

/** Begins a removal of before once more, on the response as a backup had it (OP6). */
export function repeatRemoval(response: Response, before: Removal, epoch: EpochId): Accepted<Response, ResponseEvent> {
  const again: Removal = { ...before, status: 'begun', epoch, closed: [] };
  // A lock that was under way is given up: its text is not the text any more.
  return begun({ ...response, locking: null, removals: removalsOf(response).filter(({ id }) => id !== before.id) }, again);
}

/** Ends a removal whose text goes on. `lost`: the words to look for were not there any more, so somebody has to type them again. */
export function finishRemoval(
  response: Response,
  { id, at, places, as }: { readonly id: RemovalId; readonly at: Instant; readonly places: Places; readonly as: 'done' | 'lost' },
): Result {
  const removal = removalNamed(response, id);
  if (removal?.status !== 'cleared') return refused('already-exists', 'This removal has ended, or its text does not go on yet.');
  const ended: Removal = { ...removal, status: as, places, doneAt: at };
  const event: ResponseEvent = { type: as === 'done' ? 'RemovalDone' : 'RemovalLost', data: { removal: id, places: placesOf(ended) } };
  return accepted<Response, ResponseEvent>(withRemoval(response, ended), event);
}

function withRemoval(response: Response, removal: Removal): Response {
  return { ...response, removals: removalsOf(response).map((one) => (one.id === removal.id ? removal : one)) };
}
