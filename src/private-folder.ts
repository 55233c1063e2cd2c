import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';

const others = 0o077;

/** Keeps every file that this process makes from other users of the machine: folders 0700, files 0600 (SE6). */
export function makePrivately(): void {
  process.umask(others);
}

/**
 * Makes the data folder, readable by this user alone. A folder of an earlier release that others could read is closed to them, and
 * everything in it (SE6). Warns where the folder belongs to another user.
 */
export function keepPrivate(folder: string, log: Pick<FastifyBaseLogger, 'warn'>): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if ((statSync(folder).mode & others) === 0) return;
  try {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (entry.isDirectory() || entry.isFile()) chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o700 : 0o600);
    }
    // Last, so that a start that broke off before begins anew.
    chmodSync(folder, 0o700);
  } catch (error) {
    log.warn({ err: error }, 'the data folder can be read by other users of this machine');
  }
}
