import type { Client } from './client.ts';
import { after } from './course.ts';
import type { Server } from './server.ts';

const patience = 60_000;

/** Waits until something is so, asking every 100 ms. Throws after a minute. */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + patience;
  while (performance.now() < end) {
    if (await isSo()) return;
    await after(100);
  }
  throw new Error(`waited in vain for ${what}`);
}

/** Waits until everything sent by clients that have left is on the server's disk, as it keeps what nobody has open. */
export async function atRest(server: Server, rooms: readonly string[]): Promise<void> {
  if (server.name === 'hocuspocus') await until('documents to be unloaded', async () => (await server.ask('isAtRest')) === true);
  if (server.name !== 'concord') return;
  for (const room of rooms) await until(`${room} to be compacted`, async () => Number(await server.ask('entries', room)) <= 200);
}

/** Waits until the server has said that all a client sent is saved; a server that says nothing of the kind has half a second. */
export async function allSaved(server: Server, client: Client): Promise<void> {
  if (server.name === 'concord') await until('all to be saved', () => Promise.resolve(client.saved >= client.sent));
  else await after(500);
}
