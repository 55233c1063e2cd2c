import * as Y from 'yjs';
import type { Piece } from './pieces.ts';

/**
 * The number of levels by which an update nests types in types, counted from the type it adds to. Yjs notes each change of a
 * transaction at every level above it, so nesting costs its square in time and memory before the update can be judged.
 * `pieces` are sorted by client, as an update has them.
 */
export function nestingOf(pieces: readonly Piece[]): number {
  const pieceAt = finder(pieces);
  const levels = new Map<Piece, number>();
  let most = 0;
  for (const piece of pieces) {
    const path: Piece[] = [];
    let above: Piece | null = piece;
    while (above !== null && !levels.has(above)) {
      path.push(above);
      // A piece that hangs on itself ends the path here too.
      levels.set(above, 0);
      above = pieceAt(above.parent ?? above.origin ?? above.rightOrigin);
    }
    let level = above === null ? 0 : (levels.get(above) ?? 0);
    for (const one of path.reverse()) {
      if (one.parent instanceof Y.ID) level += 1;
      levels.set(one, level);
    }
    most = Math.max(most, level);
  }
  return most;
}

/** Finds the piece that holds an id; null where no piece of this update does. */
function finder(pieces: readonly Piece[]): (id: Piece['parent']) => Piece | null {
  const clients = new Map<number, Piece[]>();
  for (const piece of pieces) {
    const ofClient = clients.get(piece.id.client) ?? [];
    if (ofClient.length === 0) clients.set(piece.id.client, ofClient);
    ofClient.push(piece);
  }
  return (id) => {
    if (!(id instanceof Y.ID)) return null;
    const ofClient = clients.get(id.client) ?? [];
    const [first, last] = [ofClient[0], ofClient.at(-1)];
    if (first === undefined || last === undefined) return null;
    if (id.clock < first.id.clock || id.clock >= last.id.clock + last.length) return null;
    // It reads only the fields that pieces have too.
    return ofClient[Y.findIndexSS(ofClient as unknown as Y.Item[], id.clock)] ?? null;
  };
}
