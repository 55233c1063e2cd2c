import { closingSentence } from '../../../phrases/kinds/closing.ts';
import { type Consultation, shortTitle } from '../../../domain/consultation/consultation.ts';
import type { HeldBox } from '../../../domain/evidence/quoting.ts';
import type { DecisionKind } from '../../../domain/round/decision.ts';
import type { Member } from '../../../domain/network/member.ts';
import type { SinceLock } from '../../../domain/positions/since-lock.ts';
import type { Response } from '../../../domain/response/response.ts';
import type { Snapshot } from '../../../domain/response/snapshot.ts';
import type { Seat, SignOffRound } from '../../../domain/round/round.ts';
import { decisionOf } from '../../../domain/round/stage.ts';
import { Instant } from '../../../domain/outcome.ts';
import { formatDeadline, formatTime } from '../../../domain/time/calendar.ts';
import { whyAgain } from '../../../phrases/again.ts';
import { capital, listed, sentences } from '../../../phrases/english.ts';
import { heldPlaces } from '../../../phrases/evidence.ts';
import { departmentName, responseInFull, responseNoun, roundName, theResponse } from '../../../phrases/names.ts';
import { nameOf, type Cast } from '../../../phrases/people.ts';
import { checkedBy, approvalsOf, decisionWords, onAt, officeOf, passedOver, whatBecame } from '../../../phrases/rounds.ts';
import { warningsStood } from '../../../phrases/warnings.ts';
import { changesView } from '../../../text/shown.ts';
import { versionWords } from '../../../text/version-words.ts';
import type { FormModel } from '../../../web/forms.ts';
import type { Changes } from '../changes.ts';
import { sinceView } from '../standing-view.ts';
import { differenceWords, wholeText } from '../whole-text.ts';
import type { CodeMail } from './code.ts';
import { type Choice, type Desk, isSignedIn } from './desk.ts';

/** One person’s request on one round, with everything around it. */
export interface Matter {
  readonly response: Response;
  readonly consultation: Consultation;
  readonly round: SignOffRound;
  readonly seat: Seat;
  readonly member: Member;
  readonly cast: Cast;
}

/** What every page behind an emailed link begins with. */
function common({ round, seat, member, cast, consultation, response }: Matter) {
  const zone = cast.network.timeZone;
  return {
    layout: 'plain' as const,
    networkName: cast.network.name,
    demo: member.demo,
    whom: member.name,
    office: officeOf(seat, cast),
    asker: nameOf(cast, round.openedBy),
    by: formatDeadline(seat.stage.dueAt, zone),
    closes: closingSentence(consultation, zone),
    what: `${responseInFull(cast.network, consultation, response)}, ${roundName(round.n)}.`,
    short: shortTitle(consultation.title),
    round: round.n,
    again: whyAgain(response, round, cast, member.id),
    words: versionWords(round.digest).split(' '),
  };
}

/** The page an emailed link opens: who asks, what, by when; it changes nothing (SO21, SO23). */
export function continueView(matter: Matter, token: string) {
  return { ...common(matter), title: `${nameOf(matter.cast, matter.round.openedBy)} asks for your decision`, action: `/d/${token}` };
}

/** The page of a link that can no longer be decided: what happened, by whom and when (SO22). */
export function closedView(matter: Matter, became = whatBecame(matter.round, matter.seat, matter.cast)) {
  return { ...common(matter), title: became.title, detail: became.detail, notTaken: '', signIn: '' };
}

/** The page of a link that was sent to an address of before: it names signing in as the other way (SO22). */
export function movedView(matter: Matter): ReturnType<typeof closedView> {
  const became = { title: 'This link no longer works', detail: 'It was sent to an address that is no longer on file.' };
  return { ...closedView(matter, became), signIn: '/sign-in' };
}

/** The page of a closed link, for somebody who posted a decision: it says that the decision was not taken (SO22, SO25). */
export function withChosen(closed: ReturnType<typeof closedView>, chosen: DecisionKind | undefined) {
  return { ...closed, notTaken: chosen === undefined ? '' : decisionWords[chosen].label };
}

/** The page of a desk that has ended, or was never open in this browser. It names each way to go on, by email and signed in (SO23). */
export function endedView(viewer: object | null, kept: 'comment-kept' | 'nothing-kept') {
  return {
    layout: 'plain' as const,
    title: 'This decision page has ended',
    signedIn: viewer !== null,
    commentKept: kept === 'comment-kept',
  };
}

/** What a decision form is shown with. */
export interface DecisionShown {
  readonly desk: Desk;
  readonly snapshot: Snapshot;
  readonly changes: Changes | null;
  /** The positions that were given after the lock (PO15). */
  readonly since: readonly SinceLock[];
  /** The boxes that hold the text up now (EV15). */
  readonly held: readonly HeldBox[];
  readonly nonce: string;
  readonly form: FormModel<'decision' | 'comment' | 'name'>;
}

