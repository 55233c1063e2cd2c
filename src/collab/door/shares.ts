import { Allowance, type Limits } from '../limits.ts';
import type { Closing } from '../wire/protocol.ts';

/** CPU time (ms) of an ordinary frame. Each ms above it is charged as ten frames. */
const freeMilliseconds = 20;
const framesPerMillisecond = 10;
/** A closing is reported once in this many ms for each member. */
const reportEvery = 60_000;
const limitsMet: ReadonlySet<Closing> = new Set([
  'too-many-connections',
  'too-many-openings',
  'too-many-changes',
  'too-much-at-once',
  'contradicted',
]);

/** One member's share of this process, over all connections (CO21). */
export class Share {
  connections = 0;
  readonly #openings: Allowance;
  readonly #frames: Allowance;
  readonly #bytes: Allowance;
  readonly #limits: Limits;
  /** When each closing was last reported, in ms. */
  readonly #reported = new Map<Closing, number>();

  constructor(limits: Limits, now: number) {
    this.#limits = limits;
    this.#openings = new Allowance(limits.openingsPerSecond, limits.openingsBurst, now);
    this.#frames = new Allowance(limits.framesPerSecond, limits.burst, now);
    this.#bytes = new Allowance(limits.bytesPerSecond, limits.bytesBurst, now);
  }

  /**
   * Charges the opening of a connection; a connection that lives for one post costs nothing here. Returns the closing where
   * the member opened too many lately, or has too many open, else null. `now` in ms.
   */
  whyNotConnect(now: number, as: 'connection' | 'post'): Closing | null {
    if (as === 'connection' && !this.#openings.take(now, 1)) return 'too-many-openings';
    return this.connections < this.#limits.connectionsPerMember ? null : 'too-many-connections';
  }

  /** True if a closing is to be reported: the member met a limit, and this limit was not reported for a minute. `now` in ms. */
  isNews(closing: Closing, now: number): boolean {
    if (!limitsMet.has(closing)) return false;
    if (now - (this.#reported.get(closing) ?? Number.NEGATIVE_INFINITY) < reportEvery) return false;
    this.#reported.set(closing, now);
    return true;
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
    const isFull = [this.#openings, this.#frames, this.#bytes].every((allowance) => allowance.isFull(now));
    return this.connections === 0 && isFull && [...this.#reported.values()].every((at) => now - at >= reportEvery);
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
