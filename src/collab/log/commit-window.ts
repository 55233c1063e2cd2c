/** Gathers the appends of all rooms for a few milliseconds, so that they become one commit (CO10). */
export class CommitWindow {
  readonly #milliseconds: number;
  #waiting: (() => void)[] = [];

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  /** Calls back when the open window ends; opens one where none is open. */
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
