import type { Limits } from '../limits.ts';
import type { RoomState } from '../wire/protocol.ts';

/** How a room is saving, as its clients are told (CO11). A sealed room stays `sealed`. */
export class SavingState {
  readonly #limits: Pick<Limits, 'notSavingAfter' | 'readOnlyAfter' | 'unsaved'>;
  #current: RoomState;
  #hasFailed = false;

  constructor(first: 'saving' | 'sealed', limits: Pick<Limits, 'notSavingAfter' | 'readOnlyAfter' | 'unsaved'>) {
    this.#current = first;
    this.#limits = limits;
  }

  get current(): RoomState {
    return this.#current;
  }

  /** The latest append failed, or was committed. */
  note(outcome: 'failed' | 'committed'): void {
    this.#hasFailed = outcome === 'failed';
  }

  /** `waited`: ms that the entry in flight has waited; `unsaved`: bytes. Returns the state before; null where it stays. */
  update(waited: number, unsaved: number): RoomState | null {
    const before = this.#current;
    if (before !== 'sealed') this.#current = this.#judge(waited, unsaved);
    return before === this.#current ? null : before;
  }

  #judge(waited: number, unsaved: number): RoomState {
    const { notSavingAfter, readOnlyAfter, unsaved: mostUnsaved } = this.#limits;
    if (waited >= readOnlyAfter || unsaved > mostUnsaved) return 'read-only';
    return this.#hasFailed || waited >= notSavingAfter ? 'not-saving' : 'saving';
  }
}
