import { createHash } from 'node:crypto';
import { test } from 'tap';
import * as Y from 'yjs';
import { Receipts } from '../../src/collab/log/receipts.ts';
import type { DraftLog, Entry } from '../../src/store/drafts.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { Disk } from '../support/live/faulty-drafts.ts';
import { addLine, textOf } from '../support/live/lines.ts';
import { type LiveServer, openLive, until } from '../support/live/live-server.ts';
import type { RawClient } from '../support/live/raw-client.ts';

test('[CO10] an entry holds a turn’s change and names the member behind each new client id; a no-op appends nothing', async (t) => {
  const live = await openLive(t);
  const [ann, bob] = [live.client('ann'), live.client('bob')];
  await Promise.all([ann.synced(), bob.synced()]);
  ann.announce({}, 1);
  ann.type('Mine.');
  await ann.settled();
  bob.type('Not declared.');
  await bob.settled();
  ann.type('Mine too.');
  ann.say({ type: 'step2', update: Y.encodeStateAsUpdate(ann.document) });
  await ann.settled();
  const { entries } = await logOf(live);
  t.same(
    entries.map(({ seq, authors }) => ({ seq, authors })),
    [
      { seq: 1, authors: { [ann.document.clientID]: { member: 'ann', how: 'declared' } } },
      { seq: 2, authors: { [bob.document.clientID]: { member: 'bob', how: 'brought' } } },
      { seq: 3, authors: {} },
    ],
  );
  t.equal(textIn(await logOf(live)), ann.text());
});

test('[CO10] one append is in flight, and the edits that arrive meanwhile are one entry', async (t) => {
  const disk = new Disk();
  const live = await openLive(t, { drafts: (drafts) => disk.wrap(drafts) });
  const ann = live.client('ann');
  await ann.synced();
  await ann.settled();
  disk.state = 'stalled';
  ann.type('first');
  const bob = live.client('bob');
  await bob.until('the first', () => bob.text() === 'first');
  for (let n = 0; n < 20; n += 1) {
    ann.type(`line ${n}`);
    await bob.until(`line ${n}`, () => bob.text().endsWith(`line ${n}`));
  }
  t.equal(ann.durable, 2, 'sending does not wait for the disk, acknowledging does');
  disk.mend();
  await ann.settled();
  const { entries } = await logOf(live);
  t.equal(entries.length, 2);
});

test('[CO12] the first acknowledgement waits until every edit the room held is durable', async (t) => {
  const disk = new Disk();
  const live = await openLive(t, { drafts: (drafts) => disk.wrap(drafts) });
  const ann = live.client('ann');
  await ann.synced();
  await ann.settled();
  disk.state = 'stalled';
  ann.type('Not on disk.');
  const bob = live.client('bob');
  await bob.until('the text', () => bob.text() === 'Not on disk.');
  await ann.close();
  const again = live.client('ann', { document: ann.document });
  await again.synced();
  await again.until('its answer to be sent', () => again.sent === 2);
  bob.announce({}, 1);
  await again.until('a word from bob', () => again.present.size === 1);
  t.equal(again.durable, 0, 'the server has the edit, but not on disk');
  disk.mend();
  await again.settled();
  t.equal(textIn(await logOf(live)), 'Not on disk.');
});

test('[CO12] frames are acknowledged in order, and each one set aside is named once', (t) => {
  const receipts = new Receipts();
  receipts.expect([1], 0);
  receipts.expect([3], 1);
  t.same(receipts.acknowledge(0), { durable: 1, setAside: [] });
  t.equal(receipts.acknowledge(5), null, 'the second is held');
  receipts.expectAside([2, 4]);
  t.equal(receipts.acknowledge(5), null);
  receipts.keptAside([2]);
  t.same(receipts.acknowledge(5), { durable: 3, setAside: [2] });
  receipts.keptAside([4]);
  t.same(receipts.acknowledge(5), { durable: 4, setAside: [4] });
  t.equal(receipts.acknowledge(5), null);
  t.end();
});

