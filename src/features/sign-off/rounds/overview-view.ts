import { notResponding } from '../../../domain/response/kind/kind.ts';
import { closingLabel, closingSentence } from '../../../phrases/kinds/closing.ts';
import { type Consultation, shortTitle, plannedTo } from '../../../domain/consultation/consultation.ts';
import { approvalTime } from '../../../domain/document/certificate.ts';
import { type Duty, may } from '../../../domain/network/access.ts';
import type { HeldBox } from '../../../domain/evidence/quoting.ts';
import type { Instant } from '../../../domain/outcome.ts';
import { type Response, isOpen, latestRound } from '../../../domain/response/response.ts';
import { type SignOffRound, activeStages, endOf } from '../../../domain/round/round.ts';
import { type Stage, pendingSlots } from '../../../domain/round/stage.ts';
import { whyNotRecall } from '../../../domain/sign-off/recall.ts';
import { formatDateTime, formatDeadline, formatShortDay, formatTime, relativeDay } from '../../../domain/time/calendar.ts';
import { awayWords } from '../../../phrases/away.ts';
import { whyAgain } from '../../../phrases/again.ts';
import { capital, counted, listed } from '../../../phrases/english.ts';
import { heldPlaces } from '../../../phrases/evidence.ts';
import { responseNoun, responseTitle, roundName } from '../../../phrases/names.ts';
import { placeOf, nameOf, type Cast } from '../../../phrases/people.ts';
import { approvalsOf, endingOf, officeOf, onAt, passedOver, roundWords, whoIn } from '../../../phrases/rounds.ts';
import { warningsStood } from '../../../phrases/warnings.ts';
import { versionWords } from '../../../text/version-words.ts';
import type { FormModel } from '../../../web/forms.ts';
import type { LateCount } from '../../../reading/late-words.ts';
import { lockOf } from '../late/view.ts';
import { awayHref, handingRows } from './handing-view.ts';

/** What the page of sign-off shows. */
export interface OverviewShown {
  readonly consultation: Consultation;
  readonly response: Response;
  readonly cast: Cast;
  readonly duties: ReadonlySet<Duty>;
  /** The viewer. */
  readonly memberId: string;
  readonly now: Instant;
  readonly late: readonly LateCount[];
  /** The positions that were given after the lock, in words (PO15). */
  readonly sinceLock: readonly { readonly what: string; readonly words: string }[];
  /** The boxes that hold the text up now (EV15). */
  readonly held: readonly HeldBox[];
  readonly form: FormModel<'reason'>;
}

/** Where a text stands in sign-off: whose desk, since when, what is next; the rounds; taking it back. */
export function overviewView(shown: OverviewShown) {
  const { consultation, response, duties, form, cast } = shown;
  const round = latestRound(response);
  const handing = handingRows(shown);
  return {
    title: 'Sign-off',
    place: 'consultations' as const,
    consultation: { id: consultation.id, title: shortTitle(consultation.title), place: 'sign-off' as const },
    failed: form.summary !== null,
    caption: `${responseTitle(consultation, response)}${round === null ? '' : `, ${roundName(round.n)}`}`,
    base: `/consultations/${consultation.id}`,
    where: whereIsIt(shown, round),
    stages: round === null ? [] : [...round.stages.map((stage) => stageView(round, stage, shown)), submitView(shown)],
    round: round === null ? 0 : round.n,
    rounds: response.rounds.toReversed().map((one) => roundRow(one, consultation, cast)),
    words: round === null ? [] : versionWords(round.digest).split(' '),
    version:
      round?.status === 'open'
        ? 'The version being signed'
        : round?.status === 'approved'
          ? 'The version that was approved'
          : 'The version that was locked',
    locked: round !== null && response.status !== 'drafting' && response.status !== 'withdrawn',
    sameText: round === null ? '' : (whyAgain(response, round, cast, shown.memberId)?.sameText ?? ''),
    warnings: round === null ? [] : warningsStood(round, consultation, cast),
    warningsReason: round === null ? '' : round.warningsReason,
    sinceLock: shown.sinceLock,
    held: isOver(response) ? '' : heldPlaces(consultation, shown.held),
    isWritten: response.status === 'drafting',
    next: nextFacts(shown, round),
    late: may('late.read', duties) && shown.late.length > 0 ? lateSide(shown) : null,
    mayReadDraft: isOpen(response) && may('response.read', duties),
    mayCheck: may('sign-off.check', duties) && response.status === 'drafting',
    mayTakeBack: whyNotRecall(response, duties) === null,
    mayStartAgain: response.status === 'stopped' && may('sign-off.reopen', duties),
    desk: mySlot(round, shown),
    handing,
    awayHref: awayHref(shown, handing),
    mayExport: response.status === 'approved' && may('export.final', duties),
    form,
  };
}

/** True once nothing can be sent any more. */
function isOver({ status }: Response): boolean {
  return status === 'submitted' || status === 'withdrawn' || status === 'stopped';
}

