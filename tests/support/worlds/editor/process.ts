import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { t as file } from 'tap';
import type { Seeded, Who } from './seed.ts';

/** What a server is opened with. */
export interface Opening {
  readonly questions: number;
  /** In bytes; 0 is as in production. */
  readonly largestFrame: number;
  readonly baseUrl: string;
}

/** A request to the server's process. */
export type Order =
  | { readonly do: 'lock' }
  | { readonly do: 'reopen' }
  | { readonly do: 'late' | 'move' }
  /** The coordinator decides about the words of a person in one section that came too late for the draft before. */
  | { readonly do: 'decide'; readonly who: Who; readonly section: string; readonly became: 'brought' | 'left-out' }
  | { readonly do: 'store'; readonly how: 'fails' | 'works' }
  | { readonly do: 'end-session' | 'reader'; readonly who: Who };

/** Messages to the process; it answers each with one message. */
export type Message = { readonly do: 'open'; readonly with: Opening } | { readonly do: 'close' } | Order;

/** The answer to `open`. */
export type Opened = Seeded & { readonly port: number };

/** A process that serves one world after the other: starting it costs more than most tests. */
export interface ServerProcess {
  readonly child: ChildProcess;
  open(given: Opening): Promise<Opened>;
  order(order: Order): Promise<unknown>;
  /** Closes its world, and leaves the process ready for the next. */
  close(): Promise<void>;
}

let idle: ChildProcess | null = null;

/** A process without a world: the one that the last test of this file left, or a new one. */
export async function serverProcess(): Promise<ServerProcess> {
  const child = idle ?? (await start());
  idle = null;
  const say = async (message: Message): Promise<unknown> => {
    child.send(message);
    return next(child);
  };
  return {
    child,
    open: async (given) => (await say({ do: 'open', with: given })) as Opened,
    order: say,
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      // A test may have failed while it was frozen.
      child.kill('SIGCONT');
      await say({ do: 'close' });
      idle = child;
    },
  };
}

async function start(): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL('server.ts', import.meta.url)), [], { execArgv: [], env: { ...process.env, NODE_OPTIONS: '' } });
  file.teardown(() => child.kill('SIGKILL'));
  await next(child);
  return child;
}

/** The next message of the process. Throws where it ends instead. */
async function next(child: ChildProcess): Promise<unknown> {
  const ending = new AbortController();
  const ended = once(child, 'exit', { signal: ending.signal }).then(() => {
    throw new Error('the server ended');
  });
  ended.catch(() => undefined);
  try {
    const [message] = (await Promise.race([once(child, 'message'), ended])) as readonly unknown[];
    return message;
  } finally {
    ending.abort();
  }
}
