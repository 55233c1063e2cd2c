import type { Config } from './config.ts';
import { takeSecret } from './installation.ts';
import type { Source, Target } from './store/parts.ts';
import { readSqlite, writeSqlite } from './store/sqlite/copy.ts';

/** Opens the configured store for a backup, while the service may run. */
export async function openSource({ mongodb, dataDir }: Config): Promise<Source> {
  if (mongodb === null) return readSqlite(dataDir);
  const { readMongo } = await import('./store/mongo/copy.ts');
  return readMongo(mongodb);
}

/** Opens the configured store to be filled. `secret` is the installation's, which the backup holds. Throws where it holds data. */
export async function openTarget(config: Config, secret: Uint8Array): Promise<Target> {
  const { mongodb, dataDir } = config;
  if (mongodb !== null || config.secretFile !== null) takeSecret(config, secret);
  if (mongodb === null) return writeSqlite(dataDir, secret);
  const { writeMongo } = await import('./store/mongo/copy.ts');
  return writeMongo(mongodb);
}
