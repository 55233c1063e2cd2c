import { runCommand } from '../command.ts';
import { type Config, readConfig } from '../config.ts';
import { secretOf } from '../installation.ts';
import { logger } from '../logging.ts';
import { openSource } from '../open-copies.ts';
import { openServices } from '../open-services.ts';
import { backUp } from '../operations/backup/backup.ts';
import { BackupRefused } from '../operations/backup/file.ts';
import { markMoved, someNodeRuns, stayHere } from '../operations/backup/moving.ts';
import { makePrivately } from '../private-folder.ts';
import type { Services } from '../services.ts';

// `npm run backup -- FILE` backs the store up while the service may run. `npm run backup -- --moving FILE` needs a stopped service,
// and marks the store as moved: no service starts on it until `npm run backup -- --stay` takes the mark back.

const usage = 'Type: npm run backup -- FILE\nor:   npm run backup -- --moving FILE\nor:   npm run backup -- --stay';
const say = (line: string): void => void process.stderr.write(`${line}\n`);

await runCommand(async () => {
  makePrivately();
  const config = readConfig(process.env);
  const [first = '', second = ''] = process.argv.slice(2);
  if (first === '--stay') {
    await withStore(config, async (services) => {
      say((await stayHere(services)) ? 'The service may start here again.' : 'This store was not moved.');
    });
  } else if (first === '--moving' && second !== '') await withStore(config, (services) => moveAway(config, services, second));
  else if (first === '' || first.startsWith('-')) throw new BackupRefused(usage);
  else await copyTo(first, config);
});

async function copyTo(path: string, config: Config): Promise<void> {
  const { backupKey: key } = config;
  if (key === null) throw new BackupRefused('BACKUP_KEY is not set: a text of 20 characters or more, kept apart from the backups');
  const source = await openSource(config);
  await backUp(path, { source, secret: secretOf(config), key, now: new Date().toISOString(), say }).finally(() => source.close());
}

async function moveAway(config: Config, services: Services, path: string): Promise<void> {
  if (services.nodes === 'many' && (await someNodeRuns(services)))
    throw new BackupRefused('A node of the service runs, or ended less than a minute ago: stop every node and type it again');
  await markMoved(services);
  try {
    await copyTo(path, config);
  } catch (error) {
    await stayHere(services);
    throw error;
  }
  say('The service no longer starts on this store. To go on here after all: npm run backup -- --stay');
}

async function withStore(config: Config, act: (services: Services) => Promise<void>): Promise<void> {
  const services = await openServices(config, logger('silent'));
  await act(services).finally(() => services.close());
}
