import { test } from 'tap';
import * as Y from 'yjs';
import { SharedDocument } from '../../src/collab/updates/document.ts';
import { readUpdate } from '../../src/collab/updates/update.ts';
import { textSchema } from '../../src/text/check.ts';
import { sectionText } from '../../src/text/lines/stored.ts';
import { reasonText, writeReason } from '../../src/text/reasons/reasons.ts';
import { addLine } from '../support/live/lines.ts';
import { openLive, until } from '../support/live/live-server.ts';
import { garbage, unknownMessages } from './conformance/bytes.ts';

test('[CO3] garbage closes its own connection for good, and nobody else notices', async (t) => {
  const live = await openLive(t);
  const [ann, bob] = [live.client('ann'), live.client('bob')];
  await Promise.all([ann.synced(), bob.synced()]);
  ann.type('Before.');
  await ann.settled();
  for (const [name, bytes] of garbage()) {
    const mallory = live.client('mallory', { mute: true });
    await mallory.until('the door to open', () => mallory.frames.length > 0);
    mallory.raw(bytes);
    t.equal(await mallory.ending(), 'bad-frame', name);
  }
  const eve = live.client('eve', { mute: true });
  await eve.until('the door to open', () => eve.frames.length > 0);
  eve.raw(new Uint8Array(2_000_000));
  t.equal(await eve.ending(), 'too-large');
  ann.type('After.');
  await ann.settled();
  await bob.until('the text', () => bob.text() === 'Before.\nAfter.');
  t.equal(ann.closed ?? bob.closed, null);
});

test('[CO41] messages of an unknown type are ignored: they are counted as frames, and never acknowledged', async (t) => {
  const live = await openLive(t);
  const ann = live.client('ann');
  await ann.settled();
  for (const bytes of unknownMessages) ann.raw(bytes);
  ann.type('And on.');
  await ann.settled();
  t.same([ann.closed, ann.durable], [null, ann.sent], 'only the sync frames are accounted for');
  const limited = await openLive(t, { limits: { framesPerSecond: 1, burst: 50 } });
  const bob = limited.client('bob');
  await bob.settled();
  for (let n = 0; n < 60; n += 1) bob.raw(Uint8Array.of(99));
  t.equal(await bob.ending(), 'too-many-changes');
});

test('[CO3] an update that cannot be rendered closes its connection for good, and the shared text is unharmed', async (t) => {
  const live = await openLive(t);
  const [ann, mallory] = [live.client('ann'), live.client('mallory')];
  await Promise.all([ann.synced(), mallory.synced()]);
  sectionText(mallory.document, 'q1').insertEmbed(0, new Y.XmlElement('script'));
  t.equal(await mallory.ending(), 'not-text');
  const eve = live.client('eve');
  await eve.synced();
  eve.document.getMap('secrets').set('a', 1);
  t.equal(await eve.ending(), 'not-text');
  t.match(eve.closed?.reason, /not known here/, 'the writer is told what');
  t.equal(eve.durable, 2, 'it was not acknowledged');
  ann.type('Fine.');
  await ann.settled();
  const bob = live.client('bob');
  await bob.synced();
  t.equal(bob.text(), 'Fine.');
  t.notOk(bob.document.share.has('secrets'));
});

test('[CO3 ED20 ED22] formats, embeds and a megabyte in a reason close their connection, and the reason is unharmed', async (t) => {
  const live = await openLive(t);
  const ann = live.client('ann');
  await ann.synced();
  writeReason(ann.document, 'q1', 'No figures.');
  await ann.settled();
  const hostile: Readonly<Record<string, (document: Y.Doc) => void>> = {
    format: (document) => {
      reasonText(document, 'q1').format(0, 2, { bold: {} });
    },
    embed: (document) => {
      reasonText(document, 'q1').insertEmbed(0, { image: 'x' });
    },
    element: (document) => {
      reasonText(document, 'q1').insertEmbed(0, new Y.XmlElement('script'));
    },
    megabyte: (document) => {
      reasonText(document, 'q1').insert(0, 'x'.repeat(1_000_000));
    },
  };
  for (const [name, write] of Object.entries(hostile)) {
    const mallory = live.client('mallory');
    await mallory.synced();
    write(mallory.document);
    t.equal(await mallory.ending(), 'not-text', name);
  }
  const bob = live.client('bob');
  await bob.synced();
  t.same(reasonText(bob.document, 'q1').toDelta(), [{ insert: 'No figures.' }]);
  t.equal(ann.closed, null);
});

