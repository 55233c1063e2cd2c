import type { NetworkId } from '../domain/ids.ts';
import { type Act, type Duty, type Found, dutiesOf, whyNotMay } from '../domain/network/access.ts';
import { type Actor, Person, Sitter, System } from '../domain/network/actor.ts';
import { type Refused, refused } from '../domain/outcome.ts';
import type { Reader } from '../store/reader.ts';

/** The store as judging reads it. */
export type Judging = Pick<Reader, 'now'> & { readonly aggregates: Pick<Reader['aggregates'], 'get'> };

/** The duties of an actor, as the store has them at this moment (AC2). None where a membership is not in force. */
async function dutiesNow(reader: Judging, by: Actor): Promise<ReadonlySet<Duty>> {
  if (by instanceof System) return new Set<Duty>(['system']);
  if (by instanceof Sitter) return new Set<Duty>(['desk']);
  if (!(by instanceof Person)) return new Set();
  const member = await reader.aggregates.get('member', by.memberId);
  const network = await reader.aggregates.get('network', by.networkId);
  return member === null || network === null ? new Set() : dutiesOf(member.state, network.state, reader.now());
}

/** An actor who may do an act, with their duties. */
export interface Allowed {
  readonly ok: true;
  readonly duties: ReadonlySet<Duty>;
}

/** An act, and the network of the thing that it is done to. */
export interface Asked<A extends Act> {
  readonly act: A;
  readonly networkId: NetworkId;
}

/**
 * Whether an actor may do an act in a network now. Refuses with `not-found` for another network than their own, before
 * anything else is said (AC5); else as the table does.
 */
export async function judge<A extends Act>(
  reader: Judging,
  by: Actor,
  { act, networkId }: Asked<A>,
  ...found: Found<A>
): Promise<Allowed | Refused> {
  if (!(by instanceof System) && by.networkId !== networkId) return refused('not-found');
  const duties = await dutiesNow(reader, by);
  return whyNotMay(act, duties, ...found) ?? { ok: true, duties };
}
