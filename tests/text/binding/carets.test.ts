import { test } from 'tap';
import { HeadlessEditor, meet } from '../../support/text/headless-editor.ts';

/** Two pages with one text; each has its caret, or its selection, at these characters. */
function two(text: string, here: readonly [number, number?], there: readonly [number, number?]): [HeadlessEditor, HeadlessEditor] {
  const [one, other] = [new HeadlessEditor(1), new HeadlessEditor(2)];
  text.split('¶').forEach((line, index) => {
    if (index > 0) one.editor.commands.splitBlock();
    one.type(line);
  });
  one.undoing.separate();
  meet(one, other);
  one.select(...here);
  other.select(...there);
  return [one, other];
}

test('[TX4] words typed into a paragraph stay whatever a colleague makes of it meanwhile', (t) => {
  const acts: Readonly<Record<string, readonly [act: (page: HeadlessEditor) => unknown, words: string]>> = {
    heading: [(page) => page.editor.commands.toggleHeading({ level: 1 }), 'Before¶Short title and 76 words¶After'],
    bullets: [(page) => page.editor.commands.toggleBulletList(), 'Before¶Short title and 76 words¶After'],
    numbers: [(page) => page.editor.commands.toggleOrderedList(), 'Before¶Short title and 76 words¶After'],
    split: [(page) => page.editor.commands.splitBlock(), 'Before¶Short¶ title and 76 words¶After'],
    'join with the paragraph before': [
      (page) => {
        page.select(7);
        page.editor.commands.joinBackward();
      },
      'BeforeShort title and 76 words¶After',
    ],
    'join with the paragraph after': [
      (page) => {
        page.select(18);
        page.editor.commands.joinForward();
      },
      'Before¶Short title and 76 wordsAfter',
    ],
    delete: [
      (page) => {
        page.select(6, 18);
        page.editor.commands.deleteSelection();
      },
      'Before and 76 words¶After',
    ],
  };
  for (const [name, [act, words]] of Object.entries(acts)) {
    const [owen, daniel] = two('Before¶Short title¶After', [18], [12]);
    owen.type(' and 76 words');
    act(daniel);
    meet(owen, daniel);
    t.equal(owen.words, words, name);
    t.same(daniel.state.doc.toJSON(), owen.state.doc.toJSON(), `${name}, on both pages`);
    t.equal(owen.caret, words.indexOf(' and 76 words') + 13, `${name}: the writer's caret stays behind the words`);
  }
  t.end();
});

test('[TX13] a selection stays with its words while a colleague types after its beginning', (t) => {
  const selected = (page: HeadlessEditor): string => page.state.doc.textBetween(page.state.selection.from, page.state.selection.to, '¶');
  for (const [at, words] of [
    [22, 'beta'],
    [10, 'beta'],
    [8, 'beXta'],
    [6, 'beta'],
    [2, 'beta'],
  ] as const) {
    const [here, there] = two('alpha beta gamma delta', [6, 10], [at]);
    there.type('X');
    meet(here, there);
    t.equal(selected(here), words, `typed at ${at}`);
  }
  const [parted, parting] = two('alpha beta gamma delta', [6, 10], [8]);
  parting.editor.commands.splitBlock();
  meet(parted, parting);
  t.equal(selected(parted), 'be¶ta', 'split inside');
  const [around, within] = two('alpha beta gamma delta', [6, 10], [8]);
  within.select(7, 9);
  within.type('X');
  meet(around, within);
  t.equal(selected(around), 'bXa', 'replaced inside');
  t.end();
});

test('[TX13] carets stay with their words while others split, join and format', (t) => {
  const [here, there] = two('alpha beta gamma delta', [17], [5]);
  there.editor.commands.splitBlock();
  meet(here, there);
  here.type('X');
  t.equal(here.words, 'alpha¶ beta gamma Xdelta');

  const [selecting, splitting] = two('alpha beta gamma delta', [17, 22], [5]);
  splitting.editor.commands.splitBlock();
  meet(selecting, splitting);
  const { from, to } = selecting.state.selection;
  t.equal(selecting.state.doc.textBetween(from, to), 'delta');

  for (const act of ['toggleHeading', 'toggleBulletList'] as const) {
    const [typing, formatting] = two('alpha beta gamma', [11], [2]);
    if (act === 'toggleHeading') formatting.editor.commands.toggleHeading({ level: 1 });
    else formatting.editor.commands.toggleBulletList();
    meet(typing, formatting);
    typing.type('X');
    t.equal(typing.words, 'alpha beta Xgamma', act);
  }
  t.end();
});

test('[TX13] two carets in one fresh line: the words of both stand one after the other', (t) => {
  const [one, other] = two('head¶', [5], [5]);
  for (const letter of 'test') {
    one.type(letter);
    meet(one, other);
  }
  other.type('X');
  meet(one, other);
  t.match(one.words, /^head¶(testX|Xtest)$/);
  t.equal(other.words, one.words);
  t.end();
});

test('[TX13] characters that a colleague adds at the ends of a selection are not typed over', (t) => {
  const [selecting, typing] = two('one two three', [4, 7], [4]);
  typing.type('A');
  typing.select(8);
  typing.type('B');
  meet(selecting, typing);
  selecting.type('X');
  meet(selecting, typing);
  t.equal(selecting.words, 'one AXB three');
  t.end();
});

test('[TX14] undo and redo bring the selection back, and touch nothing of others', (t) => {
  const [one, other] = two('aaa', [3], [0]);
  one.type('tt');
  one.editor.commands.undo();
  t.equal(one.words, 'aaa');
  t.equal(one.caret, 3);
  one.editor.commands.redo();
  t.equal(one.words, 'aaatt');
  t.equal(one.caret, 5, 'the caret is behind the words again');
  other.type('first ');
  meet(one, other);
  one.editor.commands.undo();
  t.equal(one.words, 'first aaa');
  t.end();
});

test('[TX14] undoing an act that a colleague made void undoes no other act', (t) => {
  const [one, other] = two('one¶two', [3], [0]);
  one.type(' kept');
  one.undoing.separate();
  one.select(12);
  one.type(' gone');
  meet(one, other);
  other.select(8, 17);
  other.editor.commands.deleteSelection();
  meet(one, other);
  t.equal(one.words, 'one kept');
  one.editor.commands.undo();
  t.equal(one.words, 'one kept');
  one.editor.commands.undo();
  t.equal(one.words, 'one');
  t.end();
});

test('two people who give one paragraph a kind at once give it once', (t) => {
  for (const act of ['toggleHeading', 'toggleBulletList', 'toggleOrderedList', 'toggleBold'] as const) {
    const [one, other] = two('one two', [0, 3], [0, 3]);
    for (const page of [one, other]) {
      if (act === 'toggleHeading') page.editor.commands.toggleHeading({ level: 2 });
      else page.editor.commands[act]();
    }
    const wanted = one.state.doc.toJSON() as unknown;
    meet(one, other);
    t.same(one.state.doc.toJSON(), wanted, act);
    t.same(other.state.doc.toJSON(), wanted, act);
  }
  t.end();
});
