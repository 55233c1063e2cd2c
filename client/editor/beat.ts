/** Beats are at least this far apart, in milliseconds. */
const apart = 100;

/**
 * Gathers jobs and does them together, at most ten times a second. The page shows the news of colleagues and of the server this
 * way: a change that is shown alone costs a frame, and on a slow laptop the frame costs more than the change (ED24).
 */
export class Beat {
  readonly #jobs = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | null = null;
  #at = -apart;

  /** Does a job at the next beat, within 100 ms. A job that already waits keeps its place and is done once. */
  next(job: () => void): void {
    this.#jobs.add(job);
    if (this.#timer !== null) return;
    // A timer and not a frame: a page in the background draws no frames.
    const wait = Math.max(0, this.#at + apart - performance.now());
    this.#timer = setTimeout(() => {
      this.#run();
    }, wait);
  }

  #run(): void {
    this.#timer = null;
    this.#at = performance.now();
    // A job that is asked for during the beat waits for the next one.
    for (const job of [...this.#jobs]) {
      this.#jobs.delete(job);
      try {
        job();
      } catch (error) {
        reportError(error);
      }
    }
  }
}
