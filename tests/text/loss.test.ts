import { test } from 'tap';
import * as Y from 'yjs';
import { lossIn } from '../../src/text/checking/loss.ts';
import { markerName, sectionText } from '../../src/text/lines/stored.ts';
import { reasonText } from '../../src/text/reasons/reasons.ts';
import { writeChosen } from '../../src/text/write.ts';

/** A document with an answer, and the loss of each change to it. */
function written(words: string) {
  const document = new Y.Doc();
  const text = sectionText(document, 'q1');
  text.insert(0, words);
  const losses: ReturnType<typeof lossIn>[] = [];
  document.on('afterTransaction', (transaction: Y.Transaction) => losses.push(lossIn(transaction)));
  const act = (what: () => void): ReturnType<typeof lossIn> => {
    // Yjs may take unneeded formats out in a transaction of its own.
    losses.length = 0;
    document.transact(what);
    return losses.find((loss) => loss !== null) ?? null;
  };
  return { document, text, losses, act };
}

test('[CO16] words are counted where the whole of them goes', (t) => {
  const { text, act } = written('one two three four');
  t.equal(
    act(() => {
      text.delete(16, 2);
    }),
    null,
    'the end of a word',
  );
  t.equal(
    act(() => {
      text.delete(1, 1);
    }),
    null,
    'a letter inside a word',
  );
  t.same(
    act(() => {
      text.delete(3, 4);
    }),
    { words: 1, emptied: [] },
    'a word with the space after it',
  );
  t.same(
    act(() => {
      text.delete(2, 1);
    }),
    { words: 1, emptied: [] },
    'a space, which makes one word of two',
  );
  t.same(
    act(() => {
      text.delete(0, 5);
    }),
    null,
  );
  t.end();
});

test('[CO16] a word deleted letter by letter counts once, forwards and backwards, and a gap is no word', (t) => {
  for (const [name, at] of [
    ['forwards', () => 4],
    ['backwards', (left: number) => 3 + left],
  ] as const) {
    const { text, losses } = written('one word more');
    losses.length = 0;
    for (let left = 4; left > 0; left -= 1) text.delete(at(left), 1);
    t.same(
      losses.filter((loss) => loss !== null),
      [{ words: 1, emptied: [] }],
      name,
    );
    losses.length = 0;
    text.delete(3, 1);
    t.same(losses, [null], 'one of two spaces');
  }
  t.end();
});

test('[CO16] words that others stand in the place of are deleted, and a line end parts words', (t) => {
  const { text, act, document } = written('one two three');
  t.same(
    act(() => {
      text.delete(0, 13);
      text.insert(0, 'four five six seven');
    }),
    { words: 3, emptied: [] },
  );
  act(() => {
    text.insertEmbed(2, new Y.XmlElement(markerName));
  });
  t.same(
    act(() => {
      text.delete(2, 1);
    }),
    { words: 1, emptied: [] },
    'a join makes one word of two',
  );
  t.same(
    act(() => {
      text.insert(0, 'x ');
    }),
    null,
  );
  t.same(
    act(() => {
      text.format(0, 6, { bold: {} });
    }),
    null,
  );
  t.same(
    act(() => {
      text.format(0, 6, { bold: null });
    }),
    null,
  );
  const from = Y.encodeStateVector(document);
  const other = new Y.Doc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(document));
  sectionText(other, 'q1').delete(0, sectionText(other, 'q1').length);
  t.same(
    act(() => {
      Y.applyUpdate(document, Y.encodeStateAsUpdate(other, from));
    }),
    { words: 5, emptied: ['q1'] },
    'deleted elsewhere',
  );
  t.end();
});

test('[CO16] an answer is emptied of its last word or its last choice; a reason is no answer', (t) => {
  const { document, text, act } = written('one');
  t.same(
    act(() => {
      text.delete(0, 3);
    }),
    { words: 1, emptied: ['q1'] },
  );
  act(() => {
    writeChosen(document, 'q2', ['a']);
    writeChosen(document, 'q3', ['a', 'b']);
  });
  t.equal(
    act(() => {
      writeChosen(document, 'q2', ['b']);
    }),
    null,
    'another choice',
  );
  t.same(
    act(() => {
      writeChosen(document, 'q2', []);
    }),
    { words: 0, emptied: ['q2'] },
  );
  t.same(
    act(() => {
      document.getMap('chosen').delete('q3');
    }),
    { words: 0, emptied: ['q3'] },
  );
  t.equal(
    act(() => {
      document.getMap('chosen').delete('q2');
    }),
    null,
    'there was none',
  );
  act(() => {
    reasonText(document, 'q2').insert(0, 'No evidence at all.');
  });
  t.same(
    act(() => {
      reasonText(document, 'q2').delete(0, 19);
    }),
    { words: 4, emptied: [] },
  );
  t.end();
});

test('[CO16] counting takes no longer for a text in ten thousand pieces', (t) => {
  const { text, act } = written('start ');
  for (let n = 0; n < 10_000; n += 1) text.insert(n % 2 === 0 ? 0 : text.length, 'ab ');
  for (let n = 0; n < 2_000; n += 1) text.delete(3 * n, 1);
  const started = process.cpuUsage();
  const loss = act(() => {
    text.delete(0, text.length);
  });
  t.ok((loss?.words ?? 0) > 9_000, String(loss?.words));
  t.ok(process.cpuUsage(started).user < 1_000_000);
  t.end();
});