test('[CO3] an update refused in the same turn as good ones does them no harm', async (t) => {
  const live = await openLive(t);
  const [ann, mallory] = [live.client('ann'), live.client('mallory')];
  await Promise.all([ann.synced(), mallory.synced()]);
  for (let n = 0; n < 30; n += 1) {
    ann.type(`line ${n}`);
    if (n === 10) sectionText(mallory.document, 'q1').insertEmbed(0, new Y.XmlElement('iframe'));
  }
  t.equal(await mallory.ending(), 'not-text');
  await ann.settled();
  const bob = live.client('bob');
  await bob.synced();
  t.equal(bob.text(), ann.text());
});

test('[CO3] edits taken before a refusal can still be built on after it', (t) => {
  const text = new SharedDocument(textSchema, 1_000_000, []);
  const source = new Y.Doc();
  const updates: Uint8Array[] = [];
  source.on('update', (update: Uint8Array) => updates.push(update));
  addLine(source, '');
  addLine(source, '');
  const bad = new Y.Doc();
  sectionText(bad, 'q1').insertEmbed(0, new Y.XmlElement('video'));
  const [one, two] = updates;
  t.equal(text.take(one ?? new Uint8Array()).is, 'taken');
  t.equal(text.take(Y.encodeStateAsUpdate(bad)).is, 'refused');
  t.equal(text.take(two ?? new Uint8Array()).is, 'taken');
  const copy = new Y.Doc();
  Y.applyUpdate(copy, text.change() ?? new Uint8Array());
  t.equal(sectionText(copy, 'q1').length, 2);
  t.equal(text.change(), null);
  t.end();
});

test('[CO21] a socket that does not read gets one merged update later, and memory stays bounded', async (t) => {
  const live = await openLive(t, { limits: { slowSocket: 50_000, bytesBurst: 64_000_000 } });
  const [ann, slow] = [live.client('ann'), live.client('slow')];
  await Promise.all([ann.synced(), slow.synced()]);
  slow.socket.pause();
  // Each edit replaces a line, so far more bytes are sent than remain: more than a loopback socket buffers.
  const lines = 200;
  const length = 100_000;
  for (let n = 0; n < lines; n += 1) {
    ann.document.transact(() => {
      sectionText(ann.document, 'q1').delete(0, sectionText(ann.document, 'q1').length);
      ann.type(`${n} ${'x'.repeat(length)}`);
    });
    await ann.settled();
  }
  slow.socket.resume();
  await slow.until('the last line', () => slow.text().startsWith(`${lines - 1} `));
  const received = slow.frames.reduce((sum, frame) => sum + (frame.type === 'update' ? frame.update.byteLength : 0), 0);
  t.ok(received < (lines * length) / 2, `${received} bytes of ${lines * length}`);
});

test('[CO21] a socket that stays slow is closed, and so is a peer that is not there', async (t) => {
  const live = await openLive(t, { limits: { slowSocket: 1_000, slowFor: 100, deadAfter: 1_500, heartbeat: 100 } });
  const [ann, slow] = [live.client('ann'), live.client('slow')];
  await Promise.all([ann.synced(), slow.synced()]);
  slow.socket.pause();
  for (let n = 0; n < 30; n += 1) ann.type('x'.repeat(200_000), `q${n}`);
  await ann.settled();
  await until('ann to be alone', () => live.rooms.presence('response').length === 1);
  t.equal(ann.closed, null);
  t.equal(slow.closed, null, 'its end does not learn of the closing');
});

