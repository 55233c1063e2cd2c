import * as Y from 'yjs';

/** What an update would do to a document, told from its bytes without applying it. */
export interface Reading {
  /** It builds on something that neither the document nor the update holds (CO4). */
  readonly gap: boolean;
  /** It inserts or deletes something that the document has not yet. */
  readonly news: boolean;
  /** Yjs client ids whose insertions are new to the document. */
  readonly clients: readonly number[];
}

/** Reads a Yjs update (version 1) against a document, which stays as it is. Throws where the bytes are no update. */
export function readUpdate(document: Y.Doc, update: Uint8Array): Reading {
  const { structs, ds } = Y.decodeUpdate(update);
  const known = new Map<number, number>();
  const knows = (client: number): number => known.get(client) ?? Y.getState(document.store, client);
  const clients = new Set<number>();
  const fresh: Y.Item[] = [];
  let gap = false;
  for (const struct of structs) {
    if (struct instanceof Y.Skip) continue;
    const { client, clock } = struct.id;
    const next = knows(client);
    if (clock + struct.length <= next) continue;
    if (clock > next) gap = true;
    known.set(client, clock + struct.length);
    clients.add(client);
    if (struct instanceof Y.Item) fresh.push(struct);
  }
  const missing = (id: unknown): boolean => id instanceof Y.ID && id.clock >= knows(id.client);
  gap ||= fresh.some((item) => missing(item.origin) || missing(item.rightOrigin) || missing(item.parent));
  const deletions = readDeletions(document, ds.clients, knows);
  return { gap: gap || deletions.gap, news: clients.size > 0 || deletions.news, clients: [...clients] };
}

type Ranges = ReadonlyMap<number, readonly { readonly clock: number; readonly len: number }[]>;

function readDeletions(document: Y.Doc, deletions: Ranges, knows: (client: number) => number): { gap: boolean; news: boolean } {
  let gap = false;
  let news = false;
  for (const [client, ranges] of deletions) {
    for (const { clock, len } of ranges) {
      if (clock + len > knows(client)) gap = true;
      news ||= !isDeleted(document, client, clock, len);
    }
  }
  return { gap, news };
}

function isDeleted(document: Y.Doc, client: number, clock: number, length: number): boolean {
  const end = clock + length;
  if (end > Y.getState(document.store, client)) return false;
  const structs = document.store.clients.get(client) ?? [];
  for (let index = Y.findIndexSS(structs, clock); index < structs.length; index += 1) {
    const struct = structs[index];
    if (struct === undefined || struct.id.clock >= end) return true;
    if (!struct.deleted) return false;
  }
  return true;
}
