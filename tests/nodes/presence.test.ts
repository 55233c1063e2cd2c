import { test } from 'tap';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { Store } from '../../src/store/store.ts';
import { type LiveServer, openLive, until } from '../support/live/live-server.ts';
import type { RawClient } from '../support/live/raw-client.ts';

interface Ending {
  teardown(act: () => unknown): unknown;
}

const limits = { presenceEvery: 60, presenceFor: 600 };

/** Two nodes on one store, whose presence is written and read quickly; and the writes of the space, by key. */
async function twoNodes(t: Ending): Promise<{ north: LiveServer; south: LiveServer; store: Store; written: string[] }> {
  const opened = await openSqliteStore({ directory: ':memory:' });
  t.teardown(() => opened.close());
  const written: string[] = [];
  const store: Store = {
    ...opened,
    nodes: 'many',
    ephemeral: {
      ...opened.ephemeral,
      put(space, key, ...rest) {
        if (space === 'presence') written.push(key);
        return opened.ephemeral.put(space, key, ...rest);
      },
    },
  };
  return { north: await openLive(t, { store, limits }), south: await openLive(t, { store, limits }), store, written };
}

function stateOf(client: RawClient, of: RawClient): unknown {
  return client.present.get(of.document.clientID)?.state;
}

test('[CO30] [CO7] people and carets of another node are seen, move and leave; their names are the Gate’s word there', async (t) => {
  const { north, south, store } = await twoNodes(t);
  const [ann, bob] = [north.client('ann'), south.client('bob')];
  await Promise.all([ann.synced(), bob.synced()]);
  ann.announce({ section: 'q1', user: { member: 'mallory', name: 'The chair' } }, 1);
  bob.announce({ section: 'q2' }, 1);
  await bob.until('ann', () => stateOf(bob, ann) !== undefined);
  await ann.until('bob', () => stateOf(ann, bob) !== undefined);
  t.same(stateOf(bob, ann), { section: 'q1', user: { member: 'ann', name: 'ann of Hull', organisation: 'Hull City Council' } });

  const late = south.client('cat');
  await late.until('who is here already', () => stateOf(late, ann) !== undefined && stateOf(late, bob) !== undefined);
  ann.announce({ section: 'q9' }, 2);
  await bob.until('her move', () => JSON.stringify(stateOf(bob, ann)).includes('q9'));

  await ann.close();
  await bob.until('her leave', () => stateOf(bob, ann) === undefined);
  await bob.close();
  await late.close();
  await until('no record to be left', async () => (await store.ephemeral.list('presence', '', 10)).length === 0);
});

test('[CO30] nobody stays in the room of a node that died, and a client that comes over is there once', async (t) => {
  const { north, south, store } = await twoNodes(t);
  const bob = south.client('bob');
  await bob.synced();
  const record = (): Promise<readonly { readonly key: string; readonly value: unknown }[]> => store.ephemeral.list('presence', '', 10);
  const ann = north.client('ann');
  await ann.synced();
  ann.announce({ section: 'q1' }, 1);
  await bob.until('ann', () => stateOf(bob, ann) !== undefined);
  const [kept] = await record();
  const again = south.client('ann', { document: ann.document });
  await again.synced();
  again.announce({ section: 'q5' }, 2);
  await bob.until('her, at the south now', () => JSON.stringify(stateOf(bob, ann)).includes('q5'));
  // The north goes on saying that she is there; the south knows better.
  await new Promise((resolve) => setTimeout(resolve, 200));
  t.match(stateOf(bob, ann), { section: 'q5' });
  await ann.cut();
  await again.cut();
  await bob.until('her leave', () => stateOf(bob, ann) === undefined);

  // A record that a dead node left behind.
  const dead = (kept?.key ?? '').replace(/[^/]+$/, 'node-dead');
  await store.ephemeral.put('presence', dead, kept?.value, new Date(Date.now() + 400).toISOString());
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  t.equal(stateOf(bob, ann), undefined, 'it has ended');
});

test('[CO30] a room writes at most one record in its time, however much its carets move, and none while nothing changes', async (t) => {
  const { north, written } = await twoNodes(t);
  const ann = north.client('ann');
  await ann.synced();
  const began = performance.now();
  for (let clock = 1; clock <= 100; clock += 1) {
    ann.announce({ section: `q${clock}` }, clock);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const most = Math.ceil((performance.now() - began) / limits.presenceEvery) + 1;
  t.ok(written.length > 1 && written.length <= most, `${written.length} of at most ${most}`);
  await new Promise((resolve) => setTimeout(resolve, 150));
  const before = written.length;
  await new Promise((resolve) => setTimeout(resolve, 150));
  t.ok(written.length - before <= 1, 'only so that the record does not end');
});
