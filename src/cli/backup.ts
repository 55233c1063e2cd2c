import { readConfig } from '../config.ts';
import { secretOf } from '../installation.ts';
import { openSource } from '../open-copies.ts';
import { backUp } from '../operations/backup/backup.ts';
import { BackupRefused } from '../operations/backup/file.ts';
import { makePrivately } from '../private-folder.ts';
import { runCommand } from './failure.ts';

// `npm run backup -- FILE`: backs the store up while the service may run.

await runCommand(async () => {
  makePrivately();
  const config = readConfig(process.env);
  const { backupKey: key } = config;
  const [path] = process.argv.slice(2);
  if (path === undefined || path.startsWith('-')) throw new BackupRefused('Type: npm run backup -- FILE');
  if (key === null) throw new BackupRefused('BACKUP_KEY is not set: a text of 20 characters or more, kept apart from the backups');
  const source = await openSource(config);
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  await backUp(path, { source, secret: secretOf(config), key, now: new Date().toISOString(), say }).finally(() => source.close());
});
