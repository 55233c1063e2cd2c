import * as Y from 'yjs';

/** A copy of a document without what was undone in it: the document itself keeps that for redoing. */
export function leanCopy(doc: Y.Doc): Y.Doc {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  return copy;
}

/** What updates of a document hold, encoded anew from what stands in it: what was undone meanwhile is left out. */
export function leanUpdate(doc: Y.Doc, updates: readonly Uint8Array[]): Uint8Array {
  const copy = leanCopy(doc);
  const known = Y.decodeStateVector(Y.encodeStateVector(copy));
  for (const [client, clock] of Y.parseUpdateMeta(Y.mergeUpdates([...updates])).from) {
    known.set(client, Math.min(clock, known.get(client) ?? 0));
  }
  return Y.encodeStateAsUpdate(copy, Y.encodeStateVector(known));
}
