import type { Person } from '../domain/document/certificate.ts';
import { officesOf } from '../domain/network/access.ts';
import type { Member } from '../domain/network/member.ts';
import type { Network } from '../domain/network/network.ts';
import type { Instant } from '../domain/outcome.ts';
import { roleWords } from './roles.ts';

/** The names behind ids: a network, and everybody who is or was in it. */
export interface Cast {
  readonly network: Network;
  readonly members: ReadonlyMap<string, Member>;
}

/** A person’s name, for the middle of a sentence; `a former member` where the record was removed. */
export function nameOf({ members }: Pick<Cast, 'members'>, id: string): string {
  return members.get(id)?.name ?? 'a former member';
}

/** A person’s organisation; empty for a person who acts for none. */
export function organisationOf({ network, members }: Cast, id: string): string {
  const organisationId = members.get(id)?.organisationId;
  return network.organisations.find((one) => one.id === organisationId)?.name ?? '';
}

/** A person’s name and organisation. */
export function personOf(cast: Cast, id: string): Person {
  return { name: nameOf(cast, id), organisation: organisationOf(cast, id) };
}

/** A person’s organisation, else their job title; empty where neither is known. */
export function placeOf(cast: Cast, id: string): string {
  const organisation = organisationOf(cast, id);
  return organisation === '' ? (cast.members.get(id)?.jobTitle ?? '') : organisation;
}

/** What a member is called at an instant: `coordinator`, else the last office of the chain they are in, else their role. */
export function officeOf(member: Member, network: Network, at: Instant): string {
  if (member.role === 'coordinator') return 'coordinator';
  const held = new Set(officesOf(member, network, at));
  return network.offices.findLast((office) => held.has(office.id))?.name ?? roleWords[member.role].toLowerCase();
}
