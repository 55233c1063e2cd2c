import { test } from 'tap';
import * as Y from 'yjs';
import { OwnChoices, chosenIn } from '../../src/text/chosen.ts';
import { chosenMap } from '../../src/text/read.ts';

interface Page {
  readonly doc: Y.Doc;
  readonly map: Y.Map<unknown>;
  readonly own: OwnChoices;
}

function pageOf(client: number): Page {
  const doc = new Y.Doc();
  doc.clientID = client;
  const map = doc.getMap(chosenMap);
  return { doc, map, own: new OwnChoices(map) };
}

/** Two pages that share a first choice; `a` has the smaller client id, so of two choices at once that of `b` stands. */
function pages(first: readonly string[]): readonly [Page, Page] {
  const [a, b] = [pageOf(1), pageOf(2)];
  a.map.set('q1', first);
  meet(a, b);
  return [a, b];
}

function meet(a: Page, b: Page): void {
  const [fromA, fromB] = [Y.encodeStateAsUpdate(a.doc), Y.encodeStateAsUpdate(b.doc)];
  Y.applyUpdate(a.doc, fromB);
  Y.applyUpdate(b.doc, fromA);
}

test('[QS7] of two choices at once the displaced one comes back: no tick and no untick is lost', (t) => {
  const [a, b] = pages(['x', 'y']);
  a.own.set('q1', ['x', 'y', 'a']);
  a.own.set('q1', ['y', 'a']);
  b.own.set('q1', ['x', 'y', 'b']);
  meet(a, b);
  t.same(chosenIn(a.map, 'q1'), ['x', 'y', 'b'], 'a document keeps one');
  t.equal(b.own.missing('q1'), null, 'whose choice stands has nothing to put back');
  const both = a.own.missing('q1');
  t.same(both, ['y', 'b', 'a']);
  t.equal(a.own.missing('q1'), null, 'asked once');
  t.end();
});

test('[QS7] a choice that knew the other is no choice at once', (t) => {
  const [a, b] = pages(['x']);
  a.own.set('q1', ['x', 'a']);
  meet(a, b);
  b.own.set('q1', ['x']);
  b.own.set('q1', ['x', 'b']);
  meet(a, b);
  t.equal(a.own.missing('q1'), null, 'the other saw the tick, and took it out');
  t.equal(a.own.missing('q2'), null, 'nothing of one’s own was there');
  t.end();
});

test('[QS7] two people who tick the same need nothing put together, and a cleared choice is no tick', (t) => {
  const [a, b] = pages(['x']);
  a.own.set('q1', ['x', 'a']);
  b.own.set('q1', ['x', 'a']);
  meet(a, b);
  t.equal(a.own.missing('q1'), null);
  a.own.set('q1', []);
  t.same(chosenIn(a.map, 'q1'), []);
  meet(a, b);
  t.equal(a.own.missing('q1'), null);
  t.end();
});

test('[QS7] a first choice by two people at once is put together too', (t) => {
  const [a, b] = [pageOf(1), pageOf(2)];
  a.own.set('q1', ['a']);
  b.own.set('q1', ['b']);
  meet(a, b);
  t.same([a.own.missing('q1'), b.own.missing('q1')], [['b', 'a'], null]);
  t.end();
});
