import * as decoding from 'lib0/decoding';
import { BadFrame, messageType } from '../wire/protocol.ts';

/** What one POST brings to a stream: frames in order, and the number of the first sync frame among them (CO40). */
export interface Post {
  readonly first: number;
  readonly frames: readonly Uint8Array[];
}

/** More in one POST are no page's: a view of each would cost a hundred times its bytes. */
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

/** Whether a frame is one of those that are counted. */
export function isSync(frame: Uint8Array): boolean {
  return frame[0] === messageType.sync;
}
