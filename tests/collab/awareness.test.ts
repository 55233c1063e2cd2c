import { setTimeout as after } from 'node:timers/promises';
import { test } from 'tap';
import { WebSocket } from 'ws';
import { Awareness } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { speakForOneself } from '../../client/editor/connection/own-awareness.ts';
import { type LiveServer, openLive, origin, until } from '../support/live/live-server.ts';

// Two people with the awareness of y-protocols, as the page has it.

interface Person {
  readonly awareness: Awareness;
  readonly provider: WebsocketProvider;
}

function person(t: { teardown(act: () => unknown): unknown }, live: LiveServer, member: string): Person {
  live.gate.rights.set(member, 'write');
  class Socket extends WebSocket {
    constructor(url: string) {
      super(url, { headers: { origin, 'x-member': member } });
    }
  }
  const awareness = new Awareness(new Y.Doc());
  awareness.setLocalState({ section: 'q1' });
  const provider = new WebsocketProvider(live.url, 'response/epoch-1', awareness.doc, {
    awareness,
    WebSocketPolyfill: Socket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  });
  speakForOneself(provider, awareness);
  t.teardown(() => {
    provider.destroy();
    awareness.destroy();
    awareness.doc.destroy();
  });
  return { awareness, provider };
}

test('[CO7] a person who reconnects is seen by the others at once, and sees them', async (t) => {
  const live = await openLive(t);
  const [ann, bob] = [person(t, live, 'ann'), person(t, live, 'bob')];
  const sees = (one: Person, other: Person): boolean => one.awareness.getStates().has(other.awareness.clientID);
  await until('both to be seen', () => sees(ann, bob) && sees(bob, ann));
  for (let round = 0; round < 3; round += 1) {
    const before = ann.awareness.meta.get(ann.awareness.clientID)?.clock ?? 0;
    ann.provider.disconnect();
    await until('ann to be gone', () => !sees(bob, ann));
    ann.provider.connect();
    await until('ann to be connected', () => ann.provider.synced);
    const since = performance.now();
    await until('ann to be seen', () => sees(bob, ann));
    t.ok(performance.now() - since < 1_000, `round ${round}: at once`);
    t.ok((ann.awareness.meta.get(ann.awareness.clientID)?.clock ?? 0) > before, 'with a newer clock');
    t.match(bob.awareness.getStates().get(ann.awareness.clientID), { section: 'q1', user: { member: 'ann' } });
    await until('bob to be seen', () => sees(ann, bob));
    t.ok(performance.now() - since < 1_000, `round ${round}: both ways`);
  }
});

test('[CO7] a page sends its own awareness alone, never that of others', async (t) => {
  const live = await openLive(t);
  const [ann, bob] = [person(t, live, 'ann'), person(t, live, 'bob')];
  await until('both to be there', () => ann.provider.synced && bob.provider.synced);
  let sent = 0;
  const { ws } = ann.provider;
  if (ws === null) throw new TypeError('ann is connected');
  const send = ws.send.bind(ws);
  ws.send = (data: Parameters<typeof send>[0]) => {
    sent += 1;
    send(data);
  };
  bob.awareness.setLocalState({ section: 'q2' });
  await until('bob to move', () => ann.awareness.getStates().get(bob.awareness.clientID)?.['section'] === 'q2');
  await after(50);
  t.equal(sent, 0);
});
