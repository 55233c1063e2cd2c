import * as Y from 'yjs';

/**
 * Joins the kept answers, and adds every piece typed in `updates` that no answer contains: the page closed before its
 * answers were written, or another person's edit removed the words from them.
 */
export function withTyped(answers: readonly string[], updates: readonly Uint8Array[]): string {
  const there = ` ${spacedOnce(answers.join('\n'))} `;
  const missing = typedIn(updates).filter((piece) => !holds(there, spacedOnce(piece)));
  if (missing.length === 0) return answers.join('\n\n');
  return [...answers, `What was typed, in the order it was typed:\n\n${missing.join('\n\n')}`].join('\n\n');
}

/** Finds the words typed in edits and not deleted again: one piece for each run of words, in the order they were begun. */
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

/** Values of a line's attributes (TX3). Nobody typed them. */
const kinds: ReadonlySet<unknown> = new Set(['paragraph', 'heading', 'none', 'bullet', 'number', 'more']);

/**
 * One letter, or one whole value: the first form stored a reason for not answering as one. The text is empty if it was deleted
 * again.
 */
interface Letter {
  readonly client: number;
  readonly clock: number;
  readonly text: string;
}

function lettersOf({ id: { client, clock }, content }: Y.Item, isDeleted: (client: number, clock: number) => boolean): Letter[] {
  const values: readonly unknown[] = content instanceof Y.ContentDeleted ? Array<string>(content.len).fill('') : content.getContent();
  return values.flatMap((value, at) => {
    if (typeof value !== 'string' || (content instanceof Y.ContentAny && kinds.has(value))) return [];
    return [{ client, clock: clock + at, text: isDeleted(client, clock + at) ? '' : value }];
  });
}

/** Puts letters after the letter they were typed after, if these edits hold it; otherwise begins a new piece. */
function put(pieces: Letter[][], origin: Y.ID | null, letters: readonly Letter[]): void {
  for (const piece of pieces.toReversed()) {
    const behind = piece.findLastIndex(({ client, clock }) => origin !== null && client === origin.client && clock === origin.clock);
    if (behind < 0) continue;
    piece.splice(behind + 1, 0, ...letters);
    return;
  }
  pieces.push([...letters]);
}

/** True if the text contains the piece as whole words: "no" is not in "know". */
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
