import * as Y from 'yjs';

/** The id of the entry that a key of a map has now; null where it never had one. */
export function entryOf(map: Y.Map<unknown>, key: string): Y.ID | null {
  return map._map.get(key)?.id ?? null;
}

/**
 * True if the writer of the present entry of a key did not know the entry `mine`: both were written at once, and one of them
 * displaced the other. Entries of a key form a chain, in which each names the entry that its writer saw.
 */
export function wasWrittenBeside(map: Y.Map<unknown>, key: string, mine: Y.ID): boolean {
  const { doc } = map;
  let entry: Y.Item | Y.GC | undefined = map._map.get(key);
  if (doc === null || entry === undefined) return false;
  while (entry instanceof Y.Item) {
    if (isSame(entry.id, mine)) return false;
    const { origin } = entry;
    if (origin === null) return true;
    if (isSame(origin, mine)) return false;
    entry = Y.getItem(doc.store, origin);
  }
  // The chain was cleared away, so nothing can be said of it.
  return false;
}

function isSame(a: Y.ID, b: Y.ID): boolean {
  return a.client === b.client && a.clock === b.clock;
}
