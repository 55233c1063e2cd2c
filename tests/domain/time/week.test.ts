import { test } from 'tap';
import { Instant } from '../../../src/domain/outcome.ts';
import { mondayAt } from '../../../src/domain/time/week.ts';

const at = (instant: string, zone = 'Europe/London') => mondayAt(Instant.parse(instant), zone);

test('[MA8] a Monday has its eight o’clock, in summer and in winter, and on the days after both clock changes', (t) => {
  t.same(at('2026-07-12T23:00:00.000Z'), { date: 20260713, morning: '2026-07-13T07:00:00.000Z' }, 'midnight in London');
  t.same(at('2026-07-13T22:59:59.999Z'), { date: 20260713, morning: '2026-07-13T07:00:00.000Z' }, 'its last moment');
  t.equal(at('2026-07-12T22:59:59.999Z'), null, 'still Sunday');
  t.equal(at('2026-07-13T23:00:00.000Z'), null, 'Tuesday');
  t.same(at('2026-03-29T23:30:00.000Z'), { date: 20260330, morning: '2026-03-30T07:00:00.000Z' }, 'the clocks went forward on Sunday');
  t.same(at('2026-10-26T00:30:00.000Z'), { date: 20261026, morning: '2026-10-26T08:00:00.000Z' }, 'the clocks went back on Sunday');
  t.equal(at('2026-10-25T23:30:00.000Z'), null, 'half past eleven on the Sunday of 25 hours');
  t.same(at('2026-07-12T15:00:00.000Z', 'Asia/Tokyo'), { date: 20260713, morning: '2026-07-12T23:00:00.000Z' });
  t.end();
});
