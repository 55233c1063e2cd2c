import * as Y from 'yjs';

/**
 * Answers that hold unsaved words, as they stand, and after them what was typed and is in none of them: the page was closed
 * before they could be written down whole, or somebody else's change took the words out of them.
 */
export function withTyped(answers: readonly string[], updates: readonly Uint8Array[]): string {
  const there = ` ${spacedOnce(answers.join('\n'))} `;
  const missing = typedIn(updates).filter((piece) => !holds(there, spacedOnce(piece)));
  if (missing.length === 0) return answers.join('\n\n');
  return [...answers, `What was typed, in the order it was typed:\n\n${missing.join('\n\n')}`].join('\n\n');
}

/** What was typed in edits and stayed, without the text it belongs to: each piece as it reads now, in the order they were begun. */
export function typedIn(updates: readonly Uint8Array[]): readonly string[] {
  if (updates.length === 0) return [];
  const { structs, ds } = Y.decodeUpdate(Y.mergeUpdates([...updates]));
  const pieces: Letter[][] = [];
  for (const item of structs) {
    if (!(item instanceof Y.Item)) continue;
    const letters = lettersOf(item, (client, clock) => Y.isDeleted(ds, Y.createID(client, clock)));
    if (item.content instanceof Y.ContentAny) pieces.push(letters);
    else put(pieces, item.origin, letters);
  }
  const read = pieces.map((letters) => letters.map(({ text }) => text).join(''));
  return read.map((piece) => piece.trim()).filter((piece) => piece !== '');
}

/** One letter, or a whole value: a reason for not answering is one. The text is empty where it was taken back. */
interface Letter {
  readonly client: number;
  readonly clock: number;
  readonly text: string;
}

function lettersOf({ id: { client, clock }, content }: Y.Item, isTakenBack: (client: number, clock: number) => boolean): Letter[] {
  const values: readonly unknown[] = content instanceof Y.ContentDeleted ? Array<string>(content.len).fill('') : content.getContent();
  return values.flatMap((value, at) => {
    if (typeof value !== 'string') return [];
    return [{ client, clock: clock + at, text: isTakenBack(client, clock + at) ? '' : value }];
  });
}

/** Puts letters behind the one they were typed behind, where that was typed in these edits too. */
function put(pieces: Letter[][], origin: Y.ID | null, letters: readonly Letter[]): void {
  for (const piece of pieces.toReversed()) {
    const behind = piece.findLastIndex(({ client, clock }) => origin !== null && client === origin.client && clock === origin.clock);
    if (behind < 0) continue;
    piece.splice(behind + 1, 0, ...letters);
    return;
  }
  pieces.push([...letters]);
}

/** As whole words: "no" is not in "know". */
function holds(text: string, piece: string): boolean {
  for (let at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + 1)) {
    const [before = '', after = ''] = [text[at - 1], text[at + piece.length]];
    if (!(isLetter(before) && isLetter(piece[0])) && !(isLetter(after) && isLetter(piece.at(-1)))) return true;
  }
  return false;
}

function isLetter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}

function spacedOnce(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
