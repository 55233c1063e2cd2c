import * as encoding from 'lib0/encoding';
import { type Acknowledgement, messageType } from '../../../src/collab/wire/protocol.ts';

/** The largest post, in bytes and in frames. A larger frame goes alone. */
const largestPost = 524_288;
const mostFrames = 500;

/** One post: its body, the number of the last sync frame in it, and its awareness frame, if any. */
export interface Post {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly last: number;
  readonly carets: Uint8Array | null;
}

/**
 * The frames that wait to be posted (CO40). Sync frames are numbered from 1. Each post begins with the first frame that
 * the server has not acknowledged, so a post may get lost, arrive twice, or reach any node. Of awareness frames only the
 * last is kept.
 */
export class PostQueue {
  #frames: Uint8Array[] = [];
  #durable = 0;
  #posted = 0;
  #carets: Uint8Array | null = null;

  /** Adds a sync frame, or replaces the awareness frame. */
  add(frame: Uint8Array): void {
    if (frame[0] === messageType.sync) this.#frames.push(frame);
    else this.#carets = frame;
  }

  /** Puts an awareness frame back for the next post: the node that shows carets did not receive it. */
  putBack(carets: Uint8Array): void {
    this.#carets ??= carets;
  }

  /** Some sync frame was never posted. */
  get hasNews(): boolean {
    return this.#posted < this.#durable + this.#frames.length;
  }

  /** An awareness frame waits. */
  get hasCarets(): boolean {
    return this.#carets !== null;
  }

  /** Some sync frame is not acknowledged. */
  get isWaiting(): boolean {
    return this.#frames.length > 0;
  }

  /** Bytes of the sync frames in the queue. */
  get bytes(): number {
    return this.#frames.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** Takes the next post. Its sync frames stay in the queue until they are acknowledged; its awareness frame does not. */
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

  /** Takes in an acknowledgement. Returns the part of it that is new; null if all of it was known. */
  acknowledged({ durable, setAside }: Acknowledgement): Acknowledgement | null {
    const before = this.#durable;
    if (durable <= before) return null;
    this.#frames = this.#frames.slice(durable - before);
    this.#durable = durable;
    return { durable, setAside: setAside.filter((frame) => frame > before) };
  }
}
