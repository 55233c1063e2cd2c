import { z } from 'zod';
import { RemovalId, ResponseId } from '../../domain/ids.ts';
import { never } from '../../store/ephemeral.ts';
import type { Store } from '../../store/store.ts';

/** Where the words of a removal wait until they are gone everywhere else. No backup has them: a backup leaves such records out. */
const space = 'removal';
/** More removals than are ever under way. */
const most = 1_000;

/** A removal that is under way. `phrase` is null once only the files of the store are left to clean. */
const Waiting = z.object({ response: ResponseId, phrase: z.string().nullable(), at: z.string() });
export type Waiting = z.infer<typeof Waiting>;

type Expiring = Pick<Store, 'ephemeral'>;

/** Keeps the words of a removal, or that they are not needed any more. */
export async function wait({ ephemeral }: Expiring, id: RemovalId, waiting: Waiting): Promise<void> {
  await ephemeral.put(space, id, waiting, never);
}

/** Forgets a removal: it has ended, or was refused. */
export async function waitNoMore({ ephemeral }: Expiring, id: RemovalId): Promise<void> {
  await ephemeral.drop(space, id);
}

/** True while a removal waits. */
export async function isWaiting({ ephemeral }: Expiring, id: RemovalId): Promise<boolean> {
  return (await ephemeral.get(space, id)) !== null;
}

/** All removals that wait. */
export async function allWaiting({ ephemeral }: Expiring): Promise<readonly (readonly [RemovalId, Waiting])[]> {
  return (await ephemeral.list(space, '', most)).map(({ key, value }) => [RemovalId.parse(key), Waiting.parse(value)] as const);
}
