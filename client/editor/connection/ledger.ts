/** The kind of one sync frame: `question` (SyncStep1), `answer` (SyncStep2) or `edit` (an update). */
export type Sent = 'question' | 'answer' | 'edit';

interface Waiting {
  /** The edit's number on the device. */
  readonly number: number;
  /** The first and the last frame on this connection that may carry the edit; null if none does. */
  readonly carriers: { readonly first: number; readonly last: number } | null;
  /** The server set one of these frames aside. */
  readonly isLate: boolean;
}

/**
 * Keeps account of every edit of this page until the server acknowledges it (CO12). "Saved" is a claim about the
 * server's disk, so it is true only while no edit is unaccounted for.
 */
export class Ledger {
  #edits: Waiting[] = [];
  #open = false;
  #sent = 0;
  #answered = false;
  #durable = 0;
  #setAside = 0;

  /** A connection opened: frames count from 1 again, and our answer to the server will carry every edit that waits. */
  opened(): void {
    this.#open = true;
    this.#sent = 0;
    this.#answered = false;
    this.#durable = 0;
    this.#edits = this.#edits.map(adrift);
  }

  /** The connection closed: edits that it carried without an acknowledgement may be lost, so they wait again. */
  closed(): void {
    this.#open = false;
    this.#edits = this.#edits.map(adrift);
  }

  /** A sync frame left on this connection. Our answer carries every edit that no frame carries yet. */
  sent(kind: Sent): void {
    this.#sent += 1;
    if (kind !== 'answer') return;
    this.#answered = true;
    this.#carry(this.#sent);
  }

  /** The last `frames` frames, sent just before our answer, carry every edit that no frame carried yet. */
  resent(frames: number): void {
    if (frames > 0) this.#carry(this.#sent - frames + 1);
  }

  #carry(first: number): void {
    this.#edits = this.#edits.map((edit) => ({ ...edit, carriers: edit.carriers ?? { first, last: this.#sent } }));
  }

  /** An edit was made here. `carried`: it left at once, in the last frame sent. {@link acknowledged} returns `number` later. */
  edited(carried: 'carried' | 'kept', number = 0): void {
    this.#edits.push({ number, carriers: carried === 'carried' ? { first: this.#sent, last: this.#sent } : null, isLate: false });
  }

  /**
   * The server accounted for frames 1 to `upTo`: it set the frames in `setAside` aside and saved the others. Returns the
   * numbers of the edits that are accounted for now.
   */
  acknowledged(upTo: number, setAside: readonly number[]): readonly number[] {
    const isLate = ({ carriers }: Waiting): boolean =>
      carriers !== null && setAside.some((frame) => frame >= carriers.first && frame <= carriers.last);
    const isDone = ({ carriers }: Waiting): boolean => carriers !== null && carriers.last <= upTo;
    this.#edits = this.#edits.map((edit) => (isLate(edit) ? { ...edit, isLate: true } : edit));
    const done = this.#edits.filter(isDone);
    this.#setAside += done.filter((edit) => edit.isLate).length;
    this.#edits = this.#edits.filter((edit) => !isDone(edit));
    this.#durable = Math.max(this.#durable, upTo);
    return done.map(({ number }) => number);
  }

  /** True if at least this many sync frames left on this connection. The server cannot account for more (CO12). */
  hasSent(frames: number): boolean {
    return frames <= this.#sent;
  }

  /** Edits that the server has not accounted for. */
  get waiting(): number {
    return this.#edits.length;
  }

  /** Edits that came after the lock; the coordinator has them. */
  get setAside(): number {
    return this.#setAside;
  }

  /** Everything sent on this connection is on the server's disk, our answer included, and no edit waits. */
  get settled(): boolean {
    return this.#open && this.#answered && this.#durable >= this.#sent && this.#edits.length === 0;
  }
}

function adrift({ number }: Waiting): Waiting {
  return { number, carriers: null, isLate: false };
}
