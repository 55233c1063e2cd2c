import { type Attack, attackers, attacks } from '../attacks.ts';
import { leave, sitDown } from '../client.ts';
import { after, type Author, Course } from '../course.ts';
import type { Figures } from '../figures.ts';
import { markOf } from '../marks.ts';
import { type Effort, person, room, type Row, withServer } from '../row.ts';
import type { Server, ServerName } from '../server.ts';
import { markedEdits } from '../texts.ts';

const well = 6;
const typing = 2;
const perSecond = 10;
const atOnce = 2;
const megabyte = 1_048_576;

/** Two who type, two who move their carets, two who only look. */
function authorsOf(clients: Awaited<ReturnType<typeof sitDown>>, seconds: number): readonly Author[] {
  return clients.slice(0, 2 * typing).map((client, author): Author => {
    if (author >= typing) {
      return {
        client,
        send(n) {
          client.announce({ mark: markOf(author, n) });
          return null;
        },
      };
    }
    const frames = markedEdits(author, 2 * perSecond * seconds + 50).map((update) => client.frameOf(update));
    return { client, send: (n) => client.edit(frames[n] ?? Buffer.alloc(0)) };
  });
}

async function endure(server: Server, attack: Attack, seconds: number): Promise<Figures> {
  const clients = await sitDown(
    server,
    Array.from({ length: well }, (_, n) => ({ room: room(0), person: person(n) })),
  );
  const course = new Course([clients], authorsOf(clients, seconds + 4));
  await after(500);
  const before = await server.memory();
  const victims = clients.map(({ id }) => id);
  let attacked: Promise<unknown> = Promise.resolve();
  let edges = 0;
  await course.run({ perSecond, warmUp: 1, seconds }, () => {
    edges += 1;
    const until = performance.now() + 1000 * seconds;
    if (edges === 1) attacked = Promise.all(Array.from({ length: atOnce }, () => attack(server, victims, until)));
    return Promise.resolve();
  });
  await attacked;
  const thrownOut = clients.filter(({ wire }) => wire.isOver).length;
  await after(1000);
  const [peak, grown] = await Promise.all([server.ask('peak'), server.memory()]).catch(() => [Number.NaN, null] as const);
  await leave(clients);
  return {
    'server up': server.ended() === null ? 1 : 0,
    'longest stall, ms': course.arrivals.at(1),
    'edits and carets lost': course.missing,
    'others thrown out': thrownOut,
    'heap, MB': grown === null ? 0 : (grown.heap - before.heap) / megabyte,
    'growth, MB': grown === null ? Number.NaN : (grown.rss - before.rss) / megabyte,
    'at most, MB': (Number(peak) - before.rss) / megabyte,
  };
}

async function run(name: ServerName, { seconds }: Effort, attack: () => Attack): Promise<Figures> {
  return withServer(name, { rooms: 1, people: attackers + 10 }, (server) => endure(server, attack(), seconds));
}

export const garbageRows: readonly Row[] = Object.entries(attacks).map(([title, attack], n) => ({
  name: `10${'abcdefghijklmnop'.charAt(n)}`,
  title: `Garbage: ${title}`,
  servers: ['concord', 'y-websocket', 'hocuspocus'],
  run: (server, effort) => run(server, effort, attack),
}));
