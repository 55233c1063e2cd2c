import { test } from 'tap';
import * as Y from 'yjs';
import type { Block } from '../../src/domain/consultation/section.ts';
import { plainText } from '../../src/text/plain.ts';
import { readSection } from '../../src/text/read.ts';
import { rewriteSection } from '../../src/text/rewrite.ts';
import { writeBlocks } from '../../src/text/write.ts';

const bold = (text: string): Block => ({ type: 'paragraph', content: [{ type: 'text', text, marks: [{ type: 'bold' }] }] });
const list: Block = { type: 'bulletList', items: [[bold('a')], [bold('b')]] };

function section(blocks: readonly Block[]): { document: Y.Doc; readonly now: (typed: string) => Block[] } {
  const document = new Y.Doc();
  writeBlocks(document, 'q1', blocks);
  return {
    document,
    now(typed) {
      rewriteSection(document, 'q1', typed);
      return readSection(document, 'q1');
    },
  };
}

test('a plain text box changes only the edited paragraphs', (t) => {
  const { document, now } = section([bold('one'), bold('two'), list, bold('three')]);
  const before = Y.encodeStateVector(document);
  t.same(now('one\r\n\r\ntwo\r\n\r\n- a\r\n- b\r\n\r\nthree\r\n'), [bold('one'), bold('two'), list, bold('three')]);
  t.same(Y.encodeStateVector(document), before, 'the same text writes nothing');
  const blocks = now('one\n\nTWO\n\n- a\n- b\n\nthree\n\nfour');
  t.same([blocks[0], blocks[2], blocks[3]], [bold('one'), list, bold('three')], 'formatting of what was left alone');
  t.equal(plainText(blocks), 'one\n\nTWO\n\n- a\n- b\n\nthree\n\nfour');
  t.same(now(''), []);
  t.end();
});

test('lines with markers become lists, and a line without one continues the item before', (t) => {
  const { now } = section([]);
  const blocks = now('Intro\nsecond line\n\n* x\n* y\n  more\n\n3) c\n4. d');
  t.same(
    blocks.map((block) => block.type),
    ['paragraph', 'bulletList', 'orderedList'],
  );
  t.equal(plainText(blocks), 'Intro\nsecond line\n\n- x\n- y\n  more\n\n3. c\n4. d');
  t.end();
});

test('[TX7] [TX9] paragraphs between two changes keep their formatting in a text of any length', (t) => {
  const before = Array.from({ length: 2500 }, (_, index) => bold(`paragraph ${index}`));
  const { document, now } = section(before);
  const known = Y.encodeStateVector(document);
  const typed = ['Begins.', ...before.map((_, index) => `paragraph ${index}`).filter((_, index) => index % 50 !== 0), 'Ends.'];
  const after = now(typed.join('\n\n'));
  t.equal(plainText(after), typed.join('\n\n'));
  t.same(
    after.slice(1, -1),
    before.filter((_, index) => index % 50 !== 0),
  );
  t.ok(Y.encodeStateAsUpdate(document, known).byteLength < 2000, 'the change is small');
  t.end();
});
