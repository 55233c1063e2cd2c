import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { origin } from './live-server.ts';
import { RawClient, type RawOptions } from './raw-client.ts';

const main = fileURLToPath(new URL('live-process-main.ts', import.meta.url));

/** A test, as far as cleaning up after it goes. */
export interface Ending {
  teardown(act: () => unknown): unknown;
}

/** A live server in a process of its own. */
export interface LiveProcess {
  readonly child: ChildProcess;
  /** The address of its rooms, `ws://…/live`. */
  readonly url: string;
  /** Connects a member, by default to the draft `response`. */
  client(member: string, options?: Partial<RawOptions> & { readonly draft?: string }): RawClient;
  /** Seals an epoch behind the server's back, as another process would. */
  seal(draft: string): Promise<void>;
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

/** How large its files may grow, in blocks of 512 bytes, until {@link makeSpace} is called. */
export type Space = 'enough' | { readonly blocks: number };

/** Starts a live server on a folder. */
export function startLive(t: Ending, directory: string, space: Space = 'enough'): Promise<LiveProcess> {
  return standBy(t, directory, space)();
}

/** Starts a process that opens the folder only once it is called, so that its slow start is over by then. */
export function standBy(t: Ending, directory: string, space: Space = 'enough'): () => Promise<LiveProcess> {
  // Without the test runner's loaders. They and the cache of modules would write files beyond the limit.
  const limited = space === 'enough' ? '' : `unset NODE_COMPILE_CACHE; ulimit -S -f ${space.blocks}; `;
  const command = `unset NODE_OPTIONS; ${limited}exec "$0" "$1" "$2"`;
  const child = spawn('/bin/sh', ['-c', command, process.execPath, main, directory], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const exited = once(child, 'exit');
  // A write to a killed process fails; the process's end reports that.
  child.stdin.on('error', () => undefined);
  t.teardown(() => child.kill('SIGKILL'));
  const say = async (line: string): Promise<string> => {
    const answer = once(lines, 'line');
    child.stdin.write(`${line}\n`);
    const [said] = (await Promise.race([answer, exited])) as [unknown];
    if (typeof said !== 'string') throw new TypeError(`the live process ended: ${String(said)}`);
    return said;
  };
  const clients: RawClient[] = [];
  t.teardown(() => Promise.all(clients.map((client) => client.cut())));
  return async () => {
    const url = await say('open');
    return {
      child,
      url,
      client(member, { draft = 'response', ...options } = {}) {
        const client = new RawClient({ url: `${url}/${draft}/epoch-1`, headers: { origin, 'x-member': member }, ...options });
        clients.push(client);
        return client;
      },
      async seal(draft) {
        await say(`${draft} epoch-1`);
      },
      async kill() {
        child.kill('SIGKILL');
        await exited;
      },
    };
  };
}

/** Lets the process's files grow again. */
export async function makeSpace({ child }: LiveProcess): Promise<void> {
  await promisify(execFile)('prlimit', ['--pid', String(child.pid), '--fsize=unlimited:unlimited']);
}

/** Waits while typing goes on; for no event. */
export function passed(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
