import { responseNoun } from '../../phrases/names.ts';
import { type Consultation, shortTitle, plannedTo } from '../../domain/consultation/consultation.ts';
import type { Mail } from '../../domain/mail.ts';
import type { Member } from '../../domain/network/member.ts';
import type { Network } from '../../domain/network/network.ts';
import type { Instant } from '../../domain/outcome.ts';
import { answerBy, chosenRows, furthestBehind } from '../../domain/progress/choosing.ts';
import type { Reminded } from '../../domain/response/told.ts';
import { reminderOf } from '../../domain/progress/reminding.ts';
import type { Response } from '../../domain/response/response.ts';
import { takingPositions } from '../../domain/response/taking-positions.ts';
import { timetableOf } from '../../domain/response/work-plan.ts';
import { formatDeadline, formatShortDay } from '../../domain/time/calendar.ts';
import { counted, listed, sentences } from '../../phrases/english.ts';
import { nameOf, organisationName } from '../../phrases/people.ts';
import { roleWords } from '../../phrases/roles.ts';
import { stamp } from '../../phrases/rounds.ts';
import type { BoardRead } from '../../reading/board.ts';
import { type Asking, askingAmong } from './asking.ts';
import { type Around, askSentence, askShort, subjectOf } from './reminder-words.ts';

/** Everything that the pages of reminders show. */
interface Shown extends Pick<BoardRead, 'board' | 'standings'> {
  readonly network: Network;
  readonly consultation: Consultation;
  readonly response: Response;
  readonly members: ReadonlyMap<string, Member>;
  readonly now: Instant;
}

/** The organisations that were ticked; null before the first press. */
type Ticked = ReadonlySet<string> | null;

/** The page before reminders go: whom they reach, and the words they get (PG6). */
export function remindView(shown: Shown, ticked: Ticked, error: string) {
  const { board, standings, consultation, network, response, members, now } = shown;
  const zone = network.timeZone;
  const rows = chosenRows(board.rows, { show: 'all', order: 'missing', mine: null });
  const asking = askingAmong(rows, { network, members: members.values(), response, standings, now });
  const behind = new Set(furthestBehind(board.rows, now, zone).map(({ organisation }) => organisation.id));
  const refusal = takingPositions(response, consultation, now).whyNot;
  const around = {
    by: answerBy(timetableOf(consultation, network, response), plannedTo(consultation), now),
    zone,
    noun: responseNoun(consultation, response),
  };
  const open = asking.filter(({ people, isServed }) => people.length > 0 && !isServed);
  const [sample] = open;
  return {
    ...placeOf(consultation, 'Remind them'),
    whyNot: refusal?.detail ?? '',
    error:
      error === '' ? null : { titleText: 'There is a problem', errorList: [{ text: error, href: `#o-${open[0]?.organisation.id ?? ''}` }] },
    by: formatDeadline(around.by, zone),
    groups: refusal === null ? groupsOf(open, { shown, behind, ticked, error }) : [],
    sample: sample === undefined || refusal !== null ? null : sampleOf(sample, around),
    today: listed(asking.filter(({ isServed }) => isServed).map(({ organisation }) => organisation.name)),
    unreachable: listed(asking.filter(({ people }) => people.length === 0).map(({ organisation }) => organisation.name)),
    settled: rows.length - asking.length,
  };
}

interface Choosing {
  readonly shown: Shown;
  /** The organisations furthest behind: they are ticked before the first press. */
  readonly behind: ReadonlySet<string>;
  readonly ticked: Ticked;
  readonly error: string;
}

