import type { NetworkId } from '../domain/ids.ts';
import { type Act, type Duty, type Found, dutiesOf, whyNotMay } from '../domain/network/access.ts';
import { type Actor, Person, Sitter, System } from '../domain/network/actor.ts';
import { type Refused, refused } from '../domain/outcome.ts';
import type { Reader } from '../store/reader.ts';

/** The part of the store that judging reads. */
export type Judging = Pick<Reader, 'now'> & { readonly aggregates: Pick<Reader['aggregates'], 'get'> };

/** The present duties of an actor, read from the store (AC2). A membership that is not in force gives none. */
async function dutiesNow(reader: Judging, by: Actor): Promise<ReadonlySet<Duty>> {
  if (by instanceof System) return new Set<Duty>(['system']);
  if (by instanceof Sitter) return new Set<Duty>(['desk']);
  if (!(by instanceof Person)) return new Set();
  const [member, network] = await Promise.all([
    reader.aggregates.get('member', by.memberId),
    reader.aggregates.get('network', by.networkId),
  ]);
  return member === null || network === null ? new Set() : dutiesOf(member.state, network.state, reader.now());
}

/** An actor who may do an act, with their duties. */
export interface Allowed {
  readonly ok: true;
  readonly duties: ReadonlySet<Duty>;
}

/** An act, and the network of its object. */
export interface Asked<A extends Act> {
  readonly act: A;
  readonly networkId: NetworkId;
}

/**
 * Judges whether an actor may do an act in a network now. Another network than the actor's own is refused first, with
 * `not-found` (AC5). The table gives the other refusals.
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
