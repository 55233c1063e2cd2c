import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as Y from 'yjs';
import { origin } from './live-server.ts';
import { RawClient } from './raw-client.ts';

const writers = ['ann', 'bob', 'cat', 'dan'];

interface Ending {
  teardown(act: () => unknown): unknown;
}

/** A live server in a process of its own. */
export interface LiveProcess {
  readonly child: ChildProcess;
  client(member: string, document?: Y.Doc): RawClient;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}

/** A folder that several processes use one after the other. */
export function folder(t: Ending): string {
  const directory = mkdtempSync(join(tmpdir(), 'concord-kill-'));
  t.teardown(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  return directory;
}

/** Starts a live server on a folder. */
export async function startLive(t: Ending, directory: string): Promise<LiveProcess> {
  const main = fileURLToPath(new URL('live-process-main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, directory, ...writers], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  t.teardown(() => child.kill('SIGKILL'));
  const [line] = (await Promise.race([once(child.stdout, 'data'), exited])) as [unknown];
  if (!Buffer.isBuffer(line)) throw new TypeError(`the server did not start: ${String(line)}`);
  const url = `${line.toString().trim()}/response/epoch-1`;
  const clients: RawClient[] = [];
  t.teardown(() => Promise.all(clients.map((client) => client.close())));
  return {
    child,
    client(member, document) {
      const client = new RawClient({ url, headers: { origin, 'x-member': member }, ...(document === undefined ? {} : { document }) });
      clients.push(client);
      return client;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Somebody who types a line every few milliseconds until told to stop. */
export class Typist {
  readonly name: string;
  client: RawClient;
  /** Every line, and the number of the frame that carries it. */
  readonly lines: { readonly text: string; readonly frame: number }[] = [];
  /** Lines that were shown as saved, by this or an earlier connection. */
  readonly saved = new Set<string>();
  #timer: NodeJS.Timeout | null = null;

  readonly #section: string;

  constructor(client: RawClient, name: string, section = 'section:q1') {
    this.client = client;
    this.name = name;
    this.#section = section;
  }

  start(): void {
    this.#timer = setInterval(() => {
      const text = `${this.name} ${this.lines.length}`;
      this.lines.push({ text, frame: this.client.type(text, this.#section) });
    }, 3);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.look();
  }

  /** Notes which lines are shown as saved by now, and answers how many. */
  look(): number {
    for (const { text, frame } of this.lines) if (frame <= this.client.durable) this.saved.add(text);
    return this.saved.size;
  }
}

/** What happened in one round of {@link typeUntilKilled}. */
export interface Killed {
  readonly typed: number;
  readonly saved: number;
  /** Lines that were shown as saved and are not there for a fresh client after the restart. */
  readonly missing: readonly string[];
  /** Lines that are not there although their authors came back with them. */
  readonly lost: readonly string[];
}

/** Four people type; after some time, and once so many lines are shown as saved, the server is killed, frozen before that if asked; then it is started again. */
export async function typeUntilKilled(t: Ending, after: number, frozen = 0, atLeast = 0): Promise<Killed> {
  const directory = folder(t);
  const before = await startLive(t, directory);
  const typists = writers.map((name) => new Typist(before.client(name), name));
  await Promise.all(typists.map(({ client }) => client.settled()));
  for (const typist of typists) typist.start();
  await passed(after);
  // A busy machine may need longer until anything is shown as saved.
  while (typists.reduce((sum, typist) => sum + typist.look(), 0) < atLeast) await passed(5);
  if (frozen > 0) {
    before.child.kill('SIGSTOP');
    await passed(frozen);
  }
  await before.kill();
  await Promise.all(typists.map(({ client }) => client.ending()));
  for (const typist of typists) typist.stop();

  const restarted = await startLive(t, directory);
  const fresh = restarted.client('ann');
  await fresh.synced();
  const there = new Set(fresh.text().split('\n'));
  const saved = typists.flatMap((typist) => [...typist.saved]);
  const missing = saved.filter((text) => !there.has(text));

  const back = typists.map(({ name, client }) => restarted.client(name, client.document));
  await Promise.all(back.map((client) => client.settled()));
  const later = restarted.client('bob');
  await later.synced();
  const all = new Set(later.text().split('\n'));
  const lines = typists.flatMap((typist) => typist.lines.map(({ text }) => text));
  const lost = lines.filter((text) => !all.has(text));
  await Promise.all([fresh, later, ...back].map((client) => client.close()));
  await restarted.kill();
  return { typed: lines.length, saved: saved.length, missing, lost };
}

/** Waits: for typing to go on, not for anything to happen. */
export function passed(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
