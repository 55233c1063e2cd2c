import * as decoding from 'lib0/decoding';
import { BadFrame, messageType } from '../wire/protocol.ts';

/** The body of one POST to a stream: frames in order, and the number of the first sync frame among them (CO40). */
export interface Post {
  readonly first: number;
  readonly frames: readonly Uint8Array[];
}

/** No page sends more frames in one POST. Tiny frames without end would cost a hundred times their bytes in views. */
const mostFrames = 2_000;

/** Reads a body: the number, then each frame after its length, in lib0's encoding. Throws `BadFrame` for anything else. */
export function readPost(body: Uint8Array): Post {
  try {
    const decoder = decoding.createDecoder(new Uint8Array(body));
    const first = decoding.readVarUint(decoder);
    const frames: Uint8Array[] = [];
    while (decoding.hasContent(decoder)) {
      const frame = decoding.readVarUint8Array(decoder);
      if (frame.byteLength === 0 || frames.length === mostFrames) throw new BadFrame('frames that nobody sends');
      frames.push(frame);
    }
    if (!Number.isSafeInteger(first) || first < 1) throw new BadFrame('frames are counted from 1');
    return { first, frames };
  } catch (error) {
    throw error instanceof BadFrame ? error : new BadFrame('not a post', { cause: error });
  }
}

/** True for a sync frame: only those are counted. */
export function isSync(frame: Uint8Array): boolean {
  return frame[0] === messageType.sync;
}
