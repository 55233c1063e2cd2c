import { largestFrame } from './wire/protocol.ts';

/** What one connection, one member and one room may take, and how long things may last. Times in ms, sizes in bytes. */
export interface Limits {
  /** A larger frame closes its connection for good (CO3). */
  readonly frame: number;
  /** Of a document, encoded. */
  readonly document: number;
  /** Of an update with a causal gap that is kept aside; a larger one is asked for again (CO4). */
  readonly held: number;
  readonly connectionsPerMember: number;
  /** Frames of one member, over all connections: this many a second, and `burst` at once. */
  readonly framesPerSecond: number;
  readonly burst: number;
  /** Bytes of one member, over all connections. */
  readonly bytesPerSecond: number;
  readonly bytesBurst: number;
  /** How many connections the Gate is asked about at once, and how many wait for that (CO22). */
  readonly opening: number;
  readonly queued: number;
  /** Above this a socket is given merged state later (CO21). */
  readonly slowSocket: number;
  /** A socket that stays slow for this long is closed. */
  readonly slowFor: number;
  /** After this long without a commit, editors are told. */
  readonly notSavingAfter: number;
  /** After this long without a commit, changes are no longer taken (CO11). */
  readonly readOnlyAfter: number;
  /** Nor when this much waits to be committed. */
  readonly unsaved: number;
  readonly retryAfter: number;
  readonly retryAtMost: number;
  /** Awareness of a room goes out at most once in this time (CO20). */
  readonly awarenessEvery: number;
  /** The state of one client goes out at most once in this time. */
  readonly stateEvery: number;
  /** A connection hears something at least this often; y-websocket gives up after 30 s of silence (CO7). */
  readonly heartbeat: number;
  /** A peer that answers no ping for this long is gone. */
  readonly deadAfter: number;
  /** An empty room is kept for this long (CO23). */
  readonly linger: number;
  /** Of a room in which nothing happens for this long, only the encoded text is kept. */
  readonly restAfter: number;
  /** Entries beyond the base that are worth compacting on unload. */
  readonly compactAbove: number;
  /** And in a room that is open. */
  readonly compactOpen: number;
  /** What arrives in this time, in all rooms, is one commit (CO10). */
  readonly commitWithin: number;
  /** The Gate is asked again for every open connection this often, should nobody have said that rights changed. */
  readonly recheckEvery: number;
  /** How long a connection waits for its room. */
  readonly openWithin: number;
  /** How long closing waits for commits. */
  readonly closeWithin: number;
  readonly tickEvery: number;
}

/** What is used where nothing else is said. */
export const defaultLimits: Limits = {
  frame: largestFrame,
  document: 8_388_608,
  held: 65_536,
  connectionsPerMember: 30,
  framesPerSecond: 200,
  burst: 2_000,
  bytesPerSecond: 262_144,
  bytesBurst: 8_388_608,
  opening: 64,
  queued: 2_000,
  slowSocket: 1_048_576,
  slowFor: 30_000,
  notSavingAfter: 2_000,
  readOnlyAfter: 15_000,
  unsaved: 16_777_216,
  retryAfter: 100,
  retryAtMost: 2_000,
  awarenessEvery: 2,
  stateEvery: 50,
  heartbeat: 20_000,
  deadAfter: 75_000,
  linger: 5_000,
  restAfter: 30_000,
  compactAbove: 200,
  compactOpen: 1_000,
  commitWithin: 5,
  recheckEvery: 15_000,
  openWithin: 15_000,
  closeWithin: 10_000,
  tickEvery: 250,
};

/** The largest frame that is read at all: above it the socket is cut with 1009, which y-websocket tries again for ever. */
export const maxPayload = 16 * largestFrame;

/** How often one member may do something: so many a second, with room for a burst. */
export class Allowance {
  readonly #perSecond: number;
  readonly #burst: number;
  #left: number;
  #at: number;

  constructor(perSecond: number, burst: number, now: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#left = burst;
    this.#at = now;
  }

  /** Takes `cost`; false where less is left. `now` in ms, never going back. */
  take(now: number, cost: number): boolean {
    this.#refill(now);
    if (this.#left < cost) return false;
    this.#left -= cost;
    return true;
  }

  /** Takes `cost` afterwards, on credit where less is left: then nothing can be taken until that is made up for. */
  spend(now: number, cost: number): void {
    this.#refill(now);
    this.#left -= cost;
  }

  isFull(now: number): boolean {
    this.#refill(now);
    return this.#left === this.#burst;
  }

  #refill(now: number): void {
    this.#left = Math.min(this.#burst, this.#left + ((now - this.#at) * this.#perSecond) / 1000);
    this.#at = now;
  }
}
