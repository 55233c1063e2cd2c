import type { Accepted } from '../../domain/outcome.ts';
import type { Services } from '../../services.ts';
import type { EventOf, Kind, StateOf } from '../../store/kinds.ts';

/** Creates an aggregate from what a command accepted; nothing where it is there already. */
export async function create<K extends Kind>(
  services: Pick<Services, 'aggregates'>,
  kind: K,
  id: string,
  actor: string,
  { state, events }: Accepted<StateOf<K>, EventOf<K>>,
): Promise<void> {
  if ((await services.aggregates.get(kind, id)) !== null) return;
  await services.aggregates.commit({ kind, id, revision: 0, state, events, actor });
}

/** A value that must be there. Throws where it is not. */
export function must<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new TypeError('the demonstration’s files do not fit together');
  return value;
}
