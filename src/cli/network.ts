import { runCommand } from '../command.ts';
import { readConfig } from '../config.ts';
import { runNetwork } from '../features/networks/cli.ts';
import { logger } from '../logging.ts';
import { openServices } from '../open-services.ts';
import { makePrivately } from '../private-folder.ts';

// `npm run network -- create …` and `-- list`: opens the store itself, so the service must be stopped.

await runCommand(async () => {
  makePrivately();
  const config = readConfig(process.env);
  const services = await openServices(config, logger('silent'));
  const said = await runNetwork(services, process.argv.slice(2)).finally(() => services.close());
  process.stdout.write(`${said}\n`);
});
