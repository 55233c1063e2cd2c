import { test } from 'tap';
import * as Y from 'yjs';
import { SharedDocument } from '../../src/collab/updates/document.ts';
import { Packet } from '../../src/collab/wire/packet.ts';
import { Turnstile } from '../../src/collab/door/turnstile.ts';
import { textSchema } from '../../src/text/check.ts';
import { sectionText } from '../../src/text/lines/stored.ts';
import { openDraft } from '../../src/text/read.ts';
import { addLine, textOf } from '../support/live/lines.ts';
import { openLive, until } from '../support/live/live-server.ts';

test('[CO3] a full document still takes deletions, and words again after them', (t) => {
  const writer = new Y.Doc();
  addLine(writer, 'x'.repeat(99_000), 'q1');
  const document = new SharedDocument(textSchema, 100_000, [Y.encodeStateAsUpdate(writer)]);
  const updates: Uint8Array[] = [];
  writer.on('update', (update: Uint8Array) => updates.push(update));
  const take = (): string => {
    const { is } = document.take(updates.pop() ?? new Uint8Array());
    document.change();
    return is;
  };
  const text = sectionText(writer, 'q1');
  text.insert(text.length, 'y'.repeat(2_000));
  t.equal(take(), 'refused');
  text.delete(text.length - 2_000, 2_000);
  updates.length = 0;
  const fuller = new SharedDocument(textSchema, 98_000, [document.state()]);
  text.delete(1, 1);
  const deletion = updates.pop() ?? new Uint8Array();
  t.equal(fuller.take(deletion).is, 'taken', 'a document that is beyond its limit');
  t.equal(document.take(deletion).is, 'taken');
  document.change();
  text.delete(0, 50_000);
  t.equal(take(), 'taken');
  t.ok(document.state().byteLength < 60_000, 'it is smaller');
  t.end();
});

test('[CO20] a frame of any length arrives whole, framed once for everybody', async (t) => {
  const live = await openLive(t, { limits: { bytesBurst: 64_000_000 } });
  const [ann, bob] = [live.client('ann'), live.client('bob')];
  await Promise.all([ann.synced(), bob.synced()]);
  for (const length of [1, 60, 90, 100, 125, 126, 127, 60_000, 65_400, 65_535, 65_536, 70_000]) {
    const text = 'x'.repeat(length);
    ann.type(text, `s${length}`);
    await bob.until(`${length} letters`, () => bob.text(`s${length}`) === text);
  }
  t.equal(bob.closed, null);
  const update = (length: number) => new Packet({ type: 'update', update: new Uint8Array(length) }).framed;
  t.same([...update(120).subarray(0, 2)], [0x82, 123]);
  t.same([...update(200).subarray(0, 4)], [0x82, 126, 0, 204]);
  t.same([...update(70_000).subarray(0, 10)], [0x82, 127, 0, 0, 0, 0, 0, 1, 0x11, 0x75]);
});

test('[CO23] a resting room keeps its text: newcomers, people who come back and writers find it unchanged', async (t) => {
  const live = await openLive(t, { limits: { restAfter: 20, tickEvery: 5 } });
  const [ann, bob] = [live.client('ann'), live.client('bob')];
  await Promise.all([ann.settled(), bob.settled()]);
  for (let line = 0; line < 12; line += 1) {
    const [one, other] = line % 2 === 0 ? [ann, bob] : [bob, ann];
    one.type(`line ${line}`);
    await one.settled();
    await other.until('the line', () => other.text() === one.text());
    await new Promise((resolve) => setTimeout(resolve, line * 8));
    if (line === 6) {
      const newcomer = live.client('dan');
      await newcomer.synced();
      t.equal(newcomer.text(), one.text());
    }
    if (line === 8) await live.client('ann', { document: ann.document }).settled();
  }
  const stored = await live.store.drafts.load(live.key);
  t.equal(stored === null ? '' : textOf(openDraft(stored)), ann.text());
  t.equal(ann.text().split('\n').length, 12);
});

test('[CO23] a document that rests gives the same bytes as one that never rests', (t) => {
  const [rests, stays] = [new SharedDocument(textSchema, 8_000_000, []), new SharedDocument(textSchema, 8_000_000, [])];
  const writer = new Y.Doc();
  writer.on('update', (update: Uint8Array) => {
    for (const document of [rests, stays]) {
      t.equal(document.take(update).is, 'taken');
      t.ok(document.change());
    }
  });
  const text = sectionText(writer, 'q1');
  for (let n = 0; n < 40; n += 1) {
    text.insert(text.length, `word ${n} `);
    if (n % 3 === 0) text.delete(0, 2);
    rests.rest(n, 0);
    rests.rest(n + 1, 0);
    t.same(rests.stateVector(), stays.stateVector());
    const since = Y.encodeStateVector(writer);
    t.same(Y.mergeUpdates([rests.state()]), Y.mergeUpdates([stays.state()]));
    t.same(rests.since(since), stays.since(since));
    t.equal(rests.take(Y.encodeStateAsUpdate(writer)).is, 'known');
  }
  t.end();
});

test('[CO13] a store that refuses a base is not offered another after every edit', async (t) => {
  let bases = 0;
  const compact = (): Promise<never> => {
    bases += 1;
    return Promise.reject(new Error('the disk is full'));
  };
  const live = await openLive(t, { drafts: (drafts) => ({ ...drafts, compact }), limits: { compactOpen: 5, commitWithin: 1 } });
  const ann = live.client('ann');
  for (let line = 0; line < 30; line += 1) {
    ann.type(`line ${line}`);
    await ann.settled();
  }
  t.ok(bases > 0 && bases <= 5, `${bases} for 30 entries`);
});

