import { randomBytes } from 'node:crypto';
import { AppointmentId, MemberId, type OfficeId, OrganisationId } from '../../domain/ids.ts';
import { whyNotMay } from '../../domain/network/access.ts';
import {
  addMember,
  changeRole,
  type EmailAddress,
  endMembership,
  type Member,
  returnMember,
  type Role,
} from '../../domain/network/member.ts';
import { addOrganisation, appoint, describeNetwork, endAppointment, type NetworkDetails } from '../../domain/network/network.ts';
import type { Organisation } from '../../domain/network/organisation.ts';
import { type Instant, type Refused, refused } from '../../domain/outcome.ts';
import { membersOf } from '../../reading/people.ts';
import type { Services } from '../../services.ts';
import { DuplicateKey } from '../../store/aggregates.ts';
import { change, create } from '../../store/change.ts';
import type { Viewer } from '../../web/viewer.ts';

/** The data of a new member. */
export interface NewMember {
  readonly name: string;
  readonly email: EmailAddress;
  readonly jobTitle: string;
  readonly role: Role;
  readonly organisationId: OrganisationId | null;
}

type Done = { readonly ok: true } | Refused;

/** Adds a member to the viewer’s network, or brings back one who left; the address tells people apart. */
export async function add(services: Services, viewer: Viewer, given: NewMember): Promise<Done> {
  const refusal = whyNotMay('network.manage', viewer.duties);
  if (refusal !== null) return refusal;
  const networkId = viewer.network.id;
  const [known] = await services.aggregates.find('member', { where: { networkId, email: given.email }, limit: 1 });
  const now = services.now();
  if (known !== undefined) {
    const { role, organisationId } = given;
    return change(services.aggregates, 'member', known.id, viewer.member.id, (member) =>
      returnMember(member, { role, organisationId, from: now }, viewer.member.id),
    );
  }
  const id = MemberId.parse(services.newId());
  const added = addMember({
    ...given,
    id,
    networkId,
    salt: randomBytes(32).toString('hex'),
    demo: viewer.member.demo,
    from: now,
    until: null,
  });
  try {
    await create(services.aggregates, 'member', id, viewer.member.id, added);
    return { ok: true };
  } catch (error) {
    if (error instanceof DuplicateKey) return refused('already-exists', `${given.email} belongs to a member already.`);
    throw error;
  }
}

/** Ends a membership now. */
export async function end(services: Services, viewer: Viewer, id: MemberId): Promise<Done> {
  return changeMember(services, viewer, id, (member, others) =>
    endMembership(member, { at: services.now(), by: viewer.member.id }, others),
  );
}

/** Gives a member another role. */
export async function giveRole(services: Services, viewer: Viewer, id: MemberId, role: Role): Promise<Done> {
  return changeMember(services, viewer, id, (member, others) =>
    changeRole(member, role, { at: services.now(), by: viewer.member.id }, others),
  );
}

async function changeMember(
  services: Services,
  viewer: Viewer,
  id: MemberId,
  decide: (member: Member, others: readonly Member[]) => ReturnType<typeof endMembership>,
): Promise<Done> {
  const refusal = whyNotMay('network.manage', viewer.duties);
  if (refusal !== null) return refusal;
  const others = [...(await membersOf(services, viewer.network.id)).values()];
  if (!others.some((one) => one.id === id)) return refused('not-found');
  return change(services.aggregates, 'member', id, viewer.member.id, (member) => decide(member, others));
}

/** Changes the details of the viewer’s network. */
export async function describe(services: Services, viewer: Viewer, details: NetworkDetails): Promise<Done> {
  const refusal = whyNotMay('network.manage', viewer.duties);
  if (refusal !== null) return refusal;
  return change(services.aggregates, 'network', viewer.network.id, viewer.member.id, (network) => describeNetwork(network, details));
}

/** Lets an organisation join the viewer’s network today. */
export async function join(services: Services, viewer: Viewer, given: Pick<Organisation, 'name' | 'kind' | 'deliveryBody'>): Promise<Done> {
  const refusal = whyNotMay('network.manage', viewer.duties);
  if (refusal !== null) return refusal;
  const id = OrganisationId.parse(services.newId());
  const organisation: Organisation = { ...given, id, brand: '', from: services.now(), until: null, successor: null };
  return change(services.aggregates, 'network', viewer.network.id, viewer.member.id, (network) => addOrganisation(network, organisation));
}

/** The data of a new appointment. */
export interface NewAppointment {
  readonly memberId: string;
  readonly office: OfficeId;
  readonly from: Instant;
  readonly until: Instant | null;
  readonly authority: string;
}

/** Puts a member of the viewer’s network in an office. */
export async function put(services: Services, viewer: Viewer, given: NewAppointment): Promise<Done> {
  const refusal = whyNotMay('network.manage', viewer.duties);
  if (refusal !== null) return refusal;
  const id = AppointmentId.parse(services.newId());
  return change(services.aggregates, 'network', viewer.network.id, viewer.member.id, async (network) => {
    const member = await services.aggregates.get('member', given.memberId);
    if (member?.state.networkId !== network.id) return refused('not-found');
    const made = { by: viewer.member.id, at: services.now() };
    return appoint(network, { ...given, id, memberId: member.state.id, made }, member.state);
  });
}

/** Ends an appointment now, with the authority for it. */
export async function leaveOffice(services: Services, viewer: Viewer, id: AppointmentId, authority: string): Promise<Done> {
  const refusal = whyNotMay('network.manage', viewer.duties);
  if (refusal !== null) return refusal;
  return change(services.aggregates, 'network', viewer.network.id, viewer.member.id, (network) => {
    const found = network.appointments.find((one) => one.id === id);
    return found === undefined
      ? refused('not-found')
      : endAppointment(network, found.id, { by: viewer.member.id, at: services.now(), authority });
  });
}
