import { createHash } from 'node:crypto';
import { currentQuestions } from '../../domain/consultation/consultation.ts';
import type { EpochId, MemberId, ResponseId } from '../../domain/ids.ts';
import type { Duty } from '../../domain/network/access.ts';
import { Digest, type Refused, refused } from '../../domain/outcome.ts';
import { nextEpochId } from '../../domain/response/epoch.ts';
import type { Response } from '../../domain/response/response.ts';
import { composeSnapshot } from '../../domain/response/snapshot.ts';
import { type Deciding, decide } from '../../domain/sign-off/decide.ts';
import { type Acknowledgement, abandonLock, lockText, openRound } from '../../domain/sign-off/lock.ts';
import { lapse, recall, reopenStopped, resume } from '../../domain/sign-off/recall.ts';
import { succeed } from '../../domain/sign-off/succession.ts';
import { contentOf, logOf } from '../../reading/draft.ts';
import { everybodyIn, officeHolders } from '../../reading/people.ts';
import { consultationOf } from '../../reading/response.ts';
import { snapshotOf } from '../../reading/snapshot.ts';
import type { Services } from '../../services.ts';
import { type Changed, change } from '../../store/change.ts';
import { canonicalBytes } from '../../text/canonical.ts';
import { reseed, reseedWith } from '../../text/reseed.ts';
import { dueDates, findingsOn } from './findings.ts';

type Done = Changed<'response'> | Refused;

/** Locks the text and opens a round on it, or refuses; nothing is left half done (SO2). */
export async function lockAndOpen(services: Services, id: ResponseId, by: MemberId, asked: Acknowledgement): Promise<Done> {
  const locked = await change(services.aggregates, 'response', id, by, async (response) => {
    const consultation = await consultationOf(services, response);
    const people = await officeHolders(services, response.networkId);
    const findings = await findingsOn(services, contentOf(await logOf(services, response), consultation), consultation, people);
    return lockText(response, findings, { ...asked, at: services.now(), by });
  });
  return locked.ok ? finishLock(services, id) : locked;
}

/**
 * The steps of SO2 after the lock was asked for. After a crash all of them can be done again: the seal answers an unchanged
 * cut, unchanged bytes keep their name, and the round opens once.
 */
export async function finishLock(services: Services, id: ResponseId): Promise<Done> {
  const stored = await services.aggregates.get('response', id);
  const locking = stored?.state.locking ?? null;
  if (stored === null || locking === null) return refused('not-open', 'There is no lock to finish.');
  const response = stored.state;
  await services.drafts.seal({ draft: id, epoch: locking.epoch });
  const log = await logOf(services, response, locking.epoch);
  const opened = await change(services.aggregates, 'response', id, locking.by, async (current) => {
    const consultation = await consultationOf(services, current);
    const people = await officeHolders(services, current.networkId);
    const content = contentOf(log, consultation);
    const findings = await findingsOn(services, content, consultation, people);
    const at = services.now();
    const snapshot = composeSnapshot(people.network, consultation, current, content, at);
    const digest = Digest.parse(await services.blobs.put(id, canonicalBytes(snapshot)));
    return openRound(current, {
      ...people,
      locked: locking.epoch,
      at,
      digest,
      questionSetVersion: currentQuestions(consultation).version,
      closesAt: consultation.closesAt,
      findings,
      dueAt: dueDates(services, consultation, people.network),
    });
  });
  if (!opened.ok) await giveUpLock(services, id, locking.epoch, opened.detail);
  return opened;
}

/** Opens the text again after a lock that led to no round. Words written since are in it, for nobody was asked (SO2). */
export async function giveUpLock(services: Services, id: ResponseId, locked: EpochId, because: string): Promise<Done> {
  const stored = await services.aggregates.get('response', id);
  if (stored?.state.locking?.epoch !== locked) return refused('not-open', 'There is no lock to give up.');
  // Sealed first, or words saved between reading and reopening would be left behind in the old epoch.
  await services.drafts.seal({ draft: id, epoch: locked });
  const log = await logOf(services, stored.state, locked);
  const late = (await services.drafts.late(id)).filter((edit) => edit.epoch === locked);
  const epoch = nextEpochId(locked, services.newId());
  await services.drafts.begin({ draft: id, epoch }, reseedWith(log, late));
  return change(services.aggregates, 'response', id, 'system', (response) =>
    abandonLock(response, { locked, epoch, at: services.now(), because }),
  );
}

