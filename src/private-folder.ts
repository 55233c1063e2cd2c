import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';

const others = 0o077;

/** Lets this process make folders of mode 0700 and files of mode 0600, so no other user of the machine reads them (SE6). */
export function makePrivately(): void {
  process.umask(others);
}

/**
 * Makes the data folder, readable by this user alone. Closes a folder of an earlier release to other users, with all its files
 * (SE6). Warns where the folder belongs to another user.
 */
export function keepPrivate(folder: string, log: Pick<FastifyBaseLogger, 'warn'>): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if ((statSync(folder).mode & others) === 0) return;
  try {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (entry.isDirectory() || entry.isFile()) chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o700 : 0o600);
    }
    // The folder comes last: a start that broke off earlier closes its files again.
    chmodSync(folder, 0o700);
  } catch (error) {
    log.warn({ err: error }, 'the data folder can be read by other users of this machine');
  }
}
