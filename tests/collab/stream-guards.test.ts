import { connect } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';
import { test } from 'tap';
import { openingPath } from '../../src/features/demo/opened.ts';
import { encodeFrame, largestFrame } from '../../src/collab/wire/protocol.ts';
import { sectionText } from '../../src/text/lines/stored.ts';
import { openLive, origin, until } from '../support/live/live-server.ts';
import { unknownMessages } from './conformance/bytes.ts';
import { StreamClient } from '../support/live/stream-client.ts';
import { bodyOf, edit, logOf, stream, textIn } from '../support/live/streams.ts';
import { visitor } from '../support/visitor.ts';
import { openWorld } from '../support/worlds/service.ts';

// Who may open a stream and post to it, and how much; clients that send garbage, fall silent or do not read.

test('[CO40] streams have the limits of sockets: frames, bytes of a frame, connections', async (t) => {
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
  bob.queue.add(encodeFrame({ type: 'update', update: new Uint8Array(largestFrame) }));
  await bob.again();
  t.equal(await bob.ending(), 'too-large');
  const [first, second, third] = [stream(t, live, 'cat'), stream(t, live, 'cat'), stream(t, live, 'cat')];
  t.equal(await Promise.race([first.ending(), second.ending(), third.ending()]), 'too-many-connections');
  const open = [first, second, third].filter(({ closed }) => closed === null);
  t.equal(open.length, 2);
  t.equal((await open[0]?.post(new Uint8Array(3 * largestFrame)))?.status, 413, 'what is never read');
});

test('[CO40 CO22] a client that finds the line full is told when to come back', async (t) => {
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

test('[CO40] pages of other sites may not connect nor post; another’s draft looks like one that does not exist', async (t) => {
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
    bodyOf(3, [Uint8Array.of(0, ...Array.from({ length: 300 }, () => 7))]),
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
  const cat = stream(t, live, 'cat');
  await cat.settled();
  t.equal((await cat.post(bodyOf(3, unknownMessages))).status, 204, 'messages of an unknown type are ignored [CO41]');
  t.equal(cat.closed, null);
  t.equal(bob.closed, null);
  bob.type('Undisturbed.');
  await bob.settled();
});

test('[CO40] a client that is gone is noticed, by the broken connection or by its silence', async (t) => {
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

test('[CO40] a slow reader gets the changes it missed as one update, or is closed; the server buffers little for it', async (t) => {
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
      const text = sectionText(bob.document, 'q1');
      text.delete(0, text.length);
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

test('[CO40 WEB] in the whole service every post carries the token of a form, and comes from our own pages', async (t) => {
  const { app, services, url } = await openWorld(t);
  const response = await services.aggregates.get('response', 'send-review');
  const room = `${url}/live/send-review/${response?.state.epoch ?? ''}`;
  const daniel = visitor(app);
  await daniel.get(openingPath(services));
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
