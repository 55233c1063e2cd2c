import * as Y from 'yjs';
import { Client, leave, type Seat, sitDown } from '../client.ts';
import { after } from '../course.ts';
import type { Figures } from '../figures.ts';
import { inFolder, person, room, type Row } from '../row.ts';
import { type Server, type ServerName, startServer } from '../server.ts';
import { allSaved } from '../stored.ts';
import { writtenText } from '../texts.ts';

const people = 500;

interface Storm {
  readonly rooms: number;
  /** What took everybody away: all lines at once, or that the server was killed and started again. */
  readonly after: 'a lost line' | 'a restart';
  /** Whether the browsers kept the text, or their pages are opened anew. */
  readonly has: 'the text' | 'nothing';
}

async function write(server: Server, rooms: number, document: Y.Doc): Promise<void> {
  const update = Y.encodeStateAsUpdate(document);
  for (let n = 0; n < rooms; n += 1) {
    const [author] = await sitDown(server, [{ room: room(n), person: person(n) }]);
    if (author === undefined) continue;
    author.edit(author.frameOf(update));
    await allSaved(server, author);
    await leave([author]);
  }
}

async function comeBack(name: ServerName, { rooms, has, after: cause }: Storm): Promise<Figures> {
  const document = writtenText(2000);
  const seats = Array.from({ length: people }, (_, one): Seat => {
    const seat = { room: room(one % rooms), person: person(one) };
    return has === 'nothing' ? seat : { ...seat, has: Y.encodeStateVector(document) };
  });
  return inFolder(async (directory) => {
    const given = { directory, rooms, people };
    const before = await startServer(name, given);
    await write(before, rooms, document);
    if (cause === 'a lost line') {
      const clients = await sitDown(before, seats);
      for (const { wire } of clients) wire.cut();
      await after(300);
      return storm(before, seats);
    }
    await after(1000);
    await before.kill();
    return storm(await startServer(name, given), seats);
  });
}

async function storm(server: Server, seats: readonly Seat[]): Promise<Figures> {
  const cpu = await server.cpu();
  const since = performance.now();
  const took: number[] = [];
  const clients = seats.map((seat) => new Client(server, seat));
  await Promise.all(clients.map((client) => client.synced.then(() => took.push(performance.now() - since))));
  const last = performance.now() - since;
  const used = (await server.cpu()) - cpu;
  await leave(clients);
  await server.kill();
  return {
    'until all are synced, ms': last,
    'until half are, ms': took[Math.floor(took.length / 2)] ?? Number.NaN,
    'server CPU, ms': used,
  };
}

const all = ['concord', 'relay', 'y-websocket', 'hocuspocus'] as const;
/** Those that have a text after a restart; the relay never has one. */
const durable = ['concord', 'relay', 'hocuspocus'] as const;

function row(name: string, title: string, shape: Storm): Row {
  const servers = shape.after === 'a restart' ? durable : all;
  return { name, title, servers, run: (server) => comeBack(server, shape) };
}

export const returningRows: readonly Row[] = [
  row('5a', '500 clients back at once in 50 rooms, after a lost line', { rooms: 50, has: 'the text', after: 'a lost line' }),
  row('5b', '500 clients back at once in one room, after a lost line', { rooms: 1, has: 'the text', after: 'a lost line' }),
  row('5c', '500 clients back at once in 50 rooms, after a restart', { rooms: 50, has: 'the text', after: 'a restart' }),
  row('5d', '500 clients back at once in one room, after a restart', { rooms: 1, has: 'the text', after: 'a restart' }),
  row('5e', '500 pages opened anew in 50 rooms, after a restart', { rooms: 50, has: 'nothing', after: 'a restart' }),
  row('5f', '500 pages opened anew in one room, after a restart', { rooms: 1, has: 'nothing', after: 'a restart' }),
];
