import type { Acknowledgement } from '../wire/protocol.ts';

interface Expected {
  /** The frame is durable once the log has this many entries. */
  entry: number;
  aside: boolean;
}

/**
 * Which sync frames of one connection are durable (CO12). They are acknowledged in order: a frame that is not durable yet
 * holds up all later ones.
 */
export class Receipts {
  readonly #expected = new Map<number, Expected>();
  #aside: number[] = [];
  #durable = 0;
  #told = 0;

  /** The number of the last sync frame that is durable together with all before it. */
  get durable(): number {
    return this.#durable;
  }

  /** These frames are durable once the log has `entry` entries: their own updates and all that the room held when they came. */
  expect(frames: readonly number[], entry: number): void {
    for (const frame of frames) this.#expected.set(frame, { entry, aside: false });
  }

  /** These frames came too late. They are durable once {@link Receipts.keptAside} is called. */
  expectAside(frames: readonly number[]): void {
    for (const frame of frames) this.#expected.set(frame, { entry: Number.POSITIVE_INFINITY, aside: true });
  }

  keptAside(frames: readonly number[]): void {
    for (const frame of frames) this.#expected.set(frame, { entry: 0, aside: true });
  }

  /** The acknowledgement due now that `entries` entries are durable; null where there is nothing new to tell. */
  acknowledge(entries: number): Acknowledgement | null {
    for (;;) {
      const next = this.#expected.get(this.#durable + 1);
      if (next === undefined || next.entry > entries) break;
      this.#durable += 1;
      this.#expected.delete(this.#durable);
      if (next.aside) this.#aside.push(this.#durable);
    }
    if (this.#durable === this.#told) return null;
    const setAside = this.#aside;
    this.#aside = [];
    this.#told = this.#durable;
    return { durable: this.#durable, setAside };
  }
}
