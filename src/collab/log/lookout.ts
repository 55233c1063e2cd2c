/** Looks for news, one look at a time. A call during a look makes another one due, for what the look may have missed. */
export class Lookout {
  readonly #look: () => Promise<void>;
  readonly #onFailure: (error: unknown) => void;
  #isDue = false;
  #looking: Promise<void> | null = null;

  /** `onFailure` is told of a look that failed; the next one makes up for it. */
  constructor(look: () => Promise<void>, onFailure: (error: unknown) => void) {
    this.#look = look;
    this.#onFailure = onFailure;
  }

  look(): Promise<void> {
    this.#isDue = true;
    this.#looking ??= this.#lookWhileDue().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  async #lookWhileDue(): Promise<void> {
    while (this.#isDue) {
      this.#isDue = false;
      await this.#look().catch(this.#onFailure);
    }
  }
}
