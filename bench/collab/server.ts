import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Address } from './client.ts';
import { concord, type Dialect, hocuspocus, yWebsocket } from './dialects.ts';
import type { Given } from './servers/child.ts';
import { isInstalled } from './servers/peer.ts';

/** What can be measured, by the name of its module in `servers/`. */
export type ServerName = 'concord' | 'relay' | 'relay-log' | 'relay-shared' | 'hocuspocus' | 'y-websocket' | 'route';

const dialects: Readonly<Record<ServerName, Dialect>> = {
  concord,
  relay: yWebsocket,
  'relay-log': yWebsocket,
  'relay-shared': yWebsocket,
  hocuspocus,
  'y-websocket': yWebsocket,
  route: yWebsocket,
};

const packages: Readonly<Partial<Record<ServerName, string>>> = {
  hocuspocus: '@hocuspocus/extension-sqlite',
  'y-websocket': 'y-websocket/bin/utils',
};

/** Whether what a server needs is there. */
export function isThere(name: ServerName): boolean {
  const needed = packages[name];
  return needed === undefined || isInstalled(needed);
}

/** What `npm start` gives the service. */
const flags: Readonly<Partial<Record<ServerName, readonly string[]>>> = {
  concord: ['--max-semi-space-size=8', '--heap-growing-percent=40'],
};

const serverCore = '0';
const generatorCore = '1';
const pins = availableParallelism() > 1 && hasTaskset();

function hasTaskset(): boolean {
  try {
    execFileSync('taskset', ['-p', String(process.pid)], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Gives this process, the generator, a core of its own; false where that cannot be. */
export function pinGenerator(): boolean {
  if (pins) execFileSync('taskset', ['-a', '-c', '-p', generatorCore, String(process.pid)], { stdio: 'ignore' });
  return pins;
}

/** A server under test in a process of its own, on a core of its own. */
export interface Server extends Address {
  readonly name: ServerName;
  /** Of its process. */
  readonly pid: number;
  /** Null while it runs. */
  ended(): number | NodeJS.Signals | null;
  ask(question: string, given?: string): Promise<unknown>;
  /** What it has used so far, in ms. */
  cpu(): Promise<number>;
  /** In bytes, after collecting garbage. */
  memory(): Promise<{ readonly rss: number; readonly heap: number }>;
  kill(): Promise<void>;
}

const running = new Set<Server>();

/** Kills every server that was started and still runs. */
export async function killAll(): Promise<void> {
  await Promise.all([...running].map((server) => server.kill()));
}

interface Answer {
  readonly id: number;
  readonly answer: unknown;
}

/** Starts one; `under`: words before its command. Throws what it said where it ends before it listens. */
export async function startServer(name: ServerName, given: Given, under: readonly string[] = []): Promise<Server> {
  const script = fileURLToPath(new URL(`servers/${name}.ts`, import.meta.url));
  const program = [process.execPath, '--expose-gc', ...(flags[name] ?? []), script, JSON.stringify(given)];
  const [command = '', ...words] = [...under, ...(pins ? ['taskset', '-c', serverCore] : []), ...program];
  const child = spawn(command, words, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)));
  const exit = once(child, 'exit');
  const [first] = (await Promise.race([once(child, 'message'), exit])) as [{ port: number; pid: number } | number | null];
  if (typeof first !== 'object' || first === null) throw new Error(`${name} did not start:\n${said}`);
  const asked = new Map<number, (answer: unknown) => void>();
  child.on('message', ({ id, answer }: Answer) => asked.get(id)?.(answer));
  child.on('error', () => undefined);
  let questions = 0;
  const ask = async (question: string, what = ''): Promise<unknown> => {
    const id = (questions += 1);
    const answered = new Promise<unknown>((resolve) => asked.set(id, resolve));
    if (child.connected) child.send({ id, ask: question, given: what });
    const over = exit.then(() => {
      throw new Error(`${name} ended:\n${said}`);
    });
    return Promise.race([answered, over]).finally(() => asked.delete(id));
  };
  const server: Server = {
    name,
    pid: first.pid,
    port: first.port,
    dialect: dialects[name],
    ended: () => child.exitCode ?? child.signalCode,
    ask,
    cpu: async () => Number(await ask('cpu')) / 1000,
    memory: async () => (await ask('memory')) as { rss: number; heap: number },
    async kill() {
      if (child.exitCode === null && child.signalCode === null) {
        process.kill(first.pid, 'SIGKILL');
        await exit;
      }
      running.delete(server);
    },
  };
  running.add(server);
  return server;
}
