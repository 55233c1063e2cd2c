import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { addLine, textOf } from '../../../support/live/lines.ts';
import { until } from '../../../support/live/live-server.ts';
import type { Case, Room } from '../harness.ts';

/** The opening of a conversation, and the exchange that follows. */
export const handshake: readonly Case[] = [
  {
    name: 'the server sends SyncStep1 before the newcomer has sent a frame',
    rule: 'CO2',
    async run(t, room) {
      const ann = await room.mute('ann');
      t.equal(ann.frames[0]?.type, 'step1');
    },
  },
  {
    name: 'a newcomer is given the whole text',
    rule: 'CO2',
    async run(t, room) {
      const [ann] = await room.peers('ann');
      ann.type('Written first.');
      const [bob] = await room.peers('bob');
      await bob.until('the text', () => bob.text() === 'Written first.');
      t.pass('and has it');
    },
  },
  {
    name: 'edits made offline are asked for, taken and broadcast',
    rule: 'CO2',
    async run(t, room) {
      const [ann] = await room.peers('ann');
      const offline = new Y.Doc();
      addLine(offline, 'Written on a train.', 'q2');
      const bob = room.peer('bob', { document: offline });
      await bob.synced();
      await ann.until('what was written offline', () => ann.text('q2') === 'Written on a train.');
      t.pass('and was');
    },
  },
  {
    name: 'an answer to SyncStep1 holds only the missing edits',
    rule: 'CO2',
    async run(t, room) {
      const [ann, cat] = await room.peers('ann', 'cat');
      ann.type('x'.repeat(5_000));
      const before = Y.encodeStateVector(ann.document);
      ann.type('More.');
      await cat.until('all of it', () => cat.text().endsWith('More.'));
      const bob = await room.mute('bob');
      bob.say({ type: 'step1', stateVector: before });
      await bob.until('an answer', () => bob.frames.some(({ type }) => type === 'step2'));
      const answer = bob.frames.find((frame) => frame.type === 'step2');
      t.ok(answer?.type === 'step2' && answer.update.byteLength < 200, 'a short line, not five thousand letters');
    },
  },
  {
    name: 'two simultaneous writers converge, and a third client reads the same text',
    rule: 'CO1',
    async run(t, room) {
      const [ann, bob] = await room.peers('ann', 'bob');
      for (let n = 0; n < 20; n += 1) {
        ann.type(`ann ${n}`);
        bob.type(`bob ${n}`);
      }
      for (const peer of [ann, bob]) await peer.until('all of it', () => peer.text().split('\n').length === 40);
      t.equal(ann.text(), bob.text());
      const [cat] = await room.peers('cat');
      await cat.until('the same', () => cat.text() === ann.text());
    },
  },
  {
    name: 'an edit that is sent again changes nothing, and is broadcast to nobody',
    rule: 'CO10',
    async run(t, room) {
      const [ann, bob] = await room.peers('ann', 'bob');
      ann.type('Once.');
      await bob.until('the text', () => bob.text() === 'Once.');
      const before = bob.frames.filter(({ type }) => type === 'update').length;
      for (let n = 0; n < 10; n += 1) ann.say({ type: 'update', update: Y.encodeStateAsUpdate(ann.document) });
      ann.type('Twice.');
      await bob.until('the next', () => bob.text() === 'Once.\nTwice.');
      t.equal(bob.frames.filter(({ type }) => type === 'update').length - before, 1);
    },
  },
  { name: 'an unmodified y-websocket client writes, reads, sees and is seen', rule: 'CO12', run: providerIsServed },
];

async function providerIsServed(...[t, room]: Parameters<Case['run']>): Promise<void> {
  const [ann] = await room.peers('ann');
  const document = new Y.Doc();
  const provider = openProvider(room, document);
  t.teardown(() => {
    provider.destroy();
    document.destroy();
  });
  const custom: number[] = [];
  for (const type of [102, 103]) provider.messageHandlers[type] = () => custom.push(type);
  await until('y-websocket to be synced', () => provider.synced);
  addLine(document, 'From y-websocket.');
  provider.awareness.setLocalStateField('section', 'q1');
  await ann.until('the text', () => ann.text() === 'From y-websocket.');
  await ann.until('the person', () => ann.present.get(document.clientID)?.state?.['section'] === 'q1');
  ann.type('From ann.');
  await until('an answer', () => textOf(document) === 'From y-websocket.\nFrom ann.');
  t.same(custom, [], 'and is sent no frame it did not ask for');
}

function openProvider(room: Room, document: Y.Doc): WebsocketProvider {
  const headers = room.target.headers('provider');
  class Socket extends WebSocket {
    constructor(url: string) {
      super(url, { headers });
    }
  }
  const address = room.target.address(room.name);
  const slash = address.lastIndexOf('/');
  return new WebsocketProvider(address.slice(0, slash), address.slice(slash + 1), document, {
    WebSocketPolyfill: Socket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  });
}
