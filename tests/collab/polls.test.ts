import { setTimeout as after } from 'node:timers/promises';
import fc from 'fast-check';
import { test } from 'tap';
import { EventReader } from '../../client/editor/connection/event-stream.ts';
import { NumberedEvents } from '../../client/editor/connection/numbered-events.ts';
import { Pace } from '../../client/editor/connection/pace.ts';
import { defaultLimits } from '../../src/collab/limits.ts';
import { PollOutlet } from '../../src/collab/stream/poll-outlet.ts';
import { encodeFrame } from '../../src/collab/wire/protocol.ts';
import { type LiveServer, openLive, until } from '../support/live/live-server.ts';
import type { StreamClient } from '../support/live/stream-client.ts';
import { bodyOf, edit, logOf, stream, textIn } from '../support/live/streams.ts';

// The rules of the live text where a network holds event streams back, so that only whole answers reach the client.

interface Ending {
  teardown(act: () => unknown): unknown;
}

/** A client that asks for frames every few ms until the test ends. */
function poller(t: Ending, live: LiveServer, member: string): StreamClient {
  const client = stream(t, live, member, { way: 'polls' });
  const timer = setInterval(() => {
    if (client.id !== '' && client.closed === null) client.poll().catch(() => undefined);
  }, 25);
  t.teardown(() => {
    clearInterval(timer);
  });
  return client;
}

test('[CO40] a client that polls and a WebSocket in one room: sync, text and carets both ways, and a leave is broadcast at once', async (t) => {
  const live = await openLive(t);
  const bob = live.client('bob');
  await bob.synced();
  bob.type('From a socket.');
  bob.announce({ section: 'q1' }, 1);
  await bob.settled();
  const ann = poller(t, live, 'ann');
  await ann.synced();
  t.equal(ann.text(), 'From a socket.');
  await until('bob to be seen', () => ann.present.size === 1);
  ann.announce({ section: 'q2' }, 1);
  await bob.until('ann to be seen', () => bob.present.has(ann.document.clientID));
  ann.type('From polls.');
  await bob.until('the line', () => bob.text() === 'From a socket.\nFrom polls.');
  bob.type('And on.');
  await until('the next', () => ann.text().endsWith('And on.'));
  await Promise.all([ann.settled(), bob.settled()]);
  t.equal(textIn(await logOf(live)), ann.text());
  await ann.post(Uint8Array.of(1), { leave: 'leaves' });
  await bob.until('ann to be gone', () => !bob.present.has(ann.document.clientID));
  t.equal((await ann.post(Uint8Array.of(1))).status, 410);
});

test('[CO40] an answer to a client that polls ends by itself at once, and an edit is acknowledged after its commit', async (t) => {
  const live = await openLive(t);
  const ann = stream(t, live, 'ann', { way: 'polls' });
  await ann.settled();
  const since = performance.now();
  t.equal((await ann.poll()).status, 204, 'nothing to say');
  t.ok(performance.now() - since < 500);
  ann.queue.add(edit('Committed.'));
  const { frames } = await ann.again();
  t.same(frames, [{ type: 'acknowledgement', acknowledgement: { durable: 3, setAside: [] } }]);
  t.equal(textIn(await logOf(live)), 'Committed.');
  t.match(Object.fromEntries(ann.headers), { 'cache-control': 'no-store, no-transform' });
});

test('[CO40] answers that get lost are repeated: every change arrives, once and in order', async (t) => {
  const live = await openLive(t);
  const bob = live.client('bob');
  await bob.synced();
  const ann = stream(t, live, 'ann', { way: 'polls' });
  await ann.settled();
  for (let n = 0; n < 30; n += 1) {
    bob.type(`Line ${n}.`);
    await bob.settled();
    const lost = new AbortController();
    if (n % 3 === 0) lost.abort();
    // The server hands the events out before it learns that nobody took them.
    await ann.post(Uint8Array.of(3), { signal: lost.signal }).catch(() => undefined);
  }
  await ann.poll();
  t.equal(ann.text(), bob.text());
  t.equal(ann.document.store.pendingStructs, null, 'nothing builds on a change that got lost');
});

test('[CO40] events are handed out until the client has them, whatever gets lost', (t) => {
  const step = fc.record({ frames: fc.nat(3), answer: fc.constantFrom('arrives', 'is lost') });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const outlet = new PollOutlet(defaultLimits);
      const numbered = new NumberedEvents();
      const received: string[] = [];
      let sent = 0;
      const poll = (answer: string): void => {
        const text = outlet.handOut(numbered.has, performance.now());
        if (answer === 'arrives') for (const { data } of numbered.fresh(new EventReader().read(text))) received.push(data);
      };
      for (const { frames, answer } of steps) {
        for (let n = 0; n < frames; n += 1) outlet.event('open', String((sent += 1)));
        poll(answer);
      }
      poll('arrives');
      poll('arrives');
      return outlet.bufferedAmount === 0 && received.join() === Array.from({ length: sent }, (_, n) => n + 1).join();
    }),
  );
  t.end();
});

test('[CO40] a client that polls is told why its connection ended, however late it asks', async (t) => {
  const live = await openLive(t);
  const ann = stream(t, live, 'ann', { way: 'polls' });
  await ann.settled();
  await live.store.drafts.seal(live.key);
  await live.rooms.sealed(live.key);
  await after(2_200);
  t.equal(ann.closed, null);
  await ann.poll();
  t.equal(ann.closed, 'sealed');
  const busy = await openLive(t, { limits: { opening: 1, queued: 0 } });
  const gate = Promise.withResolvers<undefined>();
  busy.gate.slowly = gate.promise;
  stream(t, busy, 'ann', { way: 'polls' });
  await until('the Gate to be asked', () => busy.gate.asked === 1);
  t.equal(await stream(t, busy, 'bob', { way: 'polls' }).ending(), 'busy');
  gate.resolve(undefined);
});

