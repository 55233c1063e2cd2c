import { Client, leave, type Seat, sitDown } from '../client.ts';
import type { Figures } from '../figures.ts';
import { person, room, type Row, withServer } from '../row.ts';
import type { Server, ServerName } from '../server.ts';
import { after } from '../course.ts';
import * as Y from 'yjs';
import { sectionText } from '../../../src/text/lines/stored.ts';

const connections = 2_000;
/** Of one member at most 30 connections are let in. */
const people = 200;
const atOnce = 100;
const openRooms = 400;
const warmRooms = 50;
/** Until a room is idle, in ms. */
const idleFor = 33_000;
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

/** A text in one piece, so that what is measured is the room and not what Yjs keeps for each edit. */
function plainText(): Uint8Array {
  const document = new Y.Doc();
  sectionText(document, 'q1').insert(0, 'A family can ask for one setting outside the list. '.repeat(40));
  return Y.encodeStateAsUpdate(document);
}

/** What a room costs beyond its text, with the one connection that holds it open taken off. */
async function open(name: ServerName): Promise<Figures> {
  return withServer(name, { rooms: warmRooms + openRooms, people }, async (server) => {
    const text = plainText();
    const enter = async (count: number, roomOf: (n: number) => number): Promise<readonly Client[]> => {
      const seats = Array.from({ length: count }, (_, n): Seat => ({ room: room(roomOf(n)), person: person(n % people) }));
      const clients = await settle(server, seats);
      const seen = new Set<string>();
      for (const [n, client] of clients.entries()) {
        const { room: name } = seats[n] ?? { room: '' };
        if (!seen.has(name)) client.edit(client.frameOf(text));
        seen.add(name);
      }
      await after(idleFor);
      return clients;
    };
    const warm = await enter(warmRooms, (n) => n);
    const before = await server.memory();
    const together = await enter(openRooms, (n) => n % warmRooms);
    const between = await server.memory();
    const apart = await enter(openRooms, (n) => warmRooms + n);
    const all = await server.memory();
    await leave([...warm, ...together, ...apart]);
    const beyond = (key: 'rss' | 'heap'): number => {
      const connections = between[key] - before[key];
      return ((all[key] - between[key] - connections) / openRooms - text.length) / kilobyte;
    };
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
