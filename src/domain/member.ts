import { z } from 'zod';
import { MemberId, NetworkId, OrganisationId } from './ids.ts';
import { type Accepted, accepted, Instant, type Outcome, refused } from './outcome.ts';

/** A mailbox, lower case; compared as a string. */
export const EmailAddress = z.string().trim().toLowerCase().max(254).pipe(z.email()).brand('EmailAddress');
export type EmailAddress = z.infer<typeof EmailAddress>;

/** What a member does in the network; offices (chair, vice chair, sponsor) are appointments, not roles. */
export const Role = z.enum(['coordinator', 'lead', 'deputy', 'member', 'partner', 'reader']);
export type Role = z.infer<typeof Role>;

/** A person in one network: the only place that holds a name, an address and a salt. */
export const Member = z.strictObject({
  id: MemberId,
  networkId: NetworkId,
  name: z.string().trim().min(1).max(200),
  email: EmailAddress,
  jobTitle: z.string().max(200),
  role: Role,
  organisationId: OrganisationId.nullable(),
  /** 32 random bytes in hexadecimal under which names and addresses are committed to in events. */
  salt: z.string().regex(/^[0-9a-f]{64}$/),
  /** Invented people of the demonstration; a store that holds one refuses to leave loopback. */
  demo: z.boolean(),
  from: Instant,
  until: Instant.nullable(),
});
export type Member = z.infer<typeof Member>;

export type MemberEvent =
  | { readonly type: 'MemberAdded'; readonly data: { readonly role: Role; readonly organisationId: OrganisationId | null } }
  | { readonly type: 'MemberRoleChanged'; readonly data: { readonly role: Role } }
  | { readonly type: 'MembershipEnded'; readonly data: { readonly until: Instant } };

/** Whether the membership is in force at an instant: a sign-in, a socket and a link need this. */
export function isCurrent(member: Member, at: Instant): boolean {
  return member.from <= at && (member.until === null || at < member.until);
}

/** A new member of a network. */
export function addMember(member: Member): Accepted<Member, MemberEvent> {
  return accepted(member, { type: 'MemberAdded', data: { role: member.role, organisationId: member.organisationId } });
}

/** Gives a member another role. */
export function changeRole(member: Member, role: Role): Outcome<Member, MemberEvent> {
  if (member.role === role) return refused('already-exists', `${member.name} has this role already.`);
  return accepted({ ...member, role }, { type: 'MemberRoleChanged', data: { role } });
}

/** Ends a membership at an instant: sign-in, sockets and links stop then. */
export function endMembership(member: Member, until: Instant): Outcome<Member, MemberEvent> {
  if (member.until !== null && member.until <= until) return refused('membership-ended', `${member.name} has left already.`);
  const end = until < member.from ? member.from : until;
  return accepted({ ...member, until: end }, { type: 'MembershipEnded', data: { until: end } });
}
