import { z } from 'zod';
import { Appointment } from './appointment.ts';
import { type AppointmentId, NetworkId, OfficeId } from '../ids.ts';
import type { Member } from './member.ts';
import { type Accepted, accepted, type Instant, type Outcome, refused } from '../outcome.ts';
import { nameKey, Organisation } from './organisation.ts';
import { daysBetween } from '../time/calendar.ts';
import { hasEnded, later, overlap } from '../time/span.ts';
import type { Restored } from '../restored.ts';

/** One office of the sign-off chain: who satisfies its stage, and with what assurance (SO24). */
export const Office = z.strictObject({
  id: OfficeId,
  /** In lower case as read inside a sentence: `vice chair`. */
  name: z.string().min(1).max(60),
  /** How many distinct people must approve: any one, all in post, or k of them. */
  rule: z.union([z.literal('any'), z.literal('all'), z.strictObject({ atLeast: z.number().int().min(1) })]),
  /** `name`: link and typed name. `code`: a six-digit emailed code as well. */
  assurance: z.enum(['name', 'code']),
});
export type Office = z.infer<typeof Office>;

/** Organisations that answer together, the offices that sign off, and who holds them. */
export const Network = z.strictObject({
  id: NetworkId,
  name: z.string().min(1).max(200),
  overseenBy: z.string().max(200),
  /** An IANA time zone: `Europe/London`. */
  timeZone: z.string(),
  /** Printed in every response: what the network is, and that it binds no council. */
  about: z.string().max(5000),
  /** A role mailbox printed in the document; empty where there is none. */
  contact: z.string().max(254),
  /** The sign-off chain in order. */
  offices: z.array(Office).min(1).max(10),
  organisations: z.array(Organisation),
  appointments: z.array(Appointment),
});
export type Network = z.infer<typeof Network>;

/** A network's description of itself in every response. It may change at any time; a locked text keeps its wording. */
export type NetworkDetails = Pick<Network, 'overseenBy' | 'about' | 'contact'>;

export type NetworkEvent =
  | Restored
  | { readonly type: 'NetworkCreated'; readonly data: { readonly name: string } }
  | { readonly type: 'NetworkDetailsChanged'; readonly data: { readonly fields: readonly (keyof NetworkDetails)[] } }
  | { readonly type: 'OrganisationAdded'; readonly data: { readonly organisationId: string; readonly name: string } }
  | {
      readonly type: 'AppointmentMade';
      readonly data: { readonly appointmentId: string; readonly memberId: string; readonly office: OfficeId };
    }
  | { readonly type: 'AppointmentEnded'; readonly data: { readonly appointmentId: string } };

/** The sign-off chain a network has unless it says otherwise: the sponsor types a code as well (SO24). */
export const usualOffices: readonly Office[] = [
  { id: OfficeId.parse('chair'), name: 'chair', rule: 'any', assurance: 'name' },
  { id: OfficeId.parse('vice-chair'), name: 'vice chair', rule: 'any', assurance: 'name' },
  { id: OfficeId.parse('sponsor'), name: 'sponsor', rule: 'any', assurance: 'code' },
];

/** A new network, with nobody in it yet. */
export function createNetwork(network: Omit<Network, 'appointments'>): Accepted<Network, NetworkEvent> {
  return accepted({ ...network, appointments: [] }, { type: 'NetworkCreated', data: { name: network.name } });
}

/** Changes a network's description of itself. The event names the fields; their words stay in the state. */
export function describeNetwork(network: Network, details: NetworkDetails): Outcome<Network, NetworkEvent> {
  const fields = (['overseenBy', 'about', 'contact'] as const).filter((field) => network[field] !== details[field]);
  if (fields.length === 0) return refused('already-exists', 'Nothing was changed.');
  return accepted({ ...network, ...details }, { type: 'NetworkDetailsChanged', data: { fields } });
}

/** The most organisations that a network ever had. */
export const mostOrganisations = 1_000;

/** Lets an organisation join; refuses a name that another organisation has at that time. */
export function addOrganisation(network: Network, organisation: Organisation): Outcome<Network, NetworkEvent> {
  return has(network, organisation)
    ? refused('already-exists', `${organisation.name} is in the network already.`)
    : addOrganisations(network, [organisation]);
}

