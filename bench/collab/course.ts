import type { Client } from './client.ts';
import { Samples } from './figures.ts';
import { eachMark } from './marks.ts';

/** Somebody who sends, and what they will send. */
export interface Author {
  readonly client: Client;
  /** Sends the n-th edit or caret, from 0; answers the number of its sync frame, null where it is none. */
  readonly send: (n: number) => number | null;
}

interface Saving {
  readonly frame: number;
  readonly at: number;
}

/** How many of each second, for how long; `warmUp` is not measured. Seconds. */
export interface Pace {
  readonly perSecond: number;
  readonly warmUp: number;
  readonly seconds: number;
}

const patience = 3_000;

/**
 * Authors who send at a pace with chance in it, and readers who note when each mark reaches them. A caret that was
 * overtaken by a newer one of the same person arrives when the newer one does.
 */
export class Course {
  readonly arrivals = new Samples();
  readonly saves = new Samples();
  /** Arrivals of something that a newer one had overtaken. */
  overtaken = 0;
  readonly #authors: readonly Author[];
  readonly #sentAt: number[][];
  readonly #audience: readonly number[];
  #arrived = 0;
  #from = Number.POSITIVE_INFINITY;
  #until = Number.POSITIVE_INFINITY;

  /** `rooms` are the clients of each room, every author's among them. */
  constructor(rooms: readonly (readonly Client[])[], authors: readonly Author[]) {
    this.#authors = authors;
    this.#sentAt = authors.map(() => []);
    this.#audience = authors.map(({ client }) => (rooms.find((room) => room.includes(client))?.length ?? 1) - 1);
    for (const client of rooms.flat()) this.#listen(client);
  }

  #listen(client: Client): void {
    const own = this.#authors.findIndex((author) => author.client === client);
    const next = new Int32Array(this.#authors.length);
    client.onNews = (message) => {
      const now = performance.now();
      eachMark(message, (author, n) => {
        if (author === own) return;
        const seen = next[author] ?? Number.POSITIVE_INFINITY;
        const sent = this.#sentAt[author] ?? [];
        if (n < seen || n >= sent.length) return;
        for (let one = seen; one <= n; one += 1) this.#arrive(sent[one] ?? 0, now, one < n);
        next[author] = n + 1;
      });
    };
    if (own === -1) return;
    const waiting: Saving[] = [];
    this.#savings.set(own, waiting);
    client.onSaved = (frame) => {
      const now = performance.now();
      while (waiting[0] !== undefined && waiting[0].frame <= frame) {
        const { at } = waiting[0];
        waiting.shift();
        if (this.#isMeasured(at)) this.saves.add(now - at);
      }
    };
  }

  readonly #savings = new Map<number, Saving[]>();

  #arrive(sent: number, now: number, isOvertaken: boolean): void {
    this.#arrived += 1;
    if (!this.#isMeasured(sent)) return;
    this.arrivals.add(now - sent);
    if (isOvertaken) this.overtaken += 1;
  }

  #isMeasured(at: number): boolean {
    return at >= this.#from && at < this.#until;
  }

  #send(author: number): void {
    const one = this.#authors[author];
    const sent = this.#sentAt[author];
    if (one === undefined || sent === undefined) return;
    const at = performance.now();
    const n = sent.length;
    sent.push(at);
    const frame = one.send(n);
    if (frame !== null) this.#savings.get(author)?.push({ frame, at });
  }

  /** How many were sent in the measured time. */
  get sent(): number {
    return this.#sentAt.flat().filter((at) => this.#isMeasured(at)).length;
  }

  /** How many arrivals are still to come of all that was sent. */
  get missing(): number {
    const expected = this.#sentAt.reduce((sum, sent, author) => sum + sent.length * (this.#audience[author] ?? 0), 0);
    return expected - this.#arrived;
  }

  /** Runs; `edge` is called when the measured time begins and again when it ends. */
  async run({ perSecond, warmUp, seconds }: Pace, edge: () => Promise<void>): Promise<void> {
    let isOver = false;
    const interval = 1000 / perSecond;
    const timers = new Set<NodeJS.Timeout>();
    const next = (author: number, within: number): void => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        if (isOver) return;
        this.#send(author);
        next(author, interval * (0.5 + Math.random()));
      }, within);
      timers.add(timer);
    };
    for (const author of this.#authors.keys()) next(author, interval * Math.random());
    await after(1000 * warmUp);
    await edge();
    this.#from = performance.now();
    await after(1000 * seconds);
    this.#until = performance.now();
    // Before the server is asked anything: one that cannot keep up answers late, and must not be given more meanwhile.
    isOver = true;
    for (const timer of timers) clearTimeout(timer);
    await edge();
    const end = performance.now() + patience;
    while (this.missing > 0 && performance.now() < end) await after(50);
  }
}

export function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
