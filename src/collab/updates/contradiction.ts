import * as Y from 'yjs';
import { kinds, type Piece } from './pieces.ts';

/** An update brings a piece where the document knows another piece under the same client id and clock. */
export class Contradicted extends Error {
  override name = 'Contradicted';
}

/**
 * True if the document knows other content, or another place, under a piece's client id and clocks. A client uses each clock
 * once, so somebody else wrote one of the two in its name; to treat the piece as known would be to acknowledge words that
 * are nowhere. Deleted content cannot be compared: there `isDoubtful` tells whether a range of clocks may have held
 * something else.
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

/**
 * True if the document holds collected garbage under an id. Yjs collects a new piece at once where its neighbour is garbage.
 * Words of a text have such a neighbour only where somebody sent garbage in the name of its writer (CO12).
 */
export function isCollected({ store }: Y.Doc, { client, clock }: Y.ID): boolean {
  const structs = store.clients.get(client) ?? [];
  return clock < Y.getState(store, client) && structs[Y.findIndexSS(structs, clock)] instanceof Y.GC;
}

function holdsSomething(kind: number): boolean {
  return kind !== kinds.garbage && kind !== kinds.gap && kind !== kinds.deleted;
}

/** True if both have the same neighbours on insertion, or, with no neighbours, the same parent type. */
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

/** True if the content is equal over the clocks that both cover. */
function holdsSame({ id, content, length }: Y.Item, piece: Piece): boolean {
  if (content.getRef() !== piece.kind) return false;
  if (content instanceof Y.ContentString) {
    return isSameText(textFrom(content.str, id.clock, piece.id.clock), textFrom(piece.text, piece.id.clock, id.clock));
  }
  // A text has other values one by one, never several in one piece (CO3), so the two cover the same clock.
  const isOneThing = id.clock === piece.id.clock && length === piece.length;
  return !isOneThing || Buffer.compare(bytesOf(content), piece.content) === 0;
}

/** `words` begin at `clock`; returns those at and after the clock `from`. */
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

/** Yjs writes U+FFFD for each half of a surrogate pair that it cuts in two. */
function isCut(written: string, half: string): boolean {
  return written === '\ufffd' && half >= '\ud800' && half <= '\udfff';
}

function bytesOf(content: Y.Item['content']): Uint8Array {
  const encoder = new Y.UpdateEncoderV1();
  content.write(encoder, 0);
  return encoder.toUint8Array();
}
