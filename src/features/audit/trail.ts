import type { Stored, StoredEvent } from '../../store/aggregates.ts';
import { whyBroken } from '../../store/chain.ts';
import type { Reader } from '../../store/reader.ts';

const page = 500;

/** A whole chain as it is stored now; `broken` says where it is broken, null where it is whole (SO41). */
export interface Chain {
  readonly events: readonly StoredEvent[];
  readonly broken: string | null;
}

/** Reads every event of an aggregate and checks that each follows from the one before, up to the head that the state names. */
export async function chainOf(reader: Reader, stored: Stored): Promise<Chain> {
  const events: StoredEvent[] = [];
  for (;;) {
    const more = await reader.aggregates.events(stored.kind, stored.id, events.length, page);
    events.push(...more);
    if (more.length < page) break;
  }
  const broken = whyBroken(`${stored.kind}/${stored.id}`, events);
  const head = events[stored.seq - 1]?.hash;
  return { events, broken: broken ?? (head === stored.hash ? null : 'the last entry is not the one that its head names') };
}
