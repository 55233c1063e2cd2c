import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'tap';
import * as Y from 'yjs';
import { SharedDocument } from '../../src/collab/updates/document.ts';
import { nestingOf } from '../../src/collab/updates/nesting.ts';
import { readPieces } from '../../src/collab/updates/pieces.ts';
import type { Block } from '../../src/domain/consultation/section.ts';
import { textSchema } from '../../src/text/check.ts';
import { markerName, sectionText } from '../../src/text/lines/stored.ts';
import { writeBlocks } from '../../src/text/write.ts';
import { writeElements } from '../support/first-form.ts';
import { addLine } from '../support/live/lines.ts';

interface Read {
  readonly pieces: readonly { readonly content: string }[];
  readonly deletions: readonly unknown[];
}

/** An update as Yjs reads it, in the form of pieces. */
function asYjsReads(update: Uint8Array): Read {
  const { structs, ds } = Y.decodeUpdate(update);
  const pieces = structs.map((struct) => {
    const item = struct instanceof Y.Item ? struct : null;
    return {
      id: struct.id,
      length: struct.length,
      kind: item?.content.getRef() ?? (struct instanceof Y.GC ? 0 : 10),
      origin: item?.origin ?? null,
      rightOrigin: item?.rightOrigin ?? null,
      parent: item?.parent ?? null,
      key: item?.parentSub ?? null,
      text: item?.content instanceof Y.ContentString ? item.content.str : '',
      content: item === null || item.content instanceof Y.ContentString ? '' : writtenAgain(item.content),
    };
  });
  return { pieces, deletions: [...ds.clients].map(([client, ranges]) => [client, ranges.map(({ clock, len }) => ({ clock, len }))]) };
}

function writtenAgain(content: Y.Item['content']): string {
  const encoder = new Y.UpdateEncoderV1();
  content.write(encoder, 0);
  return Buffer.from(encoder.toUint8Array()).toString('hex');
}

function asWeRead(update: Uint8Array): Read {
  const { pieces, deletions } = readPieces(update);
  return {
    pieces: pieces.map(({ content, ...piece }) => ({ ...piece, content: Buffer.from(content).toString('hex') })),
    deletions: [...deletions],
  };
}

/** One of everything that Yjs can hold. */
const acts: readonly ((document: Y.Doc, at: number) => void)[] = [
  (document, at) => {
    document.getText('text').insert(at % (document.getText('text').length + 1), 'Ein Satz 👩‍👧 ');
  },
  (document, at) => {
    const text = document.getText('text');
    if (text.length > 2) text.delete(at % (text.length - 2), 2);
  },
  (document) => {
    const text = document.getText('text');
    text.format(0, text.length, { bold: true });
  },
  (document) => {
    document.getText('text').insertEmbed(0, { image: 'x' });
  },
  (document, at) => {
    document.getMap('map').set(`k${at % 3}`, [at, { deep: [null, at] }]);
  },
  (document, at) => {
    document.getArray('list').insert(0, [at, 'b', new Uint8Array([1, 2, 3])]);
  },
  (document) => {
    const list = document.getArray('list');
    if (list.length > 0) list.delete(0, 1);
  },
  (document) => {
    document.getMap('map').set('inside', new Y.Map([['within', new Y.Array()]]));
  },
  (document) => {
    const element = new Y.XmlElement('paragraph');
    element.setAttribute('level', '1');
    element.insert(0, [new Y.XmlText('words')]);
    document.getXmlFragment('xml').insert(0, [element]);
  },
  (document, at) => {
    addLine(document, 'words');
    addLine(document, 'and more words');
    const text = sectionText(document, 'q1');
    text.setAttribute('type', 'heading');
    text.format(1, 4, { link: { href: 'https://hull.example' } });
    const [, marker] = text.toDelta() as { insert: unknown }[];
    if (marker?.insert instanceof Y.XmlElement) marker.insert.setAttribute('depth', String(at % 8));
  },
  (document) => {
    document.getMap('map').set('document', new Y.Doc({ guid: 'inner' }));
  },
];

const history = fc.array(fc.record({ act: fc.nat(acts.length - 1), by: fc.nat(2), at: fc.nat(500) }), { maxLength: 40 });

/** The updates of three people who write one document and see each other's edits now and then. */
function made(steps: readonly { act: number; by: number; at: number }[]): Y.Doc {
  const documents = [5, 900, 70_000].map((client) => Object.assign(new Y.Doc(), { clientID: client }));
  for (const { act, by, at } of steps) {
    const document = documents[by] as Y.Doc;
    acts[act]?.(document, at);
    if (at % 4 === 0) for (const other of documents) Y.applyUpdate(other, Y.encodeStateAsUpdate(document));
  }
  const [all] = documents;
  for (const other of documents) Y.applyUpdate(all as Y.Doc, Y.encodeStateAsUpdate(other));
  return all as Y.Doc;
}

test('[CO3] an update is read byte for byte as Yjs reads it', (t) => {
  fc.assert(
    fc.property(history, fc.nat(60), (steps, known) => {
      const document = made(steps);
      const whole = Y.encodeStateAsUpdate(document);
      const part = Y.encodeStateAsUpdate(document, Y.encodeStateVector(new Map([[900, known]])));
      for (const update of [whole, part]) assert.deepEqual(asWeRead(update), asYjsReads(update));
    }),
    { numRuns: 150 },
  );
  t.pass('every piece and deletion');
  t.end();
});

