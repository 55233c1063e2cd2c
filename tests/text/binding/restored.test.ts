import { test } from 'tap';
import * as Y from 'yjs';
import type { Block } from '../../../src/domain/consultation/section.ts';
import { readSection } from '../../../src/text/read.ts';
import { writeBlocks } from '../../../src/text/write.ts';
import { HeadlessEditor, meet, section } from '../../support/text/headless-editor.ts';
import { type Dice, diceOf } from '../../support/text/random-writing.ts';

function pagesWith(blocks: readonly Block[], people: number): HeadlessEditor[] {
  const document = new Y.Doc();
  writeBlocks(document, section, blocks);
  return Array.from({ length: people }, (_, index) => new HeadlessEditor(index + 1, Y.encodeStateAsUpdate(document)));
}

function blocksOf(dice: Dice): Block[] {
  const paragraph = (text: string): Block => ({
    type: 'paragraph',
    content: text.split(' ').map((word) => ({ type: 'text', text: `${word} `, marks: dice(3) === 0 ? [{ type: 'bold' }] : [] })),
  });
  return [
    paragraph('The harbour needs another crane.'),
    { type: 'bulletList', items: [[paragraph('One berth is closed.')], [paragraph('Two are dredged.')]] },
    { type: 'heading', level: 2, content: [{ type: 'text', text: 'Roads', marks: [] }] },
    paragraph('The road floods in winter.'),
  ];
}

test('[TX14] what several people delete and undo, seeing one another, comes back once', (t) => {
  for (let seed = 0; seed < 300; seed += 1) {
    const dice = diceOf(seed);
    const pages = pagesWith(blocksOf(dice), 2 + dice(2));
    const [first] = pages as [HeadlessEditor];
    const [words, blocks] = [first.words, JSON.stringify(readSection(first.doc, section))];
    const from = dice(words.length);
    const to = Math.min(words.length, from + 1 + dice(40));
    // A colleague may have typed one or two characters, or a break, meanwhile: undo brings these back each time.
    const isShort = to - from < 3;
    let undone = 0;
    for (const page of pages) {
      page.select(from, to);
      page.editor.commands.deleteSelection();
    }
    meet(...pages);
    for (const page of pages) {
      page.editor.commands.undo();
      meet(...pages);
      undone += 1;
      t.equal(JSON.stringify(page.state.doc), JSON.stringify(first.state.doc));
      if (isShort) t.equal(page.words.length, words.length + (undone - 1) * (to - from), `seed ${seed}, ${from} to ${to}`);
      else t.equal(page.words, words, `seed ${seed}, ${from} to ${to}`);
    }
    if (isShort) continue;
    // The kind that each gave to the line where the selection began is theirs until each has undone it.
    t.equal(JSON.stringify(readSection(first.doc, section)), blocks, `seed ${seed}, ${from} to ${to}`);
  }
  t.end();
});

test('[TX14] words that were written into what a colleague brought back stay, and it stays once', (t) => {
  const [ann, bob] = pagesWith(
    blocksOf(() => 1),
    2,
  ) as [HeadlessEditor, HeadlessEditor];
  for (const page of [ann, bob]) {
    page.select(4, 12);
    page.editor.commands.deleteSelection();
  }
  meet(ann, bob);
  ann.editor.commands.undo();
  ann.select(7);
  ann.type('XYZ');
  meet(ann, bob);
  bob.editor.commands.undo();
  meet(ann, bob);
  t.match(bob.words, /^The harXYZbour needs/);
  t.equal(ann.words, bob.words);
  t.end();
});

test('[TX14] equal words that stood there before are not taken for words that came back', (t) => {
  const [ann, bob] = pagesWith([{ type: 'paragraph', content: [{ type: 'text', text: 'so very good', marks: [] }] }], 2) as [
    HeadlessEditor,
    HeadlessEditor,
  ];
  ann.select(3);
  ann.type('very ');
  meet(ann, bob);
  bob.select(8, 13);
  bob.editor.commands.deleteSelection();
  meet(ann, bob);
  t.equal(bob.words, 'so very good');
  bob.editor.commands.undo();
  t.equal(bob.words, 'so very very good');
  t.end();
});

test('[TX14] undo brings back words that a colleague brought back and deleted again', (t) => {
  const [ann, bob] = pagesWith([{ type: 'paragraph', content: [{ type: 'text', text: 'so very good', marks: [] }] }], 2) as [
    HeadlessEditor,
    HeadlessEditor,
  ];
  for (const page of [ann, bob]) {
    page.select(3, 8);
    page.editor.commands.deleteSelection();
  }
  meet(ann, bob);
  ann.editor.commands.undo();
  meet(ann, bob);
  ann.select(3, 8);
  ann.editor.commands.deleteSelection();
  meet(ann, bob);
  bob.editor.commands.undo();
  meet(ann, bob);
  t.equal(bob.words, 'so very good');
  t.end();
});

