/** Events that the server sent count as held by the network once nothing has come for this long, in milliseconds. */
const heldAfter = 5_000;
/** A stream that worked for this long, in milliseconds, and then fell silent broke. The network does not hold it. */
const provenAfter = 15_000;

/** Finds out that a network holds back the events of a stream, from the number of events that the server has sent (CO40). */
export class HeldWatch {
  readonly #ended: (how: 'held' | 'broken') => void;
  readonly #openedAt = performance.now();
  #pieceAt = performance.now();
  #received = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `ended` is called once: the network holds the stream, or the stream broke without a sign. */
  constructor(ended: (how: 'held' | 'broken') => void) {
    this.#ended = ended;
  }

  /** A piece of the stream came, with this many events in it. */
  piece(events: number): void {
    this.#pieceAt = performance.now();
    this.#received += events;
  }

  /** The server has sent this many events. */
  expect(events: number): void {
    if (events <= this.#received || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#received >= events) return;
      // A long text on a slow line: it is coming.
      if (performance.now() - this.#pieceAt < heldAfter) this.expect(events);
      else this.#ended(this.#pieceAt - this.#openedAt < provenAfter ? 'held' : 'broken');
    }, heldAfter);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
