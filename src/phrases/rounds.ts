import type { Office } from '../domain/network/network.ts';
import type { Instant } from '../domain/outcome.ts';
import { firstAsked } from '../domain/round/chain.ts';
import type { Assurance, DecisionKind } from '../domain/round/decision.ts';
import { type Seat, type SignOffRound, endOf } from '../domain/round/round.ts';
import { type NotApplicableBecause, type Slot, type Stage, approvedSlots, decisionOf, pendingSlots } from '../domain/round/stage.ts';
import { formatDate, formatDateTime, formatTime } from '../domain/time/calendar.ts';
import { capital, listed } from './english.ts';
import { nameOf, type Cast, placeOf } from './people.ts';

/** `on 11 July 2026 at 5:32pm`. */
export function onAt(at: Instant, { network }: Cast): string {
  return `on ${formatDate(at, network.timeZone)} at ${formatTime(at, network.timeZone)}`;
}

/** The office that a lock asks first, by its name, and its people; both empty where nobody can be asked. */
export interface AskedFirst {
  readonly office: string;
  /** `Ann and Bob`; `the vice chairs` for more than two. */
  readonly names: string;
}

/** Says who is asked first if the text is locked at this instant. */
export function askedFirst(cast: Cast, at: Instant): AskedFirst {
  const asked = firstAsked({ network: cast.network, members: [...cast.members.values()] }, at);
  if (asked === null) return { office: '', names: '' };
  const names = asked.holders.map((id) => nameOf(cast, id));
  return { office: asked.office.name, names: names.length > 2 ? `the ${asked.office.name}s` : listed(names) };
}

export const decisionWords = {
  approve: { did: 'approved', receipt: 'You approved', tag: 'Approved', look: 'good', label: 'Approve this text' },
  'request-changes': {
    did: 'asked for changes',
    receipt: 'You asked for changes to',
    tag: 'Changes requested',
    look: 'warn',
    label: 'Request changes',
  },
  decline: {
    did: 'declined',
    receipt: 'You declined',
    tag: 'Declined',
    look: 'stop',
    label: 'Decline: it should not be sent',
  },
} as const satisfies Record<DecisionKind, object>;

export const roundWords = {
  open: { tag: 'Open', look: 'work' },
  approved: { tag: 'Approved', look: 'good' },
  'changes-requested': { tag: 'Changes requested', look: 'warn' },
  declined: { tag: 'Declined', look: 'stop' },
  recalled: { tag: 'Taken back', look: 'none' },
  lapsed: { tag: 'Ran out of time', look: 'stop' },
} as const satisfies Record<SignOffRound['status'], object>;

/** The office in which somebody is asked: `chair`; for a deputy `chair for Joan Prideaux` (SO8). */
export function officeOf({ stage, slot: { deputyFor } }: Seat, cast: Cast): string {
  return deputyFor === undefined ? stage.office.name : `${stage.office.name} for ${nameOf(cast, deputyFor.memberId)}`;
}

/** A person in a slot: `Joan Prideaux`; for a deputy `Daniel Osei for Joan Prideaux` (SO8). `somebody` for a slot that is not there. */
export function whoIn(slot: Pick<Slot, 'memberId' | 'deputyFor'> | null, cast: Pick<Cast, 'members'>): string {
  if (slot === null) return 'somebody';
  const { memberId, deputyFor } = slot;
  return deputyFor === undefined ? nameOf(cast, memberId) : `${nameOf(cast, memberId)} for ${nameOf(cast, deputyFor.memberId)}`;
}

/**
 * `Joan Prideaux asked for changes as chair on 8 July 2026 at 7:52am.`, or `You asked …` to that reader. Empty while a round is
 * open, and once it is approved.
 */
export function endingOf(round: SignOffRound, cast: Cast, reader = ''): string {
  const ending = endOf(round);
  if (ending === null) return '';
  const when = onAt(ending.at, cast);
  if (ending.by === null) return `Time ran out ${when}.`;
  const who = ending.by === reader ? 'You' : nameOf(cast, ending.by);
  const stage = round.stages.find(({ office }) => office.id === ending.office);
  const slot = stage?.slots.find((one) => one.memberId === ending.by && decisionOf(one) !== null);
  if (stage === undefined || slot === undefined) return `${who} took the text back ${when}.`;
  return `${who} ${round.status === 'declined' ? 'declined' : 'asked for changes'} as ${officeOf({ stage, slot }, cast)} ${when}.`;
}

/** Why an office is not asked, for everybody who approves after it. */
export function passedOver(office: Pick<Office, 'name'>, because: NotApplicableBecause | null): string {
  return because === 'holds-later-office'
    ? `Not asked: whoever is ${office.name} also holds a later office, and one person never signs off twice.`
    : `Not asked: nobody was ${office.name} when the text was locked.`;
}

