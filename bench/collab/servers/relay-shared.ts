import type { Socket } from 'node:net';
import * as ws from 'ws';
import { serve } from './child.ts';
import { relay } from './relaying.ts';

// The relay, with all that one turn of the event loop brought to a room in one buffer, written to everybody in it.

// What the types of ws do not tell of: how it frames a message, and the socket under a WebSocket.
interface Untold {
  readonly Sender: { frame(data: Buffer, options: Readonly<Record<string, unknown>>): Buffer[] };
}
const { Sender } = ws as unknown as Untold;
const form = { fin: true, rsv1: false, opcode: 2, mask: false, readOnly: true };

function wireOf(socket: ws.WebSocket): Socket {
  return (socket as unknown as { _socket: Socket })._socket;
}

const turns = new Map<ReadonlySet<ws.WebSocket>, Buffer[]>();

function flush(): void {
  for (const [room, messages] of turns) {
    const framed = messages.flatMap((data) => Sender.frame(data, form));
    const all = Buffer.concat(framed);
    for (const socket of room) if (socket.readyState === socket.OPEN) wireOf(socket).write(all);
  }
  turns.clear();
}

await serve(() =>
  relay(({ room, data }) => {
    if (turns.size === 0) setImmediate(flush);
    turns.set(room, [...(turns.get(room) ?? []), data]);
  }),
);
