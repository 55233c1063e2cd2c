import * as Y from 'yjs';
import { Contradicted, isContradicted } from './contradiction.ts';
import { nestingOf } from './nesting.ts';
import { kinds, type Piece, type Range, type Ranges, readPieces } from './pieces.ts';

/** No text nests deeper. */
const deepest = 100;

/** The effect an update would have on a document, read from its bytes without applying it. */
export interface Reading {
  /** It has a causal gap: it builds on a clock that neither the document nor the update holds (CO4). */
  readonly gap: boolean;
  /** It inserts or deletes something new to the document. */
  readonly news: boolean;
  /** All of it is new, and no bytes follow it: the bytes are exactly the change that applying it makes. */
  readonly exact: boolean;
  /** The Yjs client ids with new insertions, each with the clock after the last one. */
  readonly clients: Reach;
  /** The number of its structs and deletions: applying it takes at least one step for each. */
  readonly pieces: number;
  /** The number of those that are new to the document. */
  readonly fresh: number;
  /** The last clock of each new piece of words, and of each new line. */
  readonly words: readonly Y.ID[];
}

/** Yjs client ids, each with the clock after its last insertion. */
export type Reach = ReadonlyMap<number, number>;

/** True if all that the document holds under this client id is known to come from the sender. */
export type Vouched = (client: number) => boolean;

/**
 * Reads a Yjs update (version 1) against a document, and leaves the document as it is. Throws where the bytes are no update
 * or not in the form that Yjs writes, since then merging and applying them would differ. Throws {@link Contradicted} where
 * the document holds, or may have held before a deletion, something else in the place of a piece.
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
    words: fresh.filter(isOfText).map(({ id, length }) => Y.createID(id.client, id.clock + length - 1)),
  };
}

/** True for words and lines, which stand in a text at the root: nobody can delete the text around them. */
function isOfText({ kind, parent }: Piece): boolean {
  return (kind === kinds.string || kind === kinds.type) && !(parent instanceof Y.ID);
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

/** True if a single range covers all clocks from `from` up to `to`. `ranges` are sorted. */
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
