import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'tap';
import * as Y from 'yjs';
import type { Block, Mark } from '../../src/domain/consultation/section.ts';
import { type Line, type LineKind, plainKind, settled } from '../../src/text/lines/line.ts';
import { flatten, nest } from '../../src/text/lines/nest.ts';
import { inlineOf, push, type Run, type Runs, runsOf } from '../../src/text/lines/runs.ts';
import { readLines, sectionText } from '../../src/text/lines/stored.ts';
import { writeLines } from '../../src/text/lines/writing.ts';

const marks = fc.constantFrom<readonly Mark[]>(
  [],
  [],
  [{ type: 'bold' }],
  [{ type: 'italic' }],
  [{ type: 'bold' }, { type: 'italic' }],
  [{ type: 'link', href: 'https://example.org/' }],
  [{ type: 'superscript' }],
  [{ type: 'bold' }, { type: 'subscript' }],
);
const runs = fc.array(fc.tuple(fc.stringMatching(/^[ab \n😀é]{1,4}$/u), marks), { maxLength: 3 }).map((parts): Runs => {
  const line: Run[] = [];
  for (const [text, of] of parts) push(line, text, of);
  return line;
});
const kind: fc.Arbitrary<LineKind> = fc.record(
  {
    type: fc.constantFrom('paragraph', 'paragraph', 'heading'),
    level: fc.constantFrom(1, 2),
    list: fc.constantFrom('none', 'bullet', 'number', 'more'),
    depth: fc.integer({ min: 0, max: 3 }),
    start: fc.constantFrom(null, null, 1, 4),
  },
  { noNullPrototype: true },
);
const anyLines = fc.array(fc.record({ kind, content: runs }), { minLength: 1, maxLength: 6 });
/** Lines as a document on the screen has them. */
const shownLines = anyLines.map((lines) => {
  const kinds = settled(lines.map((line) => line.kind));
  return lines.map(({ content }, index): Line<Runs> => ({ content, kind: kinds[index] ?? plainKind }));
});

/** Kinds, and characters with their marks; the marks of line breaks mean nothing. */
function readable(lines: readonly Line<Runs>[]): unknown {
  const marksOf = (run: Run): string => run.marks.map((mark) => mark.type).join(' ');
  return lines.map((line) => ({
    kind: line.kind,
    characters: line.content.flatMap((run) => Array.from(run.text, (character) => [character, character === '\n' ? '' : marksOf(run)])),
  }));
}

test('[TX5] any sequence of lines gives blocks, and the lines of these blocks give them again', (t) => {
  fc.assert(
    fc.property(anyLines, (lines) => {
      const kinds = settled(lines.map((line) => line.kind));
      assert.deepEqual(settled(kinds), kinds);
      const blocks = nest(lines);
      const again = flatten(blocks, () => []);
      assert.deepEqual(nest(again), blocks);
      assert.deepEqual(
        again.map((line) => line.kind),
        kinds,
      );
    }),
    { numRuns: 500 },
  );
  t.pass('500 sequences');
  t.end();
});

test('[TX7] the writer makes any lines of any others, and the text reads so', (t) => {
  fc.assert(
    fc.property(shownLines, shownLines, (first, second) => {
      const text = sectionText(new Y.Doc(), 'a');
      const began = writeLines(text, readLines(text), first);
      assert.deepEqual(readable(readLines(text)), readable(first));
      const stored = writeLines(text, began, second);
      const read = readLines(text);
      assert.deepEqual(readable(read), readable(second));
      assert.deepEqual(readable(stored), readable(second));
      assert.ok(stored.every((line, index) => line.owner === read[index]?.owner));
    }),
    { numRuns: 1000 },
  );
  t.pass('1,000 pairs');
  t.end();
});

test('[TX1] [TX3] a marker before every line but the first, attributes where they are not the default', (t) => {
  const text = sectionText(new Y.Doc(), 'a');
  const words = (words: string): Runs => runsOf([{ type: 'text', text: words, marks: [] }]);
  const item: LineKind = { ...plainKind, list: 'number', depth: 0, start: 3 };
  writeLines(text, readLines(text), [
    { kind: { ...plainKind, type: 'heading' }, content: words('Title') },
    { kind: plainKind, content: [...runsOf([{ type: 'text', text: 'one', marks: [] }, { type: 'break' }]), ...words('two')] },
    { kind: item, content: words('three') },
  ]);
  t.same(text.getAttributes(), { type: 'heading' }, "the first line's attributes are those of the root");
  t.same(text.toJSON(), 'Title<line></line>one\ntwo<line list="number" start="3"></line>three');
  const blocks: unknown = nest(readLines(text).map(({ kind, content }) => ({ kind, content: inlineOf(content) })));
  t.same(blocks, [
    { type: 'heading', level: 1, content: [{ type: 'text', text: 'Title', marks: [] }] },
    { type: 'paragraph', content: [{ type: 'text', text: 'one', marks: [] }, { type: 'break' }, { type: 'text', text: 'two', marks: [] }] },
    { type: 'orderedList', start: 3, items: [[{ type: 'paragraph', content: [{ type: 'text', text: 'three', marks: [] }] }]] },
  ] satisfies Block[]);
  t.end();
});
