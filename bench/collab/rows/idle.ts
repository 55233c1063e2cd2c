import { Client, leave, type Seat, sitDown } from '../client.ts';
import type { Figures } from '../figures.ts';
import { person, room, type Row, withServer } from '../row.ts';
import type { Server, ServerName } from '../server.ts';
import { writtenText } from '../texts.ts';
import { after } from '../course.ts';
import * as Y from 'yjs';

const connections = 2_000;
/** Of one member at most 30 connections are let in. */
const people = 200;
const atOnce = 100;
const openRooms = 400;
const kilobyte = 1024;

async function settle(address: Server, seats: readonly Seat[]): Promise<readonly Client[]> {
  const clients: Client[] = [];
  for (let n = 0; n < seats.length; n += atOnce) {
    const some = seats.slice(n, n + atOnce);
    if (address.name === 'route') {
      const opened = some.map((seat) => new Client(address, { ...seat, mute: true }));
      await Promise.all(opened.map((client) => client.wire.opened));
      clients.push(...opened);
    } else clients.push(...(await sitDown(address, some)));
  }
  return clients;
}

/** What so many who do nothing cost, once as many have come and gone: code and pools are there by then. */
async function connect(name: ServerName): Promise<Figures> {
  return withServer(name, { rooms: 50, people }, async (server) => {
    const seats = Array.from({ length: connections }, (_, n): Seat => ({ room: room(n % 50), person: person(n % people) }));
    const first = await settle(server, seats.slice(0, 500));
    const before = await server.memory();
    const rest = await settle(server, seats.slice(500));
    await after(1000);
    const all = await server.memory();
    await leave([...first, ...rest]);
    return {
      'an idle connection, KB': (all.rss - before.rss) / rest.length / kilobyte,
      'of that the heap, KB': (all.heap - before.heap) / rest.length / kilobyte,
    };
  });
}

/** What a room costs beyond its text, with the one connection that holds it open taken off. */
async function open(name: ServerName): Promise<Figures> {
  return withServer(name, { rooms: openRooms + 1, people }, async (server) => {
    const text = Y.encodeStateAsUpdate(writtenText(40));
    const before = await server.memory();
    const inOne = await settle(
      server,
      Array.from({ length: openRooms }, (_, n): Seat => ({ room: room(openRooms), person: person(n % people) })),
    );
    const together = await server.memory();
    const apart = await settle(
      server,
      Array.from({ length: openRooms }, (_, n): Seat => ({ room: room(n), person: person(n % people) })),
    );
    for (const client of apart) client.edit(client.frameOf(text));
    await after(3000);
    const all = await server.memory();
    await leave([...inOne, ...apart]);
    const beyond = (key: 'rss' | 'heap'): number =>
      (all[key] - together[key] - (together[key] - before[key])) / openRooms / kilobyte - text.length / kilobyte;
    return {
      'an idle open room beyond its text, KB': beyond('rss'),
      'of that the heap, KB': beyond('heap'),
      'its text, KB': text.length / kilobyte,
    };
  });
}

export const idleRows: readonly Row[] = [
  { name: '9', title: '2,000 idle connections', servers: ['concord', 'route', 'relay', 'y-websocket', 'hocuspocus'], run: connect },
  { name: '9b', title: '400 idle open rooms, one connection each', servers: ['concord', 'y-websocket', 'hocuspocus'], run: open },
];