test('[CO3] altered bytes are read as Yjs reads them, or not at all', (t) => {
  const tampering = fc.array(fc.record({ at: fc.nat(100_000), with: fc.nat(255) }), { minLength: 1, maxLength: 3 });
  let read = 0;
  fc.assert(
    fc.property(history, tampering, (steps, changes) => {
      const update = Y.encodeStateAsUpdate(made(steps));
      for (const { at, with: byte } of changes) update[at % update.length] = byte;
      let ours: Read;
      try {
        ours = asWeRead(update);
      } catch {
        return;
      }
      read += 1;
      // A number may be written in more bytes than Yjs would use.
      const contentAside = ({ pieces, ...rest }: Read): unknown => ({
        ...rest,
        pieces: pieces.map((piece) => ({ ...piece, content: '' })),
      });
      assert.deepEqual(contentAside(ours), contentAside(asYjsReads(update)));
    }),
    { numRuns: 3_000 },
  );
  t.ok(read > 50, `${read} of them could be read`);
  t.end();
});

test('[CO3] a document inside the document that has no options is not read: Yjs throws there', (t) => {
  const document = new Y.Doc();
  document.getMap('map').set('document', new Y.Doc({ guid: 'inner' }));
  const update = Y.encodeStateAsUpdate(document);
  const options = update.length - 3;
  t.equal(update[options], 0x76, 'an object, as lib0 writes it');
  for (const nothing of [0x7e, 0x7f]) {
    const altered = Uint8Array.from([...update.subarray(0, options), nothing, 0]);
    t.throws(() => Y.decodeUpdate(altered), 'Yjs');
    t.throws(() => readPieces(altered), { message: 'a document without options' });
  }
  t.end();
});

/** Markers inside one another, `depth` deep, by these clients in turn. `put` puts a marker into another. */
function nested(depth: number, clients: readonly number[], put: (inside: Y.XmlElement, marker: Y.XmlElement) => void): Uint8Array {
  const document = new Y.Doc();
  let inside = new Y.XmlElement(markerName);
  sectionText(document, 'q1').insertEmbed(0, inside);
  for (let level = 1; level < depth; level += 1) {
    document.clientID = clients[level % clients.length] ?? 1;
    const marker = new Y.XmlElement(markerName);
    put(inside, marker);
    inside = marker;
  }
  return Y.encodeStateAsUpdate(document);
}

test('[CO3] an update that nests without end is refused before any object is built for it', (t) => {
  const ways: Readonly<Record<string, Uint8Array>> = {
    'by one client': nested(1_500, [7], (inside, marker) => {
      inside.insert(0, [marker]);
    }),
    'by two clients in turn': nested(1_000, [7, 8], (inside, marker) => {
      inside.insert(0, [marker]);
    }),
    'beside something else': nested(1_000, [7, 8], (inside, marker) => {
      inside.insert(0, [new Y.XmlText('abc'), marker]);
    }),
    'as an attribute': nested(1_000, [7], (inside, marker) => {
      inside.setAttribute('depth', marker as unknown as string);
    }),
    'texts in a text': nestedTexts(1_000),
    'the first form’s lists': nestedLists(1_000),
  };
  for (const [way, update] of Object.entries(ways)) {
    const document = new SharedDocument(textSchema, 8_388_608, []);
    t.match(document.take(update), { is: 'refused', closing: 'bad-frame', why: /nested/ }, way);
    t.equal(document.change(), null);
  }
  t.end();
});

/** Texts inside one another, `depth` deep. */
function nestedTexts(depth: number): Uint8Array {
  const document = new Y.Doc();
  let inside = sectionText(document, 'q1');
  for (let level = 0; level < depth; level += 1) {
    const text = new Y.XmlText();
    inside.insertEmbed(0, text);
    inside = text;
  }
  return Y.encodeStateAsUpdate(document);
}

/** Lists in lists as the first form stored them, `depth` deep. */
function nestedLists(depth: number): Uint8Array {
  const document = new Y.Doc();
  let inside: Y.XmlFragment = document.getXmlFragment('section:q1');
  for (let level = 0; level < depth; level += 1) {
    const element = new Y.XmlElement(level % 2 === 0 ? 'bulletList' : 'listItem');
    inside.insert(0, [element]);
    inside = element;
  }
  return Y.encodeStateAsUpdate(document);
}

test('[CO3 TX16] a long text with lists in lists is not nested: their depth is a number', (t) => {
  const document = new Y.Doc();
  const item: Block = { type: 'bulletList', items: [] };
  const lists = Array.from({ length: 300 }, (_, n) => ({
    ...item,
    items: [[plain(`Point ${n}`), { ...item, items: [[plain('Inner')]] }]],
  }));
  writeBlocks(document, 'q1', lists);
  t.equal(nestingOf(readPieces(Y.encodeStateAsUpdate(document)).pieces), 1);
  const first = new Y.Doc();
  for (const list of lists) writeElements(first, 'q1', [list]);
  t.equal(nestingOf(readPieces(Y.encodeStateAsUpdate(first)).pieces), 6, 'nor is one of the first form nested deep');
  t.end();
});

function plain(text: string): Block {
  return { type: 'paragraph', content: [{ type: 'text', text, marks: [] }] };
}
