import { leave } from '../client.ts';
import { Course } from '../course.ts';
import type { Figures } from '../figures.ts';
import { canCountFlushes, flushesOf, watched } from '../flushes.ts';
import { type Effort, inFolder, type Row, withServer } from '../row.ts';
import type { ServerName } from '../server.ts';
import { assemble, authorsOf, type Shape } from './typing.ts';

/** 64 edits a second. */
const office: Shape = { rooms: 8, people: 5, typing: 2, perSecond: 4 };
const warmUp = 5;

async function count(name: ServerName, { seconds }: Effort): Promise<Figures> {
  return inFolder(async (folder) => {
    const size = { rooms: office.rooms, people: office.rooms * office.people };
    return withServer(name, { ...size, under: watched(folder) }, async (server) => {
      const clients = await assemble(server, office);
      const course = new Course(clients, authorsOf(clients, office, warmUp + seconds));
      const edges: number[] = [];
      await course.run({ perSecond: office.perSecond, warmUp, seconds }, () => {
        edges.push(Date.now());
        return Promise.resolve();
      });
      const flushes = flushesOf(server, folder, edges[0] ?? 0, edges[1] ?? 0);
      await leave(clients.flat());
      return {
        'flushes an edit': flushes / course.sent,
        'edits a second': course.sent / seconds,
        'edits that never arrived': course.missing,
      };
    });
  });
}

export const flushRow: Row = {
  name: '11',
  title: 'A calm office: 8 rooms of 5, two typing 4 a second in each; how often the server waits for the disk',
  servers: ['concord', 'relay-log', 'hocuspocus'],
  missing: canCountFlushes() ? null : 'strace',
  run: count,
};
