import { once } from 'node:events';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';

/** A port that leads to the server, and can be cut for one person: they are told apart by the cookie they send first. */
export interface Wire {
  readonly port: number;
  /** Says where it leads. */
  to(port: number): void;
  cut(token: string): void;
  mend(token: string): void;
  close(): void;
}

/** Listens on a free port of loopback. */
export async function openWire(): Promise<Wire> {
  const cut = new Set<string>();
  const open = new Map<Socket, string>();
  let target = 0;
  const server = createServer((socket) => {
    socket.once('data', (first) => {
      const token = /concord-session=([\w-]+)/.exec(first.toString('latin1'))?.[1] ?? '';
      open.set(socket, token);
      if (cut.has(token)) socket.destroy();
      else join(socket, first, target);
    });
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    to(port) {
      target = port;
    },
    cut(token) {
      cut.add(token);
      for (const [socket, whose] of open) if (whose === token) socket.destroy();
    },
    mend: (token) => cut.delete(token),
    close() {
      server.close();
      for (const socket of open.keys()) socket.destroy();
    },
  };
}

function join(socket: Socket, first: Buffer | string, port: number): void {
  const other = connect(port, '127.0.0.1');
  other.write(first);
  socket.pipe(other);
  other.pipe(socket);
  other.on('error', () => socket.destroy());
  other.on('close', () => socket.destroy());
  socket.on('close', () => other.destroy());
}
