import type { Person } from '../../domain/network/actor.ts';
import { type Refused, refused } from '../../domain/outcome.ts';
import { judge } from '../../rights/judge.ts';
import type { Reader } from '../../store/reader.ts';
import { type Membership, membershipsOf } from '../../reading/memberships.ts';

/**
 * The membership with which a signed-in person goes on, from those of their own mailbox (SO29). Refuses with `not-found` for
 * any other.
 */
export async function enterNetwork(reader: Reader, by: Person, id: unknown): Promise<Membership | Refused> {
  const { networkId } = by;
  const judged = await judge(reader, by, { act: 'network.enter', networkId });
  if (!judged.ok) return judged;
  const member = await reader.aggregates.get('member', by.memberId);
  const own = member === null ? [] : await membershipsOf(reader, member.state.email);
  return own.find((one) => one.member.id === id) ?? refused('not-found');
}
