import { randomBytes } from 'node:crypto';
import { AppointmentId, MemberId, type OfficeId, OrganisationId } from '../../domain/ids.ts';
import type { Person } from '../../domain/network/actor.ts';
import {
  addMember,
  changeRole,
  type EmailAddress,
  endMembership,
  invite,
  isUntold,
  type Member,
  returnMember,
  type Role,
} from '../../domain/network/member.ts';
import {
  addOrganisation,
  addOrganisations,
  appoint,
  describeNetwork,
  endAppointment,
  type NetworkDetails,
} from '../../domain/network/network.ts';
import { nameKey, type Organisation } from '../../domain/network/organisation.ts';
import type { Roster } from '../../domain/network/roster.ts';
import { type Instant, type Refused, refused } from '../../domain/outcome.ts';
import { isInForce } from '../../domain/time/span.ts';
import { membersOf } from '../../reading/people.ts';
import { changeAs, createAs } from '../../rights/acting.ts';
import { judge } from '../../rights/judge.ts';
import type { Services } from '../../services.ts';
import { DuplicateKey } from '../../store/aggregates.ts';

/** The data of a new member. */
export interface NewMember {
  readonly name: string;
  readonly email: EmailAddress;
  readonly jobTitle: string;
  readonly role: Role;
  readonly organisationId: OrganisationId | null;
  /** The first day of the membership; null for this instant. */
  readonly since: Instant | null;
  /** `now`: the invitation goes at once. `later`: it waits until the coordinator has all of them sent (NW7). */
  readonly invitation: 'now' | 'later';
}

type Done = { readonly ok: true } | Refused;

function managing({ networkId: id }: Person) {
  return { act: 'network.manage', kind: 'network', id } as const;
}

/** Adds a member to a person’s network, or brings back one who left; the address tells people apart. */
export async function add(services: Services, by: Person, { since, invitation, ...given }: NewMember): Promise<Done> {
  const { networkId } = by;
  const from = since ?? services.now();
  const untold = invitation === 'later';
  const judged = await judge(services, by, { act: 'network.manage', networkId });
  if (!judged.ok) return judged;
  const [known] = await services.aggregates.find('member', { where: { networkId, email: given.email }, limit: 1 });
  if (known !== undefined) {
    const { role, organisationId } = given;
    return changeAs(services, by, { act: 'network.manage', kind: 'member', id: known.id }, (member) =>
      returnMember(member, { role, organisationId, from, untold }, { by: by.memberId, at: services.now() }),
    );
  }
  const demo = (await services.aggregates.get('member', by.memberId))?.state.demo ?? false;
  return create(services, by, { ...given, from, untold, demo });
}

type Created = Omit<NewMember, 'since' | 'invitation'> & Pick<Member, 'from' | 'untold' | 'demo'>;

/** Creates a member; refuses an address that a member has meanwhile. */
async function create(services: Services, by: Person, given: Created): Promise<Done> {
  const { networkId } = by;
  const id = MemberId.parse(services.newId());
  const salt = randomBytes(32).toString('hex');
  try {
    const added = await createAs(services, by, { act: 'network.manage', kind: 'member', id, networkId }, () =>
      addMember({ ...given, id, networkId, salt, until: null }),
    );
    return added !== null && 'ok' in added ? added : { ok: true };
  } catch (error) {
    if (error instanceof DuplicateKey) return refused('already-exists', `${given.email} belongs to a member already.`);
    throw error;
  }
}

/** Has the invitations sent to all who still wait for one. Answers their number. */
export async function sendInvitations(services: Services, by: Person): Promise<{ readonly ok: true; readonly sent: number } | Refused> {
  const { networkId } = by;
  const judged = await judge(services, by, { act: 'network.manage', networkId });
  if (!judged.ok) return judged;
  const waiting = [...(await membersOf(services, networkId)).values()].filter((member) => isUntold(member, services.now()));
  const done = await eachOf(waiting, ({ id }) => sendInvitation(services, by, id));
  return { ok: true, sent: done.filter(({ ok }) => ok).length };
}

/** Has the invitation sent to one member who still waits for it. */
export async function sendInvitation(services: Services, by: Person, id: MemberId): Promise<Done> {
  return changeAs(services, by, { act: 'network.manage', kind: 'member', id }, (member) => invite(member, services.now()));
}

/** Ends a membership now. */
export async function end(services: Services, by: Person, id: MemberId): Promise<Done> {
  return changeMember(services, by, id, (member, others) => endMembership(member, { at: services.now(), by: by.memberId }, others));
}

