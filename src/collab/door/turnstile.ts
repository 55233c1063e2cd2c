import type { Limits } from '../limits.ts';

const shortestRetry = 1;
const longestRetry = 30;

/**
 * Lets so many connections open at once; the others wait in line, and who comes when the line is full is told how long to
 * stay away (CO22). So a restart with everybody coming back is a queue, never a pile.
 */
export class Turnstile {
  readonly #limits: Pick<Limits, 'opening' | 'queued'>;
  readonly #line: (() => void)[] = [];
  #inside = 0;
  /** How long one has been inside lately, in ms. */
  #pace = 10;

  constructor(limits: Pick<Limits, 'opening' | 'queued'>) {
    this.#limits = limits;
  }

  /** Waits for a turn, and does something in it; where the line is full, answers after how many seconds to try again. */
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
