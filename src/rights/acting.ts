import type { NetworkId } from '../domain/ids.ts';
import type { Act, Case, Duty, Found, PlainAct } from '../domain/network/access.ts';
import type { Actor } from '../domain/network/actor.ts';
import type { Outcome, Refused } from '../domain/outcome.ts';
import type { Aggregates, Stored } from '../store/aggregates.ts';
import { type Changed, change, create } from '../store/change.ts';
import type { EventOf, Kind, StateOf } from '../store/kinds.ts';
import type { Reader } from '../store/reader.ts';
import { type Asked, judge } from './judge.ts';

// The two ways in which a feature commits. Both ask the table first, so no command can forget to (AC2).

/** The store as acting uses it. */
export interface Acting {
  readonly aggregates: Aggregates;
  now: Reader['now'];
}

type Decided<K extends Kind> = Outcome<StateOf<K>, EventOf<K>>;

/** The kinds that belong to a network, or are one. */
type OfNetwork = Exclude<Kind, 'mail'>;

/** An act on one aggregate. `found` reads the case of an act that hangs on circumstances. */
export type Doing<A extends Act, K extends OfNetwork> = { readonly act: A; readonly kind: K; readonly id: string } & ([A] extends [PlainAct]
  ? { readonly found?: never }
  : { found(state: StateOf<K>): Case<A> | Promise<Case<A>> });

/**
 * Changes an aggregate for an actor: loads it, judges the act on that state and on the membership as the store has it now,
 * decides, commits. After a collision all of it is done again. Answers `not-found` for another network's as for none.
 */
export async function changeAs<A extends Act, K extends OfNetwork>(
  services: Acting,
  by: Actor,
  { act, kind, id, found }: Doing<A, K>,
  decide: (state: StateOf<K>, duties: ReadonlySet<Duty>) => Decided<K> | Promise<Decided<K>>,
): Promise<Changed<K> | Refused> {
  return change(services.aggregates, kind, id, by.id, async (state) => {
    const within = found === undefined ? [] : [await found(state)];
    const judged = await judge(services, by, { act, networkId: networkOf(state) }, ...(within as Found<A>));
    return judged.ok ? decide(state, judged.duties) : judged;
  });
}

/** An aggregate to be created in a network. */
export interface Creating<K extends OfNetwork> extends Asked<PlainAct> {
  readonly kind: K;
  readonly id: string;
}

/**
 * Creates an aggregate in a network for an actor: judges the act, then decides, then commits. Null where the id was used
 * before; see {@link create}. Throws `DuplicateKey` where another aggregate holds a unique value.
 */
export async function createAs<K extends OfNetwork>(
  services: Acting,
  by: Actor,
  { kind, id, ...asked }: Creating<K>,
  decide: () => Decided<K> | Promise<Decided<K>>,
): Promise<Stored<K> | Refused | null> {
  const judged = await judge(services, by, asked);
  const outcome = judged.ok ? await decide() : judged;
  return outcome.ok ? create(services.aggregates, kind, id, by.id, outcome) : outcome;
}

function networkOf(state: StateOf<OfNetwork>): NetworkId {
  return 'networkId' in state ? state.networkId : state.id;
}