test('[CO13] an open room is compacted while people type; the base holds the entries it covers and nothing beyond', async (t) => {
  const live = await openLive(t, { limits: { compactOpen: 5, commitWithin: 1 } });
  const [ann, bob] = [live.client('ann'), live.client('bob')];
  await Promise.all([ann.settled(), bob.settled()]);
  for (let line = 0; line < 60; line += 1) {
    ann.type(`ann ${line}`);
    bob.type(`bob ${line}`, 'q2');
    if (line % 3 === 0) await ann.settled();
  }
  await Promise.all([ann.settled(), bob.settled()]);
  await until('a base to be kept', async () => ((await live.store.drafts.load(live.key))?.entries.length ?? 99) < 12);
  const log = await live.store.drafts.load(live.key);
  if (log === null) throw new Error('no log');
  t.not(Object.keys(log.base.covers).length, 0);
  const stored = openDraft(log);
  t.equal(textOf(stored, 'q1'), ann.text());
  t.equal(textOf(stored, 'q2'), bob.text('q2'));
  t.ok(String(ann.document.clientID) in log.base.authors, 'a base carries the authors on');

  const sealed = live.store.drafts.seal(live.key);
  for (let line = 0; line < 20; line += 1) ann.type(`late ${line}`);
  const cut = await sealed;
  await live.rooms.sealed(live.key);
  await ann.ending();
  // Edits in flight when the epoch was sealed are resent when their author reconnects.
  await live.client('ann', { document: ann.document }).settled();
  await until('late edits', async () => (await live.store.drafts.late('response')).length > 0);
  const locked = await live.store.drafts.load(live.key);
  if (locked === null) throw new Error('no log');
  t.same(locked.cut, cut);
  const saved = [...new Set(ann.text().split('\n'))].filter((text) => text.startsWith('late'));
  const inside = textOf(openDraft(locked), 'q1')
    .split('\n')
    .filter((text) => text.startsWith('late'));
  t.ok(inside.length < saved.length, 'edits after the cut are in no base');
});

test('[CO13] a room that ends at once is loaded again from its base and the entries after it', async (t) => {
  const live = await openLive(t, { limits: { compactOpen: 10 } });
  const ann = live.client('ann');
  await ann.settled();
  for (let line = 0; line < 45; line += 1) {
    ann.type(`line ${line}`);
    await ann.settled();
  }
  await ann.close();
  const bob = live.client('bob');
  await bob.until('every line', () => bob.text() === ann.text());
  t.equal(bob.text().split('\n').length, 45);
});

test('[CO3] an update with very many pieces is refused before it is applied, and the document stays as it was', (t) => {
  const document = new SharedDocument(textSchema, 8_000_000, []);
  const good = new Y.Doc();
  addLine(good, '');
  t.equal(document.take(Y.encodeStateAsUpdate(good)).is, 'taken');
  const bomb = new Y.Doc();
  const chosen = bomb.getMap('chosen');
  bomb.transact(() => {
    for (let time = 0; time < 60_000; time += 1) chosen.set(`q${time}`, []);
  });
  t.match(document.take(Y.encodeStateAsUpdate(bomb)), { is: 'refused', closing: 'too-large' });
  const copy = new Y.Doc();
  Y.applyUpdate(copy, document.state());
  t.equal(sectionText(copy, 'q1').length, 1);
  t.equal(copy.getMap('chosen').size, 0);
  t.end();
});

test('[CO3] a document that went back after a refusal still returns the updates taken in the same turn, once', (t) => {
  const document = new SharedDocument(textSchema, 8_000_000, []);
  const author = new Y.Doc();
  const taken: Uint8Array[] = [];
  author.on('update', (update: Uint8Array) => taken.push(update));
  const seen = new Y.Doc();
  for (let turn = 0; turn < 1_200; turn += 1) {
    addLine(author, '');
    const [update] = taken.splice(0);
    if (update === undefined) throw new Error('no update');
    t.equal(document.take(update).is, 'taken');
    if (turn % 100 === 7) {
      const video = new Y.Doc();
      sectionText(video, 'q1').insertEmbed(0, new Y.XmlElement('video'));
      t.equal(document.take(Y.encodeStateAsUpdate(video)).is, 'refused');
    }
    if (turn % 3 === 0) Y.applyUpdate(seen, document.change() ?? new Uint8Array());
  }
  const rest = document.change();
  if (rest !== null) Y.applyUpdate(seen, rest);
  t.equal(document.change(), null);
  t.equal(sectionText(seen, 'q1').length, 1_200);
  t.same(Y.encodeStateVector(seen), document.stateVector());
  t.end();
});

test('[CO22] a crowd is let in by turns, and a client that finds the line full is told when to come back', async (t) => {
  const turnstile = new Turnstile({ opening: 2, queued: 3 });
  let inside = 0;
  let most = 0;
  const doors = Array.from({ length: 5 }, () => Promise.withResolvers<null>());
  const passing = doors.map(({ promise }) =>
    turnstile.pass(async () => {
      inside += 1;
      most = Math.max(most, inside);
      await promise;
      inside -= 1;
      return 'in';
    }),
  );
  t.match(await turnstile.pass(() => Promise.resolve('in')), { retryAfter: Number });
  for (const door of doors) door.resolve(null);
  t.same(await Promise.all(passing), ['in', 'in', 'in', 'in', 'in']);
  t.equal(most, 2);
  await t.rejects(turnstile.pass(() => Promise.reject(new Error('the store is gone'))));
  t.equal(await turnstile.pass(() => Promise.resolve('in')), 'in', 'a failure makes room too');
});
