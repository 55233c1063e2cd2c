import { never } from '../../store/ephemeral.ts';
import type { Store } from '../../store/store.ts';

// Nothing is written to a store once it is moved, because the new store would lack it (OP10).

/** Marks a store as moved: from now on no service starts on it. */
export async function markMoved({ ephemeral, now }: Pick<Store, 'ephemeral' | 'now'>): Promise<void> {
  await ephemeral.put('moved', 'store', { at: now() }, never);
}

/** True where the store was moved. */
export async function wasMoved({ ephemeral }: Pick<Store, 'ephemeral'>): Promise<boolean> {
  return (await ephemeral.get('moved', 'store')) !== null;
}

/** Takes the mark back: the service may go on here. False where there was none. */
export async function stayHere({ ephemeral }: Pick<Store, 'ephemeral'>): Promise<boolean> {
  return (await ephemeral.take('moved', 'store')) !== null;
}

/** True where a node of the service runs, or ended a moment ago without giving back its leases. */
export async function someNodeRuns({ ephemeral }: Pick<Store, 'ephemeral'>): Promise<boolean> {
  return (await ephemeral.list('lease', '', 1)).length > 0;
}
