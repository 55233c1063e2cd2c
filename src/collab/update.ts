import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';

/** What an update would do to a document, told from its bytes without applying it. */
export interface Reading {
  /** It builds on something that neither the document nor the update holds (CO4). */
  readonly gap: boolean;
  /** It inserts or deletes something that the document has not yet. */
  readonly news: boolean;
  /** Nothing in it is known already, and nothing but the update is in the bytes: they are what applying it changes. */
  readonly exact: boolean;
  /** Yjs client ids whose insertions are new to the document. */
  readonly clients: readonly number[];
  /** Items and what stands for items, each a step of the integration at least. */
  readonly pieces: number;
}

/**
 * Reads a Yjs update (version 1) against a document, which stays as it is. Throws where the bytes are no update, or not in
 * the one form that Yjs writes: in any other, applying it and merging its bytes mean different things.
 */
export function readUpdate(document: Y.Doc, update: Uint8Array): Reading {
  const { structs, ds, whole } = decode(update);
  const known = new Map<number, number>();
  const knows = (client: number): number => known.get(client) ?? Y.getState(document.store, client);
  const clients = new Set<number>();
  const fresh: Y.Item[] = [];
  let gap = false;
  let exact = whole;
  for (const struct of structs) {
    const { client, clock } = struct.id;
    if (struct.length === 0) throw new TypeError('a piece of no length');
    const next = knows(client);
    exact &&= clock === next && !(struct instanceof Y.Skip);
    if (struct instanceof Y.Item && clock < next && isContradicted(document, struct)) throw new TypeError('something else is here');
    if (struct instanceof Y.Skip || clock + struct.length <= next) continue;
    if (clock > next) gap = true;
    known.set(client, clock + struct.length);
    clients.add(client);
    if (struct instanceof Y.Item) fresh.push(struct);
  }
  const missing = (id: unknown): boolean => id instanceof Y.ID && id.clock >= knows(id.client);
  gap ||= fresh.some((item) => missing(item.origin) || missing(item.rightOrigin) || missing(item.parent));
  const deletions = readDeletions(document, ds.clients, knows);
  return {
    gap: gap || deletions.gap,
    news: clients.size > 0 || deletions.news,
    exact: exact && !deletions.known,
    clients: [...clients],
    pieces: structs.length,
  };
}

/**
 * Whether other words stand where an item says it stands. One client makes one thing of each clock, so somebody made the
 * other in its name: to take this for known would be to say that words are saved which are nowhere. What was deleted, here
 * or there, has no words left to compare, and half of a letter of two halves is no letter.
 */
function isContradicted({ store }: Y.Doc, item: Y.Item): boolean {
  const { client, clock } = item.id;
  const structs = store.clients.get(client);
  if (structs === undefined || clock >= Y.getState(store, client) || item.content instanceof Y.ContentDeleted) return false;
  for (let index = Y.findIndexSS(structs, clock); index < structs.length; index += 1) {
    const here = structs[index];
    if (here === undefined || here.id.clock >= clock + item.length) return false;
    if (!(here instanceof Y.Item) || here.deleted) continue;
    if (here.content.constructor !== item.content.constructor) return true;
    if (!isSameText(textFrom(here, clock), textFrom(item, here.id.clock))) return true;
  }
  return false;
}

/** The words of an item from a clock on, or all where it begins later; empty where it holds none. */
function textFrom({ id, content }: Y.Item, clock: number): string {
  return content instanceof Y.ContentString ? content.str.slice(Math.max(0, clock - id.clock)) : '';
}

function isSameText(one: string, other: string): boolean {
  const length = Math.min(one.length, other.length);
  for (let index = 0; index < length; index += 1) {
    if (one[index] !== other[index] && one[index] !== '\ufffd' && other[index] !== '\ufffd') return false;
  }
  return true;
}

/** More pieces in one update than an editor makes in days: taking them in would keep everybody else waiting. */
const mostPieces = 50_000;
/** And more Yjs clients, of which every opened page is one. */
const mostClients = 500;

/** An update of too many pieces or clients, however few its bytes. */
export class TooManyPieces extends Error {
  override name = 'TooManyPieces';
}

/** Checks the form of what it reads: each client once, the highest first, and something of each. */
class Decoder extends Y.UpdateDecoderV1 {
  static last: Decoder | null = null;
  #pieces = 0;
  #clients = 0;
  #client = Number.POSITIVE_INFINITY;
  #isEmpty = false;

  constructor(bytes: decoding.Decoder) {
    super(bytes);
    Decoder.last = this;
  }

  override readClient(): number {
    const client = super.readClient();
    if (this.#isEmpty || client >= this.#client) throw new TypeError('clients out of order');
    this.#clients += 1;
    if (this.#clients > mostClients) throw new TooManyPieces(`more than ${mostClients} clients`);
    this.#client = client;
    this.#isEmpty = true;
    return client;
  }

  override readInfo(): number {
    this.#isEmpty = false;
    this.#pieces += 1;
    if (this.#pieces > mostPieces) throw new TooManyPieces(`more than ${mostPieces} pieces`);
    return super.readInfo();
  }

  /** Whether all was read; throws where the last client's part was empty. */
  get isWhole(): boolean {
    if (this.#isEmpty) throw new TypeError('nothing of a client');
    return !decoding.hasContent(this.restDecoder);
  }
}

function decode(update: Uint8Array): ReturnType<typeof Y.decodeUpdate> & { readonly whole: boolean } {
  const decoded = Y.decodeUpdateV2(update, Decoder);
  return { ...decoded, whole: Decoder.last?.isWhole === true };
}

type Ranges = ReadonlyMap<number, readonly { readonly clock: number; readonly len: number }[]>;

interface Deletions {
  readonly gap: boolean;
  readonly news: boolean;
  readonly known: boolean;
}

function readDeletions(document: Y.Doc, deletions: Ranges, knows: (client: number) => number): Deletions {
  const found = { gap: false, news: false, known: false };
  for (const [client, ranges] of deletions) {
    for (const { clock, len } of ranges) {
      if (len === 0) throw new TypeError('a deletion of no length');
      if (clock + len > knows(client)) found.gap = true;
      if (isDeleted(document, client, clock, len)) found.known = true;
      else found.news = true;
    }
  }
  return found;
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
