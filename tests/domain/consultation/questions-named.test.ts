import { test } from 'tap';
import { questionsNamed } from '../../../src/domain/consultation/questions-named.ts';
import { openQuestion } from '../../support/worlds/toy.ts';

const questions = ['1', '2', '4', '5', '7', '7a', '8', '9', '10', 'B1'].map((number) => openQuestion(`q-${number}`, number));
const named = (words: string): readonly string[] => questionsNamed(words, questions).map(({ number }) => number);

test('[WO6] words name questions by their numbers, in the ways people write them', (t) => {
  for (const [words, numbers] of [
    ['The figure in question 5 is wrong.', ['5']],
    ['Q5 and Q7a: too long', ['5', '7a']],
    ['q.10 please', ['10']],
    ['Questions 2, 4 and 9 repeat each other', ['2', '4', '9']],
    ['questions 8 to 10', ['8', '9', '10']],
    ['Questions 7–8, 1', ['1', '7', '7a', '8']],
    ['See question no. 4 & question B1', ['4', 'B1']],
    ['Question 10 to 8', ['8', '10']],
    ['question 5. 7 people said so', ['5']],
    ['In question 5 we say 7 authorities', ['5']],
    ['to 5, question - 4', ['4']],
  ] as const)
    t.same(named(words), numbers, words);
  t.end();
});

test('[WO6] numbers of other things, and numbers no question has, name none', (t) => {
  for (const words of ['', '5', '19 authorities in 2 regions', 'question 77', 'questions about 5 things', 'Q', 'IQ5', 'paragraph 7'])
    t.same(named(words), [], words);
  t.same(named(`question ${'1 , '.repeat(5000)}`), ['1'], 'long words take no time');
  t.end();
});
