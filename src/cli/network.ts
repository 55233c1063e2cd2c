import { ConfigError, readConfig } from '../config.ts';
import { CommandRefused, runNetwork } from '../features/networks/cli.ts';
import { logger } from '../logging.ts';
import { openServices } from '../open-services.ts';
import { makePrivately } from '../private-folder.ts';
import { StoreInUse } from '../store/store.ts';

/** `npm run network -- create …`: opens the store itself, so the service must be stopped. */
async function main(): Promise<void> {
  makePrivately();
  const config = readConfig(process.env);
  const services = await openServices(config, logger('silent'));
  try {
    process.stdout.write(`${await runNetwork(services, process.argv.slice(2))}\n`);
  } finally {
    await services.close();
  }
}

main().catch((error: unknown) => {
  const forPeople = error instanceof CommandRefused || error instanceof ConfigError || error instanceof StoreInUse;
  process.stderr.write(`${error instanceof Error ? (forPeople ? error.message : (error.stack ?? error.message)) : String(error)}\n`);
  process.exitCode = 1;
});
