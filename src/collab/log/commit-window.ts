/** Gathers what the rooms of a process want to append for a few milliseconds, so that it becomes one commit (CO10). */
export class CommitWindow {
  readonly #milliseconds: number;
  #waiting: (() => void)[] = [];

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  /** Calls back at the end of the window that is open, or else of a new one. */
  soon(act: () => void): void {
    this.#waiting.push(act);
    if (this.#waiting.length > 1) return;
    setTimeout(() => {
      const due = this.#waiting;
      this.#waiting = [];
      for (const one of due) one();
    }, this.#milliseconds);
  }
}
