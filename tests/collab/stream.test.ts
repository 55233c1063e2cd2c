import { setTimeout as after } from 'node:timers/promises';
import fc from 'fast-check';
import { test } from 'tap';
import * as Y from 'yjs';
import { EventReader, type ServerEvent } from '../../client/editor/connection/event-stream.ts';
import { PostQueue } from '../../client/editor/connection/post-queue.ts';
import { StreamNumbers } from '../../src/collab/stream/numbers.ts';
import { readPost } from '../../src/collab/stream/post.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { openLive, until } from '../support/live/live-server.ts';
import { bodyOf, Disk, edit, logOf, stream, textIn } from '../support/live/streams.ts';

// The rules of the live text where frames come over server-sent events and posts; others write over a WebSocket meanwhile.

test('[CO40] a stream and a WebSocket in one room: sync, text and carets both ways, and a leave is broadcast at once', async (t) => {
  const live = await openLive(t);
  const bob = live.client('bob');
  await bob.synced();
  bob.type('From a socket.');
  bob.announce({ section: 'q1' }, 1);
  const ann = stream(t, live, 'ann');
  await ann.synced();
  t.equal(ann.text(), 'From a socket.');
  t.match(Object.fromEntries(ann.headers), {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  });
  await until('bob to be seen', () => ann.present.size === 1);
  ann.announce({ section: 'q2' }, 1);
  await bob.until('ann to be seen', () => bob.present.has(ann.document.clientID));
  t.match(bob.present.get(ann.document.clientID)?.state, { section: 'q2', user: { member: 'ann', organisation: 'Hull City Council' } });
  ann.type('From a stream.');
  await bob.until('the line', () => bob.text() === 'From a socket.\nFrom a stream.');
  bob.type('And on.');
  await until('the next', () => ann.text().endsWith('And on.'));
  await Promise.all([ann.settled(), bob.settled()]);
  t.equal(textIn(await logOf(live)), ann.text());
  t.ok(ann.frames.every(({ type }) => type !== 'permission-denied'));
  ann.close();
  await bob.until('ann to be gone', () => !bob.present.has(ann.document.clientID));
  await until('nobody to hold it', () => live.rooms.presence('response').length === 1);
  t.equal((await ann.post(Uint8Array.of(1))).status, 410);
});

test('[CO40] the answer to a post is its acknowledgement, and comes after the commit', async (t) => {
  const disk = new Disk();
  const live = await openLive(t, { drafts: (drafts) => disk.wrap(drafts) });
  const [ann, bob] = [stream(t, live, 'ann'), live.client('bob')];
  await Promise.all([ann.settled(), bob.settled()]);
  ann.queue.add(edit('Committed.'));
  const { status, frames } = await ann.again();
  t.equal(status, 200);
  t.same(frames, [{ type: 'acknowledgement', acknowledgement: { durable: 3, setAside: [] } }]);
  t.equal(textIn(await logOf(live)), 'Committed.');

  disk.state = 'stalled';
  ann.queue.add(edit('On its way.'));
  const body = ann.queue.next().body;
  const posted = ann.post(body);
  await bob.until('the text', () => bob.text().includes('On its way.'));
  t.equal(ann.durable, 3, 'sending does not wait for the disk');
  t.equal((await posted).status, 204, 'nothing is acknowledged before');
  const again = ann.post(body);
  disk.mend();
  t.same((await again).frames, [{ type: 'acknowledgement', acknowledgement: { durable: 4, setAside: [] } }], 'posted again, it is');
  t.equal((await logOf(live)).entries.length, 2, 'and kept once');
  t.equal((await ann.post(Uint8Array.of(5))).status, 204, 'nothing to say of nothing');
});

test('[CO40] a post that comes twice, loses its answer or is overtaken is received once and acknowledged every time', async (t) => {
  const live = await openLive(t);
  const [ann, bob] = [stream(t, live, 'ann'), live.client('bob')];
  await Promise.all([ann.settled(), bob.synced()]);
  const [one, two] = [edit('One.', 'q1'), edit('Two.', 'q2')];
  const first = bodyOf(3, [one]);
  const both = bodyOf(3, [one, two]);
  const lost = new AbortController();
  const gone = ann.post(first, { signal: lost.signal });
  await bob.until('the text', () => bob.text() === 'One.');
  lost.abort();
  await gone.catch(() => undefined);
  const answers = await Promise.all([ann.post(first), ann.post(both), ann.post(both), ann.post(first)]);
  for (const { frames } of answers) t.match(frames.at(-1), { type: 'acknowledgement', acknowledgement: { setAside: [] } });
  t.match(answers[2].frames.at(-1), { acknowledgement: { durable: 4 } });
  t.match((await ann.post(both)).frames, [{ acknowledgement: { durable: 4 } }]);
  t.ok((await logOf(live)).entries.length <= 2);
  t.equal(bob.text(), 'One.');
  t.equal(bob.text('q2'), 'Two.');
});

