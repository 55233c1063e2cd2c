import { refused } from '../domain/outcome.ts';
import { Refusal } from './problems.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** The budget for pages that compare two texts, print a kept text, or are made of all that the organisations said. */
    readonly reading: Budget;
  }
}

/** Milliseconds of work that a person may ask for at once. */
const most = 10_000;
/** Milliseconds of work that come back each second. */
const perSecond = 250;

interface Purse {
  left: number;
  /** The instant at which `left` was counted, on the budget's clock. */
  at: number;
}

/**
 * The processor time that each person may take with pages that cost much, on this process (CO32). An ordinary text costs a
 * few milliseconds, so its readers never meet the limit.
 */
export class Budget {
  readonly #purses = new Map<string, Purse>();
  readonly #now: () => number;

  /** `now`: a clock in milliseconds that never goes back. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Does the work and takes its time from a person's budget. Throws `too-many` where nothing is left, and does no work. */
  spend<T>(person: string, work: () => T): T {
    const started = this.#now();
    const left = this.#left(person, started);
    if (left <= 0) throw new Refusal(refused('too-many', tooMuch), { retryAfter: Math.ceil((1 - left) / perSecond) });
    try {
      return work();
    } finally {
      const ended = this.#now();
      this.#purses.set(person, { left: left - (ended - started), at: ended });
      this.#forgetFull(ended);
    }
  }

  #left(person: string, at: number): number {
    const purse = this.#purses.get(person);
    return purse === undefined ? most : Math.min(most, purse.left + ((at - purse.at) / 1000) * perSecond);
  }

  /** Drops the people whose budget is whole again, so that the list holds only the heavy readers of the moment. */
  #forgetFull(at: number): void {
    if (this.#purses.size < 1000) return;
    for (const person of this.#purses.keys()) if (this.#left(person, at) === most) this.#purses.delete(person);
  }
}

const tooMuch = 'You opened many large pages in a short time.';
