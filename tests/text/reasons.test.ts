import fc from 'fast-check';
import { test } from 'tap';
import * as Y from 'yjs';
import { SectionId } from '../../src/domain/ids.ts';
import { textSchema } from '../../src/text/check.ts';
import { readDraft } from '../../src/text/read.ts';
import {
  longestStoredReason,
  notAnsweringMap,
  reasonFor,
  reasonNow,
  reasonText,
  setTick,
  writeReason,
  writeWords,
} from '../../src/text/reasons/reasons.ts';
import { applyChange, becomeText, mergedText, smallestChange } from '../../src/text/reasons/smallest-change.ts';
import { excessOfReason } from '../../src/text/standing.ts';

const copyOf = (document: Y.Doc): Y.Doc => {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(document));
  return copy;
};

const meet = (one: Y.Doc, other: Y.Doc): void => {
  Y.applyUpdate(one, Y.encodeStateAsUpdate(other));
  Y.applyUpdate(other, Y.encodeStateAsUpdate(one));
};

const changed = (before: string, after: string, caret?: number): string => {
  const document = new Y.Doc();
  const text = document.getText();
  text.insert(0, before);
  const change = smallestChange(before, after, caret);
  if (change !== null) applyChange(text, change);
  return text.toJSON();
};

test('[ED20] two people who write one reason at once keep every word of both', (t) => {
  const cerys = new Y.Doc();
  writeReason(cerys, 'q1', 'We hold no figures.');
  const owen = copyOf(cerys);
  writeReason(cerys, 'q1', 'In Brighton we hold no figures.');
  writeReason(owen, 'q1', 'We hold no figures for Surrey.');
  meet(cerys, owen);
  t.equal(reasonFor(cerys, 'q1'), 'In Brighton we hold no figures for Surrey.');
  t.equal(reasonFor(owen, 'q1'), reasonFor(cerys, 'q1'));
  t.end();
});

test('[ED20] the smallest change: common ends stay, and the caret decides where letters repeat', (t) => {
  t.equal(smallestChange('one', 'one'), null);
  t.same(smallestChange('one two', 'one new two', 8), { at: 4, removed: 0, inserted: 'new ' });
  t.same(smallestChange('aaaa', 'aaaaa', 3), { at: 2, removed: 0, inserted: 'a' }, 'typed behind the second a');
  t.same(smallestChange('aaaa', 'aaa', 1), { at: 1, removed: 1, inserted: '' }, 'the second a deleted');
  t.same(smallestChange('one two', 'two', 3), { at: 0, removed: 4, inserted: '' }, 'a caret elsewhere makes no change larger');
  t.same(smallestChange('a😀b', 'a😁b', 3), { at: 1, removed: 2, inserted: '😁' }, 'a pair of surrogates is one character');
  t.same(smallestChange('a😀b', 'a🐀b', 3), { at: 1, removed: 2, inserted: '🐀' });
  const words = fc.array(fc.constantFrom('a', 'b', '😀', '😁', '🐀', '\n', ' ')).map((all) => all.join(''));
  fc.assert(
    fc.property(words, words, fc.nat(20), (before, after, caret) => changed(before, after, Math.min(caret, after.length)) === after),
  );
  t.end();
});

test('[ED20] rewriting a text keeps the shared words where they are', (t) => {
  const document = new Y.Doc();
  const text = document.getText();
  text.insert(0, 'One two three four five.');
  const place = Y.createRelativePositionFromTypeIndex(text, 'One two thr'.length);
  becomeText(text, 'Zero two three and five.');
  t.equal(text.toJSON(), 'Zero two three and five.');
  t.equal(Y.createAbsolutePositionFromRelativePosition(place, document)?.index, 'Zero two thr'.length);
  const words = fc.array(fc.constantFrom('one ', 'two ', 'three\n', '😀 ', '🐀')).map((all) => all.join(''));
  fc.assert(
    fc.property(words, words, (before, after) => {
      const any = new Y.Doc().getText();
      any.insert(0, before);
      becomeText(any, after);
      return any.toJSON() === after;
    }),
  );
  t.end();
});