test('[CO11] while the store fails nothing is acknowledged and editors are told; the append is tried again, and nothing is lost', async (t) => {
  const disk = new Disk();
  const live = await openLive(t, { drafts: (drafts) => disk.wrap(drafts), limits: { retryAfter: 5, retryAtMost: 20 } });
  const [ann, plain] = [live.client('ann'), live.client('bob', { plain: true })];
  await Promise.all([ann.synced(), plain.synced()]);
  await ann.settled();
  disk.state = 'broken';
  ann.type('Written while the disk was full.');
  await ann.until('to be told', () => ann.states.includes('not-saving'));
  await plain.until('the text', () => plain.text() !== '');
  t.equal(ann.durable, 2);
  await ann.close();
  await plain.close();
  await until('the room to be empty', () => live.rooms.presence('response').length === 0);
  // Several ticks, at each of which an empty room without a linger is unloaded.
  await new Promise((resolve) => setTimeout(resolve, 150));
  const cat = live.client('cat');
  await cat.synced();
  t.equal(cat.text(), 'Written while the disk was full.', 'the room was not unloaded with it');
  t.equal((await logOf(live)).entries.length, 0);
  t.equal(cat.durable, 0, 'and cat is sent no acknowledgement until the entry is durable');
  disk.mend();
  await until('the entry', async () => (await logOf(live)).entries.length === 1);
  await cat.settled();
  t.ok(plain.frames.every(({ type }) => type !== 'status' && type !== 'acknowledgement'));
});

test('[CO11] after some seconds without a commit the room drops edits, and asks clients to resend them once it can save', async (t) => {
  const disk = new Disk();
  const limits = { retryAfter: 5, retryAtMost: 20, notSavingAfter: 30, readOnlyAfter: 120 };
  const live = await openLive(t, { drafts: (drafts) => disk.wrap(drafts), limits });
  const [ann, bob] = [live.client('ann'), live.client('bob')];
  await Promise.all([ann.synced(), bob.synced()]);
  await ann.settled();
  for (const state of ['broken', 'stalled'] as const) {
    disk.state = state;
    ann.type(`${state} 1`);
    await ann.until('to be told', () => ann.states.at(-1) === 'read-only');
    ann.type(`${state} 2`);
    ann.type(`${state} 3`);
    bob.announce({}, ann.sent);
    await ann.until('a word from bob', () => ann.present.get(bob.document.clientID)?.clock === ann.sent);
    t.notMatch(bob.text(), `${state} 2`, 'what is not taken is not shown');
    disk.mend();
    await ann.settled();
    t.equal(ann.states.at(-1), 'saving');
    await bob.until('all of it', () => bob.text().endsWith(`${state} 1\n${state} 2\n${state} 3`));
  }
  t.equal(textIn(await logOf(live)), ann.text());
});

test('[CO11] while the store is down only so many bytes are taken; clients are asked to resend the rest once it is back', async (t) => {
  const disk = new Disk();
  const live = await openLive(t, { drafts: (drafts) => disk.wrap(drafts), limits: { unsaved: 20_000, readOnlyAfter: 600_000 } });
  const [ann, bob] = [live.client('ann'), live.client('bob')];
  await Promise.all([ann.synced(), bob.synced()]);
  await ann.settled();
  disk.state = 'stalled';
  for (let n = 0; n < 5; n += 1) ann.type('x'.repeat(5_000));
  await ann.until('to be told', () => ann.states.at(-1) === 'read-only');
  await bob.until('what was taken', () => bob.text().length >= 25_000);
  for (let n = 0; n < 20; n += 1) ann.type('y'.repeat(5_000));
  bob.announce({}, 1);
  await ann.until('a word from bob', () => ann.present.size === 1);
  t.notMatch(bob.text(), /y/, 'what is beyond is neither kept nor shown');
  t.equal(ann.durable, 2);
  disk.mend();
  await ann.settled();
  await bob.until('all of it', () => bob.text() === ann.text());
  t.equal(textIn(await logOf(live)), ann.text());
});

test('[CO11] closing commits the edits received, then closes retryably', async (t) => {
  const disk = new Disk();
  const live = await openLive(t, { drafts: (drafts) => disk.wrap(drafts) });
  const ann = live.client('ann');
  await ann.synced();
  await ann.settled();
  disk.state = 'stalled';
  ann.type('The last thing.');
  const bob = live.client('bob');
  await bob.until('the text', () => bob.text() !== '');
  const closing = live.rooms.close();
  disk.mend();
  await closing;
  t.equal(await ann.ending(), 'restarting');
  t.equal(ann.durable, ann.sent);
  t.equal(textIn(await logOf(live)), 'The last thing.');
  t.equal(await live.client('cat').ending(), 'restarting');
});

