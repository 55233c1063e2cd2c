import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Figures } from './figures.ts';
import { type Server, type ServerName, startServer } from './server.ts';

/** How thoroughly to measure. */
export interface Effort {
  /** Of a measured window. */
  readonly seconds: number;
  /** By which the large rows are made smaller, for a trial; 1 measures what the row says. */
  readonly scale: number;
}

/** One row of the table of figures. */
export interface Row {
  readonly name: string;
  readonly title: string;
  readonly servers: readonly ServerName[];
  /** A program that the row needs and that is missing here. */
  readonly missing?: string | null;
  /** One run against one server. */
  run(server: ServerName, effort: Effort): Promise<Figures>;
}

/** A folder that is gone at the end. */
export async function inFolder<Result>(act: (directory: string) => Promise<Result>): Promise<Result> {
  const directory = mkdtempSync(join(tmpdir(), 'concord-bench-'));
  try {
    return await act(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** A server on a new folder that is gone at the end; `under`: words before its command. */
export async function withServer<Result>(
  name: ServerName,
  { under, ...size }: { readonly rooms: number; readonly people: number; readonly under?: readonly string[] },
  act: (server: Server, directory: string) => Promise<Result>,
): Promise<Result> {
  return inFolder(async (directory) => {
    const server = await startServer(name, { directory, ...size }, under);
    try {
      return await act(server, directory);
    } finally {
      await server.kill();
    }
  });
}

/** Names of rooms and people, as servers know them. */
export const room = (n: number): string => `r${n}`;
export const person = (n: number): string => `p${n}`;
