import { test } from 'tap';
import * as Y from 'yjs';
import { sectionText } from '../../src/text/lines/stored.ts';
import { wordsByClient } from '../../src/text/writers.ts';
import { writeBlocks } from '../../src/text/write.ts';

/** Somebody else's copy of a document. */
function copyOf(document: Y.Doc, client: number): Y.Doc {
  const copy = new Y.Doc();
  copy.clientID = client;
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(document));
  return copy;
}

const textIn = (document: Y.Doc): Y.XmlText => sectionText(document, 'q1');

test('a word belongs to the writer of its first letter, whatever was typed into it or deleted', (t) => {
  const ann = new Y.Doc();
  ann.clientID = 1;
  const bold = { type: 'text' as const, text: ' need carers', marks: [{ type: 'bold' as const }] };
  writeBlocks(ann, 'q1', [
    { type: 'paragraph', content: [{ type: 'text', text: 'Children', marks: [] }, bold] },
    { type: 'bulletList', items: [[{ type: 'paragraph', content: [{ type: 'text', text: 'one two', marks: [] }] }]] },
  ]);
  const count = (document: Y.Doc) => [...wordsByClient(document, ['q1', 'q2'])].sort((a, b) => a[0] - b[0]);
  t.same(count(ann), [[1, 5]], 'a mark in the middle of a sentence parts no words');
  const bob = copyOf(ann, 2);
  textIn(bob).insert(4, 'xx');
  t.same(count(bob), [[1, 5]], 'letters inside a word');
  textIn(bob).insert(0, 'Our young ');
  t.same(count(bob), [
    [1, 5],
    [2, 2],
  ]);
  textIn(bob).insert('Our young Chilxxdren need carers'.length, 's always');
  t.same(count(bob), [
    [1, 5],
    [2, 3],
  ]);
  textIn(bob).delete(0, 'Our '.length);
  t.same(count(bob), [
    [1, 5],
    [2, 2],
  ]);
  const cy = copyOf(bob, 3);
  writeBlocks(cy, 'q2', [{ type: 'heading', level: 1, content: [{ type: 'text', text: 'Costs', marks: [] }, { type: 'break' }] }]);
  t.same(count(cy), [
    [1, 5],
    [2, 2],
    [3, 1],
  ]);
  t.end();
});
