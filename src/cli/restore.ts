import { runCommand } from '../command.ts';
import { readConfig } from '../config.ts';
import { newId } from '../keys.ts';
import { logger } from '../logging.ts';
import { openTarget } from '../open-copies.ts';
import { openServices } from '../open-services.ts';
import { BackupRefused } from '../operations/backup/file.ts';
import { restore } from '../operations/backup/restore.ts';
import { releaseMails } from '../outbox/held.ts';
import { makePrivately } from '../private-folder.ts';

// `npm run restore -- FILE` fills an empty store; `npm run restore -- --send-mails` releases the mails that waited in the backup.

const say = (line: string): void => void process.stderr.write(`${line}\n`);

await runCommand(async () => {
  makePrivately();
  const config = readConfig(process.env);
  const [path] = process.argv.slice(2);
  if (path === '--send-mails') {
    const services = await openServices(config, logger('silent'));
    const released = await releaseMails(services).finally(() => services.close());
    say(released ? 'The mails leave when the service runs.' : 'No mail was held.');
    return;
  }
  if (path === undefined || path.startsWith('-')) throw new BackupRefused('Type: npm run restore -- FILE');
  const { backupKey: key } = config;
  if (key === null) throw new BackupRefused('BACKUP_KEY is not set: the text under which the backup was made');
  await restore(path, { key, target: (secret) => openTarget(config, secret), newId, say });
});
