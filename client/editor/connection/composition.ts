/** How long after the end of a composition incoming edits still wait, in milliseconds: Android ends one word and begins the next. */
const settle = 60;

/**
 * Holds back what comes in while any editor on the page is composing a word (ED8). Held before it is applied to the
 * document, never between the document and an editor: those two must not part.
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

  get holding(): boolean {
    return this.#composing || this.#timer !== null;
  }
}
