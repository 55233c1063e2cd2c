import { existsSync } from 'node:fs';
import { test } from 'tap';
import { textOf } from '../support/live/lines.ts';
import { until } from '../support/live/live-server.ts';
import type { RawClient } from '../support/live/raw-client.ts';
import { openCluster, withoutCluster } from '../support/worlds/cluster.ts';
import { after, missing, section, typing } from '../support/worlds/cluster-people.ts';

// Nodes of one service on MongoDB, killed, frozen, with wrong clocks, and deciding at one moment.

const options = { skip: withoutCluster, timeout: 600_000 } as const;
const kills = 14;

/** Debian's libfaketime, which gives a process a clock of its own. */
const faketime = ['x86_64', 'aarch64']
  .map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketime.so.1`)
  .find((path) => existsSync(path));
const withoutFaketime = withoutCluster !== false ? withoutCluster : faketime === undefined ? 'needs faketime' : false;

function text(client: RawClient): string {
  return textOf(client.document, section);
}

/** Waits until all that a client sent is acknowledged; a node that was frozen has much to catch up with. */
async function settledAtLast(client: RawClient): Promise<void> {
  const { sent } = client;
  const deadline = performance.now() + 60_000;
  while (client.durable < sent) {
    if (performance.now() > deadline || client.closed !== null)
      throw new Error(`frame ${sent} was not acknowledged: ${JSON.stringify(client.closed)}`);
    await after(50);
  }
}

test(
  '[CO31] either node is killed under writers of both, again and again: no line that was shown as saved is missing',
  options,
  async (t) => {
    const cluster = await openCluster(t);
    const nodes = [...cluster.nodes];
    const saved = new Set<string>();
    for (let round = 0; round < kills; round += 1) {
      const victim = round % 2;
      const both = nodes.map(({ at }) => at);
      const more = await typing(cluster, both, `round ${round}`, () => nodes[victim]?.stop('SIGKILL') ?? Promise.resolve());
      for (const line of more) saved.add(line);
      t.same(await missing(cluster, saved, both[1 - victim] ?? ''), [], `after kill ${round + 1} the other node has all of it`);
      nodes[victim] = await cluster.node();
    }
    t.ok(saved.size > 5 * kills, `${saved.size} lines were shown as saved`);
    t.same(await missing(cluster, saved, nodes[0]?.at ?? ''), [], 'and so has a node that started later');
  },
);

test(
  '[CO31] [NO5] a node that is frozen for longer than every lease goes on: its writers lose nothing, and nobody else waits for it',
  options,
  async (t) => {
    const cluster = await openCluster(t);
    const [north, south] = cluster.nodes;
    if (north === undefined || south === undefined) throw new TypeError('there are two');
    const bob = await cluster.client(await cluster.session('owen-larbi'), south.at);
    const ann = await cluster.client(await cluster.session('daniel-rowntree'), north.at);
    await Promise.all([ann.settled(), bob.settled()]);
    ann.type('Before the pause.', section);
    await ann.settled();
    north.child.kill('SIGSTOP');
    ann.type('During the pause.', section);
    bob.type('Meanwhile.', section);
    await bob.settled();
    await after(20_000);
    bob.type('Still there.', section);
    await bob.settled();
    north.child.kill('SIGCONT');
    await settledAtLast(ann);
    await ann.until('all of it', () => text(ann).includes('Still there.') && text(ann).includes('Meanwhile.'));
    await bob.until('all of it', () => text(bob).includes('During the pause.'));
    t.equal(ann.closed, null, 'she never noticed');
    t.same(await missing(cluster, ['Before the pause.', 'During the pause.', 'Meanwhile.', 'Still there.'], south.at), []);
  },
);

test(
  '[NO2] clocks five minutes apart: work is done once, sessions hold on both nodes, and everybody writes',
  { ...options, skip: withoutFaketime },
  async (t) => {
    const cluster = await openCluster(t, 1);
    const fake = { LD_PRELOAD: faketime ?? '', FAKETIME: '+300s', FAKETIME_DONT_FAKE_MONOTONIC: '1' };
    const ahead = await cluster.node(fake);
    const [right] = cluster.nodes;
    if (right === undefined) throw new TypeError('there is one');
    const both = [right.at, ahead.at];
    const saved = await typing(cluster, both, 'apart', () => after(1_000));
    t.ok(saved.size > 5, `${saved.size} lines were shown as saved`);
    t.same(await missing(cluster, saved, ahead.at), []);
    t.same(await missing(cluster, saved, right.at), []);
    const leases = await cluster.store.ephemeral.list('lease', 'worker/', 100);
    const holders = new Map(leases.map(({ key, value }) => [key, value]));
    await after(3_000);
    const later = await cluster.store.ephemeral.list('lease', 'worker/', 100);
    const moved = later.filter(({ key, value }) => holders.has(key) && holders.get(key) !== value);
    t.ok(later.length > 0);
    t.same(moved, [], 'no lease goes back and forth between the clocks');
  },
);

test('[NO1] [SO26] a lock that is asked for on two nodes at one moment makes one round', options, async (t) => {
  const cluster = await openCluster(t);
  const cookie = await cluster.session('nadia-farrow');
  const path = '/consultations/send-review/checks';
  const post = async (at: string): Promise<number> => {
    const page = await (await fetch(`${at}${path}`, { headers: { cookie, accept: 'text/html' } })).text();
    const token = /name="_csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const boxes = [...page.matchAll(/<input[^>]*name="acknowledged"[^>]*>/g)].map(([box]) => /value="([^"]+)"/.exec(box)?.[1] ?? '');
    const body = new URLSearchParams([['_csrf', token], ['reason', 'A test.'], ...boxes.map((box) => ['acknowledged', box])]);
    const answer = await fetch(`${at}${path}`, { method: 'POST', redirect: 'manual', body, headers: { cookie, origin: cluster.url } });
    return answer.status;
  };
  const answers = await Promise.all(cluster.nodes.flatMap(({ at }) => [post(at), post(at)]));
  t.ok(answers.includes(303), answers.join(' '));
  t.notOk(
    answers.some((status) => status >= 500),
    'people meet refusals, never collisions',
  );
  await until('the round', async () => (await cluster.store.aggregates.get('response', 'send-review'))?.state.status === 'in-sign-off');
  const response = await cluster.store.aggregates.get('response', 'send-review');
  t.equal(response?.state.rounds.length, 1, 'one round');
  await after(3_000);
  const mails = await cluster.store.aggregates.find('mail', { where: { status: 'sent' } });
  const asked = mails.filter(({ state }) => state.kind === 'sign-off-request');
  t.equal(new Set(asked.map(({ state }) => `${state.memberId}/${state.kind}`)).size, asked.length, 'each mail once');
  const sent = (await cluster.store.ephemeral.list('mailbox', '', 100)).map(({ value }) => (value as { messageId: string }).messageId);
  t.ok(sent.length > 0);
  t.equal(new Set(sent).size, sent.length, 'no message left twice');
});
