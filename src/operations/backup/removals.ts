import { readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { System } from '../../domain/network/actor.ts';
import { ResponseId } from '../../domain/ids.ts';
import { nextEpochId } from '../../domain/response/epoch.ts';
import { Removal, removalNamed } from '../../domain/response/removal/removal.ts';
import { repeatRemoval } from '../../domain/sign-off/remove.ts';
import { carryOut } from '../../removal/carry-out.ts';
import { byPlaces } from '../../removal/sought.ts';
import { change } from '../../store/change.ts';
import type { Part } from '../../store/parts.ts';
import type { Store } from '../../store/store.ts';

// Words that were removed for good are in every backup of before. The list of removals lies beside the backups, so that a restore
// of an old one repeats them. It names places, and holds none of the words (OP11).

/** A removal and its response. */
const Listed = z.object({ response: ResponseId, removal: Removal });
type Listed = z.infer<typeof Listed>;

/** The list's file, in the folder of the backups. */
function listBeside(backup: string): string {
  return join(dirname(backup), 'removals.json');
}

/** The removals in a part of a backup whose places are known. */
export function removalsIn(part: Part): readonly Listed[] {
  if (part.part !== 'aggregate' || part.kind !== 'response') return [];
  const state = z.object({ id: ResponseId, removals: z.array(Removal).optional() }).safeParse(JSON.parse(part.state));
  const removals = state.data?.removals ?? [];
  return removals.flatMap((removal) =>
    state.data === undefined || removal.status === 'begun' ? [] : [{ response: state.data.id, removal }],
  );
}

/** Adds removals to the list beside a backup; each stands in it once. Writes nothing where there are none. */
export async function listRemovals(backup: string, removals: readonly Listed[]): Promise<void> {
  if (removals.length === 0) return;
  const path = listBeside(backup);
  const all = new Map([...(await listedBeside(backup)), ...removals].map((one) => [one.removal.id, one]));
  await writeFile(`${path}.partial`, `${JSON.stringify([...all.values()], null, 2)}\n`, { mode: 0o600, flush: true });
  await rename(`${path}.partial`, path);
}

/** The removals in the list beside a backup, the first one first; none where there is no list. */
export async function listedBeside(backup: string): Promise<readonly Listed[]> {
  const text = await readFile(listBeside(backup), 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '[]';
    throw error;
  });
  return z
    .array(Listed)
    .parse(JSON.parse(text))
    .toSorted((a, b) => (a.removal.at < b.removal.at ? -1 : 1));
}

/** Repeats removals in a store that was restored from a backup of before them. Answers how many it repeated. */
export async function repeatRemovals(store: Store, listed: readonly Listed[], newId: () => string): Promise<number> {
  let repeated = 0;
  for (const { response: id, removal } of listed) {
    const response = (await store.aggregates.get('response', id))?.state;
    const status = response === undefined ? null : (removalNamed(response, removal.id)?.status ?? 'none');
    if (response === undefined || status === 'done' || status === 'lost') continue;
    const epoch = nextEpochId(response.epoch, newId());
    await change(store.aggregates, 'response', id, 'system', (state) => repeatRemoval(state, removal, epoch));
    const done = await carryOut(store, System.itself(), { response: id, removal: removal.id, sought: byPlaces(removal.places) });
    if (!done.ok) throw new Error(`the removal ${removal.id} could not be repeated: ${done.detail}`);
    repeated += 1;
  }
  if (repeated > 0) await store.purge();
  return repeated;
}
