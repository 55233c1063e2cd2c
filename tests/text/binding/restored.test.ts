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
    for (const page of pages) {
      page.select(from, to);
      page.editor.commands.deleteSelection();
    }
    meet(...pages);
    for (const page of pages) {
      page.editor.commands.undo();
      meet(...pages);
      t.equal(page.words, words, `seed ${seed}, ${from} to ${to}`);
      t.equal(JSON.stringify(page.state.doc), JSON.stringify(first.state.doc));
    }
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
