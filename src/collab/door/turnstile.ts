import type { Limits } from '../limits.ts';

const shortestRetry = 1;
const longestRetry = 30;

/**
 * Lets `opening` connections open at once. Later ones wait in a line of `queued`; with the line full, a client is told when
 * to come back (CO22). So when everybody reconnects after a restart, they queue.
 */
export class Turnstile {
  readonly #limits: Pick<Limits, 'opening' | 'queued'>;
  readonly #line: (() => void)[] = [];
  #inside = 0;
  /** How long opening has taken lately, in ms. */
  #pace = 10;

  constructor(limits: Pick<Limits, 'opening' | 'queued'>) {
    this.#limits = limits;
  }

  /** Waits for a place and acts; where the line is full, returns the seconds until the client should try again. */
  async pass<Result>(act: () => Promise<Result>): Promise<Result | { readonly retryAfter: number }> {
    if (this.#inside >= this.#limits.opening) {
      if (this.#line.length >= this.#limits.queued) return { retryAfter: this.#retryAfter() };
      await new Promise<void>((resolve) => this.#line.push(resolve));
    } else this.#inside += 1;
    const since = performance.now();
    try {
      return await act();
    } finally {
      this.#pace += (performance.now() - since - this.#pace) / 8;
      const next = this.#line.shift();
      if (next === undefined) this.#inside -= 1;
      else next();
    }
  }

  #retryAfter(): number {
    const seconds = Math.ceil((this.#line.length / this.#limits.opening) * (this.#pace / 1000));
    return Math.min(longestRetry, Math.max(shortestRetry, seconds));
  }
}