const twoLines = (): Block[] =>
  ['The harbour floods.', 'Then we wait.'].map((text) => ({ type: 'paragraph', content: [{ type: 'text', text, marks: [] }] }));

/** Two pages with two lines: Ann deletes these characters, Bob writes without seeing it, they meet, and Ann undoes. */
function undoneBeside(from: number, to: number, write: (bob: HeadlessEditor) => void): string {
  const [ann, bob] = pagesWith(twoLines(), 2) as [HeadlessEditor, HeadlessEditor];
  ann.select(from, to);
  ann.editor.commands.deleteSelection();
  write(bob);
  meet(ann, bob);
  ann.editor.commands.undo();
  meet(ann, bob);
  return ann.words === bob.words ? ann.words : `${ann.words} is not ${bob.words}`;
}

/** Bob begins a paragraph of his own after the first line. */
function beginLine(text: string): (bob: HeadlessEditor) => void {
  return (bob) => {
    bob.select(19);
    bob.editor.commands.splitBlock();
    bob.type(text);
  };
}

function typeAt(place: number, text: string): (bob: HeadlessEditor) => void {
  return (bob) => {
    bob.select(place);
    bob.type(text);
  };
}

test('[TX14] a break that a colleague typed meanwhile is not taken for the break that was deleted', (t) => {
  t.equal(undoneBeside(19, 20, beginLine('abc')), 'The harbour floods.¶abc¶Then we wait.');
  t.equal(undoneBeside(19, 33, beginLine('abc')), 'The harbour floods.¶abc¶Then we wait.', 'the line was deleted whole');
  t.equal(undoneBeside(19, 24, beginLine('Then')), 'The harbour floods.¶Then¶Then we wait.', 'the new line begins alike');
  t.end();
});

test('[TX14] words that a colleague typed meanwhile are not taken for the beginning of the words that were deleted', (t) => {
  t.equal(undoneBeside(20, 21, typeAt(20, 'Today ')), 'The harbour floods.¶Today Then we wait.', 'one letter');
  t.equal(undoneBeside(20, 24, typeAt(20, 'Thence ')), 'The harbour floods.¶Thence Then we wait.', 'a word');
  t.equal(undoneBeside(0, 3, typeAt(0, 'These words. ')), 'These words. The harbour floods.¶Then we wait.');
  t.end();
});

test('[TX14] formatted words come back beside a new sentence that begins like them', (t) => {
  const words = ['The ', 'harbour', ' floods.'];
  const content = words.map((text) => ({ type: 'text' as const, text, marks: text === 'harbour' ? [{ type: 'bold' as const }] : [] }));
  const [ann, bob] = pagesWith([{ type: 'paragraph', content }], 2) as [HeadlessEditor, HeadlessEditor];
  ann.select(0, 19);
  ann.editor.commands.deleteSelection();
  bob.select(0);
  bob.type('The bridge is shut. ');
  meet(ann, bob);
  ann.editor.commands.undo();
  t.equal(ann.words, 'The bridge is shut. The harbour floods.');
  t.end();
});

test('[TX14] all that was deleted comes back, whatever a colleague typed there meanwhile', (t) => {
  for (let seed = 0; seed < 300; seed += 1) {
    const dice = diceOf(seed);
    const [ann, bob] = pagesWith(blocksOf(dice), 2) as [HeadlessEditor, HeadlessEditor];
    const { words } = ann;
    const from = dice(words.length);
    const to = Math.min(words.length, from + 1 + dice(40));
    ann.select(from, to);
    ann.editor.commands.deleteSelection();
    // Bob types letters as they stand there, on a line of his own or not, and then another character.
    const place = Math.max(0, from - 1) + dice(to - from + 1);
    const typed = `${words.slice(from, Math.min(to, from + 1 + dice(6))).replace(/¶.*/v, '')}@`;
    bob.select(place);
    if (dice(2) === 0) bob.editor.commands.splitBlock();
    bob.type(typed);
    const others = bob.words.length - words.length;
    meet(ann, bob);
    ann.editor.commands.undo();
    meet(ann, bob);
    t.equal(ann.words.length, words.length + others, `seed ${seed}, ${from} to ${to}, ${typed} at ${place}: ${ann.words}`);
    t.equal(ann.words, bob.words);
  }
  t.end();
});
