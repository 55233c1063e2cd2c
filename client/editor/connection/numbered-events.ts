import type { ServerEvent } from './event-stream.ts';

/** Numbers the events that polls bring, so that an answer may get lost: the next one repeats its events (CO40). */
export class NumberedEvents {
  /** The number of the last event received. */
  has = 0;

  /** The events of an answer that were not received before. Events before `from` belong to this answer alone. */
  fresh(events: readonly ServerEvent[]): readonly ServerEvent[] {
    let number: number | null = null;
    return events.filter(({ name, data }) => {
      if (name === 'from') number = Number(data) - 1;
      if (name === 'from' || number === null) return number === null;
      number += 1;
      if (number <= this.has) return false;
      this.has = number;
      return true;
    });
  }
}
