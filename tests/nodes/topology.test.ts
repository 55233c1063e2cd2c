import { test } from 'tap';
import { textOf } from '../support/live/lines.ts';
import { until } from '../support/live/live-server.ts';
import type { RawClient } from '../support/live/raw-client.ts';
import { StreamClient, type Way } from '../support/live/stream-client.ts';
import { Typist } from '../support/live/typist.ts';
import { openCluster, withoutCluster } from '../support/worlds/cluster.ts';

// The topology of docker-compose.yml with plain processes: two nodes, MongoDB, nginx.

const section = 'general-comments';
const options = { skip: withoutCluster, timeout: 180_000 } as const;

function text(client: RawClient): string {
  return textOf(client.document, section);
}

test(
  '[NO1] [NO3] [CO30] two people on two nodes behind nginx write together, see each other, and one is signed out on the other node',
  options,
  async (t) => {
    const { nodes, url, client, session } = await openCluster(t);
    const [north, south] = nodes;
    if (north === undefined || south === undefined) throw new TypeError('there are two');
    const [ofAnn, ofBob] = [await session('daniel-rowntree'), await session('owen-larbi')];
    const [ann, bob] = [await client(ofAnn, north.at), await client(ofBob, south.at)];
    await Promise.all([ann.settled(), bob.settled()]);
    ann.type('From the north.', section);
    bob.type('From the south.', section);
    await Promise.all([ann.settled(), bob.settled()]);
    await ann.until('both', () => text(ann).includes('From the south.'));
    await bob.until('both', () => text(bob).includes('From the north.'));
    ann.announce({ section }, 1);
    await bob.until('her caret', () => bob.present.has(ann.document.clientID));

    // The proxy sends requests to the nodes in turn: each page shows everything that was saved before the request.
    for (let n = 0; n < 6; n += 1) {
      ann.type(`Saved before page ${n}.`, section);
      await ann.settled();
      const page = await fetch(`${url}/consultations/send-review/response`, { headers: { cookie: ofBob, accept: 'text/html' } });
      t.equal(page.status, 200);
      t.match(await page.text(), `Saved before page ${n}.`);
    }
    const work = await fetch(`${url}/you`, { headers: { cookie: ofBob, accept: 'text/html' } });
    const token = /name="_csrf" value="([^"]+)"/.exec(await work.text())?.[1] ?? '';
    const asked = performance.now();
    const left = await fetch(`${url}/sign-out`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: ofBob, origin: url },
      body: new URLSearchParams({ _csrf: token }),
    });
    t.equal(left.status, 303);
    t.equal(await bob.ending(), 'no-access');
    t.ok(performance.now() - asked < 3_000, 'at once, whichever node heard of it');
  },
);

test(
  '[NO1] [CO31] a node is killed while people write through nginx: they come back to the other one, and nothing saved is missing',
  options,
  async (t) => {
    const { nodes, url, client, session } = await openCluster(t);
    const cookies = await Promise.all(['daniel-rowntree', 'owen-larbi', 'farah-siddiqui', 'meera-vasani'].map(session));
    const clients = await Promise.all(cookies.map((cookie) => client(cookie, url)));
    await Promise.all(clients.map((one) => one.settled()));
    const typists = clients.map((one, n) => new Typist(one, `typist ${n}:`, { section, perSecond: 20 }));
    for (const typist of typists) typist.start();
    await until('lines to be saved', () => typists.reduce((count, typist) => count + typist.look(), 0) > 10);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await nodes[0]?.stop('SIGKILL');
    await until('some to be cut off', () => clients.some(({ closed }) => closed !== null));
    await new Promise((resolve) => setTimeout(resolve, 500));
    for (const typist of typists) typist.stop();
    const saved = typists.flatMap((typist) => [...typist.saved]);
    t.ok(saved.length > 10, `${saved.length} lines were shown as saved`);
    t.ok(
      clients.some(({ closed }) => closed === null),
      'the proxy had spread them over both nodes',
    );
    // Everybody comes back with the edits that the page still holds.
    const back = await Promise.all(
      cookies.map(async (cookie, n) => {
        const gone = clients[n];
        if (gone?.closed === null) return gone;
        const again = await client(cookie, url, gone?.document);
        await again.settled();
        return again;
      }),
    );
    await Promise.all(back.map((one) => one.settled()));
    const fresh = await client(cookies[0] ?? '', url);
    await fresh.synced();
    const lines = typists.flatMap((typist) => typist.lines.map(({ text: line }) => line));
    await fresh.until('all', () => lines.every((line) => text(fresh).includes(line)));
    t.same(
      saved.filter((line) => !text(fresh).includes(line)),
      [],
    );
  },
);

test(
  '[NO1] [CO40] people whose proxy forbids sockets write together through nginx, whose posts reach either node in turn',
  options,
  async (t) => {
    const { url, client, session, store } = await openCluster(t);
    const response = await store.aggregates.get('response', 'send-review');
    const room = `${url}/live/send-review/${response?.state.epoch ?? ''}`;
    const open = async (member: string, way: Way): Promise<StreamClient> => {
      const cookie = await session(member);
      const page = await (await fetch(`${url}/you`, { headers: { cookie, accept: 'text/html' } })).text();
      const token = /name="_csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
      const one = new StreamClient(room, { cookie, origin: url, 'x-csrf-token': token }, undefined, way);
      t.teardown(() => {
        one.close();
      });
      return one;
    };
    const streams = [await open('daniel-rowntree', 'stream'), await open('owen-larbi', 'stream')];
    const polls = [await open('farah-siddiqui', 'polls')];
    const socket = await client(await session('meera-vasani'), url);
    await Promise.all([socket, ...streams, ...polls].map((one) => one.settled()));
    const all = [...streams, ...polls];
    const lines: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      for (const [of, one] of [...all, socket].entries()) {
        lines.push(`Line ${n} of ${of}.`);
        one.type(`Line ${n} of ${of}.`, section);
      }
      await Promise.all([...all, socket].map((one) => one.settled()));
    }
    for (const [of, one] of all.entries()) {
      await until(`client ${of} to have all lines`, async () => {
        if (polls.includes(one)) await one.poll();
        return lines.every((line) => one.text(section).includes(line));
      });
      t.same([one.closed, one.setAside], [null, []]);
    }
    await socket.until('all lines', () => lines.every((line) => text(socket).includes(line)));
    const fresh = await client(await session('nadia-farrow'), url);
    await fresh.synced();
    t.ok(lines.every((line) => text(fresh).split(line).length === 2));
  },
);
