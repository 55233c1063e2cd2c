import type { Aggregates, Query, Stored } from './aggregates.ts';
import type { Kind } from './kinds.ts';

const page = 500;

/**
 * Each aggregate that satisfies the conditions, by id, however many there are: for sweeps. The store is read page by page,
 * so a state may be as old as its page. An aggregate that satisfies the conditions throughout comes exactly once.
 */
export async function* every<K extends Kind>(
  aggregates: Pick<Aggregates, 'find'>,
  kind: K,
  conditions: Pick<Query<K>, 'where' | 'until'>,
): AsyncGenerator<Stored<K>, void, undefined> {
  for (let after = ''; ;) {
    const found = await aggregates.find(kind, { ...conditions, after, limit: page });
    yield* found;
    const last = found.at(-1);
    if (last === undefined || found.length < page) return;
    after = last.id;
  }
}

/** All that {@link every} answers, as a list. */
export async function all<K extends Kind>(
  aggregates: Pick<Aggregates, 'find'>,
  kind: K,
  conditions: Pick<Query<K>, 'where' | 'until'>,
): Promise<readonly Stored<K>[]> {
  const found: Stored<K>[] = [];
  for await (const stored of every(aggregates, kind, conditions)) found.push(stored);
  return found;
}