/** Brief, changes, full text and the form: everything that is signed, on one page (SO23). */
export function decisionView(matter: Matter, { desk, snapshot, changes, since, held, nonce, form }: DecisionShown) {
  const { round, seat, cast, response } = matter;
  const { office } = seat.stage;
  const last = seat.stage === round.stages.at(-1);
  return {
    ...common(matter),
    title: `Your decision on ${theResponse(matter.consultation, response)}`,
    failed: form.summary !== null,
    standing: standingOf(matter),
    ...wholeText(snapshot),
    theirs: snapshot.endorsed?.attachment?.name ?? '',
    sinceLock: sinceView(since, snapshot, cast),
    held: heldPlaces(matter.consultation, held),
    deciding: true,
    approvals: round.stages.flatMap((stage) => approvalsOf(stage, cast)),
    passedOver: round.stages.flatMap((stage) =>
      stage.status === 'not-applicable' ? [{ office: capital(stage.office.name), why: passedOver(stage.office, stage.because) }] : [],
    ),
    warnings: warningsStood(round, matter.consultation, cast),
    warningsReason: round.warningsReason,
    changed: changes !== null,
    since: changes === null ? '' : sinceWords(changes, response, cast),
    changes: changes === null ? [] : changesView(changes.sections),
    lockedAt: onAt(round.openedAt, cast),
    kinds: choicesOf(matter, last),
    code: office.assurance === 'code',
    until: formatTime(desk.until, cast.network.timeZone),
    isBack: form.summary === null && form.values.comment !== '',
    token: desk.csrf,
    nonce,
    digest: round.digest,
    form,
  };
}

/** What can be chosen, in this order: approve is never last, and the ids count from 1 (SO23). */
function choicesOf({ round, consultation, response }: Matter, last: boolean) {
  const noun = responseNoun(consultation, response);
  const sent = noun !== 'representation' ? 'It can be sent to the department, word for word' : 'It can be sent, word for word';
  const hints = {
    'request-changes': `Round ${round.n} ends and the text opens again`,
    approve: last ? sent : 'The next office is asked',
    decline: last ? `The ${noun} stops. Only you can start it again` : 'The round ends, and everybody is told why',
  };
  return (['request-changes', 'approve', 'decline'] as const).map((value, index) => ({
    id: `decision-${index + 1}`,
    value,
    text: decisionWords[value].label,
    hint: { text: hints[value] },
  }));
}

function standingOf({ round, seat, consultation, cast }: Matter): string {
  const approvals = round.stages.flatMap((stage) => approvalsOf(stage, cast));
  const who =
    approvals.length === 0
      ? 'You are the first to decide.'
      : `${listed(approvals.map((one) => `${one.who} (${one.officeName})`))} approved this text.`;
  return seat.stage === round.stages.at(-1)
    ? sentences(who, `Yours is the last decision before it can be sent to ${departmentName(consultation.department)}`)
    : who;
}

function sinceWords(changes: Changes, response: Response, cast: Cast): string {
  const before = response.rounds.find((round) => round.n === changes.since);
  const locked = before === undefined ? '' : `, locked ${onAt(before.openedAt, cast)}`;
  return `${changes.own ? 'You decided on' : 'The network last signed'} round ${changes.since}${locked}. ${differenceWords(changes.sections)}`;
}

/** The box for the code, with what is about to be recorded (SO24). */
export function codeView(
  matter: Matter,
  { desk, choice, mail, form }: { desk: Desk; choice: Choice; mail: CodeMail | null; form: FormModel<'code'> },
) {
  return {
    ...common(matter),
    title: mail === null || mail.mail === 'sent' ? 'Type the code we sent you' : 'The email with your code has not left yet',
    failed: form.summary !== null,
    sentAt: mail?.mail === 'sent' ? formatTime(Instant.parse(mail.at), matter.cast.network.timeZone) : '',
    delayed: mail?.mail === 'delayed',
    refused: mail?.mail === 'refused',
    decision: decisionWords[choice.kind].label,
    kind: choice.kind,
    comment: choice.comment,
    officeTitle: capital(officeOf(matter.seat, matter.cast)),
    back: isSignedIn(desk) ? 'sign in and open your decision on the Sign-off page again' : 'open the link in your email again',
    token: desk.csrf,
    form,
  };
}

/**
 * The receipt of a decision that was made; the same however often it is asked for (SO25). `chosen`: another decision, posted
 * later and not taken.
 */
export function receiptView(matter: Matter, chosen: DecisionKind | null) {
  const { seat, cast, response } = matter;
  const decision = decisionOf(seat.slot);
  if (decision === null) throw new TypeError('a receipt is of a decision');
  const words = decisionWords[decision.kind];
  return {
    ...common(matter),
    title: `${words.receipt} ${theResponse(matter.consultation, response)}`,
    when: onAt(decision.at, cast),
    notTaken: chosen === null || chosen === decision.kind ? '' : decisionWords[chosen].label,
    did: words.did,
    tag: words.tag,
    look: words.look,
    officeTitle: capital(officeOf(seat, cast)),
    comment: decision.comment,
    rounds: response.rounds.length,
    checkedBy: checkedBy(decision.assurance),
    next: whatNext(matter),
  };
}

function whatNext({ consultation, response, round, seat }: Matter): readonly string[] {
  if (seat.slot.status !== 'approved') {
    return response.status === 'stopped'
      ? [
          `The ${responseNoun(consultation, response)} is stopped. Everybody who wrote or approved is told.`,
          'Only the sponsor can start it again, on the Sign-off page.',
        ]
      : [
          'The text is open again, and everybody who wrote or approved is told.',
          'When it is locked the next time, you are asked again and see what changed.',
        ];
  }
  if (round.status === 'approved')
    return ['Every office has decided. The final document is made and sent by a person.', 'You are told when it has gone.'];
  return ['The next office is asked, or the others in yours.', 'You are told how it ends.'];
}
