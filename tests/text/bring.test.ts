import fc from 'fast-check';
import { test } from 'tap';
import * as Y from 'yjs';
import type { Block } from '../../src/domain/consultation/section.ts';
import { becomeBlocks, withPassage } from '../../src/text/bring.ts';
import { readLines, sectionText } from '../../src/text/lines/stored.ts';
import { readSection } from '../../src/text/read.ts';
import { writeBlocks } from '../../src/text/write.ts';

const line = (text: string): Block => ({ type: 'paragraph', content: [{ type: 'text', text, marks: [] }] });
const lines = (text: string): Block[] => text.split('').map(line);
const brought = (before: string, theirs: string, now: string): string =>
  withPassage(lines(before), lines(theirs), lines(now))
    .map((block) => (block.type === 'paragraph' && block.content[0]?.type === 'text' ? block.content[0].text : '?'))
    .join('');

// Each letter is a paragraph; a capital is the same paragraph, changed.
test('[CO5] a passage replaces the text it changed, and stands beside text that somebody else changed too', (t) => {
  const rows: readonly (readonly [before: string, theirs: string, now: string, result: string, why: string])[] = [
    ['abc', 'aBc', 'abc', 'aBc', 'nothing changed since: theirs'],
    ['abc', 'abcd', 'abc', 'abcd', 'added at the end'],
    ['abc', 'xabc', 'abc', 'xabc', 'added at the beginning'],
    ['abc', 'ac', 'abc', 'ac', 'taken out'],
    ['', 'xy', '', 'xy', 'the first words'],
    ['abc', 'aBc', 'abcz', 'aBcz', 'somebody wrote elsewhere'],
    ['abc', 'aBc', 'aQc', 'aQBc', 'both changed the same paragraph: today’s first'],
    ['abc', 'axbc', 'aqbc', 'aqxbc', 'both wrote at the same place'],
    ['abc', 'ac', 'aQc', 'aQc', 'they took out what somebody changed: it stays'],
    ['abc', 'aBcD', 'abc', 'aBcD', 'two places'],
    ['abc', 'AbC', 'ac', 'AC', 'what stood between them was taken out meanwhile'],
    ['abc', 'AbC', 'q', 'qAC', 'nothing of the old text is left: at the end'],
    ['abc', 'axbyc', 'c', 'xyc', 'the paragraph they followed is gone'],
    ['', 'x', 'q', 'qx', 'both wrote the first words'],
    ['abc', 'aBc', 'aBc', 'aBc', 'it stands there already'],
    ['abc', 'aBc', 'aQBc', 'aQBc', 'it was brought already'],
    ['abc', 'AbC', 'qAC', 'qAC', 'both places were brought already'],
    ['abc', 'abc', 'xyz', 'xyz', 'they changed nothing'],
  ];
  for (const [before, theirs, now, result, why] of rows) t.equal(brought(before, theirs, now), result, why);
  t.end();
});

test('[CO5] for any texts: today’s words stay, added words are there, a second time adds nothing', (t) => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'), maxLength: 8 });
  fc.assert(
    fc.property(text, text, text, (before, theirs, now) => {
      const result = brought(before, theirs, now);
      const fresh = now.split('').filter((one) => !before.includes(one));
      if (!fresh.every((one) => result.includes(one))) return false;
      if (
        !theirs
          .split('')
          .filter((one) => !before.includes(one))
          .every((one) => result.includes(one))
      )
        return false;
      return before !== now || result === theirs;
    }),
  );
  t.end();
});

test('[CO5] paragraphs that stay keep their authors and their formatting, and empty ones stay for their writers', (t) => {
  const document = new Y.Doc();
  const rich: Block = {
    type: 'bulletList',
    items: [[{ type: 'paragraph', content: [{ type: 'text', text: 'Bold', marks: [{ type: 'bold' }] }] }]],
  };
  writeBlocks(document, 'q1', [line('First'), rich, { type: 'paragraph', content: [] }, line('Last')]);
  const text = sectionText(document, 'q1');
  const [first, list, empty] = readLines(text).map((line) => line.owner);
  const link: Block = {
    type: 'paragraph',
    content: [{ type: 'text', text: 'A link', marks: [{ type: 'italic' }, { type: 'link', href: 'https://example.org/' }] }],
  };
  const target = [line('First'), link, rich, line('Changed')];
  becomeBlocks(document, 'q1', target);
  t.same(readSection(document, 'q1'), target);
  const owners = readLines(text).map((line) => line.owner);
  t.ok(owners[0] === first && owners[2] === list, 'the lines that stay');
  t.ok(owners.includes(empty ?? text), 'the empty line too');
  becomeBlocks(document, 'q1', []);
  t.same(readSection(document, 'q1'), []);
  t.end();
});
