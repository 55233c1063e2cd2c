import { sectionName } from '../../../src/text/lines/stored.ts';
import { leave, sitDown } from '../client.ts';
import { type Author, Course } from '../course.ts';
import type { Figures } from '../figures.ts';
import { markOf } from '../marks.ts';
import { type Effort, person, room, type Row, withServer } from '../row.ts';
import type { ServerName } from '../server.ts';
import { Meter } from '../usage.ts';

const people = 100;
const perSecond = 10;
const warmUp = 10;

/** A caret as the editor tells it: where a selection begins and ends, relative to what stands there. */
function caret(client: number, n: number, mark: string): Readonly<Record<string, unknown>> {
  const place = { type: null, tname: sectionName('q7'), item: { client, clock: 40 + n }, assoc: -1 };
  return { section: 'q7', mark, cursor: { anchor: place, head: place } };
}

async function move(name: ServerName, { seconds }: Effort): Promise<Figures> {
  return withServer(name, { rooms: 1, people }, async (server) => {
    const clients = await sitDown(
      server,
      Array.from({ length: people }, (_, one) => ({ room: room(0), person: person(one) })),
    );
    const authors = clients.map((client, author): Author => ({
      client,
      send(n) {
        client.announce(caret(client.id, n, markOf(author, n)));
        return null;
      },
    }));
    const course = new Course([clients], authors);
    const meter = new Meter(server);
    await course.run({ perSecond, warmUp, seconds }, () => meter.read());
    await leave(clients);
    return {
      'caret, or a newer one, to others p50, ms': course.arrivals.at(0.5),
      'caret, or a newer one, to others p99, ms': course.arrivals.at(0.99),
      'server CPU, % of a core': meter.usage.server,
      'overtaken by a newer one, % of carets': (100 * course.overtaken) / course.arrivals.count,
      'generator CPU, % of a core': meter.usage.generator,
      'carets that never arrived': course.missing,
    };
  });
}

export const caretRow: Row = {
  name: '4',
  title: '100 people in one room, carets 10 times a second',
  servers: ['concord', 'relay', 'relay-shared', 'y-websocket', 'hocuspocus'],
  run: move,
};
