import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { serve } from './child.ts';
import { loadPeer } from './peer.ts';

// The server that came with y-websocket 1.5, without persistence.

interface Utils {
  readonly setupWSConnection: (socket: WebSocket, request: IncomingMessage) => void;
}

const { setupWSConnection } = ((await loadPeer('y-websocket/bin/utils')) as { default: Utils }).default;

await serve(async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  server.on('connection', setupWSConnection);
  await new Promise((resolve) => server.once('listening', resolve));
  return { port: (server.address() as AddressInfo).port };
});
