/** A part of a change that Yjs reports of a text. */
export interface DeltaPart {
  readonly retain?: number;
  readonly delete?: number;
  readonly insert?: unknown;
  readonly attributes?: unknown;
}

export type Delta = readonly DeltaPart[];

/** The side of an index that it stays with: the character before it, or the one after. */
export type Side = 'before' | 'after';

/** The place that an index has after a change. */
export function mapIndex(delta: Delta, index: number, side: Side): number {
  let [left, now] = [index, 0];
  for (const part of delta) {
    if (left === 0 && (side === 'before' || part.insert === undefined)) break;
    if (part.insert !== undefined) now += lengthOfInsert(part.insert);
    else if (part.delete !== undefined) left -= Math.min(left, part.delete);
    else {
      const kept = part.retain ?? 0;
      // The index is among these characters: later parts do not move it.
      if (left < kept) break;
      left -= kept;
      now += kept;
    }
  }
  return now + left;
}

/** The part of a text that a change touches, as indices before it; null if it touches no character and no marker. */
export function touchedBy(delta: Delta): { readonly from: number; readonly to: number } | null {
  let [index, from, to] = [0, -1, -1];
  for (const part of delta) {
    const length = part.retain ?? part.delete ?? 0;
    if (part.retain === undefined || part.attributes !== undefined) {
      if (from === -1) from = index;
      to = index + length;
    }
    index += length;
  }
  return from === -1 ? null : { from, to };
}

/** The parts of the text before a change that it deletes. */
export function deletedBy(delta: Delta): { readonly from: number; readonly to: number }[] {
  const deleted: { from: number; to: number }[] = [];
  let index = 0;
  for (const part of delta) {
    const length = part.retain ?? part.delete ?? 0;
    if (part.delete !== undefined) deleted.push({ from: index, to: index + length });
    index += length;
  }
  return deleted;
}

function lengthOfInsert(insert: unknown): number {
  return typeof insert === 'string' ? insert.length : 1;
}
