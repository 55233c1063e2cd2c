/** Beats are at least this far apart, in milliseconds. */
const apart = 100;

/**
 * Shows news of others and of the server together, at most ten times a second. Each change of the page that comes alone costs
 * a frame of its own, and on a slow laptop a frame costs more than the change (ED24).
 */
export class Beat {
  readonly #jobs = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | null = null;
  #at = -apart;

  /** Does a job at the next beat, within 100 ms. A job that waits already is done once, at its first place. */
  next(job: () => void): void {
    this.#jobs.add(job);
    if (this.#timer !== null) return;
    // A timer, for a page in the background draws no frames.
    const wait = Math.max(0, this.#at + apart - performance.now());
    this.#timer = setTimeout(() => {
      this.#run();
    }, wait);
  }

  #run(): void {
    this.#timer = null;
    this.#at = performance.now();
    // Jobs that these jobs ask for wait for the next beat.
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
