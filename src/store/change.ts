import { type Accepted, type Outcome, type Refused, refused } from '../domain/outcome.ts';
import { type Aggregates, StaleWrite, type Stored } from './aggregates.ts';
import type { EventOf, Kind, StateOf } from './kinds.ts';

const attempts = 5;

/** A committed change, with the state as it is stored now. */
export interface Changed<K extends Kind> {
  readonly ok: true;
  readonly stored: Stored<K>;
  /** How many events this command appended; they are the last ones of the chain. */
  readonly appended: number;
}

/**
 * Load, decide, commit: the one way in which an existing aggregate changes. After a collision it loads and decides again,
 * up to five times, so people meet refusals and never collisions. Throws `StaleWrite` when all five collide.
 */
export async function change<K extends Kind>(
  aggregates: Aggregates,
  kind: K,
  id: string,
  actor: string,
  decide: (state: StateOf<K>, stored: Stored<K>) => Outcome<StateOf<K>, EventOf<K>> | Promise<Outcome<StateOf<K>, EventOf<K>>>,
): Promise<Changed<K> | Refused> {
  for (let attempt = 1; ; attempt += 1) {
    const stored = await aggregates.get(kind, id);
    if (stored === null) return refused('not-found');
    const outcome = await decide(stored.state, stored);
    if (!outcome.ok) return outcome;
    try {
      const next = await aggregates.commit({ kind, id, revision: stored.revision, state: outcome.state, events: outcome.events, actor });
      return { ok: true, stored: next, appended: outcome.events.length };
    } catch (error) {
      if (!(error instanceof StaleWrite) || attempt === attempts) throw error;
    }
  }
}

/**
 * Creates an aggregate from what a command accepted, once. Null, and nothing is changed, where the id was used before: the
 * same command ran already, or the aggregate was disposed of. Throws `DuplicateKey` where another holds a unique value.
 */
export async function create<K extends Kind>(
  aggregates: Pick<Aggregates, 'commit'>,
  kind: K,
  id: string,
  actor: string,
  { state, events }: Pick<Accepted<StateOf<K>, EventOf<K>>, 'state' | 'events'>,
): Promise<Stored<K> | null> {
  try {
    return await aggregates.commit({ kind, id, revision: 0, state, events, actor });
  } catch (error) {
    if (error instanceof StaleWrite) return null;
    throw error;
  }
}
