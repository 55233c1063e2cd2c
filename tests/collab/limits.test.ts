import { test } from 'tap';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { Share } from '../../src/collab/door/shares.ts';
import { defaultLimits } from '../../src/collab/limits.ts';
import { busySentence, type Closing, closings, oftenSentence, retryAfterOf } from '../../src/collab/wire/protocol.ts';
import { type LiveServer, openLive, origin, until } from '../support/live/live-server.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { stream } from '../support/live/streams.ts';
import type { RawClient } from '../support/live/raw-client.ts';

test('[CO21] one connection too many is closed with its own code and sentence, and a connection that leaves makes room', async (t) => {
  const live = await openLive(t, { limits: { connectionsPerMember: 3 } });
  const clients = [1, 2, 3].map(() => live.client('ann'));
  await Promise.all(clients.map((client) => client.synced()));
  const fourth = live.client('ann');
  await endsAs(t, fourth, 'too-many-connections');
  await live.client('bob').synced();
  t.same(
    clients.map(({ closed }) => closed),
    [null, null, null],
    'those that were there stay',
  );
  await clients[2]?.close();
  await live.client('ann').synced();
  await endsAs(t, live.client('ann'), 'too-many-connections');
});

test('[CO21] too many frames a second, over all connections of one member, close the one that sent the last', async (t) => {
  const live = await openLive(t, { limits: { framesPerSecond: 10, burst: 60 } });
  const [first, second, bob] = [live.client('ann'), live.client('ann'), live.client('bob')];
  await Promise.all([first.synced(), second.synced(), bob.synced()]);
  for (let n = 0; n < 40; n += 1) first.say({ type: 'query-awareness' });
  first.say({ type: 'step1', stateVector: Uint8Array.of(0) });
  await first.until('all of it to be heard', () => first.frames.filter(({ type }) => type === 'step2').length === 2);
  for (let n = 0; n < 40; n += 1) second.say({ type: 'query-awareness' });
  await endsAs(t, second, 'too-many-changes');
  t.equal(first.closed, null);
  bob.type('Not disturbed.');
  await bob.settled();
  await until('ann to be let in again', async () => {
    const again = live.client('ann');
    await again.until('an answer or the end', () => again.isSynced || again.closed !== null);
    return again.closed === null;
  });
});

test('[CO21] too many bytes a second, over all connections of one member, close the one that sent the last', async (t) => {
  const live = await openLive(t, { limits: { bytesPerSecond: 1_000, bytesBurst: 50_000 } });
  const [ann, bob] = [live.client('ann'), live.client('bob')];
  await Promise.all([ann.synced(), bob.synced()]);
  ann.type('x'.repeat(20_000));
  ann.type('x'.repeat(20_000));
  await ann.settled();
  ann.type('y'.repeat(20_000));
  await endsAs(t, ann, 'too-much-at-once');
  await bob.until('what came before', () => bob.text().length === 40_001);
  t.notMatch(bob.text(), /y/, 'what was too much is not taken');
  bob.type('Not disturbed.');
  await bob.settled();
});

test('[CO21] a member who keeps opening connections is told when to come again, by every way in, and the operator once', async (t) => {
  const live = await openLive(t, { limits: { openingsPerSecond: 0.001, openingsBurst: 20 } });
  const bob = live.client('bob');
  await bob.settled();
  const endings: string[] = [];
  for (let n = 0; n < 30; n += 1) {
    const client = live.client('ann');
    await client.until('to be in or out', () => client.isSynced || client.closed !== null);
    endings.push(client.closed === null ? 'let in' : `${client.closed.code} ${client.closed.reason}`);
    await client.close();
  }
  t.same(endings.slice(0, 20), Array(20).fill('let in'));
  t.same(new Set(endings.slice(20)), new Set([`${closings['too-many-openings'].code} ${oftenSentence}`]));
  t.equal(retryAfterOf(oftenSentence), 10, 'a page waits as it is told');
  for (const way of ['stream', 'polls'] as const) t.equal(await stream(t, live, 'ann', { way }).ending(), 'too-many-openings', way);
  bob.type('Not disturbed.');
  await bob.settled();
  t.same(live.limited, [['ann', 'too-many-openings']]);
});

test('[CO21] posts to a stream on another node open no connection that counts', async (t) => {
  const store = await openSqliteStore({ directory: ':memory:' });
  t.teardown(() => store.close());
  const limits = { openingsPerSecond: 0.001, openingsBurst: 3 };
  const [north, south] = [await openLive(t, { store, limits }), await openLive(t, { store, limits })];
  south.gate.rights.set('ann', 'write');
  const ann = stream(t, north, 'ann');
  await ann.settled();
  ann.target = `${south.url.replace('ws', 'http')}/response/epoch-1`;
  for (let n = 0; n < 10; n += 1) {
    ann.type(`Line ${n}.`);
    await ann.settled();
  }
  t.equal(ann.closed, null);
});

