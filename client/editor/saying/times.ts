import type { Connection } from '../connection/connection.ts';

/** When the text was last saved, and since when the page has been offline: times of day in one time zone, as `2:23pm`. */
export class Times {
  /** Empty until an edit of this page was saved. */
  savedAt = '';
  /** Empty while the page is not offline. */
  offlineSince = '';
  readonly #clock: Intl.DateTimeFormat;
  #hasUnsaved = false;

  constructor(timeZone: string) {
    this.#clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: 'numeric', minute: '2-digit', hour12: true });
  }

  /** Takes in the state of the connection and of the edits. `settled`: everything sent is on the server's disk. */
  follow(state: Connection['state'], waiting: number, edits: 'settled' | 'unsettled'): void {
    if (waiting > 0) this.#hasUnsaved = true;
    if (edits === 'settled') {
      if (this.#hasUnsaved && state === 'open') this.savedAt = this.#now();
      this.#hasUnsaved = false;
    }
    if (state !== 'closed') this.offlineSince = '';
    else if (this.offlineSince === '') this.offlineSince = this.#now();
  }

  #now(): string {
    return this.#clock.format(new Date()).replace(/\s+/g, '').toLowerCase();
  }
}
