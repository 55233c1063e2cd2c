import { test } from 'tap';
import { Instant } from '../../../src/domain/outcome.ts';
import { hasEnded, isInForce, overlap } from '../../../src/domain/time/span.ts';

const day = (n: number): Instant => Instant.parse(`2026-07-0${n}T09:00:00.000Z`);
const ended = { from: day(2), until: day(4) };
const open = { from: day(3), until: null };

test('a span is in force from its first instant, and no longer at its end', (t) => {
  t.same(
    [1, 2, 3, 4, 5].map((n) => isInForce(ended, day(n))),
    [false, true, true, false, false],
  );
  t.same(
    [2, 3, 9].map((n) => isInForce(open, day(n))),
    [false, true, true],
  );
  t.same(
    [1, 3, 4].map((n) => hasEnded(ended, day(n))),
    [false, false, true],
  );
  t.end();
});

test('two spans overlap only where both are in force', (t) => {
  t.equal(overlap(ended, open), true);
  t.equal(overlap(open, { from: day(1), until: day(3) }), false, 'one ends as the other begins');
  t.equal(overlap({ from: day(4), until: null }, ended), false);
  t.end();
});
