import type { Acknowledgement } from '../wire/protocol.ts';

/**
 * Which of a client's sync frames are accounted for, in the client's own numbers: a client that posts may send a frame twice
 * and to more than one node, so its numbers are not those its connection counts (CO40).
 */
export class StreamNumbers {
  /** Up to here the client knows that all is accounted for, whichever node said so. */
  #known = 0;
  #heard = 0;
  /** The numbers of the frames that the connection has not accounted for, in its order; 0 is a frame of our own. */
  readonly #open: number[] = [];
  #counted = 0;
  readonly #settled = new Map<number, 'durable' | 'aside'>();

  /** A post begins with this frame, because the client knows what became of all before. */
  begin(first: number): void {
    this.#known = Math.max(this.#known, first - 1);
    for (const number of this.#settled.keys()) if (number <= this.#known) this.#settled.delete(number);
  }

  /** Whether a frame is to be heard: once, however often it comes. */
  isNew(number: number): boolean {
    if (number <= this.#heard) return false;
    this.#heard = number;
    this.#open.push(number);
    return true;
  }

  /** A frame of our own goes to the connection, which counts it too. */
  ownFrame(): void {
    this.#open.push(0);
  }

  /** Takes in what the connection says of the frames it counted. */
  settle({ durable, setAside }: Acknowledgement): void {
    while (this.#counted < durable) {
      this.#counted += 1;
      const number = this.#open.shift() ?? 0;
      if (number > this.#known) this.#settled.set(number, setAside.includes(this.#counted) ? 'aside' : 'durable');
    }
  }

  /** What to tell the client; of frames set aside all that it may not know of yet. */
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
