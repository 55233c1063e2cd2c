import { fdatasync, openSync, write } from 'node:fs';
import { join } from 'node:path';
import * as encoding from 'lib0/encoding';
import type { WebSocket } from 'ws';
import { messageType } from '../../../src/collab/wire/protocol.ts';
import { serve } from './child.ts';
import { passOn, relay } from './relaying.ts';

// The relay, with every edit in a file: what arrives in 5 ms is written and made durable at once, and its senders are
// told. The least that keeping edits costs; nobody could read this file back into rooms.

const window = 5;

await serve(({ directory }) => {
  const file = openSync(join(directory, 'edits.log'), 'a');
  let edits: Buffer[] = [];
  let senders = new Map<WebSocket, number>();
  const keep = (): void => {
    const [bytes, told] = [Buffer.concat(edits), senders];
    edits = [];
    senders = new Map();
    write(file, bytes, () => {
      fdatasync(file, () => {
        for (const [socket, syncs] of told) socket.send(saved(syncs));
      });
    });
  };
  return relay((passing) => {
    passOn(passing);
    if (!passing.isEdit) return;
    if (edits.length === 0) setTimeout(keep, window);
    edits.push(passing.data);
    senders.set(passing.from, passing.syncs);
  });
});

function saved(syncs: number): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, messageType.acknowledgement);
    encoding.writeVarUint(encoder, syncs);
  });
}
