import { refused } from '../../domain/outcome.ts';
import { Refusal } from '../../web/problems.ts';

/** The most readings of one calendar within a window of milliseconds, on this process. Programs read it a few times a day. */
const limits = { readings: 60, window: 10 * 60_000 };
/** The most calendars that are counted at once; beyond it, the oldest windows are forgotten. */
const most = 10_000;

interface Window {
  readonly began: number;
  count: number;
}

/** Counts readings in memory: a GET writes nothing (SO21). */
export class Pace {
  readonly #windows = new Map<string, Window>();
  readonly #now: () => number;

  /** `now`: a clock in milliseconds that never goes back. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Counts one reading of a person’s calendar. Throws `too-many` beyond the limit. */
  count(person: string): void {
    const now = this.#now();
    const known = this.#windows.get(person);
    const window = known === undefined || now - known.began >= limits.window ? { began: now, count: 0 } : known;
    window.count += 1;
    if (window !== known) this.#begin(person, window);
    if (window.count <= limits.readings) return;
    const left = Math.ceil((window.began + limits.window - now) / 1000);
    throw new Refusal(refused('too-many', 'This calendar is read too often. Its program should read it a few times a day.'), {
      retryAfter: left,
    });
  }

  #begin(person: string, window: Window): void {
    this.#windows.delete(person);
    this.#windows.set(person, window);
    const [oldest] = this.#windows.keys();
    if (this.#windows.size > most && oldest !== undefined) this.#windows.delete(oldest);
  }
}