test('[CO11] closing does not wait for a draft that is still loading', async (t) => {
  const hanging = new Promise<never>(() => undefined);
  let loads = 0;
  const limits = { closeWithin: 50 };
  const live = await openLive(t, { drafts: (drafts) => ({ ...drafts, load: () => ((loads += 1), hanging) }), limits });
  const ann = live.client('ann');
  await until('the draft to be asked for', () => loads === 1);
  const since = performance.now();
  await live.close();
  t.ok(performance.now() - since < 5_000);
  await ann.ending();
});

test('[CO13] a log that grew is compacted when the last member leaves, and the authors outlive it', async (t) => {
  const live = await openLive(t, { limits: { compactAbove: 5 } });
  const ann = live.client('ann');
  await ann.synced();
  ann.announce({}, 1);
  for (let n = 0; n < 12; n += 1) {
    ann.type(`line ${n}`);
    await ann.settled();
  }
  const id = ann.document.clientID;
  await ann.close();
  await until('the base', async () => (await logOf(live)).entries.length === 0);
  const { base } = await logOf(live);
  t.same(base.authors, { [id]: { member: 'ann', how: 'declared' } });
  t.same(Object.values(base.covers), [12]);
  const again = live.client('ann');
  await again.synced();
  t.equal(again.text(), ann.text());
  again.type('Numbered on.');
  await again.settled();
  t.equal((await logOf(live)).entries[0]?.seq, 13);
});

test('[CO30] an entry of another node is broadcast to everybody, and appended nowhere twice', async (t) => {
  const live = await openLive(t);
  const ann = live.client('ann');
  await ann.synced();
  ann.type('Live.');
  await ann.settled();
  const elsewhere = new Y.Doc();
  Y.applyUpdate(elsewhere, Y.encodeStateAsUpdate(ann.document));
  const before = Y.encodeStateVector(elsewhere);
  addLine(elsewhere, 'From a form.');
  const update = Y.encodeStateAsUpdate(elsewhere, before);
  await live.store.drafts.append(live.key, { node: 'form', seq: 1, update, authors: {} });
  await ann.until('the text', () => ann.text() === 'Live.\nFrom a form.');
  ann.type('And on.');
  await ann.settled();
  t.equal((await logOf(live)).entries.length, 3);
  t.equal(textIn(await logOf(live)), 'Live.\nFrom a form.\nAnd on.');
});

test('[CO5] sealing while many type: edits acknowledged as saved are inside the cut, the others are set aside, nothing is lost', async (t) => {
  for (const how of ['told', 'found out'] as const) {
    const live = await openLive(t);
    const writers = ['ann', 'bob', 'cat'].map((name) => live.client(name));
    await Promise.all(writers.map((writer) => writer.synced()));
    const typed = writers.map((writer) => typing(writer, 60));
    await writers[0]?.until('some to be saved', () => (writers[0]?.durable ?? 0) > 20);
    await live.store.drafts.seal(live.key);
    if (how === 'told') await live.rooms.sealed(live.key);
    const edits = (await Promise.all(typed)).flat();
    for (const writer of writers) t.equal(await writer.ending(), 'sealed');

    // They reconnect with their documents, as a page does once it is told to ask again.
    const back = writers.map((writer, index) => live.client(['ann', 'bob', 'cat'][index] ?? '', { document: writer.document }));
    await Promise.all(back.map((client) => client.synced()));
    await Promise.all(back.map((client) => client.settled()));
    t.ok(
      back.every(({ states }) => states.includes('sealed')),
      'and are told that it is sealed',
    );

    const log = await logOf(live);
    const inside = new Set(textIn(log).split('\n'));
    const late = await live.store.drafts.late('response');
    const everything = new Set(
      textIn(
        log,
        late.map((edit) => edit.update),
      ).split('\n'),
    );
    for (const { text, frame, writer } of edits) {
      const saved = frame <= writer.durable && !writer.setAside.includes(frame);
      if (saved && !inside.has(text)) t.fail(`${text} was said to be saved`);
      if (writer.setAside.includes(frame) && inside.has(text)) t.fail(`${text} was said to be set aside`);
      if (!everything.has(text)) t.fail(`${text} is lost`);
    }
    t.ok(
      edits.some(({ text }) => !inside.has(text)),
      `${how}: some came too late`,
    );
    t.same(new Set(late.map(({ id }) => id)).size, late.length);
    const reader = live.client('rita', { may: 'read' });
    await reader.synced();
    t.equal(reader.text(), textIn(log), 'and readers see the cut alone');
  }
});