test('[CO4] an update with a causal gap is neither logged nor acknowledged, and then all of it is one change', async (t) => {
  const live = await openLive(t);
  const [ann, bob] = [live.client('ann', { mute: true }), live.client('bob')];
  await Promise.all([ann.until('the door', () => ann.frames.length > 0), bob.synced()]);
  const updates: Uint8Array[] = [];
  ann.document.on('update', (update: Uint8Array) => updates.push(update));
  ann.type('one');
  ann.type('two');
  ann.type('three');
  const [one, two, three] = updates;
  if (one === undefined || two === undefined || three === undefined) throw new TypeError('three edits are three updates');
  ann.say({ type: 'update', update: three });
  await ann.until('to be asked', () => ann.frames.filter(({ type }) => type === 'step1').length === 2);
  ann.say({ type: 'update', update: two });
  await bob.settled();
  t.equal(ann.durable, 0);
  t.equal((await live.store.drafts.load(live.key))?.entries.length, 0);
  ann.say({ type: 'update', update: one });
  await ann.settled();
  await bob.until('all three', () => bob.text() === 'one\ntwo\nthree');
  t.equal((await live.store.drafts.load(live.key))?.entries.length, 1);
});

test('[CO4] a whole answer fills a gap; a whole answer that has a gap itself cannot be read', async (t) => {
  const live = await openLive(t);
  const ann = live.client('ann');
  await ann.synced();
  const lost = new Y.Doc();
  addLine(lost, '');
  const sv = Y.encodeStateVector(lost);
  addLine(lost, '');
  const later = Y.encodeStateAsUpdate(lost, sv);
  const bob = live.client('bob', { mute: true });
  await bob.until('the door', () => bob.frames.length > 0);
  bob.say({ type: 'update', update: later });
  await bob.until('to be asked', () => bob.frames.length > 1);
  bob.say({ type: 'step2', update: Y.encodeStateAsUpdate(lost) });
  await bob.settled();
  await ann.until('both', () => sectionText(ann.document, 'q1').length === 2);
  const eve = live.client('eve', { mute: true });
  await eve.until('the door', () => eve.frames.length > 0);
  const other = new Y.Doc();
  other.getMap('chosen').set('q1', ['a']);
  const vector = Y.encodeStateVector(other);
  other.getMap('chosen').set('q2', ['a']);
  eve.say({ type: 'step2', update: Y.encodeStateAsUpdate(other, vector) });
  t.equal(await eve.ending(), 'bad-frame');
});

test('[CO4] gaps and news are told from the bytes: clocks, origins, parents and deletions', (t) => {
  const here = new Y.Doc();
  const text = here.getText('t');
  text.insert(0, 'abc');
  const all = Y.encodeStateAsUpdate(here);
  const empty = new Y.Doc();
  t.same(readUpdate(here, all), { gap: false, news: false, exact: false, clients: new Map(), pieces: 1, fresh: 0, words: [] });
  t.match(readUpdate(empty, all), { gap: false, news: true, exact: true, clients: new Map([[here.clientID, 3]]) });
  const padded = new Uint8Array([...all, 0]);
  t.match(readUpdate(empty, padded), { news: true, exact: false }, 'bytes left over are not broadcast');
  const other = new Y.Doc();
  Y.applyUpdate(other, all);
  other.getText('t').insert(1, 'x');
  t.match(readUpdate(empty, Y.encodeStateAsUpdate(other, Y.encodeStateVector(here))), { gap: true, news: true });
  text.delete(0, 1);
  const deletion = Y.encodeStateAsUpdate(here, Y.encodeStateVector(here));
  t.match(readUpdate(here, deletion), { gap: false, news: false });
  t.match(readUpdate(empty, deletion), { gap: true });
  const before = new Y.Doc();
  Y.applyUpdate(before, all);
  t.match(readUpdate(before, deletion), { gap: false, news: true, exact: true, clients: new Map() });
  text.insert(2, 'de');
  t.match(readUpdate(before, Y.encodeStateAsUpdate(here)), { gap: false, news: true, exact: false }, 'a part is known');
  t.end();
});

test('[CO5] a reader sees everything and changes nothing', async (t) => {
  const live = await openLive(t);
  const [ann, rita] = [live.client('ann'), live.client('rita', { may: 'read' })];
  await Promise.all([ann.synced(), rita.synced()]);
  ann.type('Read this.');
  await ann.settled();
  await rita.until('the text', () => rita.text() === 'Read this.');
  await rita.settled();
  rita.type('I was here.');
  await rita.until('to be told', () => rita.frames.some(({ type }) => type === 'permission-denied'));
  ann.type('And this.');
  await ann.settled();
  t.notMatch(ann.text(), /I was here/);
  t.equal(rita.durable, 2, 'and it was never acknowledged as saved');
  t.equal((await live.store.drafts.load(live.key))?.entries.length, 2);
});

