import { test } from 'tap';
import { asPhrase, canBeSought, holdsPhrase, stretchesOf, without } from '../../../src/domain/privacy/phrase.ts';

test('[CO15] words are found as people mean them', (t) => {
  const found: readonly (readonly [string, string, number])[] = [
    ['Zoe Hart', 'ZOE  HART and zoe\nhart, Zoe Harty', 3],
    ['Zoë', 'Zoe\u0308 and ZOË', 2],
    ["O'Neil", 'O’Neil, o‘neil', 2],
    ['Ann-Marie', 'Ann‑Marie – Ann–Marie', 2],
    ['Ann', 'A\u00ADnn', 1],
    ['ffion', '\uFB00ion', 1],
    ['مريم', 'Mariam مريم', 1],
    ['x', '', 0],
    ['  ', 'a b', 0],
  ];
  for (const [phrase, text, times] of found) t.equal(stretchesOf(phrase, text).length, times, `${phrase} in ${text}`);
  t.ok(holdsPhrase('mia', 'Mia'));
  t.notOk(holdsPhrase('mia', 'Mi a'));
  t.end();
});

test('[CO15] what stands around the words stays as it was', (t) => {
  t.equal(without('Zoe Hart', 'Dear  ZOE HART, and Zoe\u00a0Hart!', '…'), 'Dear  …, and …!');
  t.equal(without('off', 'o\uFB00 it', ''), ' it', 'the whole of a letter that is two');
  t.equal(without('of', 'o\uFB00 it', ''), ' it', 'and where the words end within it');
  t.equal(without('zoe', 'Zoe\u0301', 'X'), 'Zoe\u0301', 'another letter');
  t.end();
});

test('[CO15] a phrase has three characters or more, and a letter or a digit', (t) => {
  t.equal(asPhrase('  Zoe \n Hart '), 'Zoe Hart');
  t.same(['Zoe', '1.2', '...', 'Al', 'x'.repeat(201)].map(canBeSought), [true, true, false, false, false]);
  t.end();
});
