import { type Consultation, shortTitle } from '../../domain/consultation/consultation.ts';
import type { Mail } from '../../domain/mail.ts';
import type { Member } from '../../domain/network/member.ts';
import type { Instant } from '../../domain/outcome.ts';
import { speakersAmong, toldOf, whyNotTell } from '../../domain/response/telling.ts';
import { formatDeadline } from '../../domain/time/calendar.ts';
import { timetableOf } from '../../domain/response/work-plan.ts';
import { isInForce } from '../../domain/time/span.ts';
import { writeBy } from '../../domain/time/timetable.ts';
import { counted, listed } from '../../phrases/english.ts';
import { type Cast, nameOf, organisationName } from '../../phrases/people.ts';
import { roleWords } from '../../phrases/roles.ts';
import { stamp } from '../../phrases/rounds.ts';
import type { Case } from '../../web/found.ts';

/** The number of people to tell, and of people told before. */
export interface Untold {
  readonly people: number;
  readonly before: number;
}

/** The strip of the response page that leads to *Tell them*; without text where everybody was told (MA1). */
export function tellStrip(consultation: Consultation, { people, before }: Untold) {
  const href = `/consultations/${consultation.id}/tell`;
  if (people === 0) return { href, title: '', text: '' };
  return before === 0
    ? {
        href,
        title: 'Nobody has been told yet.',
        text: `${counted(people, 'person', 'people')} can be told by email to write, and by when.`,
      }
    : { href, title: `${counted(people, 'person has', 'people have')} not been told.`, text: 'They joined after the others were told.' };
}

/** Everything that the page *Tell them* shows. */
interface Shown extends Case {
  readonly cast: Cast;
  /** The mails about the start of the response. */
  readonly mails: readonly Mail[];
  readonly now: Instant;
}

/** The page *Tell them*: the people not told yet, and for each person told: when, by whom, and the fate of the mail (MA1). */
export function tellView({ viewer, consultation, response, network, cast, mails, now }: Shown) {
  const members = [...cast.members.values()].toSorted(byPlace(cast));
  const speakers = speakersAmong(members, now);
  const waiting = speakers.filter(({ id }) => toldOf(response, id) === null);
  const told = response.told ?? [];
  const fates = new Map(mails.flatMap((mail) => [mail.memberId, ...(mail.standsFor ?? [])].map((id) => [id, mail])));
  const refusal = whyNotTell(response, consultation, viewer.duties, now);
  const here = `/consultations/${consultation.id}`;
  const plan = timetableOf(consultation, network, response);
  return {
    title: 'Tell them',
    place: 'consultations' as const,
    consultation: { id: consultation.id, title: shortTitle(consultation.title), place: 'response' as const },
    action: `${here}/tell`,
    response: `${here}/response`,
    lead: leadOf(waiting.length, told.length),
    by: formatDeadline(writeBy(plan, now), network.timeZone),
    whyNot: refusal?.detail ?? '',
    canTell: refusal === null && waiting.length > 0,
    button: buttonFor(waiting.length, told.length),
    waiting: waiting.map((member) => ({ ...personIn(cast, member), href: `/network/members/${member.id}` })),
    told: told.toReversed().map(({ memberId, at, by }) => ({
      ...personIn(cast, cast.members.get(memberId)),
      when: stamp(at, cast),
      by: nameOf(cast, by),
      fate: fateOf(fates.get(memberId)),
    })),
    silent: silentOrganisations(cast, speakers, now),
  };
}

function leadOf(waiting: number, told: number): string {
  if (waiting === 0) return told === 0 ? 'Nobody speaks for an organisation yet.' : 'Everybody who speaks for an organisation was told.';
  if (told > 0) return `${counted(waiting, 'person was', 'people were')} not told yet.`;
  return `Nobody was told yet that the text is being written. ${counted(waiting, 'person', 'people')} can be told by email.`;
}

function buttonFor(waiting: number, told: number): string {
  if (told === 0) return `Tell ${counted(waiting, 'person', 'people')}`;
  return waiting === 1 ? 'Tell this person too' : `Tell these ${waiting} people too`;
}

function personIn(cast: Cast, member: Member | undefined) {
  return {
    name: member?.name ?? 'A former member',
    organisation: member === undefined ? '' : organisationName(cast.network, member.organisationId),
    role: member === undefined ? '' : roleWords[member.role],
  };
}

function byPlace({ network }: Cast) {
  return (a: Member, b: Member): number =>
    organisationName(network, a.organisationId).localeCompare(organisationName(network, b.organisationId), 'en-GB') ||
    a.name.localeCompare(b.name, 'en-GB');
}

const fates = {
  queued: { tag: 'On its way', look: 'work' },
  sent: { tag: 'Sent', look: 'good' },
  'not-needed': { tag: 'Not sent', look: 'none' },
  failed: { tag: 'Refused', look: 'stop' },
} as const satisfies Record<Mail['status'], object>;

function fateOf(mail: Mail | undefined): (typeof fates)[Mail['status']] {
  return fates[mail?.status ?? 'queued'];
}

/** The organisations for which nobody can be told, as a sentence; empty where there are none. */
function silentOrganisations({ network }: Cast, speakers: readonly Member[], now: Instant): string {
  const spoken = new Set(speakers.map(({ organisationId }) => organisationId));
  const silent = network.organisations.filter((one) => isInForce(one, now) && !spoken.has(one.id));
  return listed(silent.map(({ name }) => name));
}