test('[CO40 CO21] a client that asks too seldom gets all it missed as one update, and the server keeps little for it', async (t) => {
  const live = await openLive(t, { limits: { slowSocket: 65_536, bytesBurst: 1e9, bytesPerSecond: 1e9 } });
  const bob = live.client('bob');
  await bob.synced();
  const ann = stream(t, live, 'ann', { way: 'polls' });
  await ann.settled();
  for (let n = 0; n < 40; n += 1) bob.type('x'.repeat(20_000), `s${n % 4}`);
  await bob.settled();
  const { events } = await ann.poll();
  t.ok(events.length < 10, `${events.length} of 40 were kept`);
  await until('all of it', async () => {
    await ann.poll();
    return ann.text('s3') === bob.text('s3') && ann.text('s0') === bob.text('s0');
  });
});

test('[CO40] a client that asks no more is gone after a while; one that asks stays, with nothing to send', async (t) => {
  // Far beyond a pause of a busy machine: ann must not be late herself.
  const live = await openLive(t, { limits: { deadAfter: 2_000, heartbeat: 50 } });
  const [ann, cat] = [poller(t, live, 'ann'), stream(t, live, 'cat', { way: 'polls' })];
  await Promise.all([ann.settled(), cat.settled()]);
  await until('cat to be gone', () => live.rooms.presence('response').length === 1);
  t.same(
    live.rooms.presence('response').map(({ member }) => member),
    ['ann'],
  );
  t.equal((await cat.poll()).status, 410);
});

test('[CO40] posts to one stream have a limit of their own, and so have events that are repeated', async (t) => {
  // A slow machine may take seconds for 25 posts: next to nothing comes back meanwhile.
  const live = await openLive(t, { limits: { postsPerSecond: 0.01, postsBurst: 20 } });
  const ann = stream(t, live, 'ann', { way: 'polls' });
  await ann.settled();
  const statuses: number[] = [];
  for (let n = 0; n < 25; n += 1) statuses.push((await ann.poll()).status);
  t.ok(statuses.includes(429));
  t.equal(ann.closed, null, 'it is told to come later');

  const outlet = new PollOutlet({ bytesPerSecond: 1_000, document: 4_000 });
  outlet.frame(encodeFrame({ type: 'update', update: new Uint8Array(3_000) }));
  const now = performance.now();
  const answers = Array.from({ length: 5 }, () => outlet.handOut(0, now));
  t.same(
    answers.map((text) => text !== ''),
    [true, true, true, false, false],
    'a text that is asked for again and again',
  );
  t.not(outlet.handOut(0, now + 10_000), '', 'comes later');
  t.equal(outlet.handOut(1, now + 10_000), '', 'and once the client has it, never again');
});

test('[CO40] sixty people who poll, on one node: each sees every line, and none is told to slow down', async (t) => {
  const live = await openLive(t);
  const bob = live.client('bob');
  await bob.synced();
  const crowd: StreamClient[] = [];
  // Twelve at a time: sixty clients of one test process would wait for each other.
  for (let n = 0; n < 60; n += 12) {
    const next = Array.from({ length: 12 }, (_, m) => stream(t, live, `poller-${n + m}`, { way: 'polls' }));
    await Promise.all(next.map((one) => one.settled()));
    crowd.push(...next);
  }
  const before = process.cpuUsage();
  let polls = 0;
  for (let round = 0; round < 10; round += 1) {
    bob.type(`Round ${round}.`);
    const speaker = crowd[round * 6];
    speaker?.type(`And ${round}.`, 'q2');
    await Promise.all(crowd.map((one) => one.poll()));
    polls += crowd.length;
  }
  const { user, system } = process.cpuUsage(before);
  await Promise.all(crowd.map((one) => one.settled()));
  await until('everybody to have everything', async () => {
    await Promise.all(crowd.map((one) => one.poll()));
    return crowd.every((one) => one.text() === bob.text() && one.text('q2') === bob.text('q2'));
  });
  t.same(
    crowd.filter(({ closed }) => closed !== null),
    [],
  );
  t.comment(`${Math.round((user + system) / polls)} µs of CPU a poll, the client's share included`);
  const bad = await Promise.all(crowd.map((one) => one.post(bodyOf(99, []))));
  t.ok(bad.every(({ status }) => status < 300));
});

test('[CO40] a page that polls sends two posts a second while somebody writes, down to twelve a minute, and three while it is hidden', (t) => {
  const count = (view: 'visible' | 'hidden', minutes: number, edits: 'edits' | 'none'): number => {
    const pace = new Pace();
    let posts = 0;
    for (let now = 0; now < minutes * 60_000; posts += 1) {
      pace.posted(now);
      if (edits === 'edits') pace.quicken();
      now += Math.max(pace.untilFree(now), pace.next(view));
    }
    return posts / minutes;
  };
  t.equal(count('visible', 1, 'edits'), 120);
  t.ok(count('visible', 60, 'none') <= 12.2, 'idle');
  t.equal(count('hidden', 10, 'none'), 3);
  const pace = new Pace();
  pace.posted(1_000);
  t.ok(pace.untilFree(1_100) > 0, 'letters typed at once go in one post');
  t.ok(pace.untilFree(1_500) <= 0);
  t.end();
});

test('[CO40] the answer to a post says how many events went into the stream, so that a page notices that they are held back', async (t) => {
  const live = await openLive(t);
  const ann = stream(t, live, 'ann');
  await ann.settled();
  const { headers } = await ann.post(Uint8Array.of(5));
  t.ok(Number(headers.get('x-stream-events')) >= 3, 'it opened, asked, and answered');
});
