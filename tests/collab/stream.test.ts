import { connect } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';
import fc from 'fast-check';
import { type Test, test } from 'tap';
import * as Y from 'yjs';
import { EventReader, type ServerEvent } from '../../client/editor/event-stream.ts';
import { Outbox } from '../../client/editor/outbox.ts';
import { encodeFrame, largestFrame } from '../../src/collab/protocol.ts';
import { StreamNumbers } from '../../src/collab/stream-numbers.ts';
import { readPost } from '../../src/collab/stream-post.ts';
import type { DraftLog, Drafts } from '../../src/store/drafts.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { type LiveServer, openLive, origin, until } from '../support/live-server.ts';
import { textOf } from '../support/raw-client.ts';
import { StreamClient } from '../support/stream-client.ts';
import { visitor } from '../support/visitor.ts';
import { openWorld } from '../support/world.ts';

// The rules of the live text where frames come over server-sent events and posts; others write over a WebSocket meanwhile.

/** A disk that can be broken, stalled and mended. */
class Disk {
  state: 'well' | 'broken' | 'stalled' = 'well';
  #stalled: (() => void)[] = [];

  mend(): void {
    this.state = 'well';
    for (const go of this.#stalled.splice(0)) go();
  }

  wrap(drafts: Drafts): Drafts {
    const append: Drafts['append'] = async (key, entry) => {
      if (this.state === 'broken') throw new Error('the disk is full');
      if (this.state === 'stalled') await new Promise<void>((resolve) => this.#stalled.push(resolve));
      return drafts.append(key, entry);
    };
    return { ...drafts, append };
  }
}

test('[CO40] a stream and a WebSocket in one room: asked, answered, text and carets both ways, and who leaves is told at once', async (t) => {
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
  ann.outbox.add(edit('Committed.'));
  const { status, frames } = await ann.again();
  t.equal(status, 200);
  t.same(frames, [{ type: 'acknowledgement', acknowledgement: { durable: 3, setAside: [] } }]);
  t.equal(textIn(await logOf(live)), 'Committed.');

  disk.state = 'stalled';
  ann.outbox.add(edit('On its way.'));
  const body = ann.outbox.next().body;
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

test('[CO40] a post that comes twice, whose answer is lost, or that is overtaken, is heard once and acknowledged every time', async (t) => {
  const live = await openLive(t);
  const [ann, bob] = [stream(t, live, 'ann'), live.client('bob')];
  await Promise.all([ann.settled(), bob.synced()]);
  const [one, two] = [edit('One.', 'section:q1'), edit('Two.', 'section:q2')];
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
  t.equal(bob.text('section:q2'), 'Two.');
});

test('[CO40] a causal gap is asked about in the stream, and what fills it settles both', async (t) => {
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

test('[CO40] what comes after the seal is set aside, and the answer says so', async (t) => {
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
  again.outbox.add(edit('And later.', 'section:q2'));
  t.match((await again.again()).frames, [{ acknowledgement: { durable: 3, setAside: [3] } }]);
  t.equal(textIn(await logOf(live)), 'In time.');
  t.equal((await live.store.drafts.late('response')).length, 2);
});

test('[CO40] whoever may no longer see it is closed for good; a reader is told that nothing is taken', async (t) => {
  const live = await openLive(t);
  const [ann, rita] = [stream(t, live, 'ann'), stream(t, live, 'rita', { may: 'read' })];
  await Promise.all([ann.settled(), rita.settled()]);
  rita.outbox.add(edit('Not mine to write.'));
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

test('[CO40] the limits are those of a socket: frames, bytes of a frame, connections', async (t) => {
  const live = await openLive(t, { limits: { burst: 30, framesPerSecond: 1, connectionsPerMember: 2 } });
  const [ann, bob] = [stream(t, live, 'ann'), stream(t, live, 'bob')];
  await Promise.all([ann.settled(), bob.settled()]);
  const many = Array.from({ length: 40 }, () => encodeFrame({ type: 'query-awareness' }));
  const { events } = await ann.post(bodyOf(3, many));
  t.same(
    events.map(({ name, data }) => [name, /"code":(\d+)/.exec(data)?.[1]]),
    [['close', '4530']],
  );
  t.equal(await ann.ending(), 'too-many-changes');
  bob.outbox.add(encodeFrame({ type: 'update', update: new Uint8Array(largestFrame) }));
  await bob.again();
  t.equal(await bob.ending(), 'too-large');
  const [first, second, third] = [stream(t, live, 'cat'), stream(t, live, 'cat'), stream(t, live, 'cat')];
  t.equal(await Promise.race([first.ending(), second.ending(), third.ending()]), 'too-many-connections');
  const open = [first, second, third].filter(({ closed }) => closed === null);
  t.equal(open.length, 2);
  t.equal((await open[0]?.post(new Uint8Array(3 * largestFrame)))?.status, 413, 'what is never read');
});

test('[CO40 CO22] who comes when too many are coming is told when to come back', async (t) => {
  const live = await openLive(t, { limits: { opening: 1, queued: 0 } });
  let open: () => void = () => undefined;
  live.gate.slowly = new Promise((resolve) => {
    open = resolve;
  });
  const first = stream(t, live, 'ann');
  await until('the Gate to be asked', () => live.gate.asked === 1);
  const second = stream(t, live, 'bob');
  t.equal(await second.ending(), 'busy');
  open();
  await first.settled();
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

test('[CO40] pages of other sites may not connect nor post; what is not theirs looks as if it were not there', async (t) => {
  const live = await openLive(t);
  const [ann, eve] = [stream(t, live, 'ann'), stream(t, live, 'eve')];
  await Promise.all([ann.settled(), eve.settled()]);
  const body = bodyOf(3, [edit('Forged.')]);
  const base = live.url.replace('ws', 'http');
  const opening = async (path: string, headers: Readonly<Record<string, string>>): Promise<number> =>
    (await fetch(`${base}/${path}/stream`, { method: 'POST', headers })).status;
  for (const headers of [{ 'x-member': 'ann', origin: 'https://evil.example' }, { 'x-member': 'ann' }]) {
    t.equal(await opening('response/epoch-1', headers), 403);
    const { status } = await fetch(`${base}/response/epoch-1/stream/${ann.id}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/octet-stream' },
      body,
    });
    t.equal(status, 403);
  }
  t.equal(await opening('theirs/epoch-1', { 'x-member': 'ann', origin }), 404);
  t.equal(await opening('response/not.an.epoch', { 'x-member': 'ann', origin }), 404);
  t.equal(await opening('response/epoch-1', { 'x-member': 'nobody', origin }), 404);
  t.equal((await fetch(`${base}/response/epoch-1/stream`, { headers: { origin, 'x-member': 'ann' } })).status, 404);
  const unknown = ann.id.replace(/\..*/, `.${'A'.repeat(24)}`);
  t.equal((await ann.post(body, { id: unknown })).status, 410, 'one that nobody opened');
  t.equal((await ann.post(body, { id: 'neither' })).status, 404);
  t.equal((await eve.post(body, { id: ann.id })).status, 410, 'one that somebody else opened');
  t.equal(textIn(await logOf(live)), '');
  t.equal(ann.closed, null);
});

test('[CO40] garbage closes its own stream for good, and nobody else notices', async (t) => {
  const live = await openLive(t);
  const bob = live.client('bob');
  await bob.settled();
  const bodies = [
    Uint8Array.of(),
    Uint8Array.of(0),
    Uint8Array.of(1, 200, 1),
    Uint8Array.of(1, 255, 255, 255, 255, 15),
    Uint8Array.from({ length: 5000 }, () => 255),
    Uint8Array.from({ length: 20_000 }, (_, n) => (n === 0 ? 1 : 0)),
    bodyOf(3, [Uint8Array.of(0, 2, 9)]),
    bodyOf(3, [encodeFrame({ type: 'acknowledgement', acknowledgement: { durable: 9, setAside: [] } })]),
    bodyOf(3, [Uint8Array.from({ length: 300 }, () => 7)]),
  ];
  for (const [index, body] of bodies.entries()) {
    const ann = stream(t, live, `ann${index}`);
    await ann.settled();
    const { status, events } = await ann.post(body);
    t.same([status, events.at(-1)?.name], [200, 'close'], `body ${index}`);
    t.equal(await ann.ending(), 'bad-frame', `body ${index}`);
  }
  const ann = stream(t, live, 'ann');
  await ann.settled();
  const json = { 'content-type': 'application/json' };
  t.equal((await ann.post(new TextEncoder().encode('{"a":1}'), { headers: json })).events.at(-1)?.name, 'close');
  t.equal(bob.closed, null);
  bob.type('Undisturbed.');
  await bob.settled();
});

test('[CO40] a client that is gone is cleared away: told by the line, or by its silence', async (t) => {
  const live = await openLive(t, { limits: { deadAfter: 300, heartbeat: 50 } });
  const bob = live.client('bob');
  await bob.synced();
  const silent = stream(t, live, 'ann');
  await silent.settled();
  silent.announce({}, 1);
  await bob.until('ann', () => bob.present.size === 1);
  const spoke = setInterval(() => void silent.post(Uint8Array.of(3)), 100);
  await after(700);
  t.equal(silent.closed, null, 'posts are signs of life, even if they bring nothing');
  clearInterval(spoke);
  t.equal(await silent.ending(), 'ended');
  await bob.until('nobody', () => bob.present.size === 0);
  t.equal((await silent.post(Uint8Array.of(3))).status, 410);
});

test('[CO40] a slow reader is given what it missed as one, or closed; the server holds no more than a little for it', async (t) => {
  for (const [slowFor, end] of [
    [60_000, 'caught up'],
    [300, 'closed'],
  ] as const) {
    const live = await openLive(t, { limits: { slowSocket: 65_536, slowFor, bytesBurst: 1e9, bytesPerSecond: 1e9 } });
    const bob = live.client('bob');
    await bob.synced();
    live.gate.rights.set('ann', 'write');
    const { hostname, port, pathname } = new URL(live.url.replace('ws', 'http'));
    const reader = connect(Number(port), hostname);
    t.teardown(() => reader.destroy());
    const headers = ['Host: x', `Origin: ${origin}`, 'X-Member: ann', 'Content-Length: 0'].join('\r\n');
    reader.write(`POST ${pathname}/response/epoch-1/stream HTTP/1.1\r\n${headers}\r\n\r\n`);
    await new Promise((resolve) => reader.once('data', resolve));
    reader.pause();
    await until('both', () => live.rooms.presence('response').length === 2);
    let written = 0;
    while (live.rooms.presence('response').length === 2 && written < (end === 'closed' ? 400e6 : 40e6)) {
      const fragment = bob.document.getXmlFragment('section:q1');
      fragment.delete(0, fragment.length);
      bob.type('x'.repeat(200_000));
      written += 200_000;
      await bob.settled();
    }
    t.equal(live.rooms.presence('response').length, end === 'closed' ? 1 : 2, end);
    bob.type('The last line.');
    let bytes = 0;
    let tail = '';
    reader.on('data', (piece: Buffer) => {
      bytes += piece.byteLength;
      tail = (tail + piece.toString()).slice(-600_000);
    });
    reader.resume();
    const isCaughtUp = (): boolean =>
      [0, 1, 2].some((shift) => tail.includes(Buffer.from('The last line.'.slice(shift)).toString('base64').slice(0, 12)));
    await until('the end', () => (end === 'closed' ? reader.closed || reader.destroyed || reader.readableEnded : isCaughtUp()));
    t.ok(bytes < 12e6, `${bytes} of ${written}`);
  }
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
  ann.outbox.add(edit('Posted there.'));
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

test('[CO40] what only one node has in memory is acknowledged by no other', async (t) => {
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
  t.equal(again.id, '', 'a stream opens once what it asks leaves out nothing that is not durable');
  disk.mend();
  await again.settled();
  t.equal(textIn(await logOf(south)), 'Only in the memory of the north.');
});

test('[CO40] whatever is lost, doubled, overtaken or sent to another node: a frame is acknowledged only once it is durable, and in the end it is', (t) => {
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
      const outbox = new Outbox();
      const durable = new Set<number>();
      const holder = new FakeNode(durable);
      const bodies: Uint8Array[] = [];
      let said = 0;
      let known = 0;
      const hear = (node: FakeNode): void => {
        const news = outbox.acknowledged(node.numbers.acknowledgement);
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
        if (one.does === 'say') outbox.add(Uint8Array.of(0, 2, (said += 1)));
        if ('told' in one) {
          holder.commit();
          if (one.told === 'arrives') hear(holder);
        }
        if ('which' in one) {
          const old = bodies[one.which % Math.max(1, bodies.length)];
          if (old !== undefined) bring(old, one);
        } else if ('to' in one) {
          const { body } = outbox.next();
          bodies.push(body);
          bring(body, one);
        }
      }
      bring(outbox.next().body, { to: 'holder', commits: true, answer: 'arrives' });
      return known === said && !outbox.isWaiting && !outbox.hasNews;
    }),
    { numRuns: 2_000 },
  );
  t.end();
});

test('[CO40 WEB] in the whole service every post carries the token of a form, and comes from our own pages', async (t) => {
  const { app, services, url } = await openWorld(t);
  const response = await services.aggregates.get('response', 'send-review');
  const room = `${url}/live/send-review/${response?.state.epoch ?? ''}`;
  const daniel = visitor(app);
  await daniel.get('/start');
  await daniel.post('/start', { member: 'daniel-rowntree' });
  const { body } = await daniel.get('/you');
  const token = /name="_csrf" value="([^"]+)"/.exec(body)?.[1] ?? '';
  const headers = { cookie: daniel.cookies(), origin: url, 'x-csrf-token': token };
  const own = new StreamClient(room, headers);
  t.teardown(() => {
    own.close();
  });
  await own.settled();
  t.match(Object.fromEntries(own.headers), { 'x-robots-tag': 'noindex', 'content-security-policy': /default-src 'self'/ });
  own.type('Under a token.');
  await own.settled();
  for (const wrong of [
    { ...headers, 'x-csrf-token': '' },
    { ...headers, 'sec-fetch-site': 'cross-site' },
    { ...headers, origin: 'https://evil.example' },
  ]) {
    t.equal((await fetch(`${room}/stream`, { method: 'POST', headers: wrong })).status, 403);
    t.equal((await own.post(bodyOf(4, [edit('Forged.')]), { headers: wrong })).status, 403);
  }
  const signedOut = { origin: url, 'x-csrf-token': token };
  t.equal((await fetch(`${room}/stream`, { method: 'POST', headers: signedOut })).status, 403);
  await daniel.post('/sign-out');
  t.equal(await own.ending(), 'no-access');
});

/** A node as far as numbers go: it hears, and commits later. */
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

function stream(
  t: Test,
  live: LiveServer,
  member: string,
  { may = 'write', document }: { readonly may?: 'write' | 'read' | null; readonly document?: Y.Doc } = {},
): StreamClient {
  if (may !== null) live.gate.rights.set(member, may);
  const client = new StreamClient(`${live.url.replace('ws', 'http')}/response/epoch-1`, { origin, 'x-member': member }, document);
  t.teardown(() => {
    client.close();
  });
  return client;
}

/** An edit of somebody who knows nothing else. */
function edit(text: string, section = 'section:q1'): Uint8Array {
  const document = new Y.Doc();
  const paragraph = new Y.XmlElement('paragraph');
  paragraph.insert(0, [new Y.XmlText(text)]);
  document.getXmlFragment(section).insert(0, [paragraph]);
  return encodeFrame({ type: 'update', update: Y.encodeStateAsUpdate(document) });
}

/** The body of a post that begins with a number. */
function bodyOf(first: number, frames: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const lengths = frames.map(({ byteLength }) => varUint(byteLength));
  return new Uint8Array(Buffer.concat([varUint(first), ...frames.flatMap((frame, index) => [lengths[index] ?? varUint(0), frame])]));
}

function varUint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    bytes.push((rest % 128) | (rest > 127 ? 128 : 0));
    if (rest <= 127) return Uint8Array.from(bytes);
  }
}

async function logOf({ store, key }: LiveServer): Promise<DraftLog> {
  const log = await store.drafts.load(key);
  if (log === null) throw new TypeError('the draft was begun');
  return log;
}

function textIn({ base, entries }: DraftLog): string {
  const document = new Y.Doc();
  for (const update of [base.update, ...entries.map((entry) => entry.update)]) {
    if (update.byteLength > 0) Y.applyUpdate(document, update);
  }
  return textOf(document);
}
