import { test } from 'tap';
import { Budget } from '../../src/web/budget.ts';
import { Refusal } from '../../src/web/problems.ts';

test('[CO32] a person whose pages took ten seconds waits, and nobody else does', (t) => {
  let now = 0;
  const budget = new Budget(() => now);
  const page = (milliseconds: number) => (): string => {
    now += milliseconds;
    return 'page';
  };
  for (let view = 0; view < 5; view += 1) t.equal(budget.spend('ann', page(2000)), 'page');
  t.throws(() => budget.spend('ann', page(1)), Refusal, 'Ann spent it all');
  t.equal(budget.spend('bob', page(2000)), 'page', 'Bob has a budget of his own');
  now += 12_000;
  t.equal(budget.spend('ann', page(9000)), 'page', 'some of it is back after some seconds');
  const refusal = t.throws(() => budget.spend('ann', page(1)), Refusal, 'a long page is taken off whole');
  t.match(refusal, { retryAfter: 23 });
  t.end();
});

test('[CO32] a page that fails spends its time too; a long pause fills the budget and no more', (t) => {
  let now = 0;
  const budget = new Budget(() => now);
  const failing = (): never => {
    now += 11_000;
    throw new TypeError('no such template');
  };
  t.throws(() => budget.spend('ann', failing), TypeError);
  t.throws(() => budget.spend('ann', () => 'page'), Refusal);
  now += 3_600_000;
  t.throws(() => budget.spend('ann', failing), TypeError);
  t.throws(() => budget.spend('ann', () => 'page'), Refusal);
  t.end();
});
