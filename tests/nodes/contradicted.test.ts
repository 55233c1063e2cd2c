import { test } from 'tap';
import * as Y from 'yjs';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { sectionText } from '../../src/text/lines/stored.ts';
import { Disk } from '../support/live/faulty-drafts.ts';
import { addLine, textOf } from '../support/live/lines.ts';
import { type LiveServer, openLive, until } from '../support/live/live-server.ts';
import { logOf, textIn } from '../support/live/streams.ts';
import { edit } from '../support/written.ts';

interface Ending {
  teardown(act: () => unknown): unknown;
}

/** Two nodes on one store; the disk of the south can be stalled, so that an edit waits there in memory. */
async function twoNodes(t: Ending): Promise<{ north: LiveServer; south: LiveServer; disk: Disk }> {
  const store = await openSqliteStore({ directory: ':memory:' });
  t.teardown(() => store.close());
  const disk = new Disk();
  // The nodes hear of each other's entries when they append, and at no other time.
  const limits = { tickEvery: 60_000 };
  const north = await openLive(t, { store, limits });
  const south = await openLive(t, { store, limits, drafts: (drafts) => disk.wrap(drafts) });
  t.teardown(() => {
    disk.mend();
  });
  return { north, south, disk };
}

/** An update that stands in the place of a client's next words. */
function forged(seen: Y.Doc, client: number, line: string, then: 'kept' | 'erased' = 'kept'): Uint8Array {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(seen));
  copy.clientID = client;
  const text = sectionText(copy, 'q1');
  return edit(copy, () => {
    const { length } = text;
    addLine(copy, line, 'q1');
    if (then === 'erased') text.delete(length, text.length - length);
  });
}

for (const kind of ['kept', 'erased'] as const) {
  test(`[CO31] [CO12] words that another node logged first in their place, and ${kind}, are acknowledged by neither node as hers`, async (t) => {
    const { north, south, disk } = await twoNodes(t);
    const ann = south.client('ann');
    const bob = south.client('bob');
    const mallory = north.client('mallory');
    ann.type('The first words.');
    await Promise.all([ann.settled(), bob.settled(), mallory.settled()]);
    await north.rooms.catchUp(north.key);
    const forgery = forged(ann.document, ann.document.clientID, 'x'.repeat(40), kind);

    disk.state = 'stalled';
    const frame = ann.type('What Ann really said.');
    await bob.until('it', () => bob.text().includes('really said'));
    mallory.say({ type: 'update', update: forgery });
    await mallory.settled();
    disk.mend();

    t.equal(await ann.ending(), 'contradicted', 'she is told, and keeps her words');
    t.ok(ann.durable < frame, 'her words were not acknowledged');
    t.equal(await bob.ending(), 'diverged', 'his page shows words that were never saved');
    t.notOk(textIn(await logOf(north)).includes('really said'));

    // A page that is loaded again shows the text of the log, and its edits are saved.
    const again = south.client('bob');
    await again.synced();
    again.type('Bob goes on.');
    await again.settled();
    const fresh = north.client('fresh');
    await fresh.synced();
    await north.rooms.catchUp(north.key);
    await fresh.until('all', () => fresh.text().includes('Bob goes on.'));
    t.equal(again.text(), textIn(await logOf(north)));
    t.equal(fresh.text(), again.text(), 'both nodes show one text');
  });
}

test('[CO31] [CO30] two nodes write at once: each edit follows what the other logged, and nothing is lost', async (t) => {
  const { north, south } = await twoNodes(t);
  const writers = [north.client('ann'), south.client('bob'), north.client('cat'), south.client('dan')];
  await Promise.all(writers.map((writer) => writer.settled()));
  for (let n = 0; n < 50; n += 1) {
    for (const writer of writers) writer.type(`line ${n}`);
    if (n % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 7));
  }
  await Promise.all(writers.map((writer) => writer.settled()));
  for (const node of [north, south]) await node.rooms.catchUp(node.key);
  const text = textIn(await logOf(north));
  t.equal(text.split('\n').filter((line) => line.startsWith('line')).length, 200);
  for (const writer of writers) {
    await writer.until('all', () => writer.text() === text);
    t.equal(writer.closed, null);
  }
});

test('[CO31] an edit that comes again by another node, after its first acknowledgement was lost, is saved once', async (t) => {
  const { north, south, disk } = await twoNodes(t);
  const cat = south.client('cat');
  const ann = north.client('ann');
  await Promise.all([ann.settled(), cat.settled()]);
  ann.type('Sent to the north, acknowledged to nobody.');
  await ann.settled();
  await ann.cut();
  disk.state = 'stalled';
  const again = south.client('ann', { document: ann.document });
  again.say({ type: 'update', update: Y.encodeStateAsUpdate(ann.document) });
  again.type('And a line more.');
  await cat.until('both', () => cat.text().includes('a line more'));
  disk.mend();
  await again.settled();
  t.equal(cat.closed, null, 'nobody is disturbed');
  t.equal(textIn(await logOf(south)), textOf(ann.document));
  t.equal(textIn(await logOf(south)), 'Sent to the north, acknowledged to nobody.\nAnd a line more.');
});

test('[CO13] [CO31] bases and entries of two nodes that both compact hold one text', async (t) => {
  const store = await openSqliteStore({ directory: ':memory:' });
  t.teardown(() => store.close());
  const limits = { compactOpen: 3, compactAbove: 2 };
  const nodes = [await openLive(t, { store, limits }), await openLive(t, { store, limits })];
  const writers = nodes.map((node, index) => node.client(`writer-${index}`));
  await Promise.all(writers.map((writer) => writer.settled()));
  for (let n = 0; n < 60; n += 1) {
    for (const writer of writers) writer.type(`line ${n}`);
    await new Promise((resolve) => setTimeout(resolve, 6));
  }
  await Promise.all(writers.map((writer) => writer.settled()));
  const [north] = nodes;
  if (north === undefined) throw new TypeError('there are two');
  const log = await logOf(north);
  t.ok(log.base.update.byteLength > 0, 'the log was compacted');
  t.equal(textIn(log).split('\n').length, 120);
  for (const writer of writers) await until('one text', () => writer.text() === textIn(log));
});

test('[CO30] a hint of the store brings the edits of another node at once; the regular question does without hints', async (t) => {
  const opened = await openSqliteStore({ directory: ':memory:' });
  t.teardown(() => opened.close());
  const listeners = new Set<(news: 'text' | 'rights') => void>();
  const watch = (onNews: (news: 'text' | 'rights') => void): (() => void) => {
    listeners.add(onNews);
    return () => listeners.delete(onNews);
  };
  const north = await openLive(t, { store: opened });
  const hinted = await openLive(t, { store: { ...opened, watch }, limits: { tickEvery: 60_000 } });
  const asking = await openLive(t, { store: opened, limits: { tickEvery: 250 } });
  const [ann, bob, cat] = [north.client('ann'), hinted.client('bob'), asking.client('cat')];
  await Promise.all([ann.settled(), bob.settled(), cat.settled()]);
  ann.type('News.');
  await ann.settled();
  await cat.until('the news', () => cat.text() === 'News.');
  t.equal(bob.text(), '', 'nobody hinted');
  for (let n = 0; n < 100; n += 1) for (const hint of listeners) hint('text');
  await bob.until('the news', () => bob.text() === 'News.');
  await hinted.close();
  t.equal(listeners.size, 0, 'a node that stops listens no more');
});
