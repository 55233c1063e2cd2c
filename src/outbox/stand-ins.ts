import type { MailKind } from '../domain/mail.ts';
import type { MemberId } from '../domain/ids.ts';
import { standInFor } from '../domain/network/absence.ts';
import type { Member, Role } from '../domain/network/member.ts';
import type { Instant } from '../domain/outcome.ts';

/**
 * The mails that go to the person who stands in, with the roles in which a person can do what the mail asks (MA11). Standing in gives
 * no right, so a mail never goes to a person who could not act on it.
 */
const actingRoles: Readonly<Partial<Record<MailKind, readonly Role[]>>> = {
  'response-started': ['lead', 'deputy', 'member', 'partner'],
  'position-request': ['lead', 'deputy', 'partner'],
  reminder: ['lead', 'deputy', 'partner'],
};

/** The people who get a mail, each with those for whom they stand in. */
export type Recipients = ReadonlyMap<MemberId, readonly MemberId[]>;

/** Who gets a mail that is owed to these people: for a person who is away, the colleague who stands in and can act on it (MA11). */
export function recipientsOf(
  kind: MailKind,
  { members, to }: { readonly members: ReadonlyMap<string, Member>; readonly to: readonly MemberId[] },
  at: Instant,
): Recipients {
  const recipients = new Map<MemberId, readonly MemberId[]>();
  for (const id of to) {
    const standIn = standInOf(kind, members, id, at);
    const reader = standIn?.id ?? id;
    recipients.set(reader, [...(recipients.get(reader) ?? []), ...(standIn === null ? [] : [id])]);
  }
  return recipients;
}

function standInOf(kind: MailKind, members: ReadonlyMap<string, Member>, id: MemberId, at: Instant): Member | null {
  const member = members.get(id);
  const standIn = member === undefined ? null : standInFor(members, member, at);
  const isColleague = standIn !== null && standIn.organisationId !== null && standIn.organisationId === member?.organisationId;
  return isColleague && actingRoles[kind]?.includes(standIn.role) === true ? standIn : null;
}
