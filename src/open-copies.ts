import type { Config } from './config.ts';
import type { Source, Target } from './store/parts.ts';
import { readSqlite, writeSqlite } from './store/sqlite/copy.ts';

/** Opens the configured store for a backup, while the service may run. */
export function openSource({ dataDir }: Config): Promise<Source> {
  return readSqlite(dataDir);
}

/** Opens the configured store to be filled. `secret` is the installation's, which the backup holds. Throws where it holds data. */
export function openTarget({ dataDir }: Config, secret: Uint8Array): Promise<Target> {
  return writeSqlite(dataDir, secret);
}
