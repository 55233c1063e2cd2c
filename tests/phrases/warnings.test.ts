import t from 'tap';
import { acknowledged } from '../../src/phrases/warnings.ts';

t.test('[SO1] the record counts the warnings as the page of checks did: questions without an answer are one', (t) => {
  t.equal(acknowledged(['unanswered:q1', 'unanswered:q2', 'unanswered:q9']), 1);
  t.equal(acknowledged(['unanswered:q1', 'no-option:q2', 'no-option:q3', 'passed-over:chair', 'passed-over:vice', 'little-time']), 5);
  t.equal(acknowledged(['not-drawn:q1:U+2264:1', 'not-drawn:q2:U+2264:1']), 2);
  t.equal(acknowledged([]), 0);
  t.end();
});
