import { test } from 'tap';
import { choiceWords, fromWords, inWords } from '../../../src/domain/consultation/choice-limits.ts';

test('[QS5] the limits of a choice are said in words', (t) => {
  t.equal(choiceWords({}), '');
  t.equal(choiceWords({ maxChoices: 3 }), 'Choose up to three');
  t.equal(choiceWords({ minChoices: 1, maxChoices: 3 }), 'Choose up to three');
  t.equal(choiceWords({ minChoices: 2, maxChoices: 2 }), 'Choose exactly two');
  t.equal(choiceWords({ minChoices: 2, maxChoices: 12 }), 'Choose two to 12');
  t.equal(choiceWords({ minChoices: 2 }), 'Choose at least two');
  t.same([inWords(10), inWords(11), fromWords('Three'), fromWords('dozen')], ['ten', '11', 3, null]);
  t.end();
});
