import { Allowance, type Limits } from '../limits.ts';
import type { Closing } from '../wire/protocol.ts';

/** CPU time (ms) of an ordinary frame. Each ms above it is charged as ten frames. */
const freeMilliseconds = 20;
const framesPerMillisecond = 10;

/** One member's share of this process, over all connections (CO21). */
export class Share {
  connections = 0;
  readonly #frames: Allowance;
  readonly #bytes: Allowance;
  readonly #limits: Limits;

  constructor(limits: Limits, now: number) {
    this.#limits = limits;
    this.#frames = new Allowance(limits.framesPerSecond, limits.burst, now);
    this.#bytes = new Allowance(limits.bytesPerSecond, limits.bytesBurst, now);
  }

  /** The closing for one connection too many; null where there is room for one more. */
  whyNotConnect(): Closing | null {
    return this.connections < this.#limits.connectionsPerMember ? null : 'too-many-connections';
  }

  /** Charges one frame of `bytes` bytes. Returns the closing where too little is left, else null. `now` in ms. */
  take(now: number, bytes: number): Closing | null {
    if (!this.#frames.take(now, 1)) return 'too-many-changes';
    return this.#bytes.take(now, bytes) ? null : 'too-much-at-once';
  }

  /** Charges a frame after the fact: for `frames` frames more, and for the CPU time (ms) it took, for which everybody waited. */
  spend(now: number, frames: number, milliseconds: number): void {
    this.#frames.spend(now, frames + Math.max(0, milliseconds - freeMilliseconds) * framesPerMillisecond);
  }

  /** True where a new share would be no better for the member. */
  isUnused(now: number): boolean {
    return this.connections === 0 && this.#frames.isFull(now) && this.#bytes.isFull(now);
  }
}

/** The shares of all members who are connected, or were until lately. */
export class Shares {
  readonly #limits: Limits;
  readonly #shares = new Map<string, Share>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  of(member: string): Share {
    const share = this.#shares.get(member) ?? new Share(this.#limits, performance.now());
    this.#shares.set(member, share);
    return share;
  }

  /** Forgets the shares that are unused. */
  sweep(now: number): void {
    for (const [member, share] of this.#shares) if (share.isUnused(now)) this.#shares.delete(member);
  }
}
