import { may } from '../../domain/network/access.ts';
import { type Appointment, inPost } from '../../domain/network/appointment.ts';
import { isCurrent, isUntold, type Member, type Role } from '../../domain/network/member.ts';
import type { Network, Office } from '../../domain/network/network.ts';
import type { Organisation } from '../../domain/network/organisation.ts';
import { Instant } from '../../domain/outcome.ts';
import { vacantOffices } from '../../domain/set-up.ts';
import { formatDate, formatDay } from '../../domain/time/calendar.ts';
import { hasEnded, isInForce } from '../../domain/time/span.ts';
import { awayWords } from '../../phrases/away.ts';
import { capital, counted, listed, sentences } from '../../phrases/english.ts';
import { type Cast, nameOf, organisationName, officeName } from '../../phrases/people.ts';
import { roleWords } from '../../phrases/roles.ts';
import type { setUpList } from '../../phrases/set-up.ts';
import type { Tag } from '../../phrases/statuses.ts';
import { freshEnding } from './form-views.ts';
import type { Viewer } from '../../web/viewer.ts';

type People = ReadonlyMap<string, Member>;

/** The values from which the page of a network is built. `notice` confirms the last act; empty where there was none. */
export interface NetworkPage {
  readonly viewer: Viewer;
  readonly people: People;
  readonly setUp: ReturnType<typeof setUpList>;
  readonly notice: string;
  readonly now: Instant;
}

/** The network as a page: offices, organisations, people, and what is missing. */
export function networkView({ viewer, people, setUp, notice, now }: NetworkPage) {
  const { network } = viewer;
  const zone = network.timeZone;
  const current = [...people.values()].filter((member) => isCurrent(member, now)).sort(byName);
  const organisations = network.organisations.filter((one) => isInForce(one, now));
  const partners = organisations.filter((one) => one.kind === 'partner');
  const authorities = organisations.filter((one) => one.kind === 'authority');
  return {
    title: network.name,
    place: 'network',
    caption: `${listed([counted(authorities.length, 'authority or trust', 'authorities and trusts'), ...(partners.length === 0 ? [] : [counted(partners.length, 'partner', 'partners')])])}. ${formatDay(now, zone)}`,
    manages: may('network.manage', viewer.duties),
    // The coordinator signs nothing, so there must be somebody else to appoint.
    appoints: may('network.manage', viewer.duties) && current.some(({ role }) => role !== 'coordinator'),
    notice,
    setUp,
    next: setUp === null ? nextStep(network, people, now) : null,
    untold: untoldOf(current, network, now),
    offices: network.offices.flatMap((office) => officeRows(network, office, people, now)),
    past: network.appointments.filter((one) => hasEnded(one, now)).map((one) => pastRow(network, one, people)),
    groups: [
      { name: '', rows: authorities.sort(byName).map((one) => organisationRow(one, current, { network, members: people }, now)) },
      {
        name: counted(partners.length, 'Partner', 'Partners').replace(/^\d+ /, ''),
        rows: partners.sort(byName).map((one) => organisationRow(one, current, { network, members: people }, now)),
      },
    ].filter(({ rows }) => rows.length > 0),
    people: current.map((member) => ({ ...personRow(member, network), away: awayWords({ network, members: people }, member, now) })),
    decides: howItDecides(network, now),
    about: network.about,
    overseenBy: network.overseenBy,
  } as const;
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name.localeCompare(b.name, 'en-GB');
}

/** The people who wait for their invitation; null where there is nobody. */
function untoldOf(current: readonly Member[], network: Network, now: Instant) {
  const waiting = current.filter((member) => isUntold(member, now));
  if (waiting.length === 0) return null;
  const who = ({ name, organisationId }: Member): string =>
    [name, organisationName(network, organisationId)].filter((part) => part !== '').join(', ');
  return { title: `${counted(waiting.length, 'person has', 'people have')} not been told yet`, names: waiting.map(who) };
}

/** The one thing that would hold up a sign-off; null where every office is held, or will be by an appointment to come. */
function nextStep(network: Network, people: People, now: Instant) {
  const [vacant] = vacantOffices(network, [...people.values()], now);
  const empty = network.offices.find((office) => office.id === vacant);
  if (empty === undefined) return null;
  const last = empty === network.offices.at(-1);
  return {
    what: `Appoint a ${empty.name}`,
    why: last
      ? 'Nothing can be signed off until there is one.'
      : `Until then a response is signed off without a ${empty.name}, and its certificate says so.`,
    href: `/network/appointments/new?office=${empty.id}`,
  };
}

function officeRows(network: Network, office: Office, people: People, now: Instant) {
  const held = network.appointments.filter((one) => one.office === office.id && !hasEnded(one, now));
  if (held.length > 0) return held.map((one) => officeRow(network, office, one, people, now));
  const before = network.appointments.filter((one) => one.office === office.id).at(-1);
  const who = before === undefined ? '' : `Last held by ${nameOf({ members: people }, before.memberId)}`;
  const tag: Tag = { tag: 'Vacant', look: 'none' };
  return [{ office: capital(office.name), id: '', name: 'Nobody', vacant: true, what: who, from: '', until: '', authority: '', ...tag }];
}