/** The passages that came in after each lock, what became of them, and what is to be done about those that wait (SO50). */
function lateSide({ late, duties, response }: OverviewShown) {
  const pending = late.reduce((sum, one) => sum + one.pending, 0);
  const them = pending === 1 ? 'it' : 'them';
  const isOpen = may('late.bring', duties) && response.status === 'drafting' && pending > 0;
  return {
    words: late.map((one) => lateWords(response, one)),
    action: isOpen ? `Bring ${them} into the draft, or leave ${them} out` : 'Read what came in',
  };
}

function lateWords(response: Response, count: LateCount): string {
  const all = count.brought + count.leftOut + count.pending;
  const fates = [
    { n: count.pending, one: 'waits for a decision', many: 'wait for a decision' },
    { n: count.brought, one: 'was brought into the draft', many: 'were brought into the draft' },
    { n: count.leftOut, one: 'was left out', many: 'were left out' },
  ].filter(({ n }) => n > 0);
  const parts = fates.map(({ n, one, many }) => `${n === all ? (all === 1 ? 'It' : 'They') : n} ${n === 1 ? one : many}`);
  return `${counted(all, 'passage', 'passages')} came in ${lockOf({ response }, count)}. ${listed(parts)}.`;
}

/** The slot in which the viewer is asked now: `{ round, slot }`, or null. */
function mySlot(round: SignOffRound | null, { memberId, cast }: OverviewShown): { readonly slot: string; readonly office: string } | null {
  if (round?.status !== 'open') return null;
  for (const stage of activeStages(round)) {
    const slot = pendingSlots(stage).find((one) => one.memberId === memberId);
    if (slot !== undefined) return { slot: slot.id, office: officeOf({ stage, slot }, cast) };
  }
  return null;
}

interface Where {
  readonly what: string;
  readonly who: string;
  readonly detail: string;
}

function whereIsIt(shown: OverviewShown, round: SignOffRound | null): Where {
  const { response, cast, consultation, now } = shown;
  const zone = cast.network.timeZone;
  const closes = closingSentence(consultation, zone);
  const noun = responseNoun(consultation, response);
  if (response.locking !== null)
    return { what: 'Sign-off', who: 'The text is being locked', detail: 'This takes a moment. Load the page again.' };
  const none = notResponding(response);
  if (none !== null) return { what: 'Nothing to sign off', who: 'The network does not respond', detail: `“${none.reason}”` };
  switch (response.status) {
    case 'submitted':
      return { what: 'Done', who: `The ${noun} was sent`, detail: 'Nothing can be taken back after that.' };
    case 'withdrawn':
      return { what: 'Over', who: `The ${noun} was withdrawn`, detail: '' };
    case 'stopped':
      return {
        what: 'Stopped',
        who: `The ${noun} was declined`,
        detail: round === null ? '' : `${endingOf(round, cast)} Only the sponsor can start it again.`,
      };
    case 'drafting':
      return round === null
        ? { what: 'Not yet in sign-off', who: 'The text is being written', detail: `It has not been locked yet. ${closes}` }
        : { what: `After round ${round.n}`, who: 'The text is open again', detail: `${endingOf(round, cast)} ${closes}` };
    case 'approved':
      return {
        what: 'Every office has decided',
        who: 'The text is approved',
        detail: `The final document can be made and sent. ${closes}`,
      };
    case 'in-sign-off':
      return round === null || round.status === 'lapsed'
        ? {
            what: 'Ran out of time',
            who: 'Not everybody decided in time',
            detail: 'Nothing was approved by that. Once there is time again, the round goes on with its decisions.',
          }
        : atTheDesk(round, cast, now, zone);
  }
}

function atTheDesk(round: SignOffRound, cast: Cast, now: Instant, zone: string): Where {
  const [stage] = activeStages(round);
  if (stage === undefined) {
    const blocked = round.stages.find((one) => one.status === 'blocked');
    return {
      what: `Nobody can decide as ${blocked?.office.name ?? 'the next office'}`,
      who: 'It waits',
      detail: 'As soon as somebody is appointed, they are asked.',
    };
  }
  const all = activeStages(round);
  const asked = all.flatMap((one) => pendingSlots(one));
  const only = asked.length === 1 ? asked[0] : undefined;
  const place = only === undefined ? '' : placeOf(cast, only.memberId);
  const since = stage.activeSince === null ? '' : `Since ${formatDateTime(stage.activeSince, zone)}. `;
  const due = `Due ${formatDeadline(stage.dueAt, zone)}, ${relativeDay(stage.dueAt, now, zone)}${stage.dueAt < now ? ': overdue' : ''}.`;
  return {
    what: all.length === 1 ? `It is with the ${stage.office.name}` : 'It is with all offices together: there is little time',
    who: listed(
      asked.map((slot) => whoIn(slot, cast)),
      stage.office.rule === 'any' && all.length === 1 ? 'or' : 'and',
    ),
    detail: `${place === '' ? '' : `${place}. `}${since}${due}`,
  };
}

