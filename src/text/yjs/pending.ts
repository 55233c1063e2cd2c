import * as Y from 'yjs';

/** True if a document holds back updates that build on others which it lacks. */
export function hasPending({ store }: Y.Doc): boolean {
  return store.pendingStructs !== null || store.pendingDs !== null;
}

/** Applies an update to a document where all of it can be applied. Answers false, and changes nothing, for any other update. */
export function appliesWhole(document: Y.Doc, update: Uint8Array): boolean {
  try {
    const trial = new Y.Doc();
    Y.applyUpdate(trial, Y.encodeStateAsUpdate(document));
    Y.applyUpdate(trial, update);
    if (hasPending(trial)) return false;
    Y.applyUpdate(document, update);
    return true;
  } catch {
    return false;
  }
}
