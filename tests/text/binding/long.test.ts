import { test } from 'tap';
import * as Y from 'yjs';
import type { Block, Inline } from '../../../src/domain/consultation/section.ts';
import { writeBlocks } from '../../../src/text/write.ts';
import { HeadlessEditor, meet, section } from '../../support/text/headless-editor.ts';

function editorWith(blocks: readonly Block[]): HeadlessEditor {
  const document = new Y.Doc();
  writeBlocks(document, section, blocks);
  return new HeadlessEditor(1, Y.encodeStateAsUpdate(document));
}

function paragraph(text: string): Block {
  return { type: 'paragraph', content: [{ type: 'text', text, marks: [] }] };
}

/** The least processor time that an act takes of some times, in milliseconds: the machine is busy with other tests. */
function leastTime(act: () => void, times = 12): number {
  return Math.min(
    ...Array.from({ length: times }, () => {
      const before = process.cpuUsage();
      act();
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    }),
  );
}

test('[TX10] [TX11] a key costs no more in a text as long as a text may be', (t) => {
  const longest: Readonly<Record<string, readonly Block[]>> = {
    '3,000 paragraphs': Array.from({ length: 3000 }, (_, index) => paragraph(String(index).padEnd(99, ' word'))),
    'one paragraph': [paragraph('word '.repeat(59_900))],
    'one list': [{ type: 'bulletList', items: Array.from({ length: 20_000 }, (_, index) => [paragraph(`item ${index}`)]) }],
  };
  for (const [name, blocks] of Object.entries(longest)) {
    const page = editorWith(blocks);
    page.editor.commands.setTextSelection(Math.floor(page.state.doc.content.size / 2));
    // Before, a key in the list took 100 ms and more, and one in the long paragraph 40 ms.
    const own = leastTime(() => {
      page.type('x');
    });
    t.ok(own < 20, `${name}: a key of this page takes ${own} ms`);
    const other = new HeadlessEditor(2, Y.encodeStateAsUpdate(page.doc));
    let update: Uint8Array = new Uint8Array();
    other.doc.on('update', (bytes: Uint8Array) => (update = bytes));
    const others = leastTime(() => {
      other.type('y');
      Y.applyUpdate(page.doc, update);
    });
    t.ok(others < 40, `${name}: a key of another page takes ${others} ms, at both ends`);
    t.same(page.state.doc.toJSON(), other.state.doc.toJSON(), name);
  }
  t.end();
});

test('[TX9] [TX10] bold over all of the longest list begins once and ends once', (t) => {
  const page = editorWith([{ type: 'bulletList', items: Array.from({ length: 20_000 }, (_, index) => [paragraph(`item ${index}`)]) }]);
  page.editor.commands.setTextSelection(Math.floor(page.state.doc.content.size / 2));
  const enter = leastTime(() => {
    page.editor.commands.splitListItem('listItem');
  });
  // Before, it took 40 ms on a quiet machine, and bold 20 s.
  t.ok(enter < 60, `Enter takes ${enter} ms`);
  let update: Uint8Array = new Uint8Array();
  page.doc.on('update', (bytes: Uint8Array) => (update = bytes));
  page.editor.commands.selectAll();
  const bold = leastTime(() => {
    page.editor.commands.toggleBold();
  }, 1);
  t.ok(bold < 3000, `bold over it takes ${bold} ms`);
  t.ok(update.byteLength < 100, `and ${update.byteLength} bytes`);
  t.ok(page.editor.isActive('bold'));
  const other = new HeadlessEditor(2, Y.encodeStateAsUpdate(page.doc));
  t.equal(JSON.stringify(other.state.doc), JSON.stringify(page.state.doc), 'others read it');
  page.editor.commands.undo();
  t.notOk(page.editor.isActive('bold'), 'and undo takes it back');
  t.end();
});

test('[TX10] what stands between two lines that others write in keeps its place', (t) => {
  const page = editorWith(['one', 'two', 'three', 'four'].map(paragraph));
  const other = new HeadlessEditor(2, Y.encodeStateAsUpdate(page.doc));
  other.select(3);
  other.type('!');
  other.select(18);
  other.type('?');
  const between = page.state.doc.child(1);
  const places: boolean[] = [];
  page.editor.on('transaction', ({ transaction }) => places.push(transaction.mapping.mapResult(8).deletedAcross));
  meet(page, other);
  t.equal(page.words, 'one!¶two¶three¶fou?r');
  t.same(places, [false], 'a place in the second line is not replaced');
  t.equal(page.state.doc.child(1), between, 'nor is its node');
  t.end();
});

test('[TX10] a colleague who makes all of a long list bold costs this page one replacement', (t) => {
  const page = editorWith([{ type: 'bulletList', items: Array.from({ length: 500 }, (_, index) => [paragraph(`item ${index}`)]) }]);
  const other = new HeadlessEditor(2, Y.encodeStateAsUpdate(page.doc));
  other.editor.commands.selectAll();
  other.editor.commands.toggleBold();
  const steps: number[] = [];
  page.editor.on('transaction', ({ transaction }) => steps.push(transaction.steps.length));
  meet(page, other);
  t.same(steps, [1]);
  t.same(page.state.doc.toJSON(), other.state.doc.toJSON());
  t.end();
});

test('[TX8] [TX9] characters of two units are written whole', (t) => {
  const page = editorWith([paragraph('a😀b')]);
  page.select(1, 3);
  page.type('😁');
  t.equal(page.binding.text.toJSON(), 'a😁b');
  page.select(3);
  page.type('😁');
  t.equal(page.binding.text.toJSON(), 'a😁😁b');
  page.select(3, 5);
  page.editor.commands.deleteSelection();
  t.equal(page.binding.text.toJSON(), 'a😁b');
  t.equal(page.words, 'a😁b');
  t.end();
});

test('[TX11] a key at the edge of a mark is stored with the marks that the screen shows', (t) => {
  const bold: Inline = { type: 'text', text: 'bold', marks: [{ type: 'bold' }] };
  for (let at = 0; at <= 12; at += 1) {
    const page = editorWith([
      { type: 'paragraph', content: [{ type: 'text', text: 'pl', marks: [] }, bold, { type: 'text', text: 'ain', marks: [] }] },
      paragraph('xy'),
    ]);
    page.select(at);
    page.type('k');
    page.type('l');
    const stored = new HeadlessEditor(2, Y.encodeStateAsUpdate(page.doc));
    t.same(stored.state.doc.toJSON(), page.state.doc.toJSON(), `a key at ${at}`);
    page.select(at, at + 1);
    page.editor.commands.deleteSelection();
    const after = new HeadlessEditor(3, Y.encodeStateAsUpdate(page.doc));
    t.same(after.state.doc.toJSON(), page.state.doc.toJSON(), `a deletion at ${at}`);
  }
  t.end();
});
