import { test } from 'tap';
import { questionHeading, questionName, questionShort, questionTitle } from '../../../src/domain/consultation/question-name.ts';
import { cutAtWord } from '../../../src/domain/consultation/wording.ts';

const long = 'How should new local SEND partnerships be designed to oversee local inclusion plans without adding burden?';

test('[QS1] a question is named by its short title, or by its text cut at a word', (t) => {
  t.equal(questionName({ number: '7', text: long, shortTitle: 'Local partnerships' }), 'Question 7: Local partnerships');
  t.equal(questionName({ number: '7a', text: 'What matters most?' }), 'Question 7a: What matters most?');
  t.equal(questionTitle({ text: long }), 'How should new local SEND partnerships be designed to…');
  t.ok(questionTitle({ text: long }).length <= 60);
  t.equal(questionHeading({ number: '7', text: long, shortTitle: 'Local partnerships' }), 'Question 7: Local partnerships');
  t.equal(questionHeading({ number: '7', text: long }), 'Question 7', 'the full text follows');
  t.end();
});

test('[RK10] a heading is named by its words, without a number', (t) => {
  const heading = { number: '2', text: 'Why funding matters', kind: 'heading' };
  t.equal(questionName(heading), 'Why funding matters');
  t.equal(questionHeading(heading), 'Why funding matters');
  t.equal(questionShort(heading), 'Why funding matters');
  t.equal(questionShort({ number: '7', text: long }), 'Question 7');
  t.end();
});

test('[QS1] a text is cut at a word, never within a character, and never with a loose comma', (t) => {
  t.equal(cutAtWord('one two', 7), 'one two', 'a text that fits is not cut');
  t.equal(cutAtWord('one\n two', 7), 'one two', 'it stands on one line');
  t.equal(cutAtWord('one two three', 8), 'one two…', 'the ellipsis counts');
  t.equal(cutAtWord('one, two three', 6), 'one…');
  t.equal(cutAtWord('abcdefgh ij', 5), 'abcd…', 'a first word that is too long is cut in itself');
  t.equal(cutAtWord(`abc${'\u{1F600}'.repeat(4)}`, 5), 'abc…', 'half a character is left out');
  t.end();
});
