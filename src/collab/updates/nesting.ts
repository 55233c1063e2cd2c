import * as Y from 'yjs';
import type { Piece } from './pieces.ts';

/**
 * How many levels an update puts types into types, counted from whatever it adds to. Yjs notes every change of a transaction
 * at each level above it: what one update nests costs its square, in time and in memory, before anything can be judged.
 * `pieces` are of one client after another, as an update has them.
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
      // What hangs on itself ends here too.
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

/** Finds the piece that holds an id; null where it is not of this update. */
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
    // Of structs it asks for no more than pieces have.
    return ofClient[Y.findIndexSS(ofClient as unknown as Y.Item[], id.clock)] ?? null;
  };
}
