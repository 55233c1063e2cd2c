import { once } from 'node:events';
import { buildApp } from './app.ts';
import { runCommand } from './command.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { seedDemo } from './features/demo/seed.ts';
import { logger } from './logging.ts';
import { openServices } from './open-services.ts';
import { wasMoved } from './operations/backup/moving.ts';
import { Metrics } from './operations/metrics.ts';
import { makePrivately } from './private-folder.ts';
import { keepsLocal } from './web/local.ts';
import { openingPath } from './features/demo/opened.ts';
import { whyNotStart } from './web/start.ts';
import { startWorker } from './worker.ts';

/** config → services → app → worker → listen; drains and closes on SIGTERM and SIGINT. */
async function main(): Promise<void> {
  makePrivately();
  const config = readConfig(process.env);
  const log = logger(config.logLevel);
  const metrics = config.metricsToken === null ? null : new Metrics();
  const services = await openServices(config, log, metrics);
  const remedy = (await wasMoved(services)) ? movedAway : await whyNotStart(services);
  if (remedy !== null) {
    await services.close();
    throw new ConfigError(remedy);
  }
  await seedDemo(services, 'with');
  const { app, close } = await buildApp(services, metrics);
  const address = await app.listen({ host: config.host, port: config.port }).catch(async (error: unknown) => {
    await close();
    await services.close();
    throw whyNotListen(config, error) ?? error;
  });
  services.listening(Number(new URL(address).port));
  const worker = startWorker(services);
  const path = keepsLocal(config) ? openingPath(services) : '';
  process.stdout.write(`Concord is ready at ${services.baseUrl()}${path}\n`);

  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  await close();
  await worker.stop();
  await services.close();
  // Everything is closed and durable. A pending look-up of a host name must not keep the process alive.
  setTimeout(() => process.exit(), 500).unref();
}

const movedAway = 'The data was moved to another place: start the service there, or go on here with: npm run backup -- --stay';

/** The setting to change where its address cannot be listened on; null for any other failure. */
function whyNotListen({ host, port }: Config, error: unknown): ConfigError | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE') return new ConfigError(`PORT: ${port} is in use by another program: stop it, or choose another port`);
  if (code === 'EACCES') return new ConfigError(`PORT: ${port} may not be listened on by this user: choose one above 1023`);
  const isElsewhere = code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND';
  return isElsewhere ? new ConfigError(`HOST: ${host} is no address of this computer`) : null;
}

await runCommand(main);
