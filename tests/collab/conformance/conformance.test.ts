import { type Test, test } from 'tap';
import { awareness } from './cases/awareness.ts';
import { durability } from './cases/durability.ts';
import { frames } from './cases/frames.ts';
import { garbage } from './cases/garbage.ts';
import { handshake } from './cases/handshake.ts';
import { pressure } from './cases/pressure.ts';
import { type Case, Room } from './harness.ts';
import { namedTarget, ownTarget } from './target.ts';

const groups: Readonly<Record<string, readonly Case[]>> = { handshake, awareness, garbage, frames, pressure, durability };
const url = process.env['CONFORMANCE_URL'] ?? '';
// A room of this name at this address may hold text of an earlier run.
const start = Date.now().toString(36);

test('a y-websocket server', async (t) => {
  t.setTimeout(1_200_000);
  const target = url === '' ? ownTarget(t) : namedTarget(t, url, process.env);
  t.comment(`against ${target.name}`);
  let count = 0;
  for (const [group, cases] of Object.entries(groups)) {
    for (const one of cases) {
      count += 1;
      await run(t, group, one, new Room(target, `${start}-${count}`));
    }
  }
});

async function run(t: Test, group: string, one: Case, room: Room): Promise<void> {
  const { target } = room;
  const missing = (one.needs ?? []).filter((need) => !target.offers.has(need));
  const skip = missing.length > 0 && `the server does not offer ${missing.join(' and ')}`;
  await t.test(`[${one.rule}] ${group}: ${one.name}`, { skip }, async (t) => {
    t.setTimeout(120_000);
    await target.start();
    t.teardown(() => room.close());
    await one.run(t, room);
  });
}
