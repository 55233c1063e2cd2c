import * as Y from 'yjs';
import { kinds, type Piece } from './pieces.ts';

/** An update brings something in whose place something else is known. */
export class Contradicted extends Error {
  override name = 'Contradicted';
}

/**
 * Whether something else stands where a piece says it stands, or the same stands elsewhere. One client makes one thing of
 * each clock, so somebody made the other in its name: to take this for known would be to say that words are saved which are
 * nowhere. Of what is deleted here nothing is left to compare: `isDoubtful` says of a range of clocks whether it may have
 * been something else.
 */
export function isContradicted({ store }: Y.Doc, piece: Piece, isDoubtful: (from: number, to: number) => boolean): boolean {
  const { client, clock } = piece.id;
  const end = clock + piece.length;
  const structs = store.clients.get(client);
  if (structs === undefined || clock >= Y.getState(store, client) || !holdsSomething(piece.kind)) return false;
  for (let index = Y.findIndexSS(structs, clock); index < structs.length; index += 1) {
    const here = structs[index];
    if (here === undefined || here.id.clock >= end) return false;
    if (here instanceof Y.Item && !here.deleted) {
      if (!isSamePlace(here, piece) || !holdsSame(here, piece)) return true;
    } else if (isDoubtful(Math.max(clock, here.id.clock), Math.min(end, here.id.clock + here.length))) return true;
  }
  return false;
}

function holdsSomething(kind: number): boolean {
  return kind !== kinds.garbage && kind !== kinds.gap && kind !== kinds.deleted;
}

/** Whether both were put beside the same things, or where nothing was, in the same type. */
function isSamePlace(here: Y.Item, piece: Piece): boolean {
  const { client, clock } = piece.id;
  const from = Math.max(here.id.clock, clock);
  const before = (start: number, origin: Y.ID | null): Y.ID | null => (from > start ? Y.createID(client, from - 1) : origin);
  const origin = before(here.id.clock, here.origin);
  if (!Y.compareIDs(origin, before(clock, piece.origin)) || !Y.compareIDs(here.rightOrigin, piece.rightOrigin)) return false;
  return origin !== null || here.rightOrigin !== null || isSameParent(here, piece);
}

function isSameParent({ parent, parentSub }: Y.Item, piece: Piece): boolean {
  if (parentSub !== piece.key || !(parent instanceof Y.AbstractType)) return false;
  if (parent._item === null) return Y.findRootTypeKey(parent) === piece.parent;
  return piece.parent instanceof Y.ID && Y.compareIDs(parent._item.id, piece.parent);
}

/** As far as both go. */
function holdsSame({ id, content, length }: Y.Item, piece: Piece): boolean {
  if (content.getRef() !== piece.kind) return false;
  if (content instanceof Y.ContentString) {
    return isSameText(textFrom(content.str, id.clock, piece.id.clock), textFrom(piece.text, piece.id.clock, id.clock));
  }
  // A text has values one by one, never several in one piece (CO3): so both go equally far.
  const isOneThing = id.clock === piece.id.clock && length === piece.length;
  return !isOneThing || Buffer.compare(bytesOf(content), piece.content) === 0;
}

/** The words of what begins at a clock from another clock on, or all where it begins later. */
function textFrom(words: string, clock: number, from: number): string {
  return words.slice(Math.max(0, from - clock));
}

function isSameText(one: string, other: string): boolean {
  const length = Math.min(one.length, other.length);
  for (let index = 0; index < length; index += 1) {
    const [letter = '', same = ''] = [one[index], other[index]];
    if (letter !== same && !isCut(letter, same) && !isCut(same, letter)) return false;
  }
  return true;
}

/** Of a letter of two halves that is cut in two, Yjs writes this for each half. */
function isCut(written: string, half: string): boolean {
  return written === '\ufffd' && half >= '\ud800' && half <= '\udfff';
}

function bytesOf(content: Y.Item['content']): Uint8Array {
  const encoder = new Y.UpdateEncoderV1();
  content.write(encoder, 0);
  return encoder.toUint8Array();
}
