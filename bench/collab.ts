import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../src/store/sqlite/open.ts';
import { openLive } from '../tests/support/live-server.ts';
import type { RawClient } from '../tests/support/raw-client.ts';

// 20 rooms of five people over the real socket route, a durable store on disk, two of each room typing. Prints the time
// from an edit to its being in another's document, and to its being acknowledged as saved. Clients and server share a process.

const rooms = 20;
const people = 5;
const typing = 2;
const seconds = 10;
const everyMilliseconds = 200;

const directory = mkdtempSync(join(tmpdir(), 'concord-bench-'));
const store = await openSqliteStore({ directory });
const endings: (() => unknown)[] = [];
const live = await openLive({ teardown: (act) => endings.push(act) }, { store, limits: { tickEvery: 250 } });
const seen: number[] = [];
const saved: number[] = [];

async function openRoom(room: number): Promise<RawClient[]> {
  const epoch = `room-${room}`;
  await store.drafts.begin({ draft: live.key.draft, epoch }, { update: new Uint8Array(), covers: {}, authors: {} });
  const clients = Array.from({ length: people }, (_, person) => live.client(`member-${room}-${person}`, { epoch }));
  await Promise.all(clients.map((client) => client.settled()));
  return clients;
}

function type(clients: readonly RawClient[], author: RawClient, number: number): void {
  const at = performance.now();
  const text = `${author.document.clientID} ${number}`;
  const section = `section:${author.document.clientID}`;
  const readers = clients.filter((client) => client !== author);
  const arrivals = readers.map((reader) => reader.until(text, () => reader.document.getXmlFragment(section).length > number));
  for (const arrival of arrivals) void arrival.then(() => seen.push(performance.now() - at));
  const frame = author.type(text, section);
  void author.until(text, () => author.durable >= frame).then(() => saved.push(performance.now() - at));
}

const opened = await Promise.all(Array.from({ length: rooms }, (_, room) => openRoom(room)));
const ends = performance.now() + seconds * 1000;
let edits = 0;
const work = opened.flatMap((clients) =>
  clients.slice(0, typing).map(async (author) => {
    for (let number = 0; performance.now() < ends; number += 1) {
      await new Promise((resolve) => setTimeout(resolve, everyMilliseconds * (0.5 + Math.random())));
      type(clients, author, number);
      edits += 1;
    }
    await author.settled();
  }),
);
await Promise.all(work);
for (const act of endings) await act();
await store.close();
rmSync(directory, { recursive: true, force: true });

const line = (name: string, times: number[]): string => {
  const sorted = times.sort((a, b) => a - b);
  const at = (part: number): string => `${(sorted[Math.floor((sorted.length - 1) * part)] ?? 0).toFixed(1)} ms`;
  return `${name}: p50 ${at(0.5)}, p99 ${at(0.99)} (${sorted.length} times)\n`;
};
process.stdout.write(`${rooms} rooms of ${people}, ${typing} typing, ${edits} edits in ${seconds} s\n`);
process.stdout.write(line('edit to reader', seen));
process.stdout.write(line('edit to saved', saved));
