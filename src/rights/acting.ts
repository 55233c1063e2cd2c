import type { NetworkId } from '../domain/ids.ts';
import type { Act, Case, Duty, Found, PlainAct } from '../domain/network/access.ts';
import type { Actor } from '../domain/network/actor.ts';
import type { Outcome, Refused } from '../domain/outcome.ts';
import type { Aggregates, Stored } from '../store/aggregates.ts';
import { type Changed, change, create } from '../store/change.ts';
import type { EventOf, Kind, StateOf } from '../store/kinds.ts';
import type { Reader } from '../store/reader.ts';
import { type Asked, judge } from './judge.ts';

// The two functions by which a feature commits. Each asks the table first, so no command can forget it (AC2).

/** The part of the services that acting uses. */
export interface Acting {
  readonly aggregates: Aggregates;
  now: Reader['now'];
}

type Decided<K extends Kind> = Outcome<StateOf<K>, EventOf<K>>;

/** The kinds of aggregates that belong to a network, and the network itself. */
type OfNetwork = Exclude<Kind, 'mail'>;

/** An act on one aggregate. `found` reads the case of an act that depends on circumstances. */
export type Doing<A extends Act, K extends OfNetwork> = { readonly act: A; readonly kind: K; readonly id: string } & ([A] extends [PlainAct]
  ? { readonly found?: never }
  : { found(state: StateOf<K>): Case<A> | Promise<Case<A>> });

/**
 * Changes an aggregate for an actor: loads the aggregate, judges the act on its state and on the present membership, decides,
 * commits. After a collision each step is done again. Refuses with `not-found` for an aggregate of another network.
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