test('[CO5] a change of rights reaches open sockets: no rights left, fewer, more', async (t) => {
  const live = await openLive(t);
  const [ann, bob, cat] = [live.client('ann'), live.client('bob'), live.client('cat', { may: 'read' })];
  await Promise.all([ann.synced(), bob.synced(), cat.synced()]);
  live.gate.rights.delete('ann');
  live.gate.rights.set('bob', 'read');
  live.gate.rights.set('cat', 'write');
  live.rooms.recheck('another-response');
  t.equal(ann.closed, null);
  live.rooms.recheck('response');
  t.equal(await ann.ending(), 'no-access');
  bob.type('Too much.');
  await bob.until('to be told', () => bob.frames.some(({ type }) => type === 'permission-denied'));
  cat.type('At last.');
  await cat.settled();
  const dan = live.client('dan');
  await dan.synced();
  t.equal(dan.text(), 'At last.');

  live.gate.rights.set('bob', 'write');
  live.rooms.recheck('response');
  t.equal(await bob.ending(), 'ask-again', 'a new connection resends the dropped edit');
  const again = live.client('bob', { document: bob.document });
  await again.settled();
  await dan.until('what bob wrote', () => dan.text().includes('Too much.'));
});

test('[CO5] rights lost while the Gate is still answering are lost on the socket too', async (t) => {
  const live = await openLive(t);
  const gate = Promise.withResolvers<undefined>();
  live.gate.slowly = gate.promise;
  const ann = live.client('ann');
  await until('the Gate to be asked', () => live.gate.asked === 1);
  live.gate.rights.delete('ann');
  live.rooms.recheck();
  gate.resolve(undefined);
  t.equal(await ann.ending(), 'no-access');
});

test('[CO5] of two answers of the Gate, the answer to the later question counts, even if it comes first', async (t) => {
  const live = await openLive(t);
  const ann = live.client('ann');
  await ann.settled();
  const answers: (() => void)[] = [];
  live.gate.stillAdmitted = (admission) => {
    const may = answers.length === 0 ? 'write' : 'read';
    return new Promise((resolve) => {
      answers.push(() => {
        resolve({ ...admission, may });
      });
    });
  };
  for (const asked of [1, 2]) {
    live.rooms.recheck();
    await until('the Gate to be asked', () => answers.length === asked);
  }
  for (const answer of answers.toReversed()) answer();
  ann.type('As a reader.');
  await ann.until('an answer', () => ann.frames.some(({ type }) => type === 'permission-denied') || ann.durable >= ann.sent);
  t.ok(ann.frames.some(({ type }) => type === 'permission-denied'));
});

test('[CO5] a change of rights that nobody reported still reaches open sockets, and asking about all at once keeps nobody waiting', async (t) => {
  const live = await openLive(t, { limits: { recheckEvery: 300, tickEvery: 50 } });
  const people = Array.from({ length: 6 }, (_, n) => live.client(`member-${n}`));
  await Promise.all(people.map((person) => person.synced()));
  let [now, atMost] = [0, 0];
  const ask = live.gate.stillAdmitted.bind(live.gate);
  live.gate.stillAdmitted = async (...given) => {
    now += 1;
    atMost = Math.max(atMost, now);
    await new Promise((resolve) => setTimeout(resolve, 5));
    now -= 1;
    return ask(...given);
  };
  for (let n = 0; n < people.length; n += 1) live.gate.rights.delete(`member-${n}`);
  for (const person of people) t.equal(await person.ending(), 'no-access');
  t.equal(atMost, 1);
});

test('[CO5] a crowd that loses its rights at once is evicted to the last member', async (t) => {
  const live = await openLive(t);
  const people = Array.from({ length: 40 }, (_, n) => live.client(`member-${n}`));
  await Promise.all(people.map((person) => person.synced()));
  live.gate.rights.clear();
  live.rooms.recheck('response');
  for (const person of people) t.equal(await person.ending(), 'no-access');
});

test('[CO5] where the Gate fails to answer, everybody is told to connect again', async (t) => {
  const live = await openLive(t);
  const ann = live.client('ann');
  await ann.synced();
  live.gate.stillAdmitted = () => Promise.reject(new Error('the store is away'));
  live.rooms.recheck();
  t.equal(await ann.ending(), 'ask-again');
});
