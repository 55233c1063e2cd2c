import * as Y from 'yjs';
import { kinds, type Piece } from './pieces.ts';

/** An update brings words in whose place other words are known. */
export class Contradicted extends Error {
  override name = 'Contradicted';
}

/**
 * Whether something else stands where a piece says it stands. One client makes one thing of each clock, so somebody made the
 * other in its name: to take this for known would be to say that words are saved which are nowhere. Of what is deleted here
 * nothing is left to compare: `isGone` says of a range of clocks whether nobody vouches that it was the same.
 */
export function isContradicted({ store }: Y.Doc, piece: Piece, isGone: (from: number, to: number) => boolean): boolean {
  const { client, clock } = piece.id;
  const end = clock + piece.length;
  const structs = store.clients.get(client);
  if (structs === undefined || clock >= Y.getState(store, client) || !holdsSomething(piece.kind)) return false;
  for (let index = Y.findIndexSS(structs, clock); index < structs.length; index += 1) {
    const here = structs[index];
    if (here === undefined || here.id.clock >= end) return false;
    if (here instanceof Y.Item && !here.deleted) {
      if (!holdsSame(here, piece)) return true;
    } else if (isGone(Math.max(clock, here.id.clock), Math.min(end, here.id.clock + here.length))) return true;
  }
  return false;
}

function holdsSomething(kind: number): boolean {
  return kind !== kinds.garbage && kind !== kinds.gap && kind !== kinds.deleted;
}

/** As far as both go. */
function holdsSame({ id, content, length }: Y.Item, piece: Piece): boolean {
  if (content.getRef() !== piece.kind) return false;
  if (content instanceof Y.ContentString) {
    return isSameText(textFrom(content.str, id.clock, piece.id.clock), textFrom(piece.text, piece.id.clock, id.clock));
  }
  // Of anything else an editor writes one at a time.
  const isOneThing = id.clock === piece.id.clock && length === piece.length;
  return !isOneThing || Buffer.compare(bytesOf(content), piece.content) === 0;
}

/** The words of what begins at a clock from another clock on, or all where it begins later. */
function textFrom(words: string, clock: number, from: number): string {
  return words.slice(Math.max(0, from - clock));
}

/** Half of a letter of two halves is no letter, and may be compared with the whole. */
function isSameText(one: string, other: string): boolean {
  const length = Math.min(one.length, other.length);
  for (let index = 0; index < length; index += 1) {
    if (one[index] !== other[index] && one[index] !== '\ufffd' && other[index] !== '\ufffd') return false;
  }
  return true;
}

function bytesOf(content: Y.Item['content']): Uint8Array {
  const encoder = new Y.UpdateEncoderV1();
  content.write(encoder, 0);
  return encoder.toUint8Array();
}
