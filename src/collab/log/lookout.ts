/**
 * Asks the store for the changes of other nodes, one look at a time. A call during a look makes another look due, because the
 * first may have missed the change.
 */
export class Lookout {
  readonly #look: () => Promise<void>;
  readonly #onFailure: (error: unknown) => void;
  #isDue = false;
  #looking: Promise<void> | null = null;

  /** `onFailure` hears of a look that failed. The next look finds the changes that it missed. */
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
