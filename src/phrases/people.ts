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

/** `NF` for Nadia Farrow: the first letters of the first word and the last. */
export function initialsOf(name: string): string {
  const words = name.split(' ').filter((word) => word !== '');
  return `${words[0]?.[0] ?? ''}${words.length > 1 ? (words.at(-1)?.[0] ?? '') : ''}`.toUpperCase();
}

/** The name of an organisation of the network; empty for no organisation. */
export function organisationName({ organisations }: Pick<Network, 'organisations'>, id: string | null): string {
  return organisations.find((one) => one.id === id)?.name ?? '';
}

/** The name of an office of the network, in lower case; its id for an office that the network no longer has. */
export function officeName({ offices }: Pick<Network, 'offices'>, id: string): string {
  return offices.find((one) => one.id === id)?.name ?? id;
}

/** The names of the offices a member is in at an instant, in the order of the chain. */
export function officesHeld(member: Member, network: Network, at: Instant): readonly string[] {
  return officesOf(member, network, at).map((id) => officeName(network, id));
}

/** A person’s organisation; empty for a person who acts for none. */
export function organisationOf({ network, members }: Cast, id: string): string {
  return organisationName(network, members.get(id)?.organisationId ?? null);
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

/** The title of a member at an instant: `coordinator`, else the last office of the chain they are in, else their role. */
export function officeOf(member: Member, network: Network, at: Instant): string {
  if (member.role === 'coordinator') return 'coordinator';
  return officesHeld(member, network, at).at(-1) ?? roleWords[member.role].toLowerCase();
}
