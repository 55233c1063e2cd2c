/** What one frame of the sync protocol was: the question what the other has, the answer to it, or an edit. */
export type Sent = 'question' | 'answer' | 'edit';

interface Waiting {
  /** Names the edit for whoever keeps it. */
  readonly number: number;
  /** The message that carries it on this connection, or the first and the last that may; null where none does. */
  readonly carriers: { readonly first: number; readonly last: number } | null;
  /** One of them was set aside. */
  readonly isLate: boolean;
}

/**
 * Keeps account of every edit made on this page until the server says what became of it (CO12). "Saved" is a claim
 * about the disk of the server, so it is true only where nothing at all is unaccounted for.
 */
export class Ledger {
  #edits: Waiting[] = [];
  #open = false;
  #sent = 0;
  #answered = false;
  #durable = 0;
  #setAside = 0;

  /** A connection opened: message numbers start again, and every edit left over waits for our answer. */
  opened(): void {
    this.#open = true;
    this.#sent = 0;
    this.#answered = false;
    this.#durable = 0;
    this.#edits = this.#edits.map(adrift);
  }

  /** The connection closed: what it carried without an acknowledgement may be lost, and is kept here. */
  closed(): void {
    this.#open = false;
    this.#edits = this.#edits.map(adrift);
  }

  /** A sync message left on this connection. Our answer carries what is left over, unless that went ahead of it. */
  sent(kind: Sent): void {
    this.#sent += 1;
    if (kind !== 'answer') return;
    this.#answered = true;
    this.#carry(this.#sent);
  }

  /** The last so many messages carry every edit left over. */
  wentAhead(messages: number): void {
    if (messages > 0) this.#carry(this.#sent - messages + 1);
  }

  #carry(first: number): void {
    this.#edits = this.#edits.map((edit) => ({ ...edit, carriers: edit.carriers ?? { first, last: this.#sent } }));
  }

  /** An edit was made here; `carried` where it left at once, as the last message sent. `number` names it in what is answered later. */
  edited(carried: 'carried' | 'kept', number = 0): void {
    this.#edits.push({ number, carriers: carried === 'carried' ? { first: this.#sent, last: this.#sent } : null, isLate: false });
  }

  /** The server accounted for every message up to the n-th, except that it set some aside. Answers the numbers of the edits those carried. */
  acknowledged(upTo: number, setAside: readonly number[]): readonly number[] {
    const isLate = ({ carriers }: Waiting): boolean =>
      carriers !== null && setAside.some((message) => message >= carriers.first && message <= carriers.last);
    const isDone = ({ carriers }: Waiting): boolean => carriers !== null && carriers.last <= upTo;
    this.#edits = this.#edits.map((edit) => (isLate(edit) ? { ...edit, isLate: true } : edit));
    const done = this.#edits.filter(isDone);
    this.#setAside += done.filter((edit) => edit.isLate).length;
    this.#edits = this.#edits.filter((edit) => !isDone(edit));
    this.#durable = Math.max(this.#durable, upTo);
    return done.map(({ number }) => number);
  }

  /** How many edits are not accounted for. */
  get waiting(): number {
    return this.#edits.length;
  }

  /** How many edits came too late and are kept for the coordinator. */
  get setAside(): number {
    return this.#setAside;
  }

  /** Everything sent on this connection is on the server's disk, our answer with what it lacked included. */
  get settled(): boolean {
    return this.#open && this.#answered && this.#durable >= this.#sent && this.#edits.length === 0;
  }
}

function adrift({ number }: Waiting): Waiting {
  return { number, carriers: null, isLate: false };
}
