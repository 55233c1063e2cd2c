import { largestDocument } from './ports.ts';
import { largestFrame } from './wire/protocol.ts';

/** The limits of one connection, one member and one room. Times in ms, sizes in bytes. */
export interface Limits {
  /** A larger frame closes its connection for good (CO3). */
  readonly frame: number;
  /** The largest document, encoded (CO3). */
  readonly document: number;
  /** An update with a causal gap is held up to this size; the client has to bring a larger one again (CO4). */
  readonly held: number;
  readonly connectionsPerMember: number;
  /** Connections that one member opens: this many a second, `openingsBurst` at once. Posts to a stream do not count (CO21). */
  readonly openingsPerSecond: number;
  readonly openingsBurst: number;
  /** Frames of one member, over all connections: this many a second, `burst` at once (CO21). */
  readonly framesPerSecond: number;
  readonly burst: number;
  /** Bytes of one member, over all connections: this many a second, `bytesBurst` at once (CO21). */
  readonly bytesPerSecond: number;
  readonly bytesBurst: number;
  /** Posts to one stream: this many a second, `postsBurst` at once (CO40). */
  readonly postsPerSecond: number;
  readonly postsBurst: number;
  /** The Gate is asked about this many connections at once; `queued` more wait for their turn (CO22). */
  readonly opening: number;
  readonly queued: number;
  /** A socket with more unsent bytes is sent no changes; it gets one merged update later (CO21). */
  readonly slowSocket: number;
  /** A socket that stays slow for this long is closed (CO21). */
  readonly slowFor: number;
  /** An entry that waits for its commit for this long: clients are told `not-saving` (CO11). */
  readonly notSavingAfter: number;
  /** An entry that waits for its commit for this long: the room takes no more changes (CO11). */
  readonly readOnlyAfter: number;
  /** With more than this waiting for its commit, the room takes no more changes either (CO11). */
  readonly unsaved: number;
  /** The first pause before a failed append is tried again; each later one is twice as long, up to `retryAtMost`. */
  readonly retryAfter: number;
  readonly retryAtMost: number;
  /** The awareness of a room is broadcast at most once in this time (CO20). */
  readonly awarenessEvery: number;
  /** The state of one client is broadcast at most once in this time (CO20). */
  readonly stateEvery: number;
  /** A connection is sent a frame at least this often; y-websocket gives up after 30 s of silence (CO7). */
  readonly heartbeat: number;
  /** A peer that sends nothing for this long, not even a pong, is taken for gone. */
  readonly deadAfter: number;
  /** An empty room is kept for this long (CO23). */
  readonly linger: number;
  /** A room in which nothing happens for this long keeps its encoded text alone (CO23). */
  readonly restAfter: number;
  /** A log with more entries beyond its base is compacted when its room is unloaded (CO13). */
  readonly compactAbove: number;
  /** A log with more entries beyond its base is compacted while its room is open (CO13). */
  readonly compactOpen: number;
  /** The changes of all rooms within this time become one commit (CO10). */
  readonly commitWithin: number;
  /** The Gate is asked again about each open connection this often, even if nobody reported a change of rights (CO5). */
  readonly recheckEvery: number;
  /** A connection waits this long for its room to load. */
  readonly openWithin: number;
  /** Closing the service waits this long for commits. */
  readonly closeWithin: number;
  readonly tickEvery: number;
  /** A node writes who is in a room, and reads who is there on other nodes, at most once in this time (CO30). */
  readonly presenceEvery: number;
  /** The people of a node that is silent about a room for this long are taken out of it. */
  readonly presenceFor: number;
  /** After a hint that another node wrote something, the store is asked within this time, once for all hints in it (CO30). */
  readonly lookWithin: number;
}

/** The limits of the service, unless options say otherwise. */
export const defaultLimits: Limits = {
  frame: largestFrame,
  document: largestDocument,
  held: 65_536,
  connectionsPerMember: 30,
  openingsPerSecond: 10,
  openingsBurst: 300,
  framesPerSecond: 200,
  burst: 2_000,
  bytesPerSecond: 262_144,
  bytesBurst: 8_388_608,
  postsPerSecond: 50,
  postsBurst: 500,
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
  presenceEvery: 1_000,
  presenceFor: 12_000,
  lookWithin: 50,
};

/**
 * The largest frame that is read at all, in bytes. A larger one is cut off with code 1009, after which y-websocket tries
 * again for ever; so frames up to this size are read, and closed with a code of our own.
 */
export const maxPayload = 16 * largestFrame;

/** A rate limit: `perSecond` units a second, `burst` at once. */
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

  /** Takes `cost` units; false where fewer are left. `now` in ms, never going back. */
  take(now: number, cost: number): boolean {
    this.#refill(now);
    if (this.#left < cost) return false;
    this.#left -= cost;
    return true;
  }

  /** Takes `cost` units even where fewer are left; then none can be taken until the debt is paid off. */
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