function officeRow(network: Network, office: Office, appointment: Appointment, people: People, now: Instant) {
  const member = people.get(appointment.memberId);
  const organisation = organisationName(network, member?.organisationId ?? null);
  const zone = network.timeZone;
  return {
    office: capital(office.name),
    id: member?.id ?? '',
    name: capital(nameOf({ members: people }, appointment.memberId)),
    vacant: false,
    what: [
      member?.role === 'reader' || member?.role === 'partner' ? member.jobTitle : '',
      organisation,
      awayWords({ network, members: people }, member, now),
    ]
      .filter((part) => part !== '')
      .join(', '),
    from: `${formatDate(appointment.from, zone)}${appointment.until === null ? ',' : ''}`,
    until: appointment.until === null ? 'no end set' : `to ${formatDate(justBefore(appointment.until), zone)}`,
    authority: appointment.authority,
    ...appointmentTag(appointment, member, now),
  };
}

/** A term that ends at the first instant of a day is written with the day before it. */
function justBefore(at: Instant): Instant {
  return Instant.parse(new Date(Date.parse(at) - 1).toISOString());
}

function appointmentTag(appointment: Appointment, member: Member | undefined, now: Instant): Tag {
  if (member === undefined || !isCurrent(member, now)) return { tag: 'Has left', look: 'stop' };
  return isInForce(appointment, now) ? { tag: 'In office', look: 'good' } : { tag: 'To come', look: 'work' };
}

function pastRow(network: Network, appointment: Appointment, people: People) {
  const office = officeName(network, appointment.office);
  const until = appointment.until === null ? '' : formatDate(justBefore(appointment.until), network.timeZone);
  return `${capital(office)}: ${nameOf({ members: people }, appointment.memberId)}, ${formatDate(appointment.from, network.timeZone)} to ${until}. ${appointment.authority}`;
}

function organisationRow(organisation: Organisation, current: readonly Member[], cast: Cast, now: Instant) {
  const { network } = cast;
  const own = current.filter((member) => member.organisationId === organisation.id);
  const names = (...roles: readonly Role[]) =>
    own
      .filter((member) => roles.includes(member.role))
      .map((member) => ({ id: member.id, name: member.name, office: officesAs(member, network, now), away: awayWords(cast, member, now) }));
  // A partner’s people have no ranks: whoever holds an office is named first.
  const partners = names('partner').sort((a, b) => Number(b.office !== '') - Number(a.office !== ''));
  const leads = [...names('lead'), ...partners.slice(0, 1)];
  const deputies = [...names('deputy'), ...partners.slice(1)];
  const missing = leads.length === 0 ? 'No lead' : deputies.length === 0 ? 'No deputy' : '';
  return {
    name: organisation.name,
    also: organisation.brand === '' ? organisation.deliveryBody : organisation.brand,
    leads,
    deputies,
    missing,
    look: missing === 'No lead' ? 'warn' : 'none',
  };
}

function officesAs(member: Member, network: Network, now: Instant): string {
  const held = network.offices.filter((office) => inPost(network.appointments, office.id, now).some((one) => one.memberId === member.id));
  return listed(held.map((office) => office.name));
}

function personRow(member: Member, network: Network) {
  const organisation = organisationName(network, member.organisationId);
  return {
    id: member.id,
    name: member.name,
    email: member.email,
    role: roleWords[member.role],
    what: [member.jobTitle, organisation].filter((part) => part !== '').join(', '),
    since: formatDate(member.from, network.timeZone),
  };
}

/** `A response is the network’s when the chair, one vice chair and the sponsor have approved it, in that order.` */
function howItDecides(network: Network, now: Instant): string {
  const whom = (office: Office): string => {
    const many = inPost(network.appointments, office.id, now).length > 1;
    if (office.rule === 'any') return many ? `one ${office.name}` : `the ${office.name}`;
    return office.rule === 'all' ? `every ${office.name}` : `${office.rule.atLeast} of the ${office.name}s`;
  };
  return `A response is the network’s when ${listed(network.offices.map(whom))} have approved it, in that order. Who stands behind it is printed in it.`;
}

/** A posted form that ends an appointment, with its errors. */
interface Ending {
  readonly appointment: string;
  readonly form: typeof freshEnding;
}

/** The id of the field for the authority that ends an appointment. */
export function authorityField(appointment: string): string {
  return `authority-${appointment}`;
}

/** One member: what is on file, what they hold, and what the coordinator can do about it. */
export function memberView(
  viewer: Viewer,
  member: Member,
  { people, now }: Pick<NetworkPage, 'people' | 'now'>,
  ending: Ending | null = null,
) {
  const { network } = viewer;
  const row = personRow(member, network);
  const current = isCurrent(member, now);
  const held = network.appointments.filter((one) => one.memberId === member.id && !hasEnded(one, now));
  const office = (id: string): string => capital(officeName(network, id));
  return {
    title: member.name,
    place: 'network',
    id: member.id,
    current,
    untold: isUntold(member, now),
    away: sentences(capital(awayWords({ network, members: people }, member, now))),
    facts: [
      { label: 'Email', value: member.email },
      { label: 'Role', value: row.role },
      { label: 'Job and organisation', value: row.what },
      { label: 'Member since', value: row.since },
      { label: 'Left', value: member.until === null ? '' : formatDate(member.until, network.timeZone) },
    ].filter(({ value }) => value !== ''),
    summary: ending?.form.summary ?? null,
    held: held.map((one) => ({
      id: one.id,
      field: authorityField(one.id),
      form: ending?.appointment === one.id ? ending.form : freshEnding,
      office: office(one.office),
      since: formatDate(one.from, network.timeZone),
      authority: one.authority,
    })),
    roles: Object.entries(roleWords).map(([value, text]) => ({ value, text, selected: value === member.role })),
  } as const;
}
