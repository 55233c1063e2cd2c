import { createHash } from 'node:crypto';
import { currentQuestions } from '../../domain/consultation/consultation.ts';
import { knownSections } from '../../domain/consultation/known-sections.ts';
import type { EpochId, NetworkId, ResponseId, SlotId } from '../../domain/ids.ts';
import type { Case } from '../../domain/network/access.ts';
import { type Person, type Sitter, System } from '../../domain/network/actor.ts';
import { isCoordinated } from '../../domain/network/member.ts';
import { Digest, type Refused, refused } from '../../domain/outcome.ts';
import { nextEpochId } from '../../domain/response/epoch.ts';
import { type Response, latestRound } from '../../domain/response/response.ts';
import { datesOfOffices } from '../../domain/response/work-plan.ts';
import type { Assurance } from '../../domain/round/decision.ts';
import { seatOf } from '../../domain/round/round.ts';
import { type Deciding, decide } from '../../domain/sign-off/decide.ts';
import { type Acknowledgement, abandonLock, lockText, openRound } from '../../domain/sign-off/lock.ts';
import { caseOfRecall, lapse, recall, reopenStopped, resume } from '../../domain/sign-off/recall.ts';
import { succeed } from '../../domain/sign-off/succession.ts';
import { allSectionIds } from '../../reading/gone-answers.ts';
import { contentOf, logOf } from '../../reading/draft.ts';
import { everybodyIn, officeHolders } from '../../reading/people.ts';
import { consultationOf } from '../../reading/response.ts';
import { snapshotOf } from '../../reading/snapshot.ts';
import { changeAs } from '../../rights/acting.ts';
import { judge } from '../../rights/judge.ts';
import type { Services } from '../../services.ts';
import type { Changed } from '../../store/change.ts';
import { all } from '../../store/every.ts';
import type { Reader } from '../../store/reader.ts';
import { canonicalBytes } from '../../text/canonical.ts';
import { reseed, reseedWith } from '../../text/reseed.ts';
import { checkText } from './findings.ts';
import { type Link, isAddressedTo, linkFor } from './links.ts';

type Done = Changed<'response'> | Refused;

function tending(id: ResponseId) {
  return { act: 'sign-off.tend', kind: 'response', id } as const;
}

/** The case of opening a round: the chair opens one only where nobody coordinates the network (SO2). */
export async function caseOfOpening(reader: Reader, networkId: NetworkId): Promise<Case<'sign-off.open'>> {
  const coordinators = await all(reader.aggregates, 'member', { where: { networkId, role: 'coordinator' } });
  return {
    uncoordinated: !isCoordinated(
      coordinators.map(({ state }) => state),
      reader.now(),
    ),
  };
}

/** Locks the text and opens a round on it, or refuses; nothing is left half done (SO2). */
export async function lockAndOpen(services: Services, by: Person, id: ResponseId, asked: Acknowledgement): Promise<Done> {
  const found = ({ networkId }: Response): Promise<Case<'sign-off.open'>> => caseOfOpening(services, networkId);
  const locked = await changeAs(services, by, { act: 'sign-off.open', kind: 'response', id, found }, async (response) => {
    // The text that pages read will do here: the cut is read and checked anew before anybody is asked.
    const [consultation, people, text] = await Promise.all([
      consultationOf(services, response),
      officeHolders(services, response.networkId),
      services.presentTexts.of({ draft: id, epoch: response.epoch }),
    ]);
    const content = text.content(allSectionIds(consultation));
    const { findings } = await checkText(services, { content, response, consultation, people });
    return lockText(response, findings, { ...asked, at: services.now(), by: by.memberId });
  });
  return locked.ok ? finishLock(services, System.onBehalfOf(by.memberId), id) : locked;
}

/**
 * The steps of SO2 after the lock was asked for. After a crash all of them can be done again: the seal answers an unchanged
 * cut, unchanged bytes keep their name, and the round opens once.
 */