/** Lets several organisations join at once, and leaves out those that are in the network already (NW5). */
export function addOrganisations(network: Network, given: readonly Organisation[]): Outcome<Network, NetworkEvent> {
  const next = given.reduce<Network>(
    (state, one) => (has(state, one) ? state : { ...state, organisations: [...state.organisations, one] }),
    network,
  );
  const [first, ...rest] = next.organisations.slice(network.organisations.length).map(joined);
  const most = mostOrganisations.toLocaleString('en-GB');
  if (first === undefined) return refused('already-exists', 'They are all in the network already.');
  if (next.organisations.length > mostOrganisations) return refused('invalid', `A network holds ${most} organisations at most.`);
  return accepted(next, first, ...rest);
}

function joined({ id, name }: Organisation): NetworkEvent {
  return { type: 'OrganisationAdded', data: { organisationId: id, name } };
}

function has({ organisations }: Network, given: Organisation): boolean {
  return organisations.some((one) => one.id === given.id || (overlap(one, given) && nameKey(one.name) === nameKey(given.name)));
}

/**
 * Puts a member in an office, with the authority for it. The term may begin on any day, also before the member was entered here
 * (NW1). Refused for somebody who has left, holds the office then already, or coordinates.
 */
export function appoint(network: Network, given: Appointment, member: Member): Outcome<Network, NetworkEvent> {
  const appointment = { ...given, from: afterTermsOfThatDay(network, given) };
  const office = network.offices.find((one) => one.id === appointment.office);
  if (office === undefined || member.networkId !== network.id || member.id !== appointment.memberId) return refused('not-found');
  if (hasEnded(member, later(appointment.from, appointment.made?.at ?? appointment.from))) {
    return refused('membership-ended', `${member.name} has left the network. Add them as a member again, then appoint them.`);
  }
  if (member.role === 'coordinator') return refused('not-allowed', 'The coordinator cannot hold an office that signs off.');
  if (appointment.authority.trim() === '') return refused('reason-needed', 'Say by what authority: the meeting and item, or the minute.');
  if (appointment.until !== null && appointment.until <= appointment.from)
    return refused('invalid', 'The last day must not come before the first.');
  const twice = network.appointments.some(
    (one) => one.id === appointment.id || (one.memberId === member.id && one.office === office.id && overlap(one, appointment)),
  );
  if (twice) return refused('already-exists', `${member.name} holds the office of ${office.name} in that time already.`);
  return accepted(
    { ...network, appointments: [...network.appointments, appointment] },
    { type: 'AppointmentMade', data: { appointmentId: appointment.id, memberId: member.id, office: office.id } },
  );
}

/** The first instant of a term: a term that ended earlier on that day is over, and the next one follows it (NW2). */
function afterTermsOfThatDay({ appointments, timeZone }: Network, { memberId, office, from }: Appointment): Instant {
  const same = appointments.filter((one) => one.memberId === memberId && one.office === office);
  const ended = same.flatMap(({ until }) => (until !== null && daysBetween(from, until, timeZone) === 0 ? [until] : []));
  return ended.reduce(later, from);
}

/** Ends an appointment at the instant of the act, with the authority for it; decisions made in office stand. */
export function endAppointment(
  network: Network,
  id: AppointmentId,
  ending: NonNullable<Appointment['ended']>,
): Outcome<Network, NetworkEvent> {
  const found = network.appointments.find((one) => one.id === id);
  if (found === undefined) return refused('not-found');
  if (hasEnded(found, ending.at)) return refused('already-exists', 'This appointment has ended already.');
  if (ending.authority.trim() === '') return refused('reason-needed', 'Say by what authority: the meeting and item, or the minute.');
  const ended = { ...found, until: ending.at < found.from ? found.from : ending.at, ended: ending };
  return accepted(
    { ...network, appointments: network.appointments.map((one) => (one.id === id ? ended : one)) },
    { type: 'AppointmentEnded', data: { appointmentId: id } },
  );
}
