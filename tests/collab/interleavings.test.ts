import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { test } from 'tap';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { Store } from '../../src/store/store.ts';
import { names, Run, type Step } from '../support/live/interleaving.ts';

const who = fc.nat(names.length - 1);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ does: fc.constant('type' as const), who }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('erase' as const), who }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constantFrom('leave' as const, 'return' as const), who }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constantFrom('evict' as const, 'demote' as const, 'readmit' as const), who }) },
  { weight: 6, arbitrary: fc.record({ does: fc.constant('wait' as const), milliseconds: fc.constantFrom(0, 3, 15, 50) }) },
  {
    weight: 5,
    arbitrary: fc.record({ does: fc.constant('disk' as const), state: fc.constantFrom('well', 'broken', 'lying', 'stalled') }),
  },
  { weight: 4, arbitrary: fc.record({ does: fc.constantFrom('read' as const, 'meddle' as const, 'form' as const) }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constantFrom('kill' as const, 'seal' as const) }) },
);

/** The failures of one run on a draft that the store does not have yet; empty where there are none. */
async function whatWentWrong(steps: readonly Step[], store: Store, draft: string): Promise<string[]> {
  const endings: (() => unknown)[] = [];
  const run = new Run({ teardown: (act) => endings.push(act) }, store, draft);
  await run.start();
  for (const one of steps) await run.take(one);
  const { locked, withLate, seen } = await run.end();
  for (const act of endings) await act();
  const report = (what: string, lines: Iterable<string>): string[] => [...lines].map((line) => `${what}: ${line}`);
  const isThere = (line: string, there: ReadonlySet<string>): boolean => there.has(line) || run.erased.has(line);
  return [
    ...report(
      'shown as saved, and not in the locked text',
      [...run.saved].filter((line) => !isThere(line, locked)),
    ),
    ...report(
      'said to be set aside, and in the locked text',
      [...run.aside].filter((line) => locked.has(line)),
    ),
    ...report(
      'said to be set aside, and not among the late edits',
      [...run.aside].filter((line) => !isThere(line, withLate)),
    ),
    ...report(
      'lost',
      [...run.lines].filter((line) => !isThere(line, withLate)),
    ),
    ...report(
      'written by a reader',
      [...run.forbidden].filter((line) => withLate.has(line)),
    ),
    ...report('not alike', new Set(seen).size === 1 ? [] : seen),
  ];
}

test('[CO12] events in any order: saved edits are in the locked text, edits set aside are kept, nothing is lost', async (t) => {
  t.setTimeout(280_000);
  // Prints the seed and the shortest failing program; RUNS=1000 looks longer.
  const runs = Number(process.env['RUNS'] ?? 100);
  const directory = mkdtempSync(join(tmpdir(), 'concord-interleavings-'));
  // One for all programs, each with a draft of its own: a store takes longer to open than most programs to run.
  const store = await openSqliteStore({ directory });
  t.teardown(async () => {
    await store.close();
    rmSync(directory, { recursive: true });
  });
  let begun = 0;
  let done = 0;
  let running: Promise<readonly string[]> = Promise.resolve([]);
  const property = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 50 }), async (steps) => {
    begun += 1;
    running = whatWentWrong(steps, store, `draft-${begun}`);
    const wrong = await running;
    done += 1;
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
  });
  await fc.assert(property, { numRuns: runs, interruptAfterTimeLimit: 400 * runs, markInterruptAsFailure: false });
  // The time limit leaves the last program running: it has to end before the store closes.
  t.same(await running, []);
  t.comment(`${done} programs`);
  t.ok(done > 5);
});
