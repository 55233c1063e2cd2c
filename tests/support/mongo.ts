import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { MongoClient } from 'mongodb';
import type { Test } from 'tap';
import { z } from 'zod';

const url = process.env['MONGODB_URL'];
/** A program that starts a server of its own, prints `{ url, server: { pid }, members: [{ pid, port }] }`, and ends with its parent. */
const program = process.env['MONGODB_SERVER'];

/** Why tests on a MongoDB are skipped; false where there is one. */
export const withoutMongo =
  url === undefined && program === undefined ? 'needs a MongoDB: MONGODB_URL, or MONGODB_SERVER, a program that starts one' : false;

/** Why tests that break a MongoDB are skipped; false where one can be started. */
export const withoutMongoServer = program === undefined ? 'needs MONGODB_SERVER, a program that starts a MongoDB' : false;

const Started = z.object({
  url: z.string(),
  server: z.object({ pid: z.number() }),
  members: z.array(z.object({ pid: z.number(), port: z.number() })),
});

/** A server of one test file, which may be broken. */
export interface MongoServer {
  /** The line that the program last printed. Process ids change when it starts a killed member again. */
  readonly now: () => z.infer<typeof Started>;
  stop(): Promise<void>;
}

/** The MongoDB for a test: the one that the environment names, or a server that ends with the test. */
export async function mongoFor(t: Test): Promise<string> {
  if (url !== undefined) return url;
  const server = await startMongo();
  t.teardown(() => server.stop());
  return server.now().url;
}

/** Starts a server. Options are those of the program. */
export async function startMongo(...options: readonly string[]): Promise<MongoServer> {
  if (program === undefined) throw new Error('MONGODB_SERVER names no program');
  const child = spawn(process.execPath, [program, ...options], { stdio: ['ignore', 'pipe', 'inherit'], env: environment() });
  let last: z.infer<typeof Started> | null = null;
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      last = Started.parse(JSON.parse(line));
      resolve();
    });
    child.once('exit', () => {
      reject(new Error(`${program} ended before it was ready`));
    });
  });
  return {
    now() {
      if (last === null) throw new Error('the server has not said where it is');
      return last;
    },
    stop: () => stop(child),
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

// A test runner's options are not the server's.
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'NODE_OPTIONS' && name !== 'NODE_COMPILE_CACHE'));
}

/** A connection string for a database that nobody used before. */
export function freshDatabase(server: string): string {
  const [, start = '', query = ''] = /^(mongodb(?:\+srv)?:\/\/[^/?]+)\/?[^?]*(\?.*)?$/.exec(server) ?? [];
  return `${start}/test_${randomUUID().replaceAll('-', '')}${query}`;
}

/** Works on a database as no store would. */
export async function raw<T>(database: string, use: (db: ReturnType<MongoClient['db']>) => Promise<T>): Promise<T> {
  const client = await new MongoClient(database).connect();
  try {
    return await use(client.db());
  } finally {
    await client.close();
  }
}