/** The approvals of a stage: by whom, when, and in which round where it was an earlier one. */
export function approvalsOf(stage: Stage, cast: Cast): readonly Approval[] {
  return approvedSlots(stage).map(({ decision, carriedFrom, ...slot }) => ({
    office: capital(stage.office.name),
    officeName: stage.office.name,
    who: whoIn(slot, cast),
    place: placeOf(cast, slot.memberId),
    when: onAt(decision.at, cast),
    comment: decision.comment,
    carried: carriedFrom === null ? '' : `The text has not changed since round ${carriedFrom}, in which this approval was given.`,
  }));
}

export interface Approval {
  readonly office: string;
  readonly officeName: string;
  readonly who: string;
  readonly place: string;
  readonly when: string;
  readonly comment: string;
  readonly carried: string;
}

/** The end of a request that can no longer be decided: the event, by whom and when (SO22). */
export function whatBecame(round: SignOffRound, { stage, slot }: Seat, cast: Cast): { readonly title: string; readonly detail: string } {
  const decision = decisionOf(slot);
  if (decision !== null) {
    const { did } = decisionWords[decision.kind];
    // A decision other than an approval ended the round itself.
    const since = decision.kind === 'approve' ? endingOf(round, cast) : '';
    return {
      title: 'You have decided',
      detail: `You ${did} as ${officeOf({ stage, slot }, cast)} ${onAt(decision.at, cast)}. ${since}`.trim(),
    };
  }
  if (slot.status === 'deputised') return withDeputy(stage, slot, cast);
  if (slot.status === 'replaced' && slot.deputyFor !== undefined) {
    const name = nameOf(cast, slot.deputyFor.memberId);
    return { title: 'You are no longer asked', detail: `You were asked for ${name}. Your request is closed, and you need do nothing.` };
  }
  if (slot.status === 'replaced') {
    const later = laterRequest(round, stage, slot);
    return {
      title: 'You are no longer asked',
      detail:
        later === null
          ? `You are no longer ${stage.office.name}, so somebody else was asked in your place.`
          : `You decide as ${later.office.name}, and one person decides for one office only.`,
    };
  }
  if (slot.status === 'stood-down') {
    const [first] = approvalsOf(stage, cast);
    const who = first === undefined ? 'Enough people have approved' : `${first.who} approved as ${stage.office.name} ${first.when}`;
    return { title: 'You do not need to decide any more', detail: `${who}. That is enough for this office, so your request was closed.` };
  }
  if (round.status === 'approved') return { title: 'The text was approved', detail: `Every office has decided on round ${round.n}.` };
  if (endOf(round) !== null) return { title: 'This request has ended', detail: endingOf(round, cast) };
  return { title: 'It is not your turn yet', detail: 'Another office is asked first. You will get an email when it is your turn.' };
}

/** The place of a decision that a deputy makes, for the holder of the office (SO8). */
function withDeputy(stage: Stage, { id }: Slot, cast: Cast): ReturnType<typeof whatBecame> {
  const deputy = stage.slots.findLast(({ deputyFor }) => deputyFor?.slot === id);
  const name = deputy === undefined ? 'Your deputy' : nameOf(cast, deputy.memberId);
  const decision = deputy === undefined ? null : decisionOf(deputy);
  if (decision !== null)
    return { title: 'Your deputy has decided', detail: `${name} ${decisionWords[decision.kind].did} for you ${onAt(decision.at, cast)}.` };
  return {
    title: 'Your deputy decides for you',
    detail: `${name} is asked in your place. To decide yourself, sign in and take the decision back on the Sign-off page.`,
  };
}

/** The later stage in which the member of a replaced slot is asked or approved; null where there is none (two hats). */
function laterRequest(round: SignOffRound, stage: Stage, { memberId }: Slot): Stage | null {
  const later = round.stages.slice(round.stages.indexOf(stage) + 1);
  const seats = (one: Stage): readonly Slot[] => [...pendingSlots(one), ...approvedSlots(one)];
  return later.find((one) => seats(one).some((slot) => slot.memberId === memberId)) ?? null;
}

/** `14 July 2026, 9:12am`. */
export function stamp(at: Instant, { network }: Cast): string {
  return formatDateTime(at, network.timeZone);
}

/** How a person was recognised, in words. */
export function checkedBy(assurance: Assurance): string {
  return checks[assurance];
}

export const checks = {
  name: 'Emailed link and typed name',
  code: 'Emailed link, six-digit code and typed name',
  'signed-in': 'Signed in, and typed name',
  'signed-in-code': 'Signed in, six-digit code and typed name',
} as const satisfies Record<Assurance, string>;
