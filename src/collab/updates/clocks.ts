import * as Y from 'yjs';
import { readPieces } from './pieces.ts';
import type { Reach } from './update.ts';

/** The clocks in a state vector. Throws where the bytes are none. */
export function clocksOf(stateVector: Uint8Array): Reach {
  return Y.decodeStateVector(stateVector);
}

/** A state vector without some client ids: who answers it sends all the words of those. */
export function vectorWithout(stateVector: Uint8Array, clients: Reach): Uint8Array {
  return Y.encodeStateVector(new Map([...clocksOf(stateVector)].filter(([client]) => !clients.has(client))));
}

/** The client ids whose words an update has from clock 0 on, each with the clock after the last. Throws where the bytes are no update. */
export function clocksFromZero(update: Uint8Array): Reach {
  const ends = new Map<number, number>();
  for (const { id, length } of readPieces(update).pieces) {
    if ((ends.get(id.client) ?? 0) === id.clock) ends.set(id.client, id.clock + length);
  }
  return ends;
}
