import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { type Ending, folder, type LiveProcess, startLive } from '../../support/live/live-process.ts';
import { origin, until } from '../../support/live/live-server.ts';

/** A feature that some cases need. */
export type Offer = 'acknowledgements' | 'restart' | 'seal';

/** A server under test. */
export interface Target {
  readonly name: string;
  readonly offers: ReadonlySet<Offer>;
  /** Called before each case: starts the server, or restarts it. */
  start(): Promise<void>;
  /** The address of a room; a name that was never used is an empty room. */
  address(room: string): string;
  headers(member: string): Readonly<Record<string, string>>;
  /** Null where the server is not a process of ours. */
  pid(): number | null;
  /** True if the server runs, where that is known. */
  isUp(): boolean;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Ends the epoch of a room: later edits are late. */
  seal(room: string): Promise<void>;
}

/** Our own live server, in a process of its own that all cases share: none may end it. */
export function ownTarget(t: Ending): Target {
  const directory = folder(t);
  let live: LiveProcess | null = null;
  const running = (): LiveProcess => {
    if (live === null) throw new TypeError('the server was not started');
    return live;
  };
  return {
    name: 'our own live server',
    offers: new Set(['acknowledgements', 'restart', 'seal']),
    async start() {
      if (live === null || hasEnded(live.child)) live = await startLive(t, directory);
    },
    address: (room) => `${running().url}/${room}/epoch-1`,
    headers: (member) => ({ origin, 'x-member': member }),
    pid: () => running().child.pid ?? null,
    isUp: () => !hasEnded(running().child),
    kill: () => running().kill(),
    seal: (room) => running().seal(room),
  };
}

/** The server that the environment names; see the README. Throws where a variable cannot be read. */
export function namedTarget(t: Ending, url: string, environment: Readonly<Record<string, string | undefined>>): Target {
  const headers = readHeaders(environment['CONFORMANCE_HEADERS']);
  const command = environment['CONFORMANCE_COMMAND'] ?? '';
  const offers = new Set<Offer>(environment['CONFORMANCE_ACK'] === '1' ? ['acknowledgements'] : []);
  if (command !== '' && environment['CONFORMANCE_DURABLE'] === '1') offers.add('restart');
  let child: ChildProcess | null = null;
  const kill = async (): Promise<void> => {
    if (child === null || hasEnded(child)) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };
  t.teardown(kill);
  return {
    name: url,
    offers,
    async start() {
      if (command !== '') {
        await kill();
        child = started(command);
      }
      let failure: unknown = null;
      if (child !== null) failureOf(child, command).catch((error: unknown) => (failure = error));
      await until(`a server to listen at ${url}`, async () => failure !== null || (await listens(new URL(url))));
      if (failure instanceof Error) throw failure;
    },
    address: (room) => `${url}${url.endsWith('/') ? '' : '-'}${room}`,
    headers: (member) => Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.replaceAll('{name}', member)])),
    pid: () => child?.pid ?? null,
    isUp: () => child === null || !hasEnded(child),
    kill,
    seal: () => Promise.reject(new TypeError('no way to end an epoch is known')),
  };
}

function started(command: string): ChildProcess {
  const [program = '', ...words] = command.split(' ');
  return spawn(program, words, { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Rejects once a server ends by itself, or is no program at all. */
async function failureOf(child: ChildProcess, command: string): Promise<never> {
  // An error of spawning rejects by itself.
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  throw new Error(`${command} ended with ${code === null ? (signal ?? 'a signal') : `code ${code}`}`);
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

function readHeaders(json = '{}'): Readonly<Record<string, string>> {
  const value: unknown = JSON.parse(json);
  if (typeof value !== 'object' || value === null) throw new TypeError('CONFORMANCE_HEADERS is a JSON object');
  return Object.fromEntries(Object.entries(value).map(([name, text]) => [name, String(text)]));
}

async function listens(url: URL): Promise<boolean> {
  const socket = new WebSocket(new URL('/started-yet', url));
  return new Promise((resolve) => {
    socket.on('error', (error) => {
      // A server that refuses by HTTP is up too.
      resolve(error.message.startsWith('Unexpected server response'));
    });
    socket.on('open', () => {
      socket.terminate();
      resolve(true);
    });
  });
}
