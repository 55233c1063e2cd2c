import * as Y from 'yjs';
import { Contradicted, isContradicted } from './contradiction.ts';
import { nestingOf } from './nesting.ts';
import { kinds, type Piece, type Range, type Ranges, readPieces } from './pieces.ts';

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
  /** Yjs client ids whose insertions are new to the document, each with the clock after the last of them. */
  readonly clients: Reach;
  /** Items, what stands for items, and deletions: each a step of taking it in at least. */
  readonly pieces: number;
  /** Those that are new to the document. */
  readonly fresh: number;
}

/** Yjs client ids, each with the clock after the last thing that is meant. */
export type Reach = ReadonlyMap<number, number>;

/** Whether what a document holds of a Yjs client is sure to be as whoever sends the update wrote it. */
export type Vouched = (client: number) => boolean;

/**
 * Reads a Yjs update (version 1) against a document, which stays as it is. Throws where the bytes are no update, or not in
 * the one form that Yjs writes: in any other, applying it and merging its bytes mean different things. Throws
 * {@link Contradicted} where something else is in the place of what it brings, or may have been before it was deleted.
 */
export function readUpdate(document: Y.Doc, update: Uint8Array, vouched: Vouched = () => true): Reading {
  const { pieces, deletions, isWhole } = readPieces(update);
  if (pieces.length > deepest && nestingOf(pieces) > deepest) throw new TypeError(`nested more than ${deepest} deep`);
  const known = new Map<number, number>();
  const knows = (client: number): number => known.get(client) ?? Y.getState(document.store, client);
  const fresh: Piece[] = [];
  let gap = false;
  let exact = isWhole;
  for (const piece of pieces) {
    const { client, clock } = piece.id;
    const next = knows(client);
    exact &&= clock === next && piece.kind !== kinds.gap;
    const isDoubtful = (from: number, to: number): boolean => !vouched(client) && !isWithin(deletions.get(client) ?? [], from, to);
    if (clock < next && isContradicted(document, piece, isDoubtful)) throw new Contradicted('something else is known in its place');
    if (piece.kind === kinds.gap || clock + piece.length <= next) continue;
    if (clock > next) gap = true;
    known.set(client, clock + piece.length);
    fresh.push(piece);
  }
  const missing = (id: unknown): boolean => id instanceof Y.ID && id.clock >= knows(id.client);
  gap ||= fresh.some(({ origin, rightOrigin, parent }) => missing(origin) || missing(rightOrigin) || missing(parent));
  const deleted = readDeletions(document, deletions, knows);
  return {
    gap: gap || deleted.gap,
    news: known.size > 0 || deleted.fresh > 0,
    exact: exact && deleted.known === 0,
    clients: known,
    pieces: pieces.length + deleted.fresh + deleted.known,
    fresh: fresh.length + deleted.fresh,
  };
}

interface Deletions {
  readonly gap: boolean;
  readonly fresh: number;
  readonly known: number;
}

function readDeletions(document: Y.Doc, deletions: Ranges, knows: (client: number) => number): Deletions {
  const found = { gap: false, fresh: 0, known: 0 };
  for (const [client, ranges] of deletions) {
    for (const { clock, len } of ranges) {
      if (clock + len > knows(client)) found.gap = true;
      if (isDeleted(document, client, clock, len)) found.known += 1;
      else found.fresh += 1;
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

/** Whether one range holds all from a clock to another. */
function isWithin(ranges: readonly Range[], from: number, to: number): boolean {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const { clock, len } = ranges[middle] ?? { clock: 0, len: 0 };
    if (clock > from) high = middle - 1;
    else if (clock + len <= from) low = middle + 1;
    else return clock + len >= to;
  }
  return false;
}
