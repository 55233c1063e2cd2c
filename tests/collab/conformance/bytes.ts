import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { encodeFrame } from '../../../src/collab/wire/protocol.ts';
import { markerName, sectionText } from '../../../src/text/lines/stored.ts';
import { addLine } from '../../support/live/lines.ts';

/** Bytes that are no frame, each with the reason. */
export function* garbage(): Generator<readonly [string, Uint8Array]> {
  yield ['nothing at all', new Uint8Array()];
  yield ['a varint without end', Uint8Array.of(0, 2, 0xff, 0xff, 0xff)];
  yield ['a varint longer than any number', Uint8Array.of(0, 2, ...Array.from({ length: 200 }, () => 0xff))];
  yield ['an unknown sync message', Uint8Array.of(0, 9, 1, 0)];
  yield ['what only a server says', encodeFrame({ type: 'acknowledgement', acknowledgement: { durable: 9, setAside: [] } })];
  yield ['a length beyond the frame', Uint8Array.of(0, 2, 0xff, 0xff, 0xff, 0x0f, 1)];
  yield ['a length of four thousand millions', Uint8Array.of(1, 0xff, 0xff, 0xff, 0xff, 0x0f, 1)];
  yield ['bytes left over', Uint8Array.of(...encodeFrame({ type: 'query-awareness' }), 7)];
  yield ['a state vector that is none', encodeFrame({ type: 'step1', stateVector: Uint8Array.of(5, 1) })];
  yield ['a state vector of millions of clients', encodeFrame({ type: 'step1', stateVector: numbers(4_000_000_000, 1, 1) })];
  yield ['an update that is none', encodeFrame({ type: 'update', update: Uint8Array.of(1, 2, 3, 4, 5) })];
  yield ['an update of millions of structs', encodeFrame({ type: 'update', update: numbers(1, 4_000_000_000, 1, 0) })];
  yield ['an update of millions of clients', encodeFrame({ type: 'update', update: numbers(4_000_000_000, 1, 1, 0) })];
  yield ['millions of deletions', encodeFrame({ type: 'update', update: numbers(0, 4_000_000_000, 1, 1) })];
  yield ['awareness that is no JSON', awarenessFrame('{nonsense')];
  yield ['awareness that is a list', awarenessFrame('[1]')];
  yield ['awareness of a number', awarenessFrame('7')];
  yield ['awareness of millions of people', Uint8Array.of(1, 6, ...numbers(4_000_000_000, 1))];
}

/** Messages of types that nobody knows yet. */
export const unknownMessages: readonly Uint8Array[] = [
  Uint8Array.of(99),
  Uint8Array.of(7, 7, 7, 7),
  Uint8Array.of(...numbers(104), ...new Uint8Array(50_000).fill(0xff)),
];

/** Numbers as varints, one after the other. */
export function numbers(...values: readonly number[]): Uint8Array {
  const encoder = encoding.createEncoder();
  for (const value of values) encoding.writeVarUint(encoder, value);
  return encoding.toUint8Array(encoder);
}

/** An awareness frame with one entry, whose state is any text. */
export function awarenessFrame(state: string, client = 7): Uint8Array {
  const inner = encoding.createEncoder();
  for (const number of [1, client, 1]) encoding.writeVarUint(inner, number);
  encoding.writeVarString(inner, state);
  const outer = encoding.createEncoder();
  encoding.writeVarUint(outer, 1);
  encoding.writeVarUint8Array(outer, encoding.toUint8Array(inner));
  return encoding.toUint8Array(outer);
}

/** A small seeded generator, so that a failure can be repeated. */
export function randomBytes(seed: number): (length: number) => Uint8Array {
  let state = seed;
  return (length) =>
    Uint8Array.from({ length }, () => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return state >> 16;
    });
}

/** An update that inserts markers inside one another, `depth` deep. */
export function nested(depth: number): Uint8Array {
  const document = new Y.Doc();
  document.transact(() => {
    let parent = new Y.XmlElement(markerName);
    sectionText(document, 'q1').insertEmbed(0, parent);
    for (let n = 1; n < depth; n += 1) {
      const marker = new Y.XmlElement(markerName);
      parent.insert(0, [marker]);
      parent = marker;
    }
  });
  return Y.encodeStateAsUpdate(document);
}

/** An update whose structs all build on one that is never sent. */
export function bomb(structs: number): Uint8Array {
  const document = new Y.Doc();
  addLine(document, 'Never sent.');
  const before = Y.encodeStateVector(document);
  document.transact(() => {
    for (let n = 0; n < structs; n += 1) addLine(document, '');
  });
  return Y.encodeStateAsUpdate(document, before);
}
