import type { Contribution } from '../log/journal.ts';
import type { Connection } from './connection.ts';

/** One sync frame, after it was judged. */
export interface ReceivedFrame {
  readonly from: Connection;
  /** Its number, and the numbers of earlier frames that it made good. */
  readonly frames: readonly number[];
  /** The update to save or to set aside; null where the frame brought nothing new. */
  readonly update: Uint8Array | null;
  /** True for the Yjs client ids whose words the connection sends as its own. */
  readonly isOwn: (client: number) => boolean;
  /** The update is among the late edits already. */
  readonly isLate: boolean;
}

/** Collects the frames of one turn of the event loop, and calls back at its end (CO20). */
export class Turn {
  readonly #atEnd: () => void;
  #received: ReceivedFrame[] = [];
  #isEndDue = false;

  constructor(atEnd: () => void) {
    this.#atEnd = atEnd;
  }

  get isEmpty(): boolean {
    return this.#received.length === 0;
  }

  add(frame: ReceivedFrame): void {
    this.#received.push(frame);
    if (!this.#isEndDue) setImmediate(this.#atEnd);
    this.#isEndDue = true;
  }

  /** Hands over the frames and begins the next turn. */
  take(): readonly ReceivedFrame[] {
    this.#isEndDue = false;
    const received = this.#received;
    this.#received = [];
    return received;
  }
}

/** The updates of a turn, as the log keeps them until they are durable. */
export function contributionsOf(turn: readonly ReceivedFrame[]): Contribution<Connection>[] {
  return turn.flatMap(({ from, frames, update, isOwn }) => (update === null ? [] : [{ source: from, frames, update, isOwn }]));
}
