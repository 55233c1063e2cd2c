import * as Y from 'yjs';

/** Copies a document without its undone text, which the document itself keeps for redo. */
export function leanCopy(doc: Y.Doc): Y.Doc {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  return copy;
}

/** Encodes the edits in `updates` anew from the document. Edits that were undone are left out. */
export function leanUpdate(doc: Y.Doc, updates: readonly Uint8Array[]): Uint8Array {
  const copy = leanCopy(doc);
  const known = Y.decodeStateVector(Y.encodeStateVector(copy));
  for (const [client, clock] of Y.parseUpdateMeta(Y.mergeUpdates([...updates])).from) {
    known.set(client, Math.min(clock, known.get(client) ?? 0));
  }
  return Y.encodeStateAsUpdate(copy, Y.encodeStateVector(known));
}
