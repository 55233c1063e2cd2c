import { commands } from '@tiptap/core';
import { Fragment, type Node as ProseMirrorNode } from '@tiptap/pm/model';
import { test } from 'tap';
import * as Y from 'yjs';
import { linesOf, nodesOf, runsIn } from '../../../client/editor/binding/nodes.ts';
import { isInForm } from '../../../client/editor/binding/settling.ts';
import { schema } from '../../../src/text/extensions.ts';
import { HeadlessEditor, section } from '../../support/text/headless-editor.ts';
import { type Dice, diceOf } from '../../support/text/random-writing.ts';
import { writeBlocks } from '../../../src/text/write.ts';

/** Blocks of any shape that the schema allows: lists side by side, items that begin with a list, breaks with marks. */
function blocksOf(dice: Dice, depth: number): ProseMirrorNode[] {
  return Array.from({ length: 1 + dice(3) }, () => {
    const kind = dice(depth < 9 ? 6 : 3);
    if (kind < 3) return schema.node(kind === 0 ? 'heading' : 'paragraph', null, inlineOf(dice));
    const items = Array.from({ length: 1 + dice(2) }, () => schema.node('listItem', null, blocksOf(dice, depth + 1)));
    return schema.node(kind < 5 ? 'bulletList' : 'orderedList', kind < 5 ? null : { start: dice(3) }, items);
  });
}

function inlineOf(dice: Dice): ProseMirrorNode[] {
  const marks = dice(4) === 0 ? [schema.mark('bold')] : [];
  if (dice(8) === 0) return [schema.text('words', marks), schema.node('hardBreak', null, undefined, marks)];
  return dice(5) === 0 ? [] : [schema.text(dice(12) === 0 ? 'a\nb' : 'words', marks)];
}

test('[TX12] blocks are in form exactly if reading them again changes nothing', (t) => {
  const found = { inForm: 0, other: 0 };
  for (let seed = 0; seed < 2000; seed += 1) {
    const blocks = blocksOf(diceOf(seed), seed % 2 === 0 ? 6 : 0);
    const read = nodesOf(
      schema,
      linesOf(blocks).map(({ kind, content }) => ({ kind, content: runsIn(content) })),
    );
    const changesNothing = Fragment.fromArray(read).eq(Fragment.fromArray(blocks));
    found[changesNothing ? 'inForm' : 'other'] += 1;
    if (isInForm(blocks, 0) !== changesNothing) t.fail(`seed ${seed}: ${Fragment.fromArray(blocks).toString()}`);
  }
  t.ok(found.inForm > 200 && found.other > 200, JSON.stringify(found));
  t.end();
});

test('[TX10] marks over many lines come out as with Tiptap’s own commands, in one step', (t) => {
  for (let seed = 0; seed < 100; seed += 1) {
    const dice = diceOf(seed);
    const document = new Y.Doc();
    writeBlocks(document, section, [
      { type: 'bulletList', items: Array.from({ length: 40 }, () => [{ type: 'paragraph', content: inline(dice) }]) },
    ]);
    const update = Y.encodeStateAsUpdate(document);
    const [ours, tiptaps] = [new HeadlessEditor(1, update), new HeadlessEditor(1, update)];
    const from = dice(20);
    for (const page of [ours, tiptaps]) page.select(from, from + 150);
    const mark = ['bold', 'superscript', 'link'][dice(3)] ?? 'bold';
    const attributes = mark === 'link' ? { href: 'https://hull.example' } : {};
    const steps: number[] = [];
    ours.editor.on('transaction', ({ transaction }) => steps.push(transaction.steps.length));
    ours.editor.commands.toggleMark(mark, attributes);
    const isOn = ours.editor.isActive(mark, attributes);
    tiptaps.editor.commands.command(isOn ? commands.setMark(mark, attributes) : commands.unsetMark(mark));
    t.same(ours.state.toJSON(), tiptaps.state.toJSON(), `seed ${seed}: ${mark}`);
    t.equal(steps[0], 1);
  }
  t.end();
});

function inline(dice: Dice): { type: 'text'; text: string; marks: { type: 'bold' | 'subscript' }[] }[] {
  const marks = [[], [], [{ type: 'bold' as const }], [{ type: 'subscript' as const }]];
  return Array.from({ length: 1 + dice(3) }, (_, index) => ({ type: 'text', text: `w${index}`, marks: marks[dice(4)] ?? [] }));
}
