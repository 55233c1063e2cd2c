import * as Y from 'yjs';
import { nestingOf } from './nesting.ts';
import { kinds, type Piece, type Ranges, readPieces } from './pieces.ts';

/** More levels than any text has. */
const deepest = 100;

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
  /** Items, what stands for items, and deletions: each a step of taking it in at least. */
  readonly pieces: number;
}

/**
 * Reads a Yjs update (version 1) against a document, which stays as it is. Throws where the bytes are no update, or not in
 * the one form that Yjs writes: in any other, applying it and merging its bytes mean different things.
 */
export function readUpdate(document: Y.Doc, update: Uint8Array): Reading {
  const { pieces, deletions, isWhole } = readPieces(update);
  if (pieces.length > deepest && nestingOf(pieces) > deepest) throw new TypeError(`nested more than ${deepest} deep`);
  const known = new Map<number, number>();
  const knows = (client: number): number => known.get(client) ?? Y.getState(document.store, client);
  const clients = new Set<number>();
  const fresh: Piece[] = [];
  let gap = false;
  let exact = isWhole;
  for (const piece of pieces) {
    const { client, clock } = piece.id;
    const next = knows(client);
    exact &&= clock === next && piece.kind !== kinds.gap;
    if (clock < next && isContradicted(document, piece)) throw new TypeError('something else is here');
    if (piece.kind === kinds.gap || clock + piece.length <= next) continue;
    if (clock > next) gap = true;
    known.set(client, clock + piece.length);
    clients.add(client);
    fresh.push(piece);
  }
  const missing = (id: unknown): boolean => id instanceof Y.ID && id.clock >= knows(id.client);
  gap ||= fresh.some(({ origin, rightOrigin, parent }) => missing(origin) || missing(rightOrigin) || missing(parent));
  const deleted = readDeletions(document, deletions, knows);
  return {
    gap: gap || deleted.gap,
    news: clients.size > 0 || deleted.news,
    exact: exact && !deleted.known,
    clients: [...clients],
    pieces: pieces.length + deleted.ranges,
  };
}

/**
 * Whether other words stand where a piece says it stands. One client makes one thing of each clock, so somebody made the
 * other in its name: to take this for known would be to say that words are saved which are nowhere. What was deleted, here
 * or there, has no words left to compare, and half of a letter of two halves is no letter.
 */
function isContradicted({ store }: Y.Doc, piece: Piece): boolean {
  const { client, clock } = piece.id;
  const structs = store.clients.get(client);
  if (structs === undefined || clock >= Y.getState(store, client) || !holdsSomething(piece.kind)) return false;
  for (let index = Y.findIndexSS(structs, clock); index < structs.length; index += 1) {
    const here = structs[index];
    if (here === undefined || here.id.clock >= clock + piece.length) return false;
    if (!(here instanceof Y.Item) || here.deleted) continue;
    if (here.content.getRef() !== piece.kind) return true;
    const words = here.content instanceof Y.ContentString ? here.content.str : '';
    if (!isSameText(textFrom(words, here.id.clock, clock), textFrom(piece.text, clock, here.id.clock))) return true;
  }
  return false;
}

function holdsSomething(kind: number): boolean {
  return kind !== kinds.garbage && kind !== kinds.gap && kind !== kinds.deleted;
}

/** The words of what begins at a clock from another clock on, or all where it begins later. */
function textFrom(words: string, clock: number, from: number): string {
  return words.slice(Math.max(0, from - clock));
}

function isSameText(one: string, other: string): boolean {
  const length = Math.min(one.length, other.length);
  for (let index = 0; index < length; index += 1) {
    if (one[index] !== other[index] && one[index] !== '\ufffd' && other[index] !== '\ufffd') return false;
  }
  return true;
}

interface Deletions {
  readonly gap: boolean;
  readonly news: boolean;
  readonly known: boolean;
  readonly ranges: number;
}

function readDeletions(document: Y.Doc, deletions: Ranges, knows: (client: number) => number): Deletions {
  const found = { gap: false, news: false, known: false, ranges: 0 };
  for (const [client, ranges] of deletions) {
    for (const { clock, len } of ranges) {
      if (len === 0) throw new TypeError('a deletion of no length');
      found.ranges += 1;
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
