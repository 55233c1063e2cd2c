import { test } from 'tap';
import { type Outcome, accepted, fold, refused } from '../../src/domain/outcome.ts';

const plus =
  (n: number) =>
  (sum: number): Outcome<number, string> =>
    sum + n > 9 ? refused('too-large') : accepted(sum + n, `plus ${n}`);

test('fold applies one command after another and keeps every event in order', (t) => {
  t.same(fold(accepted(1, 'one'), plus(2), plus(3)), { ok: true, state: 6, events: ['one', 'plus 2', 'plus 3'] });
  t.same(fold(accepted(1, 'one')), { ok: true, state: 1, events: ['one'] });
  t.throws(() => fold(accepted(1, 'one'), plus(9)), { message: 'That is larger than we accept.' });
  t.end();
});
