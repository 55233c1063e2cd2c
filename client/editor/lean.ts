import * as Y from 'yjs';

/** What updates of a document hold, encoded anew from what stands in it: what was undone meanwhile is left out. */
export function leanUpdate(doc: Y.Doc, updates: readonly Uint8Array[]): Uint8Array {
  // The document keeps undone words for redoing; a copy that nobody redoes in does not.
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  const known = Y.decodeStateVector(Y.encodeStateVector(copy));
  for (const [client, clock] of Y.parseUpdateMeta(Y.mergeUpdates([...updates])).from) {
    known.set(client, Math.min(clock, known.get(client) ?? 0));
  }
  const lean = Y.encodeStateAsUpdate(copy, Y.encodeStateVector(known));
  copy.destroy();
  return lean;
}
