import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Fetching } from './fetching.ts';

/** The service in a process of its own, as `npm start` runs it. */
export interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  /** The path that opens the demonstration to a browser. */
  readonly opening: string;
  /** From the start of the process until it said that it is ready, in milliseconds. */
  readonly readyAfter: number;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** A data folder that ends with its test. */
export function folderFor(t: { teardown(act: () => unknown): unknown }): string {
  const folder = mkdtempSync(join(tmpdir(), 'concord-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** A member of the demonstration, signed in by its start page. */
export async function personAt(service: Pick<Running, 'url' | 'opening'>, member: string): Promise<Fetching> {
  const visitor = new Fetching(service.url);
  await visitor.get(service.opening);
  await visitor.post('/start', [['member', member]]);
  return visitor;
}

/** Where a live client of a member connects to the draft of a consultation. */
export async function liveAddress(
  service: Pick<Running, 'url' | 'opening'>,
  member: string,
  consultation = '/consultations/send-review',
): Promise<{ readonly url: string; readonly headers: Readonly<Record<string, string>> }> {
  const visitor = await personAt(service, member);
  const room = /data-room="([^"]+)"/.exec(await visitor.get(`${consultation}/response`))?.[1] ?? '';
  return { url: `${service.url.replace('http', 'ws')}/live/${room}`, headers: { origin: service.url, cookie: visitor.cookies } };
}

/** Starts `src/main.ts` on a data folder and resolves when it says it is ready. Throws with what it said where it ends instead. */
export async function run(dataDir: string, environment: Readonly<Record<string, string>> = {}): Promise<Running> {
  const started = performance.now();
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: new URL('../..', import.meta.url).pathname,
    env: { PATH: process.env['PATH'] ?? '', ...compileCache(), DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'warn', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  for await (const line of createInterface({ input: child.stdout })) {
    said += `${line}\n`;
    const ready = /ready at (\S+)/.exec(line);
    if (ready?.[1] === undefined) continue;
    child.stdout.resume();
    const { origin: url, pathname: opening } = new URL(ready[1]);
    return { child, url, opening, readyAfter: performance.now() - started, stop: (signal = 'SIGTERM') => stop(child, signal) };
  }
  throw new Error(`the service ended before it was ready:\n${said}`);
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}

/** The cache of compiled modules that the tests share, where they have one. */
export function compileCache(): Readonly<Record<string, string>> {
  const folder = process.env['NODE_COMPILE_CACHE'];
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder };
}
