/** What one frame of the sync protocol was: the question what the other has, the answer to it, or an edit. */
export type Sent = 'question' | 'answer' | 'edit';

/**
 * Keeps account of every edit made on this page until the server says what became of it (CO12). "Saved" is a claim
 * about the disk of the server, so it is true only where nothing at all is unaccounted for.
 */
export class Ledger {
  /** For each edit not yet accounted for, the number of the message that carries it on this connection; null where none does. */
  #edits: (number | null)[] = [];
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
    this.#edits = this.#edits.map(() => null);
  }

  /** The connection closed: what it carried without an acknowledgement may be lost, and is kept here. */
  closed(): void {
    this.#open = false;
    this.#edits = this.#edits.map(() => null);
  }

  /** A sync message left on this connection. Our answer carries everything the server lacks. */
  sent(kind: Sent): void {
    this.#sent += 1;
    if (kind !== 'answer') return;
    this.#answered = true;
    this.#edits = this.#edits.map((carrier) => carrier ?? this.#sent);
  }

  /** An edit was made here; `carried` where it left at once, as the last message sent. */
  edited(carried: 'carried' | 'kept'): void {
    this.#edits.push(carried === 'carried' ? this.#sent : null);
  }

  /** The server accounted for every message up to the n-th, except that it set some aside. Answers how many edits those were. */
  acknowledged(upTo: number, setAside: readonly number[]): number {
    const late = this.#edits.filter((carrier) => carrier !== null && setAside.includes(carrier)).length;
    this.#edits = this.#edits.filter((carrier) => carrier === null || (carrier > upTo && !setAside.includes(carrier)));
    this.#durable = Math.max(this.#durable, upTo);
    this.#setAside += late;
    return late;
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
