import type { Acknowledgement } from '../wire/protocol.ts';

/**
 * Which of a client's sync frames are accounted for, in the client's own numbers. They differ from the numbers that its
 * connection counts, because a client that posts may send a frame twice, and to more than one node (CO40).
 */
export class StreamNumbers {
  /** The client knows that all frames up to this number are accounted for, whichever node said so. */
  #known = 0;
  #received = 0;
  /** The numbers of the frames that the connection has not accounted for, in order; 0 is a frame of our own. */
  readonly #open: number[] = [];
  #counted = 0;
  readonly #settled = new Map<number, 'durable' | 'aside'>();

  /** A post begins with this frame: the client knows what became of all earlier ones. */
  begin(first: number): void {
    this.#known = Math.max(this.#known, first - 1);
    for (const number of this.#settled.keys()) if (number <= this.#known) this.#settled.delete(number);
  }

  /** True the first time a frame comes; a repeated frame is not received again. */
  isNew(number: number): boolean {
    if (number <= this.#received) return false;
    this.#received = number;
    this.#open.push(number);
    return true;
  }

  /** The connection is given a frame of our own, and counts it too. */
  ownFrame(): void {
    this.#open.push(0);
  }

  /** Takes in an acknowledgement in the connection's numbers. */
  settle({ durable, setAside }: Acknowledgement): void {
    while (this.#counted < durable) {
      this.#counted += 1;
      const number = this.#open.shift() ?? 0;
      if (number > this.#known) this.#settled.set(number, setAside.includes(this.#counted) ? 'aside' : 'durable');
    }
  }

  /** The acknowledgement in the client's numbers; it names every frame set aside that the client may not know of yet. */
  get acknowledgement(): Acknowledgement {
    const setAside: number[] = [];
    let durable = this.#known;
    for (;;) {
      const next = this.#settled.get(durable + 1);
      if (next === undefined) return { durable, setAside };
      durable += 1;
      if (next === 'aside') setAside.push(durable);
    }
  }
}
