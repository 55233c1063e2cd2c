import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { messageType, syncType } from '../../../src/collab/protocol.ts';
import { serve } from './child.ts';

// The least that can be done: edits and presence go to the others in the room as they came. No document, no disk.

const emptyAnswer = new Uint8Array([messageType.sync, syncType.step2, 2, 0, 0]);

await serve(async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  const rooms = new Map<string, Set<WebSocket>>();
  server.on('connection', (socket, request) => {
    const name = request.url ?? '';
    const room = rooms.get(name) ?? new Set();
    rooms.set(name, room.add(socket));
    socket.on('error', () => undefined);
    socket.on('close', () => room.delete(socket));
    socket.on('message', (data: Buffer) => {
      const isSync = data[0] === messageType.sync;
      if (isSync && data[1] === syncType.step1) socket.send(emptyAnswer);
      if (isSync && data[1] !== syncType.update) return;
      for (const other of room) if (other !== socket) other.send(data);
    });
  });
  await new Promise((resolve) => server.once('listening', resolve));
  return { port: (server.address() as AddressInfo).port };
});