test('[CO21] a restart with twenty tabs, and a network that breaks every two seconds for an hour, meet no limit of openings', (t) => {
  const share = new Share(defaultLimits, 0);
  const refused = (now: number): boolean => share.whyNotConnect(now, 'connection') !== null;
  let met = 0;
  // While a service restarts, each tab tries a few times.
  for (let n = 0; n < 200; n += 1) if (refused(n * 20)) met += 1;
  for (let now = 60_000; now < 3_660_000; now += 2_000) for (let tab = 0; tab < 20; tab += 1) if (refused(now)) met += 1;
  t.equal(met, 0);
  let attacked = 0;
  // Two foreign clients opened 540 connections in 8 seconds.
  for (let n = 0; n < 540; n += 1) if (refused(4_000_000 + (n * 8_000) / 540)) attacked += 1;
  t.ok(attacked > 100, `${attacked} of 540`);
  t.end();
});

test('[CO3] a frame that is too large and a document that is full are closed for good, each with its own code and sentence', async (t) => {
  const live = await openLive(t, { limits: { frame: 20_000, document: 30_000 } });
  const [ann, bob] = [live.client('ann'), live.client('bob')];
  await Promise.all([ann.synced(), bob.synced()]);
  ann.type('x'.repeat(25_000));
  await endsAs(t, ann, 'too-large');
  bob.type('y'.repeat(15_000));
  await bob.settled();
  bob.type('z'.repeat(18_000));
  await endsAs(t, bob, 'document-full');
  const cat = live.client('cat');
  await cat.synced();
  cat.type('w'.repeat(10_000), 'q2');
  await cat.settled();
  t.equal(cat.closed, null, 'what fits is still taken');
});

test('every limit has a code and a sentence of its own, with the seconds to wait where they are known', (t) => {
  const limits = [
    'too-large',
    'document-full',
    'busy',
    'too-many-connections',
    'too-many-openings',
    'too-many-changes',
    'too-much-at-once',
  ] as const;
  t.equal(new Set(limits.map((name) => closings[name].code)).size, limits.length);
  t.equal(new Set(limits.map((name) => closings[name].sentence)).size, limits.length);
  for (const seconds of [1, 2, 30]) t.equal(retryAfterOf(busySentence(seconds)), seconds);
  for (const { sentence } of Object.values(closings)) t.equal(retryAfterOf(sentence), null);
  t.end();
});

test('[CO22] when many open at once, some are let in, some wait, and the rest are told when to come again', async (t) => {
  const live = await openLive(t, { limits: { opening: 2, queued: 3 } });
  const gate = Promise.withResolvers<undefined>();
  live.gate.slowly = gate.promise;
  const crowd = Array.from({ length: 20 }, (_, index) => live.client(`visitor-${index}`));
  const turnedAway = (): RawClient[] => crowd.filter(({ closed }) => closed !== null);
  await until('fifteen to be turned away', () => turnedAway().length === 15);
  for (const visitor of turnedAway()) {
    t.equal(visitor.closed?.code, closings.busy.code);
    const seconds = retryAfterOf(visitor.closed?.reason ?? '') ?? 0;
    t.ok(seconds >= 1 && seconds <= 30, `to come again in ${seconds} s`);
  }
  t.equal(live.gate.asked, 2, 'and the Gate was asked about two at a time');
  gate.resolve(undefined);
  const letIn = crowd.filter(({ closed }) => closed === null);
  await Promise.all(letIn.map((visitor) => visitor.synced()));
  t.equal(letIn.length, 5);
  await live.client('later').synced();
});

test('[CO22] an unmodified y-websocket client that is turned away gets in by trying again', async (t) => {
  const live = await openLive(t, { limits: { opening: 1, queued: 1 } });
  const gate = Promise.withResolvers<undefined>();
  live.gate.slowly = gate.promise;
  const providers = Array.from({ length: 6 }, (_, index) => providerOf(live, `visitor-${index}`));
  t.teardown(() => {
    for (const provider of providers) {
      provider.destroy();
      provider.doc.destroy();
    }
  });
  let busy = 0;
  for (const provider of providers) {
    provider.on('connection-close', (event: CloseEvent | null) => {
      if (event?.code === closings.busy.code) busy += 1;
    });
  }
  await until('four to be turned away', () => busy >= 4);
  gate.resolve(undefined);
  await until('all to be in', () => providers.every(({ synced }) => synced));
  t.equal(live.rooms.presence('response').length, 6);
});

async function endsAs(t: { equal(found: unknown, wanted: unknown): unknown }, client: RawClient, closing: Closing): Promise<void> {
  await client.ending();
  const { code, sentence } = closings[closing];
  t.equal(client.closed?.code, code);
  t.equal(client.closed?.reason, sentence);
}

function providerOf(live: LiveServer, member: string): WebsocketProvider {
  live.gate.rights.set(member, 'write');
  class Socket extends WebSocket {
    constructor(url: string) {
      super(url, { headers: { origin, 'x-member': member } });
    }
  }
  return new WebsocketProvider(live.url, 'response/epoch-1', new Y.Doc(), {
    WebSocketPolyfill: Socket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  });
}
