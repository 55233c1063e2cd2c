import { StoreClosed } from './aggregates.ts';

/** Lets running work finish before a store closes, and refuses later work. */
export class UntilClosed {
  readonly #running = new Set<Promise<unknown>>();
  #isClosed = false;

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Runs the work. Throws `StoreClosed`, or the work's own error. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new StoreClosed('the store is closed');
    const promise = work();
    this.#running.add(promise);
    try {
      return await promise;
    } finally {
      this.#running.delete(promise);
    }
  }

  /** Refuses further work; resolves once no work runs. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#running);
  }
}
