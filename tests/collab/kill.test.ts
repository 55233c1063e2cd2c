import { test } from 'tap';
import { calm, type Killed, Kills, loaded } from '../support/live/killing.ts';
import { folder, makeSpace, passed, startLive } from '../support/live/live-process.ts';
import { Typist } from '../support/live/typist.ts';

test('[CO12] kill -9, calm and under load, frozen before or not: every edit shown as saved is there for a fresh client and in the locked text', async (t) => {
  t.setTimeout(240_000);
  const kills = new Kills(t);
  const all: Killed[] = [];
  for (let round = 0; round < 10; round += 1) {
    const load = round % 2 === 0 ? calm : loaded;
    const frozen = round % 4 === 3 ? 100 : 0;
    const killed = await kills.kill({ load, after: 30 + 37 * round, frozen, ...(round < 2 ? { back: 'all' } : {}) });
    t.same(killed.missing, []);
    t.same(killed.lost, [], 'and writers resend the edits that were not saved');
    all.push(killed);
  }
  t.same(await kills.lock(), []);
  const sum = (count: (killed: Killed) => number): number => all.reduce((total, killed) => total + count(killed), 0);
  t.comment(`typed ${sum(({ typed }) => typed)}, shown as saved before the kill ${sum(({ saved }) => saved)}`);
  t.ok(
    all.every(({ saved }) => saved > 0),
    'each time some were saved',
  );
});

test('[CO12] frozen and thawed: no edit is shown as saved while the server is frozen, and every edit afterwards', async (t) => {
  const directory = folder(t);
  const live = await startLive(t, directory);
  const typists = ['ann', 'bob'].map((name) => new Typist(live.client(name), name));
  await Promise.all(typists.map(({ client }) => client.settled()));
  live.child.kill('SIGSTOP');
  // By then the frames that were on their way when it froze have arrived.
  await passed(100);
  const before = typists.map(({ client }) => client.durable);
  for (const typist of typists) typist.start();
  await passed(300);
  t.same(
    typists.map(({ client }) => client.durable),
    before,
  );
  live.child.kill('SIGCONT');
  for (const typist of typists) typist.stop();
  await Promise.all(typists.map(({ client }) => client.settled()));
  await live.kill();
  const fresh = (await startLive(t, directory)).client('cat');
  await fresh.synced();
  const there = new Set(fresh.text().split('\n'));
  const typed = typists.flatMap(({ lines }) => lines.map(({ text }) => text));
  t.ok(typed.length > 50);
  t.ok(typed.every((text) => there.has(text)));
});

const skip = process.platform === 'linux' ? false : 'only Linux lifts a limit on the size of files while a process runs';

test(
  '[CO11] a full disk: editors are told, no further edit is shown as saved, and every edit is once there is space',
  { skip },
  async (t) => {
    const directory = folder(t);
    const live = await startLive(t, directory, { blocks: 4_000 });
    const [ann, bob] = [live.client('ann'), live.client('bob')];
    await Promise.all([ann.settled(), bob.settled()]);
    const isRefused = (): boolean => ann.states.includes('not-saving');
    let lines = 0;
    for (; lines < 1_000 && !isRefused(); lines += 1) {
      ann.type(`${lines} ${'x'.repeat(10_000)}`, `q${lines % 50}`);
      await ann.until('it to be saved, or not', () => isRefused() || ann.durable === ann.sent);
    }
    t.ok(isRefused(), 'the disk was full');
    ann.type('Not on disk.', 'last');
    await bob.until('what is not on disk', () => bob.text('last') === 'Not on disk.');
    t.ok(ann.durable < ann.sent - 1, 'neither of the last two was acknowledged');
    await makeSpace(live);
    await ann.settled();
    t.equal(ann.states.at(-1), 'saving');
    await live.kill();
    const fresh = (await startLive(t, directory)).client('cat');
    await fresh.synced();
    t.equal(fresh.text('last'), 'Not on disk.');
    t.same(
      Array.from({ length: 50 }, (_, index) => fresh.text(`q${index}`)),
      Array.from({ length: 50 }, (_, index) => ann.text(`q${index}`)),
    );
  },
);