test('[CO5] while a room ends at a seal, nothing new is broadcast, and edits received are set aside or not acknowledged', async (t) => {
  const disk = new Disk();
  const live = await openLive(t, { drafts: (drafts) => ({ ...disk.wrap(drafts), changed: () => Promise.resolve([]) }) });
  const [ann, bob] = [live.client('ann'), live.client('bob')];
  await Promise.all([ann.settled(), bob.settled()]);
  disk.state = 'stalled';
  const first = ann.type('On its way.');
  await bob.until('the text', () => bob.text() === 'On its way.');
  await live.store.drafts.seal(live.key);
  const sealed = live.rooms.sealed(live.key);
  const second = ann.type('After the seal.');
  const nothing = bob.say({ type: 'step2', update: Y.encodeStateAsUpdate(bob.document) });
  bob.announce({}, 1);
  await ann.until('a word from bob', () => ann.present.size === 1);
  disk.mend();
  await sealed;
  t.equal(await ann.ending(), 'sealed');
  t.same(ann.setAside, [first, second]);
  t.equal(bob.text(), 'On its way.');
  t.ok(bob.durable < nothing, 'bob’s edit was known from an edit that was not saved');
  t.equal(textIn(await logOf(live)), '');
  const late = await live.store.drafts.late('response');
  t.equal(
    textIn(
      await logOf(live),
      late.map(({ update }) => update),
    ),
    'On its way.\nAfter the seal.',
  );
});

test('[CO11] a dropped edit holds up acknowledgements until its client has resent it', async (t) => {
  const disk = new Disk();
  const limits = { retryAfter: 5, retryAtMost: 20, notSavingAfter: 10, readOnlyAfter: 50 };
  const live = await openLive(t, { drafts: (drafts) => disk.wrap(drafts), limits });
  const [ann, bob] = [live.client('ann', { mute: true }), live.client('bob')];
  await bob.settled();
  disk.state = 'broken';
  bob.type('Blocks the disk.');
  await bob.until('to be read-only', () => bob.states.at(-1) === 'read-only');
  ann.document.getMap('chosen').set('q1', ['a']);
  const dropped = ann.say({ type: 'update', update: Y.encodeStateAsUpdate(ann.document) });
  ann.announce({}, 1);
  await bob.until('ann', () => bob.present.size === 1);
  disk.mend();
  await ann.until('to be asked', () => ann.frames.filter(({ type }) => type === 'step1').length === 2);
  const other = new Y.Doc();
  other.getMap('chosen').set('q2', ['b']);
  ann.say({ type: 'update', update: Y.encodeStateAsUpdate(other) });
  await bob.until('the other', () => bob.document.getMap('chosen').has('q2'));
  await bob.settled();
  bob.announce({}, 1);
  await ann.until('a word from bob', () => ann.present.has(bob.document.clientID));
  t.ok(ann.durable < dropped);
  ann.say({ type: 'step2', update: Y.encodeStateAsUpdate(ann.document) });
  await ann.settled();
  await bob.until('what was dropped', () => bob.document.getMap('chosen').has('q1'));
});

test('[CO6] a stale copy meets its own sealed room: its edits are set aside once, and shown to nobody', async (t) => {
  const live = await openLive(t);
  const ann = live.client('ann');
  await ann.synced();
  ann.type('In time.');
  await ann.settled();
  await ann.close();
  await live.store.drafts.seal(live.key);
  await live.rooms.sealed(live.key);
  ann.type('On a train.');

  const [reader, again] = [live.client('rita', { may: 'read' }), live.client('ann', { document: ann.document })];
  await Promise.all([reader.synced(), again.settled()]);
  t.same(again.setAside, [2]);
  again.type('And late again.');
  await again.settled();
  t.same(again.setAside, [2, 3]);
  const third = live.client('ann', { document: ann.document, own: 'first' });
  await third.until('both acknowledgements', () => third.durable === 2);
  t.same(third.setAside, [2], 'resent, it is still not in the text');
  t.equal(reader.text(), 'In time.');
  const late = await live.store.drafts.late('response');
  t.same(
    late.map(({ member, epoch }) => ({ member, epoch })),
    [
      { member: 'ann', epoch: 'epoch-1' },
      { member: 'ann', epoch: 'epoch-1' },
    ],
  );
  const fresh = live.client('cat');
  await fresh.settled();
  t.same(fresh.setAside, [], 'a client that brings nothing is told of no frame set aside');
  fresh.announce({}, 1);
  await reader.until('cat', () => reader.present.size === 1);
});