const stageWords = {
  waiting: { tag: 'Next', look: 'none', state: '' },
  active: { tag: 'Deciding', look: 'work', state: 'is-now' },
  satisfied: { tag: 'Approved', look: 'good', state: 'is-done' },
  blocked: { tag: 'Nobody in post', look: 'stop', state: 'is-now' },
  'not-applicable': { tag: 'Not asked', look: 'none', state: '' },
  'not-obtained': { tag: 'Signed off without', look: 'warn', state: '' },
} as const satisfies Record<Stage['status'], object>;

const slotNotes = {
  changes: 'requested changes',
  declined: 'declined',
  'stood-down': 'stood down: enough have approved',
  replaced: 'is no longer asked',
} as const;

function stageView(round: SignOffRound, stage: Stage, { cast, now }: Pick<OverviewShown, 'cast' | 'now'>) {
  const ended = round.status !== 'open' && (stage.status === 'active' || stage.status === 'waiting' || stage.status === 'blocked');
  const approvals = approvalsOf(stage, cast);
  const waiting = pendingSlots(stage).map((slot) => whoIn(slot, cast));
  const notes = stage.slots.flatMap((slot) => {
    const note = Object.entries(slotNotes).find(([status]) => status === slot.status)?.[1];
    const away = slot.status === 'pending' && !ended ? awayWords(cast, cast.members.get(slot.memberId), now) : '';
    const said = note ?? (away === '' ? '' : `is ${away}`);
    return said === '' ? [] : [`${nameOf(cast, slot.memberId)} ${said}`];
  });
  return {
    title: capital(stage.office.name),
    ...stageWords[stage.status],
    ...(ended ? endedWords(round, stage) : {}),
    approvals,
    waiting: listed(waiting, stage.office.rule === 'any' ? 'or' : 'and'),
    due:
      waiting.length === 0 || ended
        ? ''
        : `Due ${formatShortDay(stage.dueAt, cast.network.timeZone)}, ${formatTime(stage.dueAt, cast.network.timeZone)}`,
    notes: stage.status === 'not-applicable' ? [passedOver(stage.office, stage.because)] : notes,
  };
}

function endedWords(round: SignOffRound, stage: Stage) {
  if (endOf(round)?.office === stage.office.id) return { ...roundWords[round.status], state: 'is-now' };
  return { tag: 'Not decided', look: 'none', state: '' };
}

function submitView({ response, consultation, cast }: OverviewShown) {
  const zone = cast.network.timeZone;
  const sent = response.status === 'submitted';
  const ready = response.status === 'approved';
  return {
    title: 'Submit',
    tag: sent ? 'Sent' : ready ? 'Ready' : 'Next',
    look: sent ? 'good' : ready ? 'work' : 'none',
    state: sent ? 'is-done' : ready ? 'is-now' : '',
    approvals: [],
    waiting: '',
    due: sent
      ? ''
      : `${closingLabel(consultation)} ${formatShortDay(plannedTo(consultation), zone)}, ${formatTime(plannedTo(consultation), zone)}`,
    notes: sent ? [] : ['The final document is made and sent by a person'],
  };
}

function roundRow(round: SignOffRound, consultation: Consultation, cast: Cast) {
  const zone = cast.network.timeZone;
  const end = endOf(round);
  return {
    n: round.n,
    href: `/consultations/${consultation.id}/sign-off/rounds/${round.n}`,
    opened: formatDateTime(round.openedAt, zone),
    ended: round.status === 'open' ? 'Still open' : formatDateTime(end === null ? approvalTime(round) : end.at, zone),
    ...roundWords[round.status],
    ending: endingOf(round, cast),
    reason: end?.reason ?? '',
  };
}

function nextFacts({ response }: OverviewShown, round: SignOffRound | null): readonly { readonly when: string; readonly then: string }[] {
  if (round?.status !== 'open' || response.status !== 'in-sign-off') return [];
  const [stage] = activeStages(round);
  const office = stage?.office.name ?? 'next office';
  const last = stage?.office.id === round.stages.at(-1)?.office.id;
  return [
    {
      when: `If the ${office} approves`,
      then: last ? 'The final document can be made. Everybody is told at once.' : 'The next office is asked at once, by email.',
    },
    { when: 'If changes are requested', then: `Round ${round.n} ends, the text opens again, and everybody who approved is told.` },
    { when: 'If nothing is decided in time', then: 'The round runs out of time. Nothing is ever approved by default.' },
  ];
}

/** `It was locked on …`, for the page of a locked version. */
export function lockedAt(round: SignOffRound, cast: Cast): string {
  return `Locked ${onAt(round.openedAt, cast)} by ${nameOf(cast, round.openedBy)}.`;
}
