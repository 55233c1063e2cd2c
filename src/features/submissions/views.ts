import type { Answered } from '../../domain/response/kind/sections.ts';
import { type Consultation, shortTitle } from '../../domain/consultation/consultation.ts';
import type { Member } from '../../domain/network/member.ts';
import type { Network } from '../../domain/network/network.ts';
import type { Instant, Refused } from '../../domain/outcome.ts';
import { type Response, approvedRound } from '../../domain/response/response.ts';
import type { Submission } from '../../domain/response/submission.ts';
import { approvedSlots } from '../../domain/round/stage.ts';
import { daysBetween, formatDate, formatDay, formatTime, relativeDay } from '../../domain/time/calendar.ts';
import { capital, counted, followedBy } from '../../phrases/english.ts';
import { wordsOf } from '../../phrases/kinds/words.ts';
import { departmentName, responseNoun, responseTitle } from '../../phrases/names.ts';
import { type Cast, nameOf, officeOf } from '../../phrases/people.ts';
import { recordNumber } from '../../phrases/record-number.ts';
import { versionWords } from '../../text/version-words.ts';
import { dateField } from '../../web/form-parts/date-field.ts';
import { type emptyForm, channelWords, sentAsked } from './form.ts';

/** What every page of submission speaks of. */
export interface Matter {
  readonly consultation: Consultation;
  readonly response: Response;
  readonly network: Network;
  readonly members: ReadonlyMap<string, Member>;
  readonly now: Instant;
}

function common({ consultation, response }: Answered, title: string) {
  return {
    title,
    place: 'consultations' as const,
    consultation: { id: consultation.id, title: shortTitle(consultation.title), place: 'documents' as const },
    base: `/consultations/${consultation.id}`,
    about: responseTitle(consultation, response),
    referenceName: wordsOf(consultation).reference,
  };
}

/** The form: how, when and by whom it was sent. `approved` is false for a text that went without approval. */
export function formView(matter: Matter, form: ReturnType<typeof emptyForm>, senders: readonly Member[], approved: boolean) {
  const { response, network } = matter;
  const round = approvedRound(response);
  return {
    ...common(matter, 'Record the submission'),
    failed: form.summary !== null,
    form,
    approved,
    digest: approved && round !== null ? round.digest : '',
    channels: Object.entries(channelWords).map(([value, text]) => ({ value, text, checked: form.values.channel === value })),
    sent: dateField(form, sentAsked),
    senders: senders.map((member) => ({
      value: member.id,
      text: senderOf(matter, member.id, matter.now),
      selected: form.values.by === member.id,
    })),
    words: approved && round !== null ? versionWords(round.digest).split(' ') : [],
    text:
      approved && round !== null
        ? `The approved one of ${formatDate(approvalAt(round) ?? round.openedAt, network.timeZone)}, word for word`
        : 'A text that was not approved',
  };
}

function approvalAt(round: NonNullable<ReturnType<typeof approvedRound>>): Instant | null {
  const decided = round.stages.flatMap((stage) => approvedSlots(stage).map((slot) => slot.decision.at));
  return decided.sort().at(-1) ?? null;
}

/** A sender with the office they held at an instant, else their role: `Joan Prideaux, chair`. */
function senderOf(cast: Cast, id: string, at: Instant): string {
  const member = cast.members.get(id);
  const name = capital(nameOf(cast, id));
  return member === undefined ? name : `${name}, ${officeOf(member, cast.network, at)}`;
}

/** The page before anything can be recorded: what is missing, and where to do it. */
export function notYetView(matter: Omit<Matter, 'response'>, response: Response | null, refusal: Refused | null, mayUnapproved: boolean) {
  return {
    ...common({ ...matter, response }, 'Submission'),
    why: refusal === null ? 'The network has not started the text.' : capital(refusal.detail),
    step: stepFor(matter.consultation, response, refusal),
    unapproved: mayUnapproved,
  };
}

function stepFor(
  { id }: Consultation,
  response: Response | null,
  refusal: Refused | null,
): { readonly href: string; readonly text: string } {
  const base = `/consultations/${id}`;
  if (response === null) return { href: base, text: 'Go to the overview' };
  if (refusal?.code === 'no-final-export') return { href: `${base}/documents`, text: 'Make the final document' };
  if (refusal?.code === 'not-approved') return { href: `${base}/sign-off`, text: 'See where sign-off is' };
  return { href: base, text: 'Go to the overview' };
}

/** The record of submission; `hash` is of its event. */
export function recordView(matter: Matter, submission: Submission, hash: string) {
  const { consultation, network, response, now } = matter;
  const zone = network.timeZone;
  const round = approvedRound(response);
  const approved = round === null ? '' : formatDate(approvalAt(round) ?? round.openedAt, zone);
  return {
    ...common(matter, `The ${responseNoun(consultation, response)} has been submitted`),
    about: followedBy(responseTitle(consultation, response), formatDay(now, zone)),
    recorded: `Recorded ${relativeDay(submission.recordedAt, now, zone) === 'today' ? 'today' : `on ${formatDate(submission.recordedAt, zone)}`} at ${formatTime(submission.recordedAt, zone)}. Everyone in the network is told by email.`,
    department: departmentName(consultation.department),
    channel: channelWords[submission.channel],
    when: `${formatDay(submission.at, zone)}, ${formatTime(submission.at, zone)}`,
    before: beforeClose(submission.at, consultation, zone),
    by: senderOf(matter, submission.by, submission.at),
    reference: submission.reference,
    note: submission.note,
    receipt:
      submission.receipt === null ? null : { name: submission.receipt.name, href: `/consultations/${consultation.id}/submission/receipt` },
    approved: submission.digest !== null,
    text: submission.digest === null ? 'Sent without approval' : `Approved on ${approved}`,
    words: submission.digest === null ? [] : versionWords(submission.digest).split(' '),
    recordNumber: recordNumber(hash),
  };
}

/** How long before the close it was sent; empty where nothing closes. */
function beforeClose(at: Instant, consultation: Consultation, zone: string): string {
  const { closesAt } = consultation;
  const { end } = wordsOf(consultation);
  if (closesAt === null) return '';
  const left = daysBetween(at, closesAt, zone);
  if (at >= closesAt) return `after ${end}`;
  return left === 0 ? `on the day of ${end}` : `${counted(left, 'day', 'days')} before ${end}`;
}
