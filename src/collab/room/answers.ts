import type { SharedDocument } from '../updates/document.ts';
import { Packet } from '../wire/packet.ts';

/** This many answers are kept, each to a state vector of at most this many bytes. */
const most = 16;
const longest = 4_096;

/** The answers to SyncStep1. A crowd that comes back at once lacks the same edits, so an answer is encoded once (CO22). */
export class Answers {
  readonly #document: SharedDocument;
  readonly #packets = new Map<string, Packet>();
  #revision = 0;

  constructor(document: SharedDocument) {
    this.#document = document;
  }

  /** The answer to a client with this state vector. Throws where the bytes are no state vector. */
  to(stateVector: Uint8Array): Packet {
    if (this.#revision !== this.#document.revision) this.forget();
    this.#revision = this.#document.revision;
    const key = stateVector.byteLength > longest ? null : Buffer.from(stateVector).toString('latin1');
    const known = key === null ? undefined : this.#packets.get(key);
    if (known !== undefined) return known;
    const packet = new Packet({ type: 'step2', update: this.#document.since(stateVector) });
    if (key !== null && this.#packets.size < most) this.#packets.set(key, packet);
    return packet;
  }

  /** Drops the answers: the crowd has passed. */
  forget(): void {
    this.#packets.clear();
  }
}
