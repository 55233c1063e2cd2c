import { clocksFromZero, clocksOf } from '../updates/clocks.ts';
import type { Reach } from '../updates/update.ts';

/**
 * The words that a client with acknowledgements says it holds, and the words among them that the server has compared. A whole
 * answer leaves out words that the server seems to have. Somebody else may have sent those words in the client's name, so the
 * answer is acknowledged only once the client has shown its own (CO12, decision 51).
 */
export class Claims {
  #held: Reach | null = null;
  readonly #shown = new Set<number>();
  readonly #asked = new Set<number>();

  /** Takes in the client's SyncStep1. Throws where the bytes are no state vector. */
  hold(stateVector: Uint8Array): void {
    this.#held = clocksOf(stateVector);
  }

  /**
   * The client ids whose words the client has to show, each with the clock up to which it holds them. `doubtful`: the ids of
   * the member under which others may have written, each with its clock here.
   */
  owed(doubtful: Reach): Reach {
    const owed = new Map<number, number>();
    for (const [client, here] of doubtful) {
      const clock = this.#held === null ? here : Math.min(here, this.#held.get(client) ?? 0);
      if (clock > 0 && !this.#shown.has(client)) owed.set(client, clock);
    }
    return owed;
  }

  /** True if a whole answer shows all of these words, from the first on. Throws where the bytes are no update. */
  shows(answer: Uint8Array, owed: Reach): boolean {
    const shown = clocksFromZero(answer);
    const isWhole = [...owed].every(([client, clock]) => (shown.get(client) ?? 0) >= clock);
    if (isWhole) for (const client of owed.keys()) this.#shown.add(client);
    return isWhole;
  }

  /** Marks the client as asked to show these words; false where it was asked for all of them before. */
  ask(clients: Iterable<number>): boolean {
    const before = this.#asked.size;
    for (const client of clients) this.#asked.add(client);
    return this.#asked.size > before;
  }
}
