import websocket from '@fastify/websocket';
import { fastify } from 'fastify';
import type { AddressInfo } from 'node:net';
import { serve } from './child.ts';

// A bare @fastify/websocket route that does nothing: what a connection costs at least.

await serve(async () => {
  const app = fastify();
  await app.register(websocket, { options: { perMessageDeflate: false } });
  app.get('/:room', { websocket: true }, (socket) => {
    socket.on('message', () => undefined);
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  return { port: (app.server.address() as AddressInfo).port };
});
