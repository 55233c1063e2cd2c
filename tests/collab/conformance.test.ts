import { test } from 'tap';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { closings } from '../../src/collab/protocol.ts';
import { openLive, origin, until } from '../support/live-server.ts';
import { textOf, upgradeStatus } from '../support/raw-client.ts';

test('[CO2] a newcomer is given what is stored, and is asked what they have', async (t) => {
  const live = await openLive(t);
  const offline = new Y.Doc();
  const ann = live.client('ann');
  await ann.synced();
  ann.type('Written first.');
  await ann.settled();

  offline.getXmlFragment('section:q2').insert(0, [paragraph('Written on a train.')]);
  const bob = live.client('bob', { document: offline });
  await bob.synced();
  t.equal(bob.text(), 'Written first.');
  t.equal(bob.frames[0]?.type, 'step1', 'the server asks before anything else');
  await bob.settled();
  await ann.until('what was written offline', () => ann.text('section:q2') === 'Written on a train.');
});

test('[CO2] a diff holds only what is missing', async (t) => {
  const live = await openLive(t);
  const ann = live.client('ann');
  await ann.synced();
  ann.type('x'.repeat(5_000));
  await ann.settled();
  const before = Y.encodeStateVector(ann.document);
  ann.type('More.');
  await ann.settled();
  const bob = live.client('bob', { mute: true });
  await bob.until('the first question', () => bob.frames.length > 0);
  bob.say({ type: 'step1', stateVector: before });
  await bob.until('an answer', () => bob.frames.some(({ type }) => type === 'step2'));
  const answer = bob.frames.find((frame) => frame.type === 'step2');
  t.ok(answer?.type === 'step2' && answer.update.byteLength < 200);
});

test('[CO2] many who come at once share one load', async (t) => {
  let loads = 0;
  const live = await openLive(t, {
    drafts: (drafts) => ({ ...drafts, load: (key) => ((loads += 1), drafts.load(key)), changed: () => Promise.resolve([]) }),
  });
  const clients = ['ann', 'bob', 'cat', 'dan'].map((name) => live.client(name));
  await Promise.all(clients.map((client) => client.synced()));
  t.equal(loads, 1);
});

test('[CO2] a load that fails closes retryably and leaves nothing behind', async (t) => {
  let fails = true;
  const live = await openLive(t, {
    drafts: (drafts) => ({ ...drafts, load: (key) => (fails ? Promise.reject(new Error('disk')) : drafts.load(key)) }),
  });
  t.equal(await live.client('ann').ending(), 'not-loaded');
  fails = false;
  await live.client('ann').synced();
});

test('[CO1] two writers converge, and what one wrote is there for a third', async (t) => {
  const live = await openLive(t);
  const [ann, bob] = [live.client('ann'), live.client('bob')];
  await Promise.all([ann.synced(), bob.synced()]);
  for (let n = 0; n < 20; n += 1) {
    ann.type(`ann ${n}`);
    bob.type(`bob ${n}`);
  }
  await Promise.all([ann.settled(), bob.settled()]);
  await ann.until('all of it', () => ann.text().split('\n').length === 40);
  await bob.until('all of it', () => bob.text().split('\n').length === 40);
  t.equal(ann.text(), bob.text());
  const cat = live.client('cat');
  await cat.synced();
  t.equal(cat.text(), ann.text());
});

test('[CO12] an unmodified y-websocket client writes, sees and is seen, and is sent nothing of our own', async (t) => {
  const live = await openLive(t);
  const ann = live.client('ann');
  await ann.synced();
  class Socket extends WebSocket {
    constructor(url: string) {
      super(url, { headers: { origin, 'x-member': 'bob' } });
    }
  }
  live.gate.rights.set('bob', 'write');
  const document = new Y.Doc();
  const provider = new WebsocketProvider(live.url, 'response/epoch-1', document, {
    WebSocketPolyfill: Socket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  });
  t.teardown(() => {
    provider.destroy();
    document.destroy();
  });
  const custom: number[] = [];
  for (const type of [102, 103]) provider.messageHandlers[type] = () => custom.push(type);
  await until('y-websocket to be synced', () => provider.synced);
  document.getXmlFragment('section:q1').insert(0, [paragraph('From y-websocket.')]);
  provider.awareness.setLocalStateField('section', 'q1');
  await ann.until('the text', () => ann.text() === 'From y-websocket.');
  await ann.until('the person', () => ann.present.get(document.clientID)?.state?.['section'] === 'q1');
  ann.type('From ann.');
  await until('an answer', () => textOf(document) === 'From y-websocket.\nFrom ann.');
  t.same(custom, []);
});

