import { join } from 'node:path';
import { serve } from './child.ts';
import { loadPeer } from './peer.ts';

// Hocuspocus as its documentation sets it up, with its SQLite extension on a file.

interface HocuspocusServer {
  readonly hocuspocus: { getDocumentsCount(): number };
  readonly address: { readonly port: number };
  listen(): Promise<unknown>;
}

const { Server } = (await loadPeer('@hocuspocus/server')) as { Server: new (configuration: object) => HocuspocusServer };
const { SQLite } = (await loadPeer('@hocuspocus/extension-sqlite')) as { SQLite: new (configuration: object) => object };

await serve(async ({ directory }) => {
  const server = new Server({
    port: 0,
    address: '127.0.0.1',
    quiet: true,
    stopOnSignals: false,
    websocketOptions: { perMessageDeflate: false },
    extensions: [new SQLite({ database: join(directory, 'hocuspocus.sqlite') })],
  });
  await server.listen();
  return { port: server.address.port, questions: { isAtRest: () => server.hocuspocus.getDocumentsCount() === 0 } };
});
