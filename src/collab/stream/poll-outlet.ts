import { Allowance, type Limits } from '../limits.ts';
import { messageType } from '../wire/protocol.ts';
import { frameEvent, namedEvent, WaitingOutlet } from './outlets.ts';

/**
 * Keeps the server's events until the client has asked for them, for a network that holds an answer back until it ends
 * (CO40). Each post names the last event that the client has, and the answer brings all later events. So an answer may get lost.
 */
export class PollOutlet extends WaitingOutlet {
  /** Resolves once there is an event. */
  readonly begun: Promise<null>;
  #begin: (value: null) => void;
  /** The events that the client may lack, in order: frames, whose bytes other connections share, and events with a name. */
  #events: (Uint8Array | string)[] = [];
  /** The number of the first of them. */
  #first = 1;
  /** The number of the last event that was in an answer. */
  #told = 0;
  #bytes = 0;
  readonly #repeats: Allowance;

  constructor({ bytesPerSecond, document }: Pick<Limits, 'bytesPerSecond' | 'document'>) {
    super();
    ({ promise: this.begun, resolve: this.#begin } = Promise.withResolvers<null>());
    this.#repeats = new Allowance(bytesPerSecond, 2 * document, performance.now());
  }

  get bufferedAmount(): number {
    return this.#bytes;
  }

  frame(bytes: Uint8Array): void {
    // Each answer to a post has an acknowledgement of its own, which is newer.
    if (bytes[0] !== messageType.acknowledgement) this.#keep(bytes);
  }

  event(name: 'open' | 'close', data: string): void {
    this.#keep(namedEvent(name, data));
  }

  /**
   * The events after number `has`, behind an event `from` with the number of the first; empty where there are none. Repeated
   * events are charged by their bytes. A client that asks for more than its share gets them later. `now` in ms.
   */
  handOut(has: number, now: number): string {
    const forgotten = this.#events.splice(0, Math.max(0, Math.min(has, this.#told) - this.#first + 1));
    this.#first += forgotten.length;
    this.#bytes -= lengthOf(forgotten);
    const repeated = lengthOf(this.#events.slice(0, this.#told - this.#first + 1));
    if (this.#events.length === 0 || !this.#repeats.take(now, repeated)) return '';
    this.#told = this.#first + this.#events.length - 1;
    const events = this.#events.map((event) => (typeof event === 'string' ? event : frameEvent(event)));
    return `${namedEvent('from', String(this.#first))}${events.join('')}`;
  }

  #keep(event: Uint8Array | string): void {
    this.#events.push(event);
    this.#bytes += event.length;
    this.#begin(null);
  }
}

function lengthOf(events: readonly { readonly length: number }[]): number {
  return events.reduce((sum, { length }) => sum + length, 0);
}