test('[ED21] the box and the words are apart: unticking keeps the words, and words count while the box is ticked', (t) => {
  const document = new Y.Doc();
  const read = (): string | undefined => readDraft(document, [SectionId.parse('q1')]).notAnswered.get('q1');
  t.same(reasonNow(document, 'q1'), { ticked: false, words: '' });
  setTick(document, 'q1', 'ticked');
  t.equal(read(), '', 'no reason yet');
  writeWords(document, 'q1', '  It is for\r\nschools. ');
  t.equal(read(), 'It is for\nschools.');
  setTick(document, 'q1', 'unticked');
  t.equal(read(), '');
  t.same(reasonNow(document, 'q1'), { ticked: false, words: '  It is for\nschools. ' });
  setTick(document, 'q1', 'ticked');
  t.equal(read(), 'It is for\nschools.');
  writeReason(document, 'q1', '');
  t.match(reasonNow(document, 'q1'), { ticked: false, words: /schools/ });
  writeReason(document, 'q1', 'It is for schools.');
  t.equal(read(), 'It is for schools.');
  t.end();
});

test('[ED21] one person unticks the box while another types: the words stay', (t) => {
  const cerys = new Y.Doc();
  writeReason(cerys, 'q1', 'No figures');
  const owen = copyOf(cerys);
  setTick(cerys, 'q1', 'unticked');
  writeWords(owen, 'q1', 'No figures yet');
  meet(cerys, owen);
  t.same(reasonNow(cerys, 'q1'), { ticked: false, words: 'No figures yet' });
  t.same(reasonNow(owen, 'q1'), reasonNow(cerys, 'q1'));
  t.end();
});

test('[ED22] a reason that people at once made too long is read whole, and its excess is told', (t) => {
  const document = new Y.Doc();
  writeReason(document, 'q1', 'x'.repeat(1999));
  const owen = copyOf(document);
  reasonText(document, 'q1').insert(0, 'a');
  reasonText(owen, 'q1').insert(1999, 'b');
  meet(document, owen);
  t.equal(reasonFor(document, 'q1').length, 2001);
  t.equal(textSchema.whyNot(document), null);
  t.equal(excessOfReason(reasonFor(document, 'q1'))?.title, '1 character too long');
  t.equal(excessOfReason('x'.repeat(2000)), null);
  t.end();
});

test('[CO3 ED20 ED22] formats, embeds, elements, keys, carriage returns and a megabyte are refused in a reason', (t) => {
  const hostile: Readonly<Record<string, (document: Y.Doc) => void>> = {
    format: (document) => {
      reasonText(document, 'q1').insert(0, 'bold', { bold: {} });
    },
    embed: (document) => {
      reasonText(document, 'q1').insertEmbed(0, { image: 'x' });
    },
    element: (document) => {
      document.get('reason:q1', Y.XmlText).insertEmbed(0, new Y.XmlElement('script'));
    },
    key: (document) => {
      document.getMap('reason:q1').set('bold', true);
    },
    attribute: (document) => {
      reasonText(document, 'q1').setAttribute('type', 'heading');
    },
    'carriage return': (document) => {
      reasonText(document, 'q1').insert(0, 'a\r\nb');
    },
    megabyte: (document) => {
      reasonText(document, 'q1').insert(0, 'x'.repeat(1_000_000));
    },
    'no question': (document) => {
      document.getText('reason:').insert(0, 'x');
    },
    'a tick that is no tick': (document) => {
      document.getMap(notAnsweringMap).set('q1', 'yes');
    },
    'a tick under a bad key': (document) => {
      document.getMap(notAnsweringMap).set('a b', true);
    },
  };
  for (const [name, write] of Object.entries(hostile)) {
    const document = new Y.Doc();
    write(document);
    t.type(textSchema.whyNot(document), 'string', name);
  }
  const document = new Y.Doc();
  writeReason(document, 'q1', 'x'.repeat(longestStoredReason));
  t.equal(textSchema.whyNot(document), null);
  reasonText(document, 'q1').insert(0, 'x');
  t.match(textSchema.whyNot(document), /A reason can hold at most 20,000 characters\./);
  t.end();
});

test('[ED23] a posted reason is merged with the words written meanwhile', (t) => {
  t.equal(mergedText('', 'Mine.', ''), 'Mine.');
  t.equal(mergedText('Ours.', 'Ours.', 'Ours, and theirs.'), 'Ours, and theirs.', 'nothing posted anew');
  t.equal(mergedText('Ours.', 'Mine.', 'Mine.'), 'Mine.', 'a second press');
  t.equal(mergedText('One two three.', 'One 2 three.', 'One two three, four.'), 'One 2 three, four.');
  t.equal(mergedText('One two three.', 'One two three.\nMine.', 'Theirs. One three.'), 'Theirs. One three.\nMine.');
  const both = mergedText('', 'Mine.', 'Theirs.');
  t.ok(both === 'Mine.Theirs.' || both === 'Theirs.Mine.', both);
  t.end();
});
