import { isCurrent, type Member } from '../domain/network/member.ts';
import type { Network } from '../domain/network/network.ts';
import { all } from '../store/every.ts';
import type { Reader } from '../store/reader.ts';

/** One of the memberships that a mailbox opens. */
export interface Membership {
  readonly member: Member;
  readonly network: Network;
}

/** The memberships in force of one mailbox, by the network’s name: a person in two networks is two members. */
export async function membershipsOf(reader: Reader, email: string): Promise<readonly Membership[]> {
  const found = await all(reader.aggregates, 'member', { where: { email } });
  const now = reader.now();
  const current = found.map((stored) => stored.state).filter((member) => isCurrent(member, now));
  const memberships = await Promise.all(
    current.map(async (member) => {
      const network = await reader.aggregates.get('network', member.networkId);
      return network === null ? [] : [{ member, network: network.state }];
    }),
  );
  return memberships.flat().sort((a, b) => a.network.name.localeCompare(b.network.name, 'en-GB'));
}
