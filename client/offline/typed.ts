import * as Y from 'yjs';

/**
 * Answers that hold unsaved words, as they stand, and after them what was typed and is in none of them: the page was closed
 * before they could be written down whole, or somebody else's change took the words out of them.
 */
export function withTyped(answers: readonly string[], updates: readonly Uint8Array[]): string {
  const there = spacedOnce(answers.join('\n'));
  const missing = typedIn(updates).filter((piece) => !there.includes(spacedOnce(piece)));
  if (missing.length === 0) return answers.join('\n\n');
  return [...answers, `What was typed, in the order it was typed:\n\n${missing.join('\n\n')}`].join('\n\n');
}

/** What was typed in edits and stayed, without the text they belong to: the pieces in the order they were typed. */
export function typedIn(updates: readonly Uint8Array[]): readonly string[] {
  if (updates.length === 0) return [];
  const { structs, ds } = Y.decodeUpdate(Y.mergeUpdates([...updates]));
  const pieces: string[] = [];
  let next: Y.ID | null = null;
  for (const item of structs) {
    if (!(item instanceof Y.Item) || !(item.content instanceof Y.ContentString)) continue;
    const { client, clock } = item.id;
    const stayed = [...item.content.str.split('').entries()].filter(([at]) => !Y.isDeleted(ds, Y.createID(client, clock + at)));
    const piece = stayed.map(([, letter]) => letter).join('');
    const follows = next !== null && item.origin !== null && item.origin.client === next.client && item.origin.clock === next.clock;
    if (follows) pieces.push(`${pieces.pop() ?? ''}${piece}`);
    else pieces.push(piece);
    next = Y.createID(client, clock + item.length - 1);
  }
  return pieces.map((piece) => piece.trim()).filter((piece) => piece !== '');
}

function spacedOnce(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
