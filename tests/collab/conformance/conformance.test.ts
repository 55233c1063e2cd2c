import { type Test, test } from 'tap';
import { awareness } from './cases/awareness.ts';
import { durability } from './cases/durability.ts';
import { frames } from './cases/frames.ts';
import { garbage } from './cases/garbage.ts';
import { handshake } from './cases/handshake.ts';
import { pressure } from './cases/pressure.ts';
import { within } from '../../../src/collab/log/deadline.ts';
import { type Case, Room } from './harness.ts';
import { namedTarget, type Offer, ownTarget, type Target } from './target.ts';

const groups: Readonly<Record<string, readonly Case[]>> = { handshake, awareness, garbage, frames, pressure, durability };
const url = process.env['CONFORMANCE_URL'] ?? '';
/** Only cases with this in their name are run. */
const only = process.env['CONFORMANCE_ONLY'] ?? '';
/** A case that is not done within this time, in milliseconds, has failed. */
const patience = Number(process.env['CONFORMANCE_PATIENCE'] ?? 120_000);
// A room of this name at this address may hold text of an earlier run.
const start = Date.now().toString(36);

test('a y-websocket server', async (t) => {
  t.setTimeout(1_800_000);
  const target = url === '' ? ownTarget(t) : namedTarget(t, url, process.env);
  t.comment(`against ${target.name}`);
  let count = 0;
  for (const [group, cases] of Object.entries(groups)) {
    for (const one of cases.filter(({ name }) => name.includes(only))) {
      count += 1;
      const problem = missingFor(one, target).length > 0 ? null : await target.start().then(() => null, messageOf);
      // The cases say nothing of a server that is not there.
      if (problem !== null) {
        t.fail(`the server does not start${count === 1 ? '' : ` again, after ${count - 1} cases`}: ${problem}`);
        return;
      }
      await run(t, group, one, new Room(target, `${start}-${count}`));
    }
  }
});

function missingFor(one: Case, target: Target): readonly Offer[] {
  return (one.needs ?? []).filter((need) => !target.offers.has(need));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function run(t: Test, group: string, one: Case, room: Room): Promise<void> {
  const { target } = room;
  const missing = missingFor(one, target);
  const skip = missing.length > 0 && `the server does not offer ${missing.join(' and ')}`;
  await t.test(`[${one.rule}] ${group}: ${one.name}`, { skip }, async (t) => {
    // Longer than the patience, or tap would count the case as failed, and each of its checks once more.
    t.setTimeout(2 * patience);
    t.teardown(() => room.close());
    const running = one.run(t, room);
    // A case that is given up ends with its room, whatever it says then.
    running.catch(() => undefined);
    if ((await within(patience, running)) === 'too-late') throw new Error(`not done within ${patience / 1000} s`);
  });
}
