import * as Y from 'yjs';
import { type Client, leave, sitDown } from '../client.ts';
import { after, type Author, Course } from '../course.ts';
import { fsyncTime } from '../disk.ts';
import type { Figures } from '../figures.ts';
import { type Effort, inFolder, person, room, type Row, withServer } from '../row.ts';
import type { ServerName } from '../server.ts';
import { markedEdits, writtenText } from '../texts.ts';
import { Meter } from '../usage.ts';

/** Who types where: people in each room, how many of them type, and edits a second of each. */
export interface Shape {
  readonly rooms: number;
  readonly people: number;
  readonly typing: number;
  readonly perSecond: number;
}

/** Long enough for what is to be compiled to be compiled: a service is measured as it is at noon. */
const warmUp = 10;
const servers = ['concord', 'relay', 'relay-log', 'y-websocket', 'hocuspocus'] as const;

/** Those who type, with their edits made beforehand; `seconds`: for how long they type at most. */
export function authorsOf(clients: readonly (readonly Client[])[], { typing, perSecond }: Shape, seconds: number): readonly Author[] {
  // Chance makes some pauses short.
  const edits = Math.ceil(2 * perSecond * seconds) + 10;
  const typists = clients.flatMap((inRoom) => inRoom.slice(0, typing));
  return typists.map((client, author) => {
    const frames = markedEdits(author, edits).map((update) => client.frameOf(update));
    return { client, send: (n) => client.edit(frames[n] ?? Buffer.alloc(0)) };
  });
}

/** Everybody in their room, with the text of an afternoon in it. */
export async function assemble(address: Parameters<typeof sitDown>[0], shape: Shape): Promise<readonly (readonly Client[])[]> {
  const base = Y.encodeStateAsUpdate(writtenText(2000));
  const clients: (readonly Client[])[] = [];
  for (let n = 0; n < shape.rooms; n += 1) {
    const seats = Array.from({ length: shape.people }, (_, one) => ({ room: room(n), person: person(n * shape.people + one) }));
    const seated = await sitDown(address, seats);
    seated[0]?.edit(seated[0].frameOf(base));
    clients.push(seated);
  }
  await after(500);
  return clients;
}

async function type(name: ServerName, shape: Shape, { seconds }: Effort): Promise<Figures> {
  return withServer(name, { rooms: shape.rooms, people: shape.rooms * shape.people }, async (server) => {
    const clients = await assemble(server, shape);
    const course = new Course(clients, authorsOf(clients, shape, warmUp + seconds));
    const meter = new Meter(server);
    await course.run({ perSecond: shape.perSecond, warmUp, seconds }, () => meter.read());
    await leave(clients.flat());
    return {
      'edit to reader p50, ms': course.arrivals.at(0.5),
      'edit to reader p99, ms': course.arrivals.at(0.99),
      'server CPU, % of a core': meter.usage.server,
      ...(course.saves.count === 0 ? {} : await saved(course)),
      'generator CPU, % of a core': meter.usage.generator,
      'edits that never arrived': course.missing,
    };
  });
}

async function saved(course: Course): Promise<Figures> {
  return {
    'edit to Saved p50, ms': course.saves.at(0.5),
    'edit to Saved p99, ms': course.saves.at(0.99),
    'fsync of 4 KB here, median ms': await inFolder((directory) => Promise.resolve(fsyncTime(directory))),
  };
}

function row(name: string, title: string, shape: Shape): Row {
  return { name, title, servers, run: (server, effort) => type(server, shape, effort) };
}

export const typingRows: readonly Row[] = [
  row('1', '20 rooms of 5, two typing 6 a second in each', { rooms: 20, people: 5, typing: 2, perSecond: 6 }),
  row('2', '1 room of 60, ten typing 6 a second', { rooms: 1, people: 60, typing: 10, perSecond: 6 }),
  row('3', '50 rooms of 8, four typing 5 a second in each', { rooms: 50, people: 8, typing: 4, perSecond: 5 }),
];
