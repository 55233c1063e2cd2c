import { StoreClosed } from '../aggregates.ts';

/** Work that is finished before a store closes; what is asked of it later is refused. */
export class UntilClosed {
  readonly #running = new Set<Promise<unknown>>();
  #isClosed = false;

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Throws `StoreClosed`, or what the work throws. */
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

  /** Resolves once nothing runs any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#running);
  }
}
