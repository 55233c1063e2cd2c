import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, buildApp } from '../../../src/app.ts';
import type { Config } from '../../../src/config.ts';
import { seedDemo } from '../../../src/features/demo/seed.ts';
import { logger } from '../../../src/logging.ts';
import { type MailboxEntry, readMailbox } from '../../../src/mail/mailbox.ts';
import { openServices, type OpenServices } from '../../../src/open-services.ts';
import { Metrics } from '../../../src/operations/metrics.ts';
import { startWorker, type Worker } from '../../../src/worker.ts';

/** The whole service on a folder of its own, listening on loopback with a local mailbox. */
export interface World extends App {
  readonly services: OpenServices;
  readonly worker: Worker;
  readonly url: string;
  /** Every mail so far, newest first, after the worker has nothing left to do. */
  mails(): Promise<readonly MailboxEntry[]>;
}

/** What a test hands over so that the world ends with it. */
interface Ending {
  teardown(act: () => unknown): unknown;
}

/** Opens a world; seeded with the demonstration unless `startEmpty`. `log` collects the lines of the log. */
export async function openWorld(t: Ending, given: Partial<Config> = {}, log?: string[]): Promise<World> {
  const dataDir = mkdtempSync(join(tmpdir(), 'concord-'));
  const config: Config = {
    host: '127.0.0.1',
    port: 0,
    baseUrl: null,
    dataDir,
    secretFile: null,
    allowHttp: false,
    mongodb: null,
    smtpUrl: null,
    allowPlainMail: false,
    mailFrom: 'Concord <concord@localhost>',
    metricsToken: null,
    backupKey: null,
    clamavUrl: null,
    startEmpty: false,
    logLevel: 'silent',
    ...given,
  };
  const metrics = config.metricsToken === null ? null : new Metrics();
  const services = await openServices(
    config,
    log === undefined ? logger(config.logLevel) : logger('info', { write: (line) => void log.push(line) }),
    metrics,
  );
  await seedDemo(services);
  const built = await buildApp(services, metrics);
  const address = await built.app.listen({ host: config.host, port: config.port });
  services.listening(Number(new URL(address).port));
  const worker = startWorker(services);
  t.teardown(async () => {
    await built.close();
    await worker.stop();
    await services.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  return {
    ...built,
    services,
    worker,
    url: services.baseUrl(),
    async mails() {
      await worker.settle();
      return readMailbox(services.ephemeral);
    },
  };
}
