import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** A mail server that accepts every connection and never finishes an answer. */
export interface SilentMailServer {
  readonly url: string;
  /** The number of connections so far. */
  connections(): number;
  /** The number of connections that the client has not closed. */
  open(): number;
}

interface Ending {
  teardown(act: () => unknown): unknown;
}

/** Opens the server. `drip`: the milliseconds between two characters of an endless greeting; absent for a silent server. */
export async function silentMailServer(t: Ending, { drip }: { readonly drip?: number } = {}): Promise<SilentMailServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.resume();
    const dripping = drip === undefined ? undefined : setInterval(() => socket.write('2'), drip);
    socket.on('close', () => {
      clearInterval(dripping);
      sockets.delete(socket);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => server.close(done));
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `smtp://127.0.0.1:${port}`, connections: () => connections, open: () => sockets.size };
}
