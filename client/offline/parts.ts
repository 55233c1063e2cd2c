import { mergeUpdates } from 'yjs';

/** The largest update that is sent in one frame, in bytes. The server takes four times as much. */
const largestPart = 262_144;

/** Merges kept edits into few updates, each small enough for one frame unless a single edit is larger. */
export function partsOf(updates: readonly Uint8Array[]): readonly Uint8Array[] {
  const parts: Uint8Array[][] = [];
  let bytes = 0;
  for (const update of updates) {
    const part = parts.at(-1);
    if (part === undefined || bytes + update.byteLength > largestPart) {
      parts.push([update]);
      bytes = update.byteLength;
    } else {
      part.push(update);
      bytes += update.byteLength;
    }
  }
  return parts.map((part) => mergeUpdates(part));
}