test('[CO7] awareness: the person is who the Gate says, whatever the client says', async (t) => {
  const live = await openLive(t);
  const [ann, bob] = [live.client('ann'), live.client('bob')];
  await Promise.all([ann.synced(), bob.synced()]);
  ann.announce({ user: { name: 'The Secretary of State', member: 'bob' }, section: 'q1' }, 1);
  await bob.until('ann', () => bob.present.has(ann.document.clientID));
  t.same(bob.present.get(ann.document.clientID)?.state, {
    user: { member: 'ann', name: 'ann of Hull', organisation: 'Hull City Council' },
    section: 'q1',
  });
});

test('[CO7] awareness: only a newer clock counts, and nobody speaks for another', async (t) => {
  const live = await openLive(t);
  const [ann, bob, cat] = [live.client('ann'), live.client('bob'), live.client('cat')];
  await Promise.all([ann.synced(), bob.synced(), cat.synced()]);
  const id = ann.document.clientID;
  ann.announce({ section: 'q1' }, 5);
  await cat.until('ann', () => cat.present.get(id)?.clock === 5);
  ann.announce({ section: 'q2' }, 5);
  ann.announce({ section: 'q3' }, 4);
  bob.announce({ section: 'q4' }, 9, id);
  bob.say({ type: 'awareness', entries: [{ client: id, clock: 10, state: null }] });
  bob.announce({ section: 'q5' }, 1);
  await cat.until('bob', () => cat.present.has(bob.document.clientID));
  t.equal(cat.present.get(id)?.state?.['section'], 'q1');
  const about = cat.frames.filter((frame) => frame.type === 'awareness' && frame.entries.some(({ client }) => client === id));
  t.equal(about.length, 1, 'what changed nothing was told to nobody');
});

test('[CO7] awareness: a null at the same clock is told at once, and a closed socket says it for its client', async (t) => {
  const live = await openLive(t, { limits: { awarenessEvery: 60_000 } });
  const [ann, bob] = [live.client('ann'), live.client('bob')];
  await Promise.all([ann.synced(), bob.synced()]);
  ann.announce({}, 1);
  await bob.until('ann', () => bob.present.has(ann.document.clientID));
  ann.say({ type: 'awareness', entries: [{ client: ann.document.clientID, clock: 1, state: null }] });
  await bob.until('ann to be gone', () => !bob.present.has(ann.document.clientID));

  const cat = live.client('cat');
  await cat.synced();
  cat.announce({}, 1);
  const id = cat.document.clientID;
  await until('cat to be known', () => live.rooms.presence('response').length === 3);
  const dan = live.client('dan');
  await dan.synced();
  await dan.until('cat', () => dan.present.has(id));
  cat.socket.terminate();
  await dan.until('cat to be gone', () => !dan.present.has(id));
  t.same(
    live.rooms.presence('response').map(({ member }) => member),
    ['ann', 'bob', 'dan'],
  );
});

test('[CO7] awareness: who comes back before they were missed is taken at their word; an echo is not', async (t) => {
  const live = await openLive(t);
  const [ann, bob] = [live.client('ann'), live.client('bob')];
  await Promise.all([ann.synced(), bob.synced()]);
  const id = ann.document.clientID;
  ann.announce({ section: 'q1' }, 3);
  await bob.until('ann', () => bob.present.has(id));
  bob.announce({ section: 'q2' }, 1);
  ann.socket.terminate();
  await bob.until('ann to be gone', () => !bob.present.has(id));
  bob.announce({ section: 'q1' }, 3, id);
  const again = live.client('ann', { document: ann.document });
  await again.synced();
  t.notOk(again.present.has(id), 'the echo made no ghost');
  again.announce({ section: 'q1' }, 3, id);
  const cat = live.client('cat');
  await cat.synced();
  await cat.until('ann', () => cat.present.has(id));
});