/** Gives a member another role. */
export async function giveRole(services: Services, by: Person, id: MemberId, role: Role): Promise<Done> {
  return changeMember(services, by, id, (member, others) => changeRole(member, role, { at: services.now(), by: by.memberId }, others));
}

async function changeMember(
  services: Services,
  by: Person,
  id: MemberId,
  decide: (member: Member, others: readonly Member[]) => ReturnType<typeof endMembership>,
): Promise<Done> {
  return changeAs(services, by, { act: 'network.manage', kind: 'member', id }, async (member) =>
    decide(member, [...(await membersOf(services, member.networkId)).values()]),
  );
}

/** Changes the details of a person’s network. */
export async function describe(services: Services, by: Person, details: NetworkDetails): Promise<Done> {
  return changeAs(services, by, managing(by), (network) => describeNetwork(network, details));
}

/** The data of an organisation that joins. `since` is its first day in the network; null for this instant. */
export type NewOrganisation = Pick<Organisation, 'name' | 'kind' | 'deliveryBody'> & { readonly since: Instant | null };

/** Lets an organisation join a person’s network. */
export async function join(services: Services, by: Person, given: NewOrganisation): Promise<Done> {
  const organisation = newOrganisation(services, given);
  return changeAs(services, by, managing(by), (network) => addOrganisation(network, organisation));
}

function newOrganisation(services: Services, { since, ...given }: NewOrganisation): Organisation {
  const id = OrganisationId.parse(services.newId());
  return { ...given, id, brand: '', from: since ?? services.now(), until: null, successor: null };
}

/** The organisations and people of a list that was read and shown (NW4). */
export type BroughtIn = Pick<Roster, 'organisations' | 'people'>;

/**
 * Brings in a list: the organisations in one commit, then each person, none of whom is told yet (NW7). Organisations and
 * members that the network has meanwhile stay as they are, so that a list can be brought in again after a crash.
 */
export async function bringIn(services: Services, by: Person, { organisations, people }: BroughtIn): Promise<Done> {
  const joining = await changeAs(services, by, managing(by), (network) =>
    addOrganisations(
      network,
      organisations.map(({ name, kind, deliveryBody }) => newOrganisation(services, { name, kind, deliveryBody, since: null })),
    ),
  );
  if (!joining.ok && joining.code !== 'already-exists') return joining;
  const network = await services.aggregates.get('network', by.networkId);
  if (network === null) return refused('not-found');
  const present = network.state.organisations.filter((one) => isInForce(one, services.now()));
  const ids = new Map(present.map((one) => [nameKey(one.name), one.id]));
  const demo = (await services.aggregates.get('member', by.memberId))?.state.demo ?? false;
  const from = services.now();
  const done = await eachOf(people, ({ name, email, jobTitle, role, organisation, returns }) => {
    const given = { name, email, jobTitle, role, organisationId: ids.get(nameKey(organisation)) ?? null };
    return returns
      ? add(services, by, { ...given, since: null, invitation: 'later' })
      : create(services, by, { ...given, from, untold: true, demo });
  });
  return done.find((one) => !one.ok && one.code !== 'already-exists') ?? { ok: true };
}

/** The most commits of one command that wait for the disk together. */
const together = 20;

async function eachOf<One, Result>(list: readonly One[], act: (one: One) => Promise<Result>): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let n = 0; n < list.length; n += together) results.push(...(await Promise.all(list.slice(n, n + together).map(act))));
  return results;
}

/** The data of a new appointment. */
export interface NewAppointment {
  readonly memberId: string;
  readonly office: OfficeId;
  readonly from: Instant;
  readonly until: Instant | null;
  readonly authority: string;
}

/** Puts a member of a person’s network in an office. */
export async function put(services: Services, by: Person, given: NewAppointment): Promise<Done> {
  const id = AppointmentId.parse(services.newId());
  return changeAs(services, by, managing(by), async (network) => {
    const member = await services.aggregates.get('member', given.memberId);
    if (member?.state.networkId !== network.id) return refused('not-found');
    const made = { by: by.memberId, at: services.now() };
    return appoint(network, { ...given, id, memberId: member.state.id, made }, member.state);
  });
}

/** Ends an appointment now, with the authority for it. */
export async function leaveOffice(services: Services, by: Person, id: AppointmentId, authority: string): Promise<Done> {
  return changeAs(services, by, managing(by), (network) => {
    const found = network.appointments.find((one) => one.id === id);
    return found === undefined
      ? refused('not-found')
      : endAppointment(network, found.id, { by: by.memberId, at: services.now(), authority });
  });
}
