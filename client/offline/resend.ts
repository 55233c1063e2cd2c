import { closingOf, closings, decodeFrame, encodeFrame, isPermanent } from '../../src/collab/wire/protocol.ts';
import { partsOf } from './parts.ts';

/**
 * The result of resending kept edits to their room.
 *
 * - `saved`: they are in the text.
 * - `set-aside`: they came after the lock; the coordinator has them.
 * - `gone`: words were removed from the text for good, and its epoch with them; `because` says so (CO15).
 * - `refused`: resending again cannot help; `because` says why.
 * - `later`: try again.
 */
export type Resent = { readonly is: 'saved' | 'set-aside' | 'later' } | { readonly is: 'refused' | 'gone'; readonly because: string };

/** The server must account for the edits within this time, in milliseconds. */
const patience = 20_000;

/**
 * Resends edits that an earlier page left behind to the room they were made in (CO6). Uses a connection of its own: an
 * edit that cannot be saved closes only that connection. `saved` and `set-aside` come only once the edits are durable.
 */
export function resend(url: string, updates: readonly Uint8Array[], Socket: typeof WebSocket): Promise<Resent> {
  const parts = partsOf(updates);
  const { promise, resolve } = Promise.withResolvers<Resent>();
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
      // More frames than were sent: a frame arrived twice, so nobody knows which edits are acknowledged.
      if (frame.acknowledgement.durable > parts.length) resolve({ is: 'later' });
      else if (frame.acknowledgement.durable === parts.length) resolve({ is: late.size > 0 ? 'set-aside' : 'saved' });
    } else if (frame.type === 'permission-denied') resolve({ is: 'refused', because: frame.reason });
    else if (frame.type === 'step1') asked += 1;
    // The server asked a second time: these edits build on edits that it does not have yet (CO4).
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

function closedWith(code: number, reason: string): Resent {
  const closing = closingOf(code);
  if (!isPermanent(code)) return { is: 'later' };
  const because = reason === '' && closing !== null ? closings[closing].sentence : reason;
  return { is: closing === 'gone' ? 'gone' : 'refused', because };
}
