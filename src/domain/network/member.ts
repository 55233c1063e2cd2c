import { z } from 'zod';
import { MemberId, NetworkId, OrganisationId, type ResponseId, type SectionId } from '../ids.ts';
import { hasEnded, isInForce, later } from '../time/span.ts';
import { emailPattern, longestEmail } from '../typed/email.ts';
import { type Accepted, accepted, Instant, type Outcome, refused } from '../outcome.ts';
import type { Restored } from '../restored.ts';
import { Absence } from './absence.ts';
import { Follow, WeeklyChoice } from './follow.ts';

/** A mailbox, lower case; compared as a string. */
export const EmailAddress = z
  .string()
  .trim()
  .toLowerCase()
  .max(longestEmail)
  .pipe(z.email({ pattern: emailPattern }))
  .brand('EmailAddress');
export type EmailAddress = z.infer<typeof EmailAddress>;

/** A member's role in the network; offices (chair, vice chair, sponsor) are appointments, not roles. */
export const Role = z.enum(['coordinator', 'lead', 'deputy', 'member', 'partner', 'reader']);
export type Role = z.infer<typeof Role>;

/** One change of a member's role: who made it, when, from which role and to which; null where no membership was in force. */
const RoleChange = z.strictObject({ at: Instant, by: MemberId, was: Role.nullable(), now: Role.nullable() });
export type RoleChange = z.infer<typeof RoleChange>;

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
  /** The instant at which they last ceased to coordinate; absent where they never did. They decide in no round that was open then (SO3). */
  coordinatedUntil: Instant.optional(),
  /** The changes of the role, in order; absent where there was none, or where an earlier release kept none. */
  roleChanges: z.array(RoleChange).optional(),
  /** True until the coordinator has the invitation sent (NW7); false or absent once it was, and for members of an earlier release. */
  untold: z.boolean().optional(),
  /** The present absence and those to come, in order; absent where none was recorded (WO30). */
  absences: z.array(Absence).optional(),
  /** The sections that they follow; absent where they follow none (WO40). */
  following: z.array(Follow).optional(),
  /** Their choice about the weekly email; absent where they made none, and get it (MA10). */
  weeklyDigest: WeeklyChoice.optional(),
});
export type Member = z.infer<typeof Member>;

export type MemberEvent =
  | Restored
  /** `invited` is false where the invitation waits for the coordinator; without it the invitation goes at once. */
  | {
      readonly type: 'MemberAdded';
      readonly data: { readonly role: Role; readonly organisationId: OrganisationId | null; readonly invited?: false };
    }
  | { readonly type: 'MemberInvited'; readonly data: Record<string, never> }
  | { readonly type: 'MemberRoleChanged'; readonly data: { readonly role: Role } }
  | { readonly type: 'MembershipEnded'; readonly data: { readonly until: Instant } }
  | { readonly type: 'AbsenceRecorded'; readonly data: Pick<Absence, 'from' | 'until' | 'deputyId'> }
  | { readonly type: 'AbsenceEnded'; readonly data: Pick<Absence, 'from' | 'until'> }
  | {
      readonly type: 'SectionsFollowed' | 'SectionsUnfollowed';
      readonly data: { readonly responseId: ResponseId; readonly sections: readonly SectionId[] };
    }
  | { readonly type: 'WeeklyDigestChosen'; readonly data: Pick<WeeklyChoice, 'choice' | 'by'> };

/** Whether the membership is in force at an instant: a sign-in, a socket and a link need this. */
export function isCurrent(member: Member, at: Instant): boolean {
  return isInForce(member, at);
}

/** True for a coordinator, and for a member who coordinated at this instant or since (SO3). */
export function coordinatedSince({ role, coordinatedUntil }: Member, since: Instant): boolean {
  return role === 'coordinator' || (coordinatedUntil !== undefined && coordinatedUntil >= since);
}

/** A new member of a network. One who is `untold` gets no invitation yet (NW7). */
export function addMember(member: Member): Accepted<Member, MemberEvent> {
  return accepted(member, added(member));
}

