import { test } from 'tap';
import {
  type Deleting,
  type Due,
  isManyWords,
  isOver,
  nothingDeleted,
  withDeletion,
  withoutOld,
} from '../../../src/domain/response/mass-deletion.ts';

const minute = 60_000;
const hour = 60 * minute;

/** A member who deletes; each text is named by its time. */
class Member {
  deleting: Deleting<number> = nothingDeleted;
  deletes(at: number, words: number, ...emptied: string[]): Due<number> | null {
    const { deleting, due } = withDeletion(this.deleting, { at, words, emptied, before: at });
    this.deleting = deleting;
    return due;
  }
}

test('[CO16] more than 500 words within a minute are a mass deletion, from the first of them on', (t) => {
  const nadia = new Member();
  t.equal(nadia.deletes(0, 500), null, '500 are not more than 500');
  t.same(nadia.deletes(59_999, 1), { before: 0, words: 501, answers: 0 });
  const owen = new Member();
  t.same(owen.deletes(0, 1240), { before: 0, words: 1240, answers: 0 }, 'one act is enough');
  const slow = new Member();
  t.equal(slow.deletes(0, 300), null);
  t.equal(slow.deletes(minute, 300), null, 'a minute apart');
  t.same(slow.deletes(minute + 10, 201), { before: minute, words: 501, answers: 0 });
  t.same([isManyWords(500), isManyWords(501)], [false, true]);
  t.end();
});

test('[CO16] three answers emptied within a minute are a mass deletion too, each counted once', (t) => {
  const nadia = new Member();
  t.equal(nadia.deletes(0, 2, 'q1'), null);
  t.equal(nadia.deletes(100, 2, 'q1'), null);
  t.equal(nadia.deletes(2_000, 2, 'q1', 'q2'), null);
  t.same(nadia.deletes(3_000, 2, 'q3'), { before: 0, words: 8, answers: 3 });
  t.end();
});

test('[CO16] a mass deletion that goes on keeps one version, for ten minutes at most', (t) => {
  const nadia = new Member();
  t.ok(nadia.deletes(0, 600));
  for (let at = 30_000; at < 10 * minute; at += 30_000) t.equal(nadia.deletes(at, 600), null);
  t.same(nadia.deletes(10 * minute, 600), { before: 10 * minute, words: 600, answers: 0 });
  t.equal(nadia.deletes(10 * minute + 59_999, 600), null);
  t.ok(nadia.deletes(12 * minute, 600), 'after a minute without');
  t.end();
});

test('[CO16] one member’s deletions keep 30 versions an hour at most', (t) => {
  const nadia = new Member();
  let kept = 0;
  for (let at = 0; at < hour; at += minute) kept += nadia.deletes(at, 600) === null ? 0 : 1;
  t.equal(kept, 30);
  t.ok(nadia.deletes(hour + 1, 600), 'and again in the next hour');
  t.end();
});

test('[CO16] texts before old deletions are forgotten, and so is a member who stopped long ago', (t) => {
  const nadia = new Member();
  nadia.deletes(0, 1);
  nadia.deletes(500, 1);
  nadia.deletes(30_000, 1);
  t.equal(nadia.deleting.recent.length, 2, 'one text a second');
  t.same(
    withoutOld(nadia.deleting, minute).recent.map(({ before }) => before),
    [30_000],
  );
  t.same([isOver(nadia.deleting, minute), isOver(nadia.deleting, minute + 30_000)], [false, true]);
  nadia.deletes(31_000, 600);
  t.same([isOver(nadia.deleting, hour), isOver(nadia.deleting, hour + 31_000)], [false, true]);
  t.end();
});
