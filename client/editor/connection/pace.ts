/** Pause between two posts of a page that polls, in milliseconds: the shortest, and the longest while the page is in view. */
const shortest = 500;
const longest = 5_000;
/** Pause while the page is hidden, in milliseconds. Below the 30 seconds after which y-websocket gives up. */
const hidden = 20_000;
const growth = 1.5;

/**
 * Times the posts of a page that polls (CO40): two a second while somebody writes, then fewer and fewer, down to twelve a
 * minute. A page that is not in view posts three times a minute.
 */
export class Pace {
  #pause = shortest;
  #lastAt = Number.NEGATIVE_INFINITY;

  /** A post leaves. `now` in milliseconds. */
  posted(now: number): void {
    this.#lastAt = now;
  }

  /** The pause before frames that wait may be posted, in milliseconds; 0 or less is at once. */
  untilFree(now: number): number {
    return this.#lastAt + shortest - now;
  }

  /** An edit was sent or received. */
  quicken(): void {
    this.#pause = shortest;
  }

  /** The pause before the next post if nothing is written here meanwhile, in milliseconds. */
  next(view: 'visible' | 'hidden'): number {
    const pause = this.#pause;
    this.#pause = Math.min(longest, pause * growth);
    return view === 'hidden' ? hidden : pause;
  }
}