function added({ role, organisationId, untold }: Pick<Member, 'role' | 'organisationId' | 'untold'>): MemberEvent {
  return { type: 'MemberAdded', data: { role, organisationId, ...(untold === true ? { invited: false } : {}) } };
}

/** True for a member who still waits for the invitation. */
export function isUntold(member: Member, at: Instant): boolean {
  return member.untold === true && isCurrent(member, at);
}

/** Has the invitation of a member sent. Refused for somebody who was told before, or has left. */
export function invite(member: Member, at: Instant): Outcome<Member, MemberEvent> {
  if (!isCurrent(member, at)) return refused('membership-ended', `${member.name} has left the network.`);
  if (!isUntold(member, at)) return refused('already-exists', `${member.name} has been told already.`);
  return accepted({ ...member, untold: false }, { type: 'MemberInvited', data: {} });
}

/** The member who changes a membership, and when. */
export interface Changing {
  readonly by: MemberId;
  readonly at: Instant;
}

/** Gives a member another role. Refuses where the only coordinator among `others` would lose theirs. */
export function changeRole(member: Member, role: Role, changing: Changing, others: readonly Member[]): Outcome<Member, MemberEvent> {
  const { at } = changing;
  if (member.role === role) return refused('already-exists', `${member.name} has this role already.`);
  if (isOnlyCoordinator(member, at, others)) return refused('not-allowed', 'A network needs a coordinator. Add another one first.');
  return accepted(
    { ...changed(member, changing, { was: member.role, now: role }), ...ceasing(member, at), role },
    { type: 'MemberRoleChanged', data: { role } },
  );
}

/**
 * Brings back a member whose membership has ended, in a new role and organisation. The membership begins on the day given, and
 * not before the last one ended (NW2).
 */
export function returnMember(
  member: Member,
  returned: Pick<Member, 'role' | 'organisationId' | 'from' | 'untold'>,
  returning: Changing,
): Outcome<Member, MemberEvent> {
  if (isCurrent(member, returning.at)) return refused('already-exists', `${member.name} is a member already.`);
  const { role, organisationId, untold = false } = returned;
  // A membership that has not begun has coordinated nothing.
  const ceased = member.until === null ? {} : ceasing(member, member.until);
  const next = changed(member, returning, { was: null, now: role });
  const from = later(returned.from, member.until ?? returned.from);
  return accepted({ ...next, ...ceased, role, organisationId, from, until: null, untold }, added({ role, organisationId, untold }));
}

/** Ends a membership at an instant: sign-in, sockets and links stop then. Refuses to end the only coordinator among `others`. */
export function endMembership(member: Member, ending: Changing, others: readonly Member[]): Outcome<Member, MemberEvent> {
  const { at: until } = ending;
  if (hasEnded(member, until)) return refused('membership-ended', `${member.name} has left already.`);
  if (isOnlyCoordinator(member, until, others)) return refused('not-allowed', 'A network needs a coordinator. Add another one first.');
  const end = until < member.from ? member.from : until;
  const next = changed(member, ending, { was: member.role, now: null });
  return accepted({ ...next, until: end }, { type: 'MembershipEnded', data: { until: end } });
}

function changed(member: Member, { by, at }: Changing, change: Pick<RoleChange, 'was' | 'now'>): Member {
  return { ...member, roleChanges: [...(member.roleChanges ?? []), { at, by, ...change }] };
}

function ceasing({ role }: Member, at: Instant): Pick<Member, 'coordinatedUntil'> {
  return role === 'coordinator' ? { coordinatedUntil: at } : {};
}

function isOnlyCoordinator(member: Member, at: Instant, others: readonly Member[]): boolean {
  return member.role === 'coordinator' && !others.some((one) => one.id !== member.id && one.role === 'coordinator' && isCurrent(one, at));
}

/** True if one of these members coordinates the network at an instant. */
export function isCoordinated(members: Iterable<Member>, at: Instant): boolean {
  return [...members].some((member) => member.role === 'coordinator' && isCurrent(member, at));
}