test('[CO5] a late edit is not acknowledged until it is stored', async (t) => {
  const disk = new Disk();
  const live = await openLive(t, { drafts: (drafts) => disk.wrap(drafts), limits: { retryAfter: 5, retryAtMost: 10 } });
  await live.store.drafts.seal(live.key);
  const ann = live.client('ann');
  await ann.settled();
  disk.state = 'broken';
  ann.type('Late.');
  ann.say({ type: 'query-awareness' });
  ann.announce({}, 1);
  await ann.until('a sign of life', () => ann.present.size === 1);
  t.equal(ann.durable, 2);
  disk.mend();
  await ann.settled();
  t.same(ann.setAside, [3]);
});

test('[CO5] a room whose draft was disposed of closes for good, and acknowledges nothing', async (t) => {
  const live = await openLive(t, { drafts: (drafts) => ({ ...drafts, changed: () => Promise.resolve([]) }) });
  const ann = live.client('ann');
  await ann.settled();
  await live.store.drafts.dispose('response');
  ann.type('Too late for anything.');
  t.equal(await ann.ending(), 'gone');
  t.equal(ann.durable, 2);
  t.equal(await live.client('bob').ending(), 'gone');
});

test('[CO10] two servers on one store number their entries apart, take in each other’s, and hold the same text in the end', async (t) => {
  const store = await openSqliteStore({ directory: ':memory:' });
  t.teardown(() => store.close());
  const [north, south] = [await openLive(t, { store }), await openLive(t, { store })];
  const [ann, bob] = [north.client('ann'), south.client('bob')];
  await Promise.all([ann.synced(), bob.synced()]);
  await Promise.all([typing(ann, 15), typing(bob, 15)]);
  await Promise.all([ann.settled(), bob.settled()]);
  await ann.until('all of it', () => ann.text().split('\n').length === 30);
  await bob.until('all of it', () => bob.text().split('\n').length === 30);
  t.equal(ann.text(), bob.text());
  await Promise.all([typing(ann, 15), typing(bob, 15), store.drafts.seal(north.key)]);
  t.same([await ann.ending(), await bob.ending()], ['sealed', 'sealed']);
  const cut = createHash('sha256')
    .update(textIn(await logOf(north)))
    .digest('hex');
  const [rita, rolf] = [north.client('rita', { may: 'read' }), south.client('rolf', { may: 'read' })];
  await Promise.all([rita.synced(), rolf.synced()]);
  for (const reader of [rita, rolf]) t.equal(createHash('sha256').update(reader.text()).digest('hex'), cut);
});

interface Edit {
  readonly text: string;
  readonly frame: number;
  readonly writer: RawClient;
}

/** Types lines one after the other, a turn apart, as long as the socket is open. */
async function typing(writer: RawClient, lines: number): Promise<Edit[]> {
  const edits: Edit[] = [];
  for (let n = 0; n < lines && writer.closed === null; n += 1) {
    const text = `${writer.document.clientID} ${n}`;
    edits.push({ text, frame: writer.type(text), writer });
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return edits;
}

async function logOf({ store, key }: LiveServer): Promise<DraftLog> {
  const log = await store.drafts.load(key);
  if (log === null) throw new TypeError('the draft was begun');
  return log;
}

function textIn({ base, entries }: { base: DraftLog['base']; entries: readonly Entry[] }, more: readonly Uint8Array[] = []): string {
  const document = new Y.Doc();
  for (const update of [base.update, ...entries.map((entry) => entry.update), ...more]) {
    if (update.byteLength > 0) Y.applyUpdate(document, update);
  }
  return textOf(document);
}
