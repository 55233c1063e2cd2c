import { test } from 'tap';
import { folder, passed, startLive, Typist, typeUntilKilled } from '../support/live-process.ts';

test('[CO12] kill -9 while four people type: every edit shown as saved is there for a fresh client', async (t) => {
  for (const after of [150, 400]) {
    const { typed, saved, missing, lost } = await typeUntilKilled(t, after, 0, 11);
    t.comment(`typed ${typed}, shown as saved ${saved}`);
    t.ok(saved > 10, 'some were saved');
    t.same(missing, []);
    t.same(lost, [], 'and what was not is brought back by those who wrote it');
  }
});

test('[CO12] frozen while four people type, then killed: every edit shown as saved is there', async (t) => {
  const { saved, missing, lost } = await typeUntilKilled(t, 200, 300, 11);
  t.ok(saved > 10);
  t.same([...missing, ...lost], []);
});

test('[CO12] frozen and thawed: nothing is shown as saved meanwhile, and everything after', async (t) => {
  const directory = folder(t);
  const live = await startLive(t, directory);
  const typists = ['ann', 'bob'].map((name) => new Typist(live.client(name), name));
  await Promise.all(typists.map(({ client }) => client.settled()));
  live.child.kill('SIGSTOP');
  // What was on its way when it froze has arrived by then.
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
