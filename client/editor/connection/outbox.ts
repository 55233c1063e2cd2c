import * as encoding from 'lib0/encoding';
import { type Acknowledgement, messageType } from '../../../src/collab/wire/protocol.ts';

/** What goes in one post, in bytes and frames; a frame that is larger goes alone. */
const largestPost = 524_288;
const mostFrames = 500;

/** One post: its body, and the number of the last sync frame in it. */
export interface Post {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly last: number;
  readonly carets: Uint8Array | null;
}

/**
 * What is to be posted (CO40). Sync frames are numbered, and each post begins with the first that is not accounted for: so a
 * post may be lost, come twice, or come to any node. Of where the carets are, only the last word counts.
 */
export class Outbox {
  #frames: Uint8Array[] = [];
  #durable = 0;
  #posted = 0;
  #carets: Uint8Array | null = null;

  add(frame: Uint8Array): void {
    if (frame[0] === messageType.sync) this.#frames.push(frame);
    else this.#carets = frame;
  }

  /** Carets go with the next post again: they were not heard by the node that shows them. */
  again(carets: Uint8Array): void {
    this.#carets ??= carets;
  }

  /** A sync frame was never posted. */
  get hasNews(): boolean {
    return this.#posted < this.#durable + this.#frames.length;
  }

  get hasCarets(): boolean {
    return this.#carets !== null;
  }

  /** Something is not accounted for. */
  get isWaiting(): boolean {
    return this.#frames.length > 0;
  }

  get bytes(): number {
    return this.#frames.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** The next post; its carets are gone from here, its sync frames stay until they are accounted for. */
  next(): Post {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, this.#durable + 1);
    let last = this.#durable;
    for (const frame of this.#frames) {
      const room = largestPost - encoding.length(encoder);
      if (last > this.#durable && (frame.byteLength > room || last - this.#durable === mostFrames)) break;
      encoding.writeVarUint8Array(encoder, frame);
      last += 1;
    }
    const carets = this.#carets;
    if (carets !== null) encoding.writeVarUint8Array(encoder, carets);
    this.#carets = null;
    this.#posted = Math.max(this.#posted, last);
    return { body: encoding.toUint8Array(encoder), last, carets };
  }

  /** Takes in an acknowledgement, which may repeat what is known; answers what is news, null where nothing is. */
  acknowledged({ durable, setAside }: Acknowledgement): Acknowledgement | null {
    const before = this.#durable;
    if (durable <= before) return null;
    this.#frames = this.#frames.slice(durable - before);
    this.#durable = durable;
    return { durable, setAside: setAside.filter((frame) => frame > before) };
  }
}
