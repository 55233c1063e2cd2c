import type { Limits } from '../limits.ts';
import { Packet } from '../wire/packet.ts';
import { AwarenessStates, type Speaker } from './states.ts';
import type { AwarenessEntry } from '../wire/protocol.ts';

/** A connection, as far as awareness goes. */
export interface Listener extends Speaker {
  /** It is slow: it is greeted once it has caught up. */
  readonly isBehind: boolean;
  deliver(packet: Packet): void;
}

/** Broadcasts the awareness of a room: one frame for all news of a few milliseconds; a leave goes out at once (CO7, CO20). */
export class AwarenessBroadcast {
  readonly #states: AwarenessStates;
  readonly #connections: ReadonlySet<Listener>;
  readonly #limits: Pick<Limits, 'awarenessEvery' | 'stateEvery'>;
  #sentAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;
  #dueAt = Number.POSITIVE_INFINITY;
  /** All states as one packet, kept for newcomers until the next news; the news reaches them too. */
  #greeting: Packet | null = null;

  constructor(connections: ReadonlySet<Listener>, limits: Pick<Limits, 'awarenessEvery' | 'stateEvery'>) {
    this.#connections = connections;
    this.#limits = limits;
    this.#states = new AwarenessStates(limits.stateEvery);
  }

  receive(connection: Listener, entries: readonly AwarenessEntry[]): void {
    const now = performance.now();
    this.#states.receive(connection, entries, now);
    this.#schedule(now);
  }

  /** The people whom other nodes have in the room now, all of them (CO30). */
  takeElsewhere(entries: readonly AwarenessEntry[]): void {
    const now = performance.now();
    this.#states.takeElsewhere(entries, now);
    this.#schedule(now);
  }

  /** The states of the people whose connections this node holds; the revision grows whenever one of them changes. */
  here(): { readonly revision: number; readonly entries: readonly AwarenessEntry[] } {
    return this.#states.here();
  }

  leave(connection: Listener): void {
    const now = performance.now();
    this.#states.leave(connection, now);
    this.#schedule(now);
  }

  /** Tells one connection the states of all who are here. */
  greet(connection: Listener): void {
    if (this.#states.isEmpty || connection.isBehind) return;
    this.#greeting ??= new Packet({ type: 'awareness', entries: this.#states.all() });
    connection.deliver(this.#greeting);
  }

  /** The member whose connection declared a Yjs client id, now or lately; null where nobody did. */
  memberOf(client: number): string | null {
    return this.#states.memberOf(client);
  }

  #schedule(now: number): void {
    const due = this.#states.dueAt();
    const at = due === 'at once' ? now : Math.max(due, this.#sentAt + this.#limits.awarenessEvery);
    if (at >= this.#dueAt || at === Number.POSITIVE_INFINITY) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#dueAt = at;
    // Not before the turn ends: the other news of the turn go in the same frame.
    if (at <= now) {
      this.#timer = null;
      setImmediate(this.#broadcast);
    } else this.#timer = setTimeout(this.#broadcast, at - now).unref();
  }

  readonly #broadcast = (): void => {
    const now = performance.now();
    this.#timer = null;
    this.#dueAt = Number.POSITIVE_INFINITY;
    const entries = this.#states.takeNews(now);
    if (entries.length > 0) {
      this.#sentAt = now;
      this.#greeting = null;
      const packet = new Packet({ type: 'awareness', entries });
      for (const connection of this.#connections) if (!connection.isBehind) connection.deliver(packet);
    }
    this.#schedule(now);
  };
}