test('[CO40] a causal gap is asked about in the stream, and the edit that fills it settles both', async (t) => {
  const live = await openLive(t);
  const [ann, bob] = [stream(t, live, 'ann'), live.client('bob')];
  await Promise.all([ann.settled(), bob.synced()]);
  const { document } = ann;
  const before = Y.encodeStateVector(document);
  document.transact(() => {
    ann.type('Missing.');
  }, ann);
  const between = Y.encodeStateVector(document);
  document.transact(() => {
    ann.type('Builds on it.');
  }, ann);
  t.not(before, between);
  const { sent } = ann;
  ann.say({ type: 'update', update: Y.encodeStateAsUpdate(document, between) });
  await ann.settled();
  t.ok(ann.sent > sent + 1, 'it was asked, and answered');
  await bob.until('all of it', () => bob.text() === 'Missing.\nBuilds on it.');
});

test('[CO40] an edit after the seal is set aside, and the answer says so', async (t) => {
  const live = await openLive(t);
  const ann = stream(t, live, 'ann');
  await ann.settled();
  ann.type('In time.');
  await ann.settled();
  await live.store.drafts.seal(live.key);
  await live.rooms.sealed(live.key);
  t.equal(await ann.ending(), 'sealed');
  ann.type('Too late.');
  const again = stream(t, live, 'ann', { document: ann.document });
  await again.settled();
  t.same(again.setAside, [2]);
  t.ok(again.frames.some((frame) => frame.type === 'status' && frame.state === 'sealed'));
  again.queue.add(edit('And later.', 'q2'));
  t.match((await again.again()).frames, [{ acknowledgement: { durable: 3, setAside: [3] } }]);
  t.equal(textIn(await logOf(live)), 'In time.');
  t.equal((await live.store.drafts.late('response')).length, 2);
});

test('[CO40] a member who loses access is evicted for good; a reader is told that no edit is taken', async (t) => {
  const live = await openLive(t);
  const [ann, rita] = [stream(t, live, 'ann'), stream(t, live, 'rita', { may: 'read' })];
  await Promise.all([ann.settled(), rita.settled()]);
  rita.queue.add(edit('Not mine to write.'));
  t.equal((await rita.again()).status, 204);
  await until('to be told', () => rita.frames.some(({ type }) => type === 'permission-denied'));
  t.equal(rita.durable, 2);
  live.gate.rights.delete('ann');
  t.equal((await ann.post(bodyOf(3, [edit('After.')]))).status, 404, 'every post asks the Gate');
  live.rooms.recheck();
  t.equal(await ann.ending(), 'no-access');
  const again = stream(t, live, 'ann', { may: null });
  await until('an answer', () => again.status !== 0);
  t.equal(again.status, 404);
  t.equal(textIn(await logOf(live)), '');
});

test('[CO40] a service that closes says so, after the commit', async (t) => {
  const live = await openLive(t);
  const ann = stream(t, live, 'ann');
  await ann.settled();
  ann.type('The last thing.');
  await until('it to be heard', () => ann.durable === 3);
  await live.close();
  t.equal(await ann.ending(), 'restarting');
});

test('[CO40 CO30] any node takes a post: acknowledged from its own commit, shown to all, carets when they reach the node that holds them', async (t) => {
  const store = await openSqliteStore({ directory: ':memory:' });
  t.teardown(() => store.close());
  const [north, south] = [await openLive(t, { store }), await openLive(t, { store })];
  south.gate.rights.set('ann', 'write');
  const ann = stream(t, north, 'ann');
  const [bob, cat] = [north.client('bob'), south.client('cat')];
  await Promise.all([bob.synced(), cat.synced()]);
  const [here, there] = [ann.target, `${south.url.replace('ws', 'http')}/response/epoch-1`];
  ann.target = there;
  await ann.synced();
  await ann.settled();
  ann.queue.add(edit('Posted there.'));
  const { events, frames } = await ann.again();
  t.equal(events[0]?.name, 'elsewhere');
  t.match(frames, [{ acknowledgement: { durable: 3, setAside: [] } }]);
  t.equal(textIn(await logOf(north)), 'Posted there.');
  await Promise.all([
    bob.until('it', () => bob.text() !== ''),
    cat.until('it', () => cat.text() !== ''),
    until('it', () => ann.text() !== ''),
  ]);
  ann.announce({ section: 'q1' }, 1);
  ann.target = here;
  ann.announce({ section: 'q1' }, 2);
  await bob.until('ann', () => bob.present.size === 1);

  for (let n = 0; n < 40; n += 1) {
    ann.target = n % 3 === 0 ? here : there;
    ann.type(`ann ${n}`);
    if (n % 4 === 0) cat.type(`cat ${n}`);
    if (n % 5 === 0) await ann.settled();
  }
  await Promise.all([ann.settled(), cat.settled()]);
  const isWhole = (text: string): boolean => text.split('\n').length === 51;
  await Promise.all([
    bob.until('all', () => isWhole(bob.text())),
    cat.until('all', () => isWhole(cat.text())),
    until('all', () => isWhole(ann.text())),
  ]);
  t.equal(new Set([bob.text(), cat.text(), ann.text(), textIn(await logOf(north))]).size, 1);
  t.equal(south.rooms.presence('response').length, 1, 'nothing is left of the posts');

  ann.target = there;
  const garbage = await ann.post(Uint8Array.of(0));
  t.same(
    garbage.events.map(({ name }) => name),
    ['elsewhere', 'close'],
  );
});