/** Two groups of boxes to tick; a group without boxes is left out. */
function groupsOf(open: readonly Asking[], { shown, behind, ticked, error }: Choosing) {
  const isBehind = ({ organisation }: Asking): boolean => behind.has(organisation.id);
  const groups = [
    { id: 'behind', legend: 'Furthest behind', those: open.filter(isBehind) },
    { id: 'asked', legend: 'Also asked', those: open.filter((one) => !isBehind(one)) },
  ];
  return groups
    .filter(({ those }) => those.length > 0)
    .map(({ id, legend, those }, n) => ({
      id,
      legend,
      errorMessage: n === 0 && error !== '' ? { text: error } : null,
      rows: those.map((one) => choiceOf(one, shown, ticked ?? behind)),
    }));
}

function placeOf(consultation: Consultation, title: string) {
  const base = `/consultations/${consultation.id}/progress`;
  return {
    title,
    place: 'consultations' as const,
    consultation: { id: consultation.id, title: shortTitle(consultation.title), place: 'progress' as const },
    progress: base,
    remind: `${base}/remind`,
    reminders: `${base}/reminders`,
  };
}

function choiceOf(one: Asking, { network, response }: Shown, ticked: ReadonlySet<string>) {
  const { organisation, people, open } = one;
  const last = reminderOf(response, organisation.id);
  const reminded = last === null ? '' : `Reminded ${formatShortDay(last.at, network.timeZone)}`;
  const who = `To ${listed(people.map(({ name, role }) => `${name}, ${roleWords[role].toLowerCase()}`))}.`;
  return {
    id: `o-${organisation.id}`,
    value: organisation.id,
    text: organisation.name,
    checked: ticked.has(organisation.id),
    hint: {
      text: sentences(askShort(one, network.timeZone), reminded, who, open === null && one.ask === 'position' ? 'Not asked before' : ''),
    },
  };
}

function sampleOf(one: Asking, around: Around) {
  return {
    to: listed(one.people.map(({ name }) => name)),
    subject: subjectOf(one, around),
    asks: askSentence(one, around),
  };
}

const fates = {
  queued: { tag: 'On its way', look: 'work' },
  sent: { tag: 'Sent', look: 'good' },
  'not-needed': { tag: 'Not sent', look: 'none' },
  failed: { tag: 'Refused', look: 'stop' },
} as const satisfies Record<Mail['status'], object>;

/** The page after reminders went: each mail with its reader, its time and its fate (PG6). */
export function remindersView(shown: Omit<Shown, 'board' | 'standings'>, mails: readonly Mail[]) {
  const { consultation, response, network } = shown;
  const all = (response.reminded ?? []).toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  return {
    ...placeOf(consultation, 'Reminders sent'),
    lead: all.length === 0 ? 'Nobody has been reminded.' : leadOf(all),
    rows: all.flatMap((one) =>
      one.members.map((id) => ({
        organisation: organisationName(network, one.organisationId),
        name: nameOf(shown, id),
        when: stamp(one.at, shown),
        by: nameOf(shown, one.by),
        fate: fateOf(mailAfter(mails, id, one), shown),
      })),
    ),
  };
}

function leadOf(all: readonly Reminded[]): string {
  const last = all.filter(({ at }) => at === all[0]?.at);
  const people = last.reduce((sum, { members }) => sum + members.length, 0);
  return `The last reminder went to ${counted(last.length, 'organisation', 'organisations')}: ${counted(people, 'person', 'people')}. Each gets one email.`;
}

function mailAfter(mails: readonly Mail[], memberId: string, { at }: Reminded): Mail | undefined {
  return mails
    .filter((mail) => mail.memberId === memberId && mail.createdAt >= at)
    .toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1))[0];
}

/** The fate of a mail. A mail that waits for the morning says so (MA5). */
function fateOf(mail: Mail | undefined, { now, network }: Pick<Shown, 'now' | 'network'>) {
  const fate = fates[mail?.status ?? 'queued'];
  const waits = mail?.status === 'queued' && mail.attempts === 0 && mail.notBefore > now;
  return { ...fate, detail: waits ? `Goes ${stamp(mail.notBefore, { network, members: new Map() })}, with their other updates` : '' };
}
