import { z } from 'zod';
import { MemberId } from '../../domain/ids.ts';
import { System } from '../../domain/network/actor.ts';
import type { WeeklyChoice } from '../../domain/network/follow.ts';
import { type Member, isCurrent } from '../../domain/network/member.ts';
import type { Network } from '../../domain/network/network.ts';
import type { Refused } from '../../domain/outcome.ts';
import type { Services } from '../../services.ts';
import { chooseByLink } from './commands.ts';

// The link in a weekly email names one member, and does one thing: it switches that email off, and on again (MA10).

const space = 'weekly-link';
/** A person may look for an old email to stop the next one. */
const keptFor = 400 * 24 * 3_600_000;

/** The address that stops the weekly email of a member: alike in each of their emails. The store holds only a hash of its token. */
export async function linkTo(services: Services, { id }: Pick<Member, 'id'>): Promise<string> {
  // 252 bits, and a letter at the end: mail programs cut other characters off.
  const token = `${services.keys.hmac('weekly-token', id).slice(0, 42)}w`;
  const expiresAt = new Date(Date.parse(services.now()) + keptFor).toISOString();
  await services.ephemeral.put(space, services.keys.hmac(space, token), { memberId: id }, expiresAt);
  return `${services.baseUrl()}/w/${token}`;
}

/** The member of a link. */
export interface Linked {
  readonly member: Member;
  readonly network: Network;
}

/** The member whose email a link stops; null for an unknown link, and for somebody who has left. */
export async function memberOf(services: Services, token: string): Promise<Linked | null> {
  const record = await services.ephemeral.get(space, services.keys.hmac(space, token));
  const known = z.object({ memberId: MemberId }).safeParse(record?.value);
  if (!known.success) return null;
  const member = await services.aggregates.get('member', known.data.memberId);
  if (member === null || !isCurrent(member.state, services.now())) return null;
  const network = await services.aggregates.get('network', member.state.networkId);
  return network === null ? null : { member: member.state, network: network.state };
}

/** Makes the choice that was posted with a link. The link is the proof, so the service acts. */
export async function chosenByLink(
  services: Services,
  { member }: Linked,
  choice: WeeklyChoice['choice'],
): Promise<{ readonly ok: true } | Refused> {
  return chooseByLink(services, System.itself(), member.id, choice);
}
