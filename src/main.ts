import { once } from 'node:events';
import { buildApp } from './app.ts';
import { ConfigError, readConfig } from './config.ts';
import { seedDemo } from './features/networks/demo.ts';
import { whyNotStart } from './features/sign-in/local.ts';
import { openServices } from './services.ts';
import { StoreInUse, StoreNewer } from './store/store.ts';
import { logger } from './web/logging.ts';
import { startWorker } from './worker.ts';

/** config → services → app → worker → listen; drains and closes on SIGTERM and SIGINT. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = logger(config.logLevel);
  const services = await openServices(config, log);
  const remedy = await whyNotStart(services);
  if (remedy !== null) {
    await services.close();
    throw new ConfigError(remedy);
  }
  await seedDemo(services);
  const { app, close } = await buildApp(services);
  const address = await app.listen({ host: config.host, port: config.port });
  services.listening(Number(new URL(address).port));
  const worker = startWorker(services);
  process.stdout.write(`Concord is ready at ${services.baseUrl()}\n`);

  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  await close();
  await worker.stop();
  await services.close();
}

/** A wrong setting, a store that is in use, or one of a newer release: one line that says what to do. */
function isForPeople(error: unknown): error is Error {
  return error instanceof ConfigError || error instanceof StoreInUse || error instanceof StoreNewer;
}

main().catch((error: unknown) => {
  // What a person can act on is one line; anything else is ours, and is told whole.
  process.stderr.write(
    isForPeople(error) ? `${error.message}\n` : `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exitCode = 1;
});
