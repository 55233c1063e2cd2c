import { test } from 'tap';
import { closings } from '../../src/collab/wire/protocol.ts';
import { openLive, origin, until } from '../support/live/live-server.ts';
import { upgradeStatus } from '../support/live/raw-client.ts';

test('[CO2] clients that come at once share one load', async (t) => {
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

test('[CO7] awareness: the user is the Gate’s word, never the client’s', async (t) => {
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

test('[CO7] awareness: a leave is broadcast at once, however seldom states are, and the member is no longer present', async (t) => {
  const live = await openLive(t, { limits: { awarenessEvery: 60_000 } });
  const [ann, bob] = [live.client('ann'), live.client('bob')];
  await Promise.all([ann.synced(), bob.synced()]);
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

test('[CO7] awareness: a client that reconnects before the break is noticed keeps its client id; an echo gains nothing', async (t) => {
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

test('[CO7] awareness can be asked for, and a lone client is sent a frame now and then', async (t) => {
  const live = await openLive(t, { limits: { heartbeat: 50 } });
  const ann = live.client('ann');
  await ann.synced();
  ann.announce({ section: 'q1' }, 1);
  ann.say({ type: 'query-awareness' });
  await ann.until('an answer', () => ann.present.has(ann.document.clientID));
  const { length } = ann.frames;
  await ann.until('a sign of life', () => ann.frames.slice(length).some(({ type }) => type === 'awareness'));
});

test('[CO20] the edits of one turn are broadcast as one update, and not to their only author', async (t) => {
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

test('[CO5] another’s draft is 404 before the upgrade, and pages of other sites are refused', async (t) => {
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

test('[CO6] a connection to an epoch that was never begun is closed for good', async (t) => {
  const live = await openLive(t);
  t.equal(await live.client('ann', { epoch: 'epoch-0' }).ending(), 'gone');
});
