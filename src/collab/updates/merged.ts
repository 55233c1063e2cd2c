import * as Y from 'yjs';

/** Updates as one, in any order; a single one is returned as it is. */
export function merged(updates: readonly Uint8Array[]): Uint8Array {
  const [first] = updates;
  return updates.length === 1 && first !== undefined ? first : Y.mergeUpdates([...updates]);
}
