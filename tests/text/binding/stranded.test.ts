import { test } from 'tap';
import { strandedBy } from '../../../client/editor/binding/stranded.ts';
import { HeadlessEditor, meet } from '../../support/text/headless-editor.ts';

/** Owen types ` new` at a place of three lines; meanwhile Daniel deletes a part of the text. The words that Owen is told of. */
function told(deletes: readonly [from: number, to: number], at = 7): string {
  const [owen, daniel] = [new HeadlessEditor(1), new HeadlessEditor(2)];
  for (const line of ['one', 'two', 'six']) {
    daniel.type(line);
    daniel.editor.commands.splitBlock();
  }
  meet(owen, daniel);
  owen.select(at);
  owen.type(' new');
  daniel.select(...deletes);
  daniel.editor.commands.deleteSelection();
  owen.changes.length = 0;
  meet(owen, daniel);
  const [change] = owen.changes;
  const stranded = change === undefined ? null : strandedBy(change, owen.binding.text, owen.doc.clientID);
  return stranded === null ? owen.words : `${owen.words}: ${stranded.at} ${stranded.from} to ${stranded.to}`;
}

test('[TX17] a writer is told where their words stand, once somebody removed the paragraph around them', (t) => {
  t.equal(told([3, 7]), 'one new¶six¶: end 3 to 7', 'at the end of the one before');
  t.equal(told([4, 8]), 'one new¶six¶: end 3 to 7', 'from line to line: the same');
  t.equal(told([0, 4], 3), ' newtwo¶six¶: start 0 to 4', 'the first line: at the start of the one after');
  t.equal(told([0, 7]), ' new¶six¶: alone 0 to 4', 'all before it went too');
  t.equal(told([4, 7]), 'one¶ new¶six¶', 'a paragraph that was emptied stays where it is');
  t.equal(told([3, 4]), 'onetwo new¶six¶', 'a paragraph that was joined with its words is no paragraph removed');
  t.equal(told([8, 11]), 'one¶two new¶¶', 'another paragraph');
  t.end();
});
