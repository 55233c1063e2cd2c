import * as Y from 'yjs';

/**
 * What was typed in edits, without the text they belong to: the pieces in the order they were typed. For a page that was
 * closed before its answers could be written down whole.
 */
export function typedIn(updates: readonly Uint8Array[]): string {
  if (updates.length === 0) return '';
  const { structs } = Y.decodeUpdate(Y.mergeUpdates([...updates]));
  const pieces: string[] = [];
  let next: Y.ID | null = null;
  for (const item of structs) {
    if (!(item instanceof Y.Item) || !(item.content instanceof Y.ContentString)) continue;
    const follows = next !== null && item.origin !== null && item.origin.client === next.client && item.origin.clock === next.clock;
    const piece = item.content.str;
    if (follows) pieces.push(`${pieces.pop() ?? ''}${piece}`);
    else pieces.push(piece);
    next = new Y.ID(item.id.client, item.id.clock + item.length - 1);
  }
  return pieces
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '')
    .join('\n\n');
}