export async function finishLock(services: Services, by: System, id: ResponseId): Promise<Done> {
  const stored = await services.aggregates.get('response', id);
  if (stored === null) return refused('not-found');
  const response = stored.state;
  const judged = await judge(services, by, { act: 'sign-off.tend', networkId: response.networkId });
  if (!judged.ok) return judged;
  const { locking } = response;
  if (locking === null) return refused('not-open', 'There is no lock to finish.');
  await services.drafts.seal({ draft: id, epoch: locking.epoch });
  const log = await logOf(services, response, locking.epoch);
  const opened = await changeAs(services, by, tending(id), async (current) => {
    const [consultation, people] = await Promise.all([consultationOf(services, current), officeHolders(services, current.networkId)]);
    const content = contentOf(log, consultation);
    // The lock has begun, so no more positions are taken (PO8). One that was on its way counts as given after the lock (PO15).
    const { snapshot, heard, findings } = await checkText(services, { content, response: current, consultation, people });
    const at = services.now();
    const digest = Digest.parse(await services.blobs.put(id, canonicalBytes(snapshot)));
    return openRound(current, {
      ...people,
      locked: locking.epoch,
      at,
      digest,
      questionSetVersion: currentQuestions(consultation).version,
      closesAt: consultation.closesAt,
      findings,
      heard,
      dueAt: datesOfOffices(consultation, people.network, { response: current, lockedAt: at }),
    });
  });
  if (!opened.ok) await giveUpLock(services, System.itself(), { id, locked: locking.epoch, because: opened.detail });
  return opened;
}

/** Opens the text again after a lock that led to no round. Words written since are in it, for nobody was asked (SO2). */
export async function giveUpLock(
  services: Services,
  by: System,
  { id, locked, because }: { readonly id: ResponseId; readonly locked: EpochId; readonly because: string },
): Promise<Done> {
  const stored = await services.aggregates.get('response', id);
  if (stored === null) return refused('not-found');
  const judged = await judge(services, by, { act: 'sign-off.tend', networkId: stored.state.networkId });
  if (!judged.ok) return judged;
  if (stored.state.locking?.epoch !== locked) return refused('not-open', 'There is no lock to give up.');
  // Sealed first, or words saved between reading and reopening would be left behind in the old epoch.
  await services.drafts.seal({ draft: id, epoch: locked });
  const log = await logOf(services, stored.state, locked);
  const late = (await services.drafts.late(id)).filter((edit) => edit.epoch === locked);
  const epoch = nextEpochId(locked, services.newId());
  const known = knownSections(await consultationOf(services, stored.state));
  await services.drafts.begin({ draft: id, epoch }, reseedWith(log, known, late));
  return changeAs(services, by, tending(id), (response) => abandonLock(response, { locked, epoch, at: services.now(), because }));
}

/** Begins the epoch in which a draft goes on from the cut. It is begun before the commit that names it: an orphan is harmless. */
async function beginNext(services: Services, response: Response): Promise<EpochId> {
  const epoch = nextEpochId(response.epoch, services.newId());
  const known = knownSections(await consultationOf(services, response));
  await services.drafts.begin({ draft: response.id, epoch }, reseed(await logOf(services, response), known));
  return epoch;
}

/** Takes an open, lapsed or approved text back (SO11). */
export async function takeBack(services: Services, by: Person, id: ResponseId, reason: string): Promise<Done> {
  return changeAs(services, by, { act: 'sign-off.recall', kind: 'response', id, found: caseOfRecall }, async (response, duties) => {
    const recalling = { by: by.memberId, duties, reason, reasonHash: hashOf(reason), at: services.now(), epoch: response.epoch };
    const judged = recall(response, recalling);
    return judged.ok ? recall(response, { ...recalling, at: services.now(), epoch: await beginNext(services, response) }) : judged;
  });
}

/** Starts a stopped response again (SO18). */
export async function startAgain(services: Services, by: Person, id: ResponseId): Promise<Done> {
  return changeAs(services, by, { act: 'sign-off.reopen', kind: 'response', id }, async (response, duties) => {
    const judged = reopenStopped(response, { duties, at: services.now(), epoch: response.epoch });
    return judged.ok ? reopenStopped(response, { duties, at: services.now(), epoch: await beginNext(services, response) }) : judged;
  });
}

