import * as Y from 'yjs';

// The items of a Yjs document, in the order in which each client made them.

/** The items past a state vector. Runs at every key, so clients that wrote nothing since cost nothing. */
export function itemsSince({ store }: Y.Doc, before: ReadonlyMap<number, number>): Y.Item[] {
  const items: Y.Item[] = [];
  store.clients.forEach((structs, client) => {
    const clock = before.get(client) ?? 0;
    const last = structs.at(-1);
    if (last === undefined || last.id.clock + last.length <= clock) return;
    for (let index = Y.findIndexSS(structs, clock); index < structs.length; index += 1) {
      const struct = structs[index];
      if (struct instanceof Y.Item) items.push(struct);
    }
  });
  return items;
}

/**
 * The items that a transaction deleted and had not brought itself, with their contents. To be called in an observer: Yjs has
 * cut them to the ranges of the deletion by then, and has not collected them yet.
 */
export function itemsDeletedBy({ doc, deleteSet, beforeState }: Y.Transaction): Y.Item[] {
  const items: Y.Item[] = [];
  deleteSet.clients.forEach((ranges, client) => {
    const structs = doc.store.clients.get(client) ?? [];
    const before = beforeState.get(client) ?? 0;
    for (const { clock, len } of ranges) {
      if (clock >= before) continue;
      for (let index = Y.findIndexSS(structs, clock); index < structs.length; index += 1) {
        const struct = structs[index];
        if (struct === undefined || struct.id.clock >= Math.min(clock + len, before)) break;
        if (struct instanceof Y.Item) items.push(struct);
      }
    }
  });
  return items;
}