test('[CO7] awareness: a second tab of the same person does not take over the first by repeating it', async (t) => {
  const live = await openLive(t);
  const [first, second, bob] = [live.client('ann'), live.client('ann'), live.client('bob')];
  await Promise.all([first.synced(), second.synced(), bob.synced()]);
  const id = first.document.clientID;
  first.announce({}, 3);
  second.announce({}, 1);
  second.announce({}, 3, id);
  await bob.until('both tabs', () => bob.present.size === 2);
  await second.close();
  await bob.until('one tab', () => bob.present.size === 1);
  t.ok(bob.present.has(id));
});

test('[CO7] awareness can be asked for, and a lone client is not left in silence', async (t) => {
  const live = await openLive(t, { limits: { heartbeat: 50 } });
  const ann = live.client('ann');
  await ann.synced();
  ann.announce({ section: 'q1' }, 1);
  ann.say({ type: 'query-awareness' });
  await ann.until('an answer', () => ann.present.has(ann.document.clientID));
  const { length } = ann.frames;
  await ann.until('a sign of life', () => ann.frames.slice(length).some(({ type }) => type === 'awareness'));
});

test('[CO20] what arrives in one turn is sent as one, and not to its only author', async (t) => {
  const live = await openLive(t);
  const [ann, bob] = [live.client('ann'), live.client('bob')];
  await Promise.all([ann.synced(), bob.synced()]);
  const before = bob.frames.length;
  for (let n = 0; n < 50; n += 1) ann.type(`line ${n}`);
  await ann.settled();
  await bob.until('all of it', () => bob.text().split('\n').length === 50);
  t.ok(bob.frames.length - before < 25, `${bob.frames.length - before} frames for 50 edits`);
  t.equal(ann.frames.filter(({ type }) => type === 'update').length, 0);
});

test('every closing fits a close frame and says whether to try again', (t) => {
  for (const [name, { code, sentence }] of Object.entries(closings)) {
    t.ok(Buffer.byteLength(sentence) <= 123, name);
    t.ok((code >= 4400 && code < 4430) || (code >= 4500 && code < 4540), name);
  }
  t.end();
});

test('[CO5] what is not theirs is 404 before the upgrade, and pages of other sites are refused', async (t) => {
  const live = await openLive(t);
  live.gate.rights.set('ann', 'write');
  const ann = { origin, 'x-member': 'ann' };
  t.equal(await upgradeStatus(`${live.url}/response/epoch-1`, ann), 101);
  t.equal(await upgradeStatus(`${live.url}/theirs/epoch-1`, ann), 404);
  t.equal(await upgradeStatus(`${live.url}/response/epoch-1`, { origin, 'x-member': 'mallory' }), 404);
  t.equal(await upgradeStatus(`${live.url}/response/..%2f..`, ann), 404);
  t.equal(await upgradeStatus(`${live.url}/response/epoch-1`, { ...ann, origin: 'http://evil.example' }), 403);
  t.equal(await upgradeStatus(`${live.url}/response/epoch-1`, { 'x-member': 'ann' }), 403);
  const page = await fetch(`${live.url.replace('ws', 'http')}/response/epoch-1`, { headers: ann });
  t.equal(page.status, 404);
});

test('[CO6] an epoch that was never begun is closed for good', async (t) => {
  const live = await openLive(t);
  t.equal(await live.client('ann', { epoch: 'epoch-0' }).ending(), 'gone');
});

function paragraph(text: string): Y.XmlElement {
  const element = new Y.XmlElement('paragraph');
  element.insert(0, [new Y.XmlText(text)]);
  return element;
}
