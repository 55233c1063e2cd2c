import type { Limits } from '../limits.ts';
import { Packet } from '../wire/packet.ts';
import { Presence, type Speaker } from './states.ts';
import type { AwarenessEntry } from '../wire/protocol.ts';

/** A connection, as far as awareness goes. */
export interface Listener extends Speaker {
  /** It is slow, and is told who is here once it has caught up. */
  readonly isBehind: boolean;
  deliver(packet: Packet): void;
}

/** Sends the awareness of a room: one frame for all that came in a few milliseconds, and those who leave at once (CO7, CO20). */
export class RoomAwareness {
  readonly #presence: Presence;
  readonly #connections: ReadonlySet<Listener>;
  readonly #limits: Pick<Limits, 'awarenessEvery' | 'stateEvery'>;
  #sentAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;
  #dueAt = Number.POSITIVE_INFINITY;
  /** What whoever comes before the next news is told; that news reaches them too. */
  #greeting: Packet | null = null;

  constructor(connections: ReadonlySet<Listener>, limits: Pick<Limits, 'awarenessEvery' | 'stateEvery'>) {
    this.#connections = connections;
    this.#limits = limits;
    this.#presence = new Presence(limits.stateEvery);
  }

  hear(connection: Listener, entries: readonly AwarenessEntry[]): void {
    const now = performance.now();
    this.#presence.hear(connection, entries, now);
    this.#schedule(now);
  }

  leave(connection: Listener): void {
    const now = performance.now();
    this.#presence.leave(connection, now);
    this.#schedule(now);
  }

  /** Tells one connection who is here. */
  greet(connection: Listener): void {
    if (this.#presence.isEmpty || connection.isBehind) return;
    this.#greeting ??= new Packet({ type: 'awareness', entries: this.#presence.all() });
    connection.deliver(this.#greeting);
  }

  memberOf(client: number): string | null {
    return this.#presence.memberOf(client);
  }

  #schedule(now: number): void {
    const due = this.#presence.dueAt();
    const at = due === 'at once' ? now : Math.max(due, this.#sentAt + this.#limits.awarenessEvery);
    if (at >= this.#dueAt || at === Number.POSITIVE_INFINITY) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#dueAt = at;
    // A turn at least: what else arrives in it goes along.
    if (at <= now) {
      this.#timer = null;
      setImmediate(this.#send);
    } else this.#timer = setTimeout(this.#send, at - now).unref();
  }

  readonly #send = (): void => {
    const now = performance.now();
    this.#timer = null;
    this.#dueAt = Number.POSITIVE_INFINITY;
    const entries = this.#presence.news(now);
    if (entries.length > 0) {
      this.#sentAt = now;
      this.#greeting = null;
      const packet = new Packet({ type: 'awareness', entries });
      for (const connection of this.#connections) if (!connection.isBehind) connection.deliver(packet);
    }
    this.#schedule(now);
  };
}
