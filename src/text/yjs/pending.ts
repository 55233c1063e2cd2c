import type * as Y from 'yjs';

/** True if a document holds back updates that build on others which it lacks. */
export function hasPending({ store }: Y.Doc): boolean {
  return store.pendingStructs !== null || store.pendingDs !== null;
}