test('[CO40] an edit that only one node has in memory is acknowledged by no other node', async (t) => {
  const store = await openSqliteStore({ directory: ':memory:' });
  t.teardown(() => store.close());
  const disk = new Disk();
  const [north, south] = [await openLive(t, { store, drafts: (drafts) => disk.wrap(drafts) }), await openLive(t, { store })];
  south.gate.rights.set('ann', 'write');
  const first = stream(t, north, 'ann');
  await first.settled();
  disk.state = 'stalled';
  const bob = north.client('bob');
  first.type('Only in the memory of the north.');
  await bob.until('it', () => bob.text() !== '');
  first.close();
  const again = stream(t, north, 'ann', { document: first.document });
  again.target = `${south.url.replace('ws', 'http')}/response/epoch-1`;
  await after(300);
  t.equal(again.id, '', 'a stream opens once its SyncStep1 counts on durable edits alone');
  disk.mend();
  await again.settled();
  t.equal(textIn(await logOf(south)), 'Only in the memory of the north.');
});

test('server-sent events are read in pieces of any size', (t) => {
  const event = fc.record({ name: fc.constantFrom('', 'open', 'close'), data: fc.stringMatching(/^[ -~]{0,20}$/) });
  fc.assert(
    fc.property(fc.array(event), fc.array(fc.nat(12), { minLength: 1 }), (events, sizes) => {
      const text = events.map(({ name, data }) => `${name === '' ? '' : `event: ${name}\n`}data: ${data}\n\n:\n\n`).join('');
      const reader = new EventReader();
      const read: ServerEvent[] = [];
      for (let at = 0, n = 0; at < text.length; n += 1) {
        const size = 1 + (sizes[n % sizes.length] ?? 0);
        read.push(...reader.read(text.slice(at, at + size)));
        at += size;
      }
      return JSON.stringify(read) === JSON.stringify(events);
    }),
  );
  t.end();
});

test('[CO40] posts lost, doubled, overtaken or sent to another node: a frame is acknowledged only once it is durable, and in the end it is', (t) => {
  const chance = fc.constantFrom('arrives', 'is lost');
  const step = fc.oneof(
    fc.record({ does: fc.constant('say') }),
    fc.record({ does: fc.constant('post'), to: fc.constantFrom('holder', 'other'), commits: fc.boolean(), answer: chance }),
    fc.record({
      does: fc.constant('again'),
      to: fc.constantFrom('holder', 'other'),
      commits: fc.boolean(),
      answer: chance,
      which: fc.nat(),
    }),
    fc.record({ does: fc.constant('commit'), told: chance }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const queue = new PostQueue();
      const durable = new Set<number>();
      const holder = new FakeNode(durable);
      const bodies: Uint8Array[] = [];
      let said = 0;
      let known = 0;
      const hear = (node: FakeNode): void => {
        const news = queue.acknowledged(node.numbers.acknowledgement);
        if (news === null) return;
        for (; known < news.durable; known += 1) if (!durable.has(known + 1)) throw new Error(`${known + 1} was acknowledged`);
      };
      const bring = (body: Uint8Array, { to, commits, answer }: { to: string; commits: boolean; answer: string }): void => {
        const node = to === 'holder' ? holder : new FakeNode(durable);
        node.hear(body);
        if (commits) node.commit();
        if (answer === 'arrives') hear(node);
      };
      for (const one of steps) {
        if (one.does === 'say') queue.add(Uint8Array.of(0, 2, (said += 1)));
        if ('told' in one) {
          holder.commit();
          if (one.told === 'arrives') hear(holder);
        }
        if ('which' in one) {
          const old = bodies[one.which % Math.max(1, bodies.length)];
          if (old !== undefined) bring(old, one);
        } else if ('to' in one) {
          const { body } = queue.next();
          bodies.push(body);
          bring(body, one);
        }
      }
      bring(queue.next().body, { to: 'holder', commits: true, answer: 'arrives' });
      return known === said && !queue.isWaiting && !queue.hasNews;
    }),
    { numRuns: 2_000 },
  );
  t.end();
});

/** A model of a node that keeps numbers alone: it receives frames, and commits them later. */
class FakeNode {
  readonly numbers = new StreamNumbers();
  readonly #durable: Set<number>;
  readonly #heard: number[] = [];

  constructor(durable: Set<number>) {
    this.#durable = durable;
  }

  hear(body: Uint8Array): void {
    const { first, frames } = readPost(body);
    this.numbers.begin(first);
    for (const [index, frame] of frames.entries()) if (this.numbers.isNew(first + index)) this.#heard.push(frame[2] ?? 0);
  }

  commit(): void {
    for (const number of this.#heard) this.#durable.add(number);
    this.numbers.settle({ durable: this.#heard.length, setAside: [] });
  }
}
