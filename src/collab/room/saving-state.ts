import type { Limits } from '../limits.ts';
import type { RoomState } from '../wire/protocol.ts';

/** What is known of how saving goes: for how long (ms) the entry in flight has waited, how much (bytes) waits, whether it failed. */
export interface SavingSigns {
  readonly waited: number;
  readonly unsaved: number;
  readonly failed: boolean;
}

/** How a room that is not sealed is saving (CO11). */
export function roomState({ waited, unsaved, failed }: SavingSigns, limits: Limits): Exclude<RoomState, 'sealed'> {
  if (waited >= limits.readOnlyAfter || unsaved > limits.unsaved) return 'read-only';
  return failed || waited >= limits.notSavingAfter ? 'not-saving' : 'saving';
}