/** Begins the epoch in which a draft goes on from the cut. It is begun before the commit that names it: an orphan is harmless. */
async function beginNext(services: Services, response: Response): Promise<EpochId> {
  const epoch = nextEpochId(response.epoch, services.newId());
  await services.drafts.begin({ draft: response.id, epoch }, reseed(await logOf(services, response)));
  return epoch;
}

/** The person who takes a text back or starts it again, and why. */
export interface Steering {
  readonly by: MemberId;
  readonly duties: ReadonlySet<Duty>;
  readonly reason: string;
}

/** Takes an open, lapsed or approved text back (SO11). */
export async function takeBack(services: Services, id: ResponseId, { by, duties, reason }: Steering): Promise<Done> {
  return change(services.aggregates, 'response', id, by, async (response) => {
    const judged = recall(response, { by, duties, reason, reasonHash: hashOf(reason), at: services.now(), epoch: response.epoch });
    if (!judged.ok) return judged;
    const epoch = await beginNext(services, response);
    return recall(response, { by, duties, reason, reasonHash: hashOf(reason), at: services.now(), epoch });
  });
}

/** Starts a stopped response again (SO18). */
export async function startAgain(services: Services, id: ResponseId, { by, duties }: Omit<Steering, 'reason'>): Promise<Done> {
  return change(services.aggregates, 'response', id, by, async (response) => {
    const judged = reopenStopped(response, { duties, at: services.now(), epoch: response.epoch });
    return judged.ok ? reopenStopped(response, { duties, at: services.now(), epoch: await beginNext(services, response) }) : judged;
  });
}

/** A decision as it is posted. */
export type Posted = Pick<Deciding, 'round' | 'slot' | 'digest' | 'memberId' | 'kind' | 'comment' | 'nonce' | 'assurance'>;

/** Records a decision. Network, membership, close and the stored text are read in this command, so no reaction need have run (SO3). */
export async function recordDecision(services: Services, id: ResponseId, posted: Posted): Promise<Done> {
  return change(services.aggregates, 'response', id, posted.memberId, async (response) => {
    const people = await everybodyIn(services, response.networkId);
    const { closesAt } = await consultationOf(services, response);
    const round = response.rounds.find((one) => one.n === posted.round);
    const stored = round === undefined ? posted.digest : (await snapshotOf(services, response, round.digest)).digest;
    const deciding = { ...people, ...posted, closesAt, stored, commentHash: hashOf(posted.comment), hashOf, at: services.now() };
    const judged = decide(response, { ...deciding, epoch: response.epoch });
    if (!judged.ok || judged.state.status !== 'drafting') return judged;
    return decide(response, { ...deciding, epoch: await beginNext(services, response) });
  });
}

/** Ends or resumes a round by the consultation's present closing time; refuses where neither is due (SO13). */
export async function applyClosingTime(services: Services, id: ResponseId): Promise<Done> {
  return change(services.aggregates, 'response', id, 'system', async (response) => {
    const { closesAt } = await consultationOf(services, response);
    const at = services.now();
    const because = 'The closing time was moved.';
    return response.rounds.at(-1)?.status === 'lapsed' ? resume(response, { at, closesAt, because }) : lapse(response, { at, closesAt });
  });
}

/** Notes the changes of office and puts successors in the place of those who are no longer in office; refuses where nothing changed. */
export async function replaceLeavers(services: Services, id: ResponseId): Promise<Done> {
  return change(services.aggregates, 'response', id, 'system', async (response) =>
    succeed(response, await everybodyIn(services, response.networkId), { at: services.now(), hashOf }),
  );
}

/** SHA-256 of a typed text: the event holds the hash, the state holds the words. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
