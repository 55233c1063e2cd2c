import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { messageType, syncType } from '../../../src/collab/wire/protocol.ts';

const emptyAnswer = new Uint8Array([messageType.sync, syncType.step2, 2, 0, 0]);

/** A message of one socket in a room of others. */
export interface Passing {
  readonly from: WebSocket;
  readonly room: ReadonlySet<WebSocket>;
  readonly data: Buffer;
  /** How many sync messages came from this socket, with this one. */
  readonly syncs: number;
  readonly isEdit: boolean;
}

/** The least that a room can do, with no document and no rights; how messages are passed on is told. Answers the port. */
export async function relay(pass: (passing: Passing) => void): Promise<{ readonly port: number }> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  const rooms = new Map<string, Set<WebSocket>>();
  server.on('connection', (socket, request) => {
    const name = request.url ?? '';
    const room = rooms.get(name) ?? new Set();
    let syncs = 0;
    rooms.set(name, room.add(socket));
    socket.on('error', () => undefined);
    socket.on('close', () => room.delete(socket));
    socket.on('message', (data: Buffer) => {
      const isSync = data[0] === messageType.sync;
      if (isSync) syncs += 1;
      if (isSync && data[1] === syncType.step1) socket.send(emptyAnswer);
      const isEdit = isSync && data[1] === syncType.update;
      if (!isSync || isEdit) pass({ from: socket, room, data, syncs, isEdit });
    });
  });
  await new Promise((resolve) => server.once('listening', resolve));
  return { port: (server.address() as AddressInfo).port };
}

/** To everybody else, as it came. */
export function passOn({ from, room, data }: Passing): void {
  for (const other of room) if (other !== from) other.send(data);
}