/** The link of a request to a person. */
export interface Seat {
  readonly ok: true;
  readonly link: Link;
}

/** The request for which a desk opens: a slot of the latest round. Refuses with `not-found` where the slot is another person's. */
export async function takeSeat(services: Services, by: Person, id: ResponseId, slot: SlotId): Promise<Seat | Refused> {
  const response = await services.aggregates.get('response', id);
  if (response === null) return refused('not-found');
  const { networkId } = response.state;
  const round = latestRound(response.state);
  const seat = round === null ? null : seatOf(round, slot);
  const judged = await judge(services, by, { act: 'sign-off.sit', networkId }, { asked: seat?.slot.memberId === by.memberId });
  if (!judged.ok) return judged;
  const member = await services.aggregates.get('member', by.memberId);
  if (round === null || member === null || seat?.slot.memberId !== by.memberId) return refused('not-found');
  const about = { networkId, responseId: id, round: round.n, slot, digest: round.digest };
  return { ok: true, link: linkFor(services, member.state, about) };
}

/** A posted decision, with the digest that its page showed. The sitter, not the post, says who decides and how they proved it. */
export type Posted = Pick<Deciding, 'digest' | 'kind' | 'comment' | 'nonce'>;

/**
 * Records the decision of somebody at a desk, on the request that the desk was opened for. Network, membership, address, close
 * and the stored text are read in this command, so no reaction need have run (SO3).
 */
export async function recordDecision(services: Services, by: Sitter<Assurance>, posted: Posted): Promise<Done> {
  const judged = await judge(services, by, { act: 'sign-off.decide', networkId: by.networkId });
  if (!judged.ok) return judged;
  const { responseId: id, round: n, slot, memberId, digest } = by.seating;
  return changeAs(services, by, { act: 'sign-off.decide', kind: 'response', id }, async (response) => {
    if (posted.digest !== digest) return refused('digest-mismatch');
    const people = await everybodyIn(services, response.networkId);
    const person = people.members.find((one) => one.id === memberId);
    if (person !== undefined && !isAddressedTo(services, by.seating, person)) return refused('not-in-office', elsewhere);
    const { closesAt } = await consultationOf(services, response);
    const round = response.rounds.find((one) => one.n === n);
    const stored = round === undefined ? digest : (await snapshotOf(services, response, round.digest)).digest;
    const caller = { round: n, slot, memberId, assurance: by.assurance, closesAt, at: services.now() };
    const deciding = { ...people, ...posted, ...caller, stored, commentHash: hashOf(posted.comment), hashOf };
    const judged = decide(response, { ...deciding, epoch: response.epoch });
    if (!judged.ok || judged.state.status !== 'drafting') return judged;
    return decide(response, { ...deciding, epoch: await beginNext(services, response) });
  });
}

const elsewhere = 'The request was sent to an address that is no longer on file.';

/** Ends or resumes a round by the consultation's present closing time; refuses where neither is due (SO13). */
export async function applyClosingTime(services: Services, by: System, id: ResponseId): Promise<Done> {
  return changeAs(services, by, tending(id), async (response) => {
    const { closesAt } = await consultationOf(services, response);
    const at = services.now();
    const because = 'The closing time was moved.';
    return response.rounds.at(-1)?.status === 'lapsed' ? resume(response, { at, closesAt, because }) : lapse(response, { at, closesAt });
  });
}

/** Notes the changes of office, and asks successors in place of people who left office. Refuses where nothing changed. */
export async function replaceLeavers(services: Services, by: System, id: ResponseId): Promise<Done> {
  return changeAs(services, by, tending(id), async (response) =>
    succeed(response, await everybodyIn(services, response.networkId), { at: services.now(), hashOf }),
  );
}

/** SHA-256 of a typed text: the event holds the hash, the state holds the words. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
