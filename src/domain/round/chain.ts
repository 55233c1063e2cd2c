import { inPost } from '../network/appointment.ts';
import type { MemberId, OfficeId } from '../ids.ts';
import { type Member, coordinatedSince, isCurrent } from '../network/member.ts';
import type { Network, Office } from '../network/network.ts';
import type { Instant } from '../outcome.ts';
import type { NotApplicableBecause } from './stage.ts';

/** One office of the chain and who can be asked for it now. */
export interface ChainOffice {
  readonly office: Office;
  /** In the order of their appointments; each person once. */
  readonly holders: readonly MemberId[];
  /** Null where the office is asked. The last office is never passed over. */
  readonly passedOver: NotApplicableBecause | null;
}

/** The people of a network as a command reads them: `members` holds at least everybody who may hold an office. */
export interface People {
  readonly network: Network;
  readonly members: readonly Member[];
}

/**
 * The members who can be asked for an office: in post, with a membership in force, and not the coordinator at any time since
 * `since`, the lock of the text (SO3). Each person once.
 */
export function holdersOf({ network, members }: People, office: OfficeId, at: Instant, since = at): readonly MemberId[] {
  const held = inPost(network.appointments, office, at).map((appointment) => appointment.memberId);
  const able = (member: Member): boolean => member.networkId === network.id && isCurrent(member, at) && !coordinatedSince(member, since);
  return [...new Set(held.filter((id) => members.some((member) => member.id === id && able(member))))];
}

/**
 * The whole chain as a round would ask it at an instant, for a text that was locked at `since`. One person never satisfies two
 * stages, so the holder of two offices is asked for the later one. An earlier office without other holders is passed over; the
 * last one never is.
 */
export function chainOf(people: People, at: Instant, since = at): readonly ChainOffice[] {
  const later = new Set<MemberId>();
  const chain: ChainOffice[] = [];
  for (const office of people.network.offices.toReversed()) {
    const inOffice = holdersOf(people, office.id, at, since);
    const holders = inOffice.filter((id) => !later.has(id));
    chain.unshift({ office, holders, passedOver: chain.length === 0 || holders.length > 0 ? null : whyPassedOver(inOffice) });
    for (const id of holders) later.add(id);
  }
  return chain;
}

/** The office that a lock at this instant asks first; null where nobody at all can be asked. */
export function firstAsked(people: People, at: Instant): ChainOffice | null {
  return chainOf(people, at).find((one) => one.holders.length > 0) ?? null;
}

function whyPassedOver(inOffice: readonly MemberId[]): NotApplicableBecause {
  return inOffice.length === 0 ? 'vacant' : 'holds-later-office';
}
