import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';

/**
 * A struct of an update, read from the bytes. No Yjs object is built for it: for an update that is refused, building them
 * would be most of the work and all of the garbage.
 */
export interface Piece {
  readonly id: Y.ID;
  readonly length: number;
  /** One of {@link kinds}: 0 is collected garbage, 10 a gap, the others are the content of an item. */
  readonly kind: number;
  readonly origin: Y.ID | null;
  readonly rightOrigin: Y.ID | null;
  /** The id of the type it is in, or the name of a root type; null where a neighbour tells it. */
  readonly parent: Y.ID | string | null;
  /** Its key in that type; null where it has none, or a neighbour tells it. */
  readonly key: string | null;
  /** The words of string content, else empty. */
  readonly text: string;
  /** The encoded bytes of any other content. */
  readonly content: Uint8Array;
}

/** `len` clocks of one Yjs client, from `clock` on. */
export interface Range {
  readonly clock: number;
  readonly len: number;
}

/** The clocks that an update deletes, by Yjs client. */
export type Ranges = ReadonlyMap<number, readonly Range[]>;

/** An update has too many pieces or clients, however few its bytes. */
export class TooManyPieces extends Error {
  override name = 'TooManyPieces';
}

/** An editor makes fewer pieces in days. Applying more in one update would keep everybody else waiting. */
const mostPieces = 50_000;
/**
 * The most Yjs clients in one update; every opened page is one. Deletions have no limit here but in the document itself,
 * because a whole answer lists all of them (see deleted-ranges.ts).
 */
const mostClients = 500;

export const kinds = { garbage: 0, deleted: 1, json: 2, binary: 3, string: 4, embed: 5, format: 6, type: 7, any: 8, doc: 9, gap: 10 };

const none = new Uint8Array();

const kindBits = 0b1_1111;
const hasKey = 0b10_0000;
const hasRightOrigin = 0b100_0000;
const hasOrigin = 0b1000_0000;
/** The Yjs types that are written with a name: elements and hooks. */
const namedTypes: ReadonlySet<number> = new Set([3, 5]);
const types = 7;

/**
 * Reads an update (Yjs version 1) byte for byte as Yjs does. Throws where Yjs would, and where the form is not the one that
 * Yjs writes: each client once, the highest first, and none of them empty.
 */
export function readPieces(update: Uint8Array): {
  readonly pieces: readonly Piece[];
  readonly deletions: Ranges;
  readonly isWhole: boolean;
} {
  const bytes = decoding.createDecoder(update);
  const decoder = new Y.UpdateDecoderV1(bytes);
  const pieces: Piece[] = [];
  let above = Number.POSITIVE_INFINITY;
  const clients = decoding.readVarUint(bytes);
  for (let read = 0; read < clients; read += 1) {
    if (read === mostClients) throw new TooManyPieces(`more than ${mostClients} clients`);
    const count = decoding.readVarUint(bytes);
    const client = decoding.readVarUint(bytes);
    if (count === 0) throw new TypeError('nothing of a client');
    if (client >= above) throw new TypeError('clients out of order');
    above = client;
    let clock = decoding.readVarUint(bytes);
    for (let n = 0; n < count; n += 1) {
      if (pieces.length === mostPieces) throw new TooManyPieces(`more than ${mostPieces} pieces`);
      const piece = readPiece(bytes, decoder, Y.createID(client, clock));
      if (piece.length === 0) throw new TypeError('a piece of no length');
      pieces.push(piece);
      clock += piece.length;
    }
  }
  const deletions = readRanges(bytes);
  return { pieces, deletions, isWhole: !decoding.hasContent(bytes) };
}

function readPiece(bytes: decoding.Decoder, decoder: Y.UpdateDecoderV1, id: Y.ID): Piece {
  const info = decoder.readInfo();
  const nothing = { id, origin: null, rightOrigin: null, parent: null, key: null, text: '', content: none };
  if (info === kinds.garbage || info === kinds.gap) return { ...nothing, kind: info, length: decoder.readLen() };
  const origin = (info & hasOrigin) === 0 ? null : decoder.readLeftID();
  const rightOrigin = (info & hasRightOrigin) === 0 ? null : decoder.readRightID();
  let parent: Piece['parent'] = null;
  let key: Piece['key'] = null;
  if (origin === null && rightOrigin === null) {
    parent = decoder.readParentInfo() ? decoder.readString() : decoder.readLeftID();
    if ((info & hasKey) !== 0) key = decoder.readString();
  }
  const kind = info & kindBits;
  const place = { id, kind, origin, rightOrigin, parent, key };
  if (kind === kinds.string) {
    const text = decoder.readString();
    return { ...place, text, content: none, length: text.length };
  }
  const from = bytes.pos;
  const length = readContent(bytes, decoder, kind);
  return { ...place, text: '', content: bytes.arr.subarray(from, bytes.pos), length };
}

/** Reads past the content of an item, other than a string. Returns its length in clocks. */
function readContent(bytes: decoding.Decoder, decoder: Y.UpdateDecoderV1, kind: number): number {
  switch (kind) {
    case kinds.deleted:
      return decoder.readLen();
    case kinds.json:
      return times(decoder.readLen(), () => {
        const value = decoder.readString();
        if (value !== 'undefined') JSON.parse(value);
      });
    case kinds.binary:
      decoding.readVarUint8Array(bytes);
      return 1;
    case kinds.embed:
      decoder.readJSON();
      return 1;
    case kinds.format:
      decoder.readKey();
      decoder.readJSON();
      return 1;
    case kinds.type:
      readType(decoder);
      return 1;
    case kinds.any:
      return times(decoder.readLen(), () => decoder.readAny() as unknown);
    case kinds.doc:
      decoder.readString();
      readOptions(decoder);
      return 1;
    default:
      throw new TypeError(`no such content: ${kind}`);
  }
}

function readType(decoder: Y.UpdateDecoderV1): void {
  const type = decoder.readTypeRef();
  if (type >= types) throw new TypeError(`no such type: ${type}`);
  if (namedTypes.has(type)) decoder.readKey();
}

/** Reads past the options of a document. Yjs reads their fields, so that it throws where they are null or undefined. */
function readOptions(decoder: Y.UpdateDecoderV1): void {
  const options: unknown = decoder.readAny();
  if (options === null || options === undefined) throw new TypeError('a document without options');
}

/** Reads the deleted ranges: each client once, its ranges sorted and disjoint, as Yjs writes them. Others cost a search each. */
function readRanges(bytes: decoding.Decoder): Ranges {
  const ranges = new Map<number, Range[]>();
  for (let clients = decoding.readVarUint(bytes); clients > 0; clients -= 1) {
    const client = decoding.readVarUint(bytes);
    if (ranges.has(client)) throw new TypeError('deletions of a client twice');
    const ofClient: Range[] = [];
    let end = 0;
    for (let count = decoding.readVarUint(bytes); count > 0; count -= 1) {
      const range = { clock: decoding.readVarUint(bytes), len: decoding.readVarUint(bytes) };
      if (range.clock < end) throw new TypeError('deletions out of order');
      if (range.len === 0) throw new TypeError('a deletion of no length');
      end = range.clock + range.len;
      ofClient.push(range);
    }
    if (ofClient.length > 0) ranges.set(client, ofClient);
  }
  return ranges;
}

function times(count: number, act: () => unknown): number {
  for (let n = 0; n < count; n += 1) act();
  return count;
}
