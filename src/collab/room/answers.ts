import type { SharedDocument } from '../updates/document.ts';
import { Packet } from '../wire/packet.ts';

/** State vectors that are remembered, and the longest of them in bytes. */
const most = 16;
const longest = 4_096;

/** The answers to SyncStep1: many who come back at once lack the same, and get the same bytes (CO22). */
export class Answers {
  readonly #document: SharedDocument;
  readonly #packets = new Map<string, Packet>();
  #revision = 0;

  constructor(document: SharedDocument) {
    this.#document = document;
  }

  /** What somebody with this state vector lacks. Throws where it is none. */
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

  /** The crowd has passed. */
  forget(): void {
    this.#packets.clear();
  }
}
