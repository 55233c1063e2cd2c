import { test } from 'tap';
import * as Y from 'yjs';
import { HeadlessEditor } from '../../support/text/headless-editor.ts';

interface Counts {
  readonly inserted: number;
  readonly deleted: number;
}

/** The numbers of characters, markers, attributes and formats that an act inserts into the shared text and deletes from it. */
function itemsOf(page: HeadlessEditor, act: () => unknown): Counts {
  const before = Y.encodeStateVector(page.doc);
  const updates: Uint8Array[] = [];
  const listen = (update: Uint8Array): number => updates.push(update);
  page.doc.on('update', listen);
  act();
  page.doc.off('update', listen);
  const { structs, ds } = Y.decodeUpdate(Y.mergeUpdates(updates));
  const known = Y.decodeStateVector(before);
  const inserted = structs.reduce(
    (sum, { id, length }) => sum + Math.max(0, id.clock + length - Math.max(id.clock, known.get(id.client) ?? 0)),
    0,
  );
  const deleted = [...ds.clients.values()].flat().reduce((sum, { len }) => sum + len, 0);
  return { inserted, deleted };
}

function pageWith(...lines: readonly string[]): HeadlessEditor {
  const page = new HeadlessEditor(1);
  lines.forEach((line, index) => {
    if (index > 0) page.editor.commands.splitBlock();
    page.type(line);
  });
  return page;
}

test('[TX4] [TX9] each act inserts and deletes as few items as it can', (t) => {
  const rows: readonly (readonly [name: string, counts: Counts, act: (page: HeadlessEditor) => unknown])[] = [
    [
      'a key',
      { inserted: 1, deleted: 0 },
      (page) => {
        page.select(2);
        page.type('x');
      },
    ],
    [
      'a key over a selection',
      { inserted: 1, deleted: 3 },
      (page) => {
        page.select(0, 3);
        page.type('x');
      },
    ],
    [
      'Enter in a line',
      { inserted: 1, deleted: 0 },
      (page) => {
        page.select(3);
        page.editor.commands.splitBlock();
      },
    ],
    [
      'a line break',
      { inserted: 1, deleted: 0 },
      (page) => {
        page.select(3);
        page.editor.commands.setHardBreak();
      },
    ],
    [
      'a join',
      { inserted: 0, deleted: 1 },
      (page) => {
        page.select(8);
        page.editor.commands.joinBackward();
      },
    ],
    [
      'a heading',
      { inserted: 1, deleted: 0 },
      (page) => {
        page.select(2);
        page.editor.commands.toggleHeading({ level: 1 });
      },
    ],
    [
      'a subheading',
      { inserted: 2, deleted: 0 },
      (page) => {
        page.select(2);
        page.editor.commands.toggleHeading({ level: 2 });
      },
    ],
    [
      'bullets on three lines',
      { inserted: 3, deleted: 0 },
      (page) => {
        page.select(0, 19);
        page.editor.commands.toggleBulletList();
      },
    ],
    [
      'bold',
      { inserted: 2, deleted: 0 },
      (page) => {
        page.select(1, 4);
        page.editor.commands.toggleBold();
      },
    ],
    [
      'a deletion over three lines',
      { inserted: 0, deleted: 13 },
      (page) => {
        page.select(3, 16);
        page.editor.commands.deleteSelection();
      },
    ],
  ];
  for (const [name, counts, act] of rows) {
    const page = pageWith('one two', 'three', 'six sev');
    t.same(
      itemsOf(page, () => act(page)),
      counts,
      name,
    );
  }
  t.end();
});

test('[TX4] an item that is indented, outdented or taken out of its list keeps its words', (t) => {
  const page = pageWith('one', 'two', 'three');
  page.select(0, 13);
  page.editor.commands.toggleBulletList();
  page.select(5);
  t.same(
    itemsOf(page, () => page.editor.commands.sinkListItem('listItem')),
    { inserted: 1, deleted: 0 },
    'indent',
  );
  t.same(
    itemsOf(page, () => page.editor.commands.liftListItem('listItem')),
    { inserted: 0, deleted: 1 },
    'outdent',
  );
  t.same(
    itemsOf(page, () => page.editor.commands.toggleOrderedList()),
    { inserted: 3, deleted: 3 },
    'numbers for bullets',
  );
  t.equal(page.words, 'one¶two¶three');
  t.end();
});

test('[TX8] where letters repeat, the place of the change decides', (t) => {
  const page = pageWith('aaaa');
  page.select(2);
  page.type('a');
  const { structs } = Y.decodeUpdate(Y.encodeStateAsUpdate(page.doc, new Uint8Array([0])));
  const typed = structs.at(-1);
  t.ok(typed instanceof Y.Item);
  if (typed instanceof Y.Item) t.same([typed.origin?.clock, typed.rightOrigin?.clock], [1, 2], 'between the second and the third');
  t.end();
});

test('[TX11] [ED6] opening an editor, and moving the caret in it, writes nothing', (t) => {
  const written = pageWith('one', 'two');
  const page = new HeadlessEditor(2, Y.encodeStateAsUpdate(written.doc));
  let transactions = 0;
  page.doc.on('afterTransaction', () => (transactions += 1));
  page.select(3);
  page.select(0, 5);
  t.equal(transactions, 0);
  t.equal(page.words, 'one¶two');
  t.end();
});
