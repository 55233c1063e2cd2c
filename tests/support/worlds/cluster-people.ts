import { textOf } from '../live/lines.ts';
import { until } from '../live/live-server.ts';
import { Typist } from '../live/typist.ts';
import type { Cluster } from './cluster.ts';

// People who write at the nodes of a cluster while something befalls the nodes or their database.

/** The section in which they write. It has no limit of words. */
export const section = 'general-comments';
/** The longest that a node may be behind another (NO2), and as much again for a busy machine. In milliseconds. */
const hears = 2_000;
const writers = ['daniel-rowntree', 'owen-larbi', 'farah-siddiqui', 'meera-vasani'];

/** Resolves after some milliseconds. */
export function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Has four people type at these addresses in turn while `act` goes on. Returns the lines that were shown as saved. */
export async function typing(
  { client, session }: Cluster,
  at: readonly string[],
  round: string,
  act: () => Promise<unknown>,
): Promise<ReadonlySet<string>> {
  const typists = await Promise.all(
    writers.map(async (member, n) => {
      const one = await client(await session(member), at[n % at.length] ?? '');
      await one.settled();
      return new Typist(one, `${member} ${round}:`, { section, perSecond: 15 });
    }),
  );
  for (const typist of typists) typist.start();
  await after(700);
  // On a busy machine the first lines take longer.
  await until('lines to be saved', () => typists.reduce((count, typist) => count + typist.look(), 0) > 5);
  await act();
  await after(300);
  for (const typist of typists) typist.stop();
  for (const { client: one } of typists) await one.cut();
  return new Set(typists.flatMap((typist) => [...typist.saved]));
}

/** Lines that were shown as saved, and that a fresh client does not find at an address within two seconds (NO2). */
export async function missing({ client, session }: Cluster, saved: Iterable<string>, at: string): Promise<readonly string[]> {
  const fresh = await client(await session('nadia-farrow'), at);
  await fresh.synced();
  const deadline = performance.now() + hears;
  for (;;) {
    const there = new Set(textOf(fresh.document, section).split('\n'));
    const absent = [...saved].filter((line) => !there.has(line));
    if (absent.length > 0 && performance.now() < deadline) {
      await after(50);
      continue;
    }
    await fresh.cut();
    return absent;
  }
}
