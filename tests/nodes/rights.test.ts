import { test } from 'tap';
import { until } from '../support/live/live-server.ts';
import type { RawClient } from '../support/live/raw-client.ts';
import { openNodes, signedIn } from '../support/worlds/nodes.ts';

// An act on one node takes effect on the people whose sockets another node holds.

const checks = '/consultations/send-review/checks';

/** How long the act took to reach the client, in ms; the regular recheck of every connection takes up to 15 s. */
async function closedAfter(client: RawClient, act: () => Promise<unknown>): Promise<{ readonly how: string; readonly within: number }> {
  const asked = performance.now();
  await act();
  return { how: await client.ending(), within: performance.now() - asked };
}

test('[CO30] [CO5] signing out, the end of a membership and a lost role act at once on another node', async (t) => {
  const [north, south] = await openNodes(t);
  if (north === undefined || south === undefined) throw new TypeError('there are two');
  const [daniel, owen, farah, nadia] = await Promise.all(
    ['daniel-rowntree', 'owen-larbi', 'farah-siddiqui', 'nadia-farrow'].map((member) => signedIn(north, member)),
  );
  if (daniel === undefined || owen === undefined || farah === undefined || nadia === undefined) throw new TypeError('there are four');
  const clients = await Promise.all([daniel.writes(south), owen.writes(south), farah.writes(south), nadia.writes(south)]);
  t.teardown(() => Promise.all(clients.map((client) => client.cut())));
  const [ofDaniel, ofOwen, ofFarah, ofNadia] = clients;
  for (const client of clients) client.type('Written at the south.');
  await Promise.all(clients.map((client) => client.settled()));

  const signedOut = await closedAfter(ofDaniel, () => daniel.at(north).post('/sign-out'));
  t.equal(signedOut.how, 'no-access');
  t.ok(signedOut.within < 2_000, `after ${Math.round(signedOut.within)} ms`);
  t.equal((await daniel.at(south).get('/work')).status, 303, 'and no page opens with that session');

  await nadia.at(north).get('/network');
  const ended = await closedAfter(ofOwen, () => nadia.at(north).post('/network/members/owen-larbi/end', { confirm: 'yes' }));
  t.equal(ended.how, 'no-access');
  t.ok(ended.within < 2_000, `after ${Math.round(ended.within)} ms`);

  const denied = (): boolean => ofFarah.frames.some(({ type }) => type === 'permission-denied');
  await nadia.at(north).get('/network');
  await nadia.at(north).post('/network/members/farah-siddiqui/role', { role: 'reader' });
  await until('she may only read', async () => {
    ofFarah.type('May I?');
    await new Promise((resolve) => setTimeout(resolve, 100));
    return denied();
  });
  t.equal(ofFarah.closed, null, 'she still reads');
  ofNadia.type('Nobody else is disturbed.');
  await ofNadia.settled();
  t.equal(ofNadia.closed, null);
});

test('[CO30] [CO5] a text that is locked on one node is sealed on the other: what was saved is inside, and what comes later is late', async (t) => {
  const [north, south] = await openNodes(t);
  if (north === undefined || south === undefined) throw new TypeError('there are two');
  const nadia = await signedIn(north, 'nadia-farrow');
  const daniel = await signedIn(south, 'daniel-rowntree');
  const client = await daniel.writes(south);
  t.teardown(() => client.cut());
  await client.settled();
  client.type('Saved before the lock.', 'general-comments');
  await client.settled();
  const before = await north.services.aggregates.get('response', 'send-review');
  const epoch = before?.state.epoch ?? '';
  const { body } = await nadia.at(north).get(checks);
  const acknowledged = [...body.matchAll(/<input[^>]*name="acknowledged"[^>]*>/g)].map(([box]) => /value="([^"]+)"/.exec(box)?.[1] ?? '');
  const locked = await closedAfter(client, () => nadia.at(north).post(checks, { reason: 'A test.', acknowledged }));
  t.equal(locked.how, 'sealed');
  t.ok(locked.within < 3_000, `after ${Math.round(locked.within)} ms`);
  const log = await south.services.drafts.load({ draft: 'send-review', epoch });
  t.not(log?.cut, null);
  const round = await daniel.at(south).get('/consultations/send-review/sign-off/rounds/1');
  t.match(round.body, 'Saved before the lock.');
});
