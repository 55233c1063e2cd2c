import { ConfigError } from '../config.ts';
import { CommandRefused } from '../features/networks/cli.ts';
import { BackupRefused } from '../operations/backup/file.ts';
import { StoreFailed, StoreInUse, StoreNewer, StoreUnavailable } from '../store/store.ts';

const forPeople = [BackupRefused, CommandRefused, ConfigError, StoreFailed, StoreInUse, StoreNewer, StoreUnavailable];

/** Runs a command of an operator. An error that a person can act on is one line, any other is printed whole; both exit with 1. */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    const isForPeople = error instanceof Error && forPeople.some((known) => error instanceof known);
    process.stderr.write(`${error instanceof Error ? (isForPeople ? error.message : (error.stack ?? error.message)) : String(error)}\n`);
    process.exitCode = 1;
  }
}
