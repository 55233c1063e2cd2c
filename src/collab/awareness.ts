import type { Connection } from './connection.ts';
import type { Limits } from './limits.ts';
import { Presence } from './presence.ts';
import { type AwarenessEntry, encodeFrame } from './protocol.ts';

/** Sends the awareness of a room: one frame at most in a while, and those who leave at once (CO7, CO20). */
export class RoomAwareness {
  readonly #presence = new Presence();
  readonly #connections: ReadonlySet<Connection>;
  readonly #limits: Pick<Limits, 'awarenessEvery'>;
  #sentAt = Number.NEGATIVE_INFINITY;
  #waiting: NodeJS.Timeout | NodeJS.Immediate | null = null;
  #isUrgent = false;

  constructor(connections: ReadonlySet<Connection>, limits: Pick<Limits, 'awarenessEvery'>) {
    this.#connections = connections;
    this.#limits = limits;
  }

  hear(connection: Connection, entries: readonly AwarenessEntry[]): void {
    this.#presence.hear(connection, entries, performance.now());
    this.#schedule();
  }

  leave(connection: Connection): void {
    this.#presence.leave(connection, performance.now());
    this.#schedule();
  }

  /** Tells one connection who is here. */
  greet(connection: Connection): void {
    const entries = this.#presence.all();
    if (entries.length > 0 && !connection.isBehind) connection.send({ type: 'awareness', entries });
  }

  memberOf(client: number): string | null {
    return this.#presence.memberOf(client);
  }

  #schedule(): void {
    const urgency = this.#presence.urgency();
    if (urgency === 'none' || this.#isUrgent) return;
    const wait = this.#sentAt + this.#limits.awarenessEvery - performance.now();
    this.#isUrgent = urgency === 'leaving' || wait <= 0;
    if (!this.#isUrgent) {
      this.#waiting ??= setTimeout(this.#send, wait).unref();
      return;
    }
    if (this.#waiting !== null) clearTimeout(this.#waiting as NodeJS.Timeout);
    this.#waiting = setImmediate(this.#send);
  }

  readonly #send = (): void => {
    this.#waiting = null;
    this.#isUrgent = false;
    const entries = this.#presence.news();
    if (entries.length === 0) return;
    this.#sentAt = performance.now();
    const bytes = encodeFrame({ type: 'awareness', entries });
    for (const connection of this.#connections) if (!connection.isBehind) connection.sendBytes(bytes);
  };
}
