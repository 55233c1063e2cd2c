import { Allowance, type Limits } from '../limits.ts';
import type { Closing } from '../wire/protocol.ts';

/** Longer than a frame that somebody typed or pasted takes; each ms beyond it costs its member fifty of being heard. */
const freeMilliseconds = 20;
const framesPerMillisecond = 10;

/** What one member has of a process, over all connections. */
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

  /** Why one more connection is too many; null where it is not. */
  whyNotConnect(): Closing | null {
    return this.connections < this.#limits.connectionsPerMember ? null : 'too-many-connections';
  }

  /** Takes one frame from what is left; answers why that was too much, null where it was not. `now` in ms. */
  take(now: number, bytes: number): Closing | null {
    if (!this.#frames.take(now, 1)) return 'too-many-changes';
    return this.#bytes.take(now, bytes) ? null : 'too-much-at-once';
  }

  /** A frame of this member was worth so many more, and took so many ms of work for which everybody waited. */
  spend(now: number, frames: number, milliseconds: number): void {
    this.#frames.spend(now, frames + Math.max(0, milliseconds - freeMilliseconds) * framesPerMillisecond);
  }

  /** Whether forgetting it would give the member nothing. */
  isUnused(now: number): boolean {
    return this.connections === 0 && this.#frames.isFull(now) && this.#bytes.isFull(now);
  }
}

/** The shares of all members who are or lately were connected. */
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

  /** Forgets those nobody would miss. */
  sweep(now: number): void {
    for (const [member, share] of this.#shares) if (share.isUnused(now)) this.#shares.delete(member);
  }
}
