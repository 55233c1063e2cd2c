import { cpSync } from 'node:fs';
import { Client, leave, sitDown } from '../client.ts';
import { after } from '../course.ts';
import type { Figures } from '../figures.ts';
import { type Effort, inFolder, person, room, type Row } from '../row.ts';
import { type Server, type ServerName, startServer } from '../server.ts';
import { allSaved, atRest } from '../stored.ts';
import { typedEdits } from '../texts.ts';

const edits = 100_000;
/** What one member may send at once. */
const editsEach = 1_900;
const atOnce = 100;

/** Types a draft through the real route, as many people one after the other; the last to leave is the last in the room. */
export async function typeDraft(server: Server, count: number): Promise<void> {
  for (let author = 0; author * editsEach < count; author += 1) {
    const [typist] = await sitDown(server, [{ room: room(0), person: person(author) }]);
    if (typist === undefined) return;
    const updates = typedEdits(author, Math.min(editsEach, count - author * editsEach));
    for (let n = 0; n < updates.length; n += atOnce) {
      for (const update of updates.slice(n, n + atOnce)) typist.edit(typist.frameOf(update));
      await typist.wire.drained();
      // Each of these is an edit of its own, not one big one.
      await after(4);
    }
    await allSaved(server, typist);
    await leave([typist]);
  }
}

/** The time from dialling until the whole text is there, on a server that has just started. */
async function firstOpener(name: ServerName, directory: string, people: number): Promise<Figures> {
  return inFolder(async (copy) => {
    // Opening may write: what was built is kept as it was.
    cpSync(directory, copy, { recursive: true });
    const server = await startServer(name, { directory: copy, rooms: 1, people });
    await after(500);
    const since = performance.now();
    const client = new Client(server, { room: room(0), person: person(0) });
    await client.synced;
    const took = performance.now() - since;
    const { answered } = client;
    await leave([client]);
    await server.kill();
    return { 'first opener has the text after, ms': took, 'the text as sent, KB': answered / 1024 };
  });
}

async function open(name: ServerName, { scale }: Effort, log: 'at rest' | 'never compacted'): Promise<Figures> {
  const count = Math.round(edits * scale);
  const people = Math.ceil(count / editsEach);
  return inFolder(async (directory) => {
    const server = await startServer(name, { directory, rooms: 1, people });
    if (log === 'at rest') {
      await typeDraft(server, count);
      await atRest(server, [room(0)]);
    } else await writeLog(server, count);
    await server.kill();
    return firstOpener(name, directory, people);
  });
}

/** As one entry of the log each, past every room; only the service keeps a log. */
async function writeLog(server: Server, count: number): Promise<void> {
  const updates: string[] = [];
  for (let author = 0; updates.length < count; author += 1) {
    for (const update of typedEdits(author, Math.min(editsEach, count - updates.length)))
      updates.push(Buffer.from(update).toString('base64'));
  }
  await server.ask('append', JSON.stringify({ room: room(0), updates }));
}

export const openingRows: readonly Row[] = [
  {
    name: '6',
    title: 'A stored draft of 100,000 edits, first opener',
    servers: ['concord', 'hocuspocus'],
    run: (server, effort) => open(server, effort, 'at rest'),
  },
  {
    name: '6b',
    title: 'The same, with every edit an entry of the log and nothing compacted',
    servers: ['concord'],
    run: (server, effort) => open(server, effort, 'never compacted'),
  },
];
