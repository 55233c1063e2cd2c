/** Incoming edits wait this long after the end of a composition, in milliseconds: Android begins the next word at once. */
const settle = 60;

/**
 * Holds incoming edits back while an editor on the page composes a word (ED8). They wait before they are applied to the
 * document, never between the document and an editor: those two must always agree.
 */
export class CompositionHold {
  readonly #release: () => void;
  #composing = false;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(target: EventTarget, release: () => void) {
    this.#release = release;
    target.addEventListener('compositionstart', () => {
      this.#composing = true;
      if (this.#timer !== null) clearTimeout(this.#timer);
      this.#timer = null;
    });
    target.addEventListener('compositionend', () => {
      this.#composing = false;
      if (this.#timer !== null) clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        this.#timer = null;
        this.#release();
      }, settle);
    });
  }

  /** Incoming edits must wait. `release` is called once they need not. */
  get holding(): boolean {
    return this.#composing || this.#timer !== null;
  }
}
