import type { Limits } from '../limits.ts';
import type { RoomState } from '../wire/protocol.ts';

/** The signs of trouble: how long (ms) the entry in flight has waited, how much (bytes) is not saved, whether an append failed. */
export interface SavingSigns {
  readonly waited: number;
  readonly unsaved: number;
  readonly failed: boolean;
}

/** The state of an open room, as its clients are told it (CO11). */
export function savingState({ waited, unsaved, failed }: SavingSigns, limits: Limits): Exclude<RoomState, 'sealed'> {
  if (waited >= limits.readOnlyAfter || unsaved > limits.unsaved) return 'read-only';
  return failed || waited >= limits.notSavingAfter ? 'not-saving' : 'saving';
}
