import { test } from 'tap';
import { textOf } from '../support/live/lines.ts';
import { RawClient } from '../support/live/raw-client.ts';
import { folderFor, liveAddress, personAt, type Running, run } from '../support/running.ts';
import { Typist } from '../support/live/typist.ts';

// It has no limit, so nothing blocks the lock.
const section = 'general-comments';
const writers = ['daniel-rowntree', 'owen-larbi', 'farah-siddiqui'];

test('[CO12] the whole service, frozen and killed while people type: what was shown as saved is there again, and is what gets locked', async (t) => {
  t.setTimeout(300_000);
  const dataDir = folderFor(t);
  let service = await run(dataDir);
  t.teardown(() => service.stop('SIGKILL'));
  const saved = new Set<string>();
  for (let round = 0; round < 4; round += 1) {
    const typists = await Promise.all(writers.map((member) => typist(service, member, round)));
    for (const one of typists) one.start();
    await after(400 + 170 * round);
    if (round % 2 === 1) await freeze(service, 600);
    await service.stop('SIGKILL');
    for (const one of typists) {
      one.stop();
      for (const line of one.saved) saved.add(line);
      await one.client.close();
    }
    service = await run(dataDir);
  }
  t.ok(saved.size > 100, `${saved.size} lines were shown as saved`);

  const fresh = await enter(service, 'meera-vasani');
  await fresh.client.synced();
  const text = textOf(fresh.client.document, section);
  t.same(
    [...saved].filter((line) => !text.includes(line)),
    [],
    'a fresh client reads every line that was shown as saved',
  );
  await fresh.client.close();

  const nadia = await personAt(service, 'nadia-farrow');
  await nadia.get('/consultations/send-review/checks');
  await nadia.post('/consultations/send-review/checks', [['reason', 'A test of faults.']], ['acknowledged']);
  const locked = await nadia.get('/consultations/send-review/sign-off/rounds/1');
  t.same(
    [...saved].filter((line) => !locked.includes(line)),
    [],
    'the locked version holds every line that was shown as saved',
  );
});

async function enter(service: Running, member: string): Promise<{ client: RawClient }> {
  return { client: new RawClient(await liveAddress(service, member)) };
}

async function typist(service: Running, member: string, round: number): Promise<Typist> {
  const { client } = await enter(service, member);
  await client.synced();
  return new Typist(client, `${member.split('-')[0] ?? ''} in round ${round}:`, { section });
}

async function freeze({ child }: Running, milliseconds: number): Promise<void> {
  child.kill('SIGSTOP');
  await after(milliseconds);
  child.kill('SIGCONT');
}

function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
