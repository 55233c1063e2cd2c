import { test } from 'tap';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { busySentence, type Closing, closings, retryAfterOf } from '../../src/collab/wire/protocol.ts';
import { type LiveServer, openLive, origin, until } from '../support/live/live-server.ts';
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
  const limits = ['too-large', 'document-full', 'busy', 'too-many-connections', 'too-many-changes', 'too-much-at-once'] as const;
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
