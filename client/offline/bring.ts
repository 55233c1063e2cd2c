import { closingOf, closings, decodeFrame, encodeFrame, isPermanent } from '../../src/collab/wire/protocol.ts';
import { partsOf } from './parts.ts';

/**
 * What became of kept edits that were brought to their room. `saved`: in the text. `set-aside`: too late, the coordinator has
 * them. `gone`: the text was disposed of. `refused`: bringing them again would not help, with why. `later`: try again.
 */
export type Brought = { readonly is: 'saved' | 'set-aside' | 'gone' | 'later' } | { readonly is: 'refused'; readonly because: string };

/** How long the server may take to account for them, in milliseconds. */
const patience = 20_000;

/**
 * Brings edits that an earlier page left behind to the room they were made in, over a connection of their own: what cannot be
 * saved closes that one, and disturbs nobody who writes (CO6). Resolves once they are durable there, never before.
 */
export function bring(url: string, updates: readonly Uint8Array[], Socket: typeof WebSocket): Promise<Brought> {
  const parts = partsOf(updates);
  const { promise, resolve } = Promise.withResolvers<Brought>();
  const socket = new Socket(url);
  socket.binaryType = 'arraybuffer';
  const late = new Set<number>();
  let asked = 0;
  const timer = setTimeout(() => {
    resolve({ is: 'later' });
  }, patience);
  socket.onopen = () => {
    for (const update of parts) socket.send(new Uint8Array(encodeFrame({ type: 'update', update })));
  };
  socket.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
    const frame = decodeFrame(new Uint8Array(data));
    if (frame.type === 'acknowledgement') {
      for (const number of frame.acknowledgement.setAside) late.add(number);
      if (frame.acknowledgement.durable >= parts.length) resolve({ is: late.size > 0 ? 'set-aside' : 'saved' });
    } else if (frame.type === 'permission-denied') resolve({ is: 'refused', because: frame.reason });
    else if (frame.type === 'step1') asked += 1;
    // Asked again: they build on somebody else's words that are not there yet (CO4).
    if (asked > 1) resolve({ is: 'later' });
  };
  socket.onclose = ({ code, reason }) => {
    resolve(closedWith(code, reason));
  };
  return promise.finally(() => {
    clearTimeout(timer);
    socket.close();
  });
}

function closedWith(code: number, reason: string): Brought {
  const closing = closingOf(code);
  if (closing === 'gone') return { is: 'gone' };
  if (!isPermanent(code)) return { is: 'later' };
  return { is: 'refused', because: reason === '' && closing !== null ? closings[closing].sentence : reason };
}
