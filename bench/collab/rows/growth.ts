import { type Client, leave, sitDown } from '../client.ts';
import { after } from '../course.ts';
import type { Figures } from '../figures.ts';
import { type Effort, person, room, type Row, withServer } from '../row.ts';
import type { Server, ServerName } from '../server.ts';
import { allSaved } from '../stored.ts';
import { typedEdits } from '../texts.ts';
import { Meter } from '../usage.ts';

const edits = 200_000;
/** What one member may send in a few seconds. */
const editsEach = 2_000;
const typing = 4;
const perTurn = 10;
const turn = 10;
const megabyte = 1_048_576;

/** Types as fast as `perTurn` edits in `turn` ms, then leaves. */
async function typeAway(server: Server, author: number): Promise<void> {
  const updates = typedEdits(author, editsEach);
  const [typist] = await sitDown(server, [{ room: room(0), person: person(author) }]);
  if (typist === undefined) return;
  const frames = updates.map((update) => typist.frameOf(update));
  const from = performance.now();
  for (let n = 0; n < frames.length; n += perTurn) {
    for (const frame of frames.slice(n, n + perTurn)) typist.edit(frame);
    await after(Math.max(0, from + (n / perTurn + 1) * turn - performance.now()));
  }
  await allSaved(server, typist);
  await leave([typist]);
}

/** So many at a time, each replaced by the next when they leave, and one who reads all along. */
async function grow(name: ServerName, { scale }: Effort): Promise<Figures> {
  const authors = Math.max(typing, Math.round((edits * scale) / editsEach));
  return withServer(name, { rooms: 1, people: authors + 1 }, async (server) => {
    const readers: readonly Client[] = await sitDown(server, [{ room: room(0), person: person(authors) }]);
    let frames = 0;
    for (const reader of readers) reader.onNews = () => (frames += 1);
    const before = await server.memory();
    const meter = new Meter(server);
    await meter.read();
    let next = 0;
    const places = Array.from({ length: typing }, async () => {
      while (next < authors) await typeAway(server, next++);
    });
    await Promise.all(places);
    await meter.read();
    // A store that is behind has its chance.
    await after(3000);
    const grown = await server.memory();
    await leave(readers);
    const count = authors * editsEach;
    return {
      'memory growth, MB': (grown.rss - before.rss) / megabyte,
      'of that the heap, MB': (grown.heap - before.heap) / megabyte,
      'server CPU, µs an edit': (1000 * meter.spent) / count,
      'edits a second': (1000 * count) / meter.elapsed,
      'frames to the reader': frames,
    };
  });
}

export const growthRow: Row = {
  name: '8',
  title: '200,000 edits in one room, four typing 1,000 a second each and one reading',
  servers: ['concord', 'relay', 'y-websocket', 'hocuspocus'],
  run: grow,
};
