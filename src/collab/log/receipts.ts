import type { Acknowledgement } from '../wire/protocol.ts';

interface Expected {
  /** Durable once this many entries of the room's log are. */
  entry: number;
  aside: boolean;
}

/** Which sync frames of one connection are durable (CO12). They are told in order: one that is not holds up all after it. */
export class Receipts {
  readonly #expected = new Map<number, Expected>();
  #aside: number[] = [];
  #durable = 0;
  #told = 0;

  /** Frames are durable once `entry` entries are: their own among them, and all that the room held when they came. */
  expect(frames: readonly number[], entry: number): void {
    for (const frame of frames) this.#expected.set(frame, { entry, aside: false });
  }

  /** Frames came too late; they are durable once {@link Receipts.keptAside} is called. */
  expectAside(frames: readonly number[]): void {
    for (const frame of frames) this.#expected.set(frame, { entry: Number.POSITIVE_INFINITY, aside: true });
  }

  keptAside(frames: readonly number[]): void {
    for (const frame of frames) this.#expected.set(frame, { entry: 0, aside: true });
  }

  /** What to tell the client now that so many entries are durable; null where there is nothing new. */
  settle(entries: number): Acknowledgement | null {
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
