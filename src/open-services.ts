import type { FastifyBaseLogger } from 'fastify';
import type { Config } from './config.ts';
import { agreeOnSecret, secretOf } from './installation.ts';
import { type Keys, keysFrom, newId } from './keys.ts';
import { withBreaker } from './mail/breaker.ts';
import { keepPrivate } from './private-folder.ts';
import { localMailbox } from './mail/mailbox.ts';
import type { Tls } from './mail/smtp.ts';
import type { Transport } from './mail/transport.ts';
import type { Metrics } from './operations/metrics.ts';
import { presentTexts } from './reading/present-texts.ts';
import { docxRenderer } from './renderers/docx/docx.ts';
import { pdfRenderer } from './renderers/pdf/pdf.ts';
import { clamdScanner } from './scanner/clamd.ts';
import type { Services } from './services.ts';
import type { Aggregates, Stored } from './store/aggregates.ts';
import { openSqliteStore } from './store/sqlite/open.ts';
import type { Store } from './store/store.ts';
import { isLoopback } from './web/security.ts';

/** Services with `listening`, for the composition root alone: the port listened on becomes part of the base URL. */
export interface OpenServices extends Services {
  listening(port: number): void;
}

/**
 * Opens the store, makes this installation's secret on the first start, and answers the services. `close` closes them in
 * reverse. `metrics`, where given, measures the store. Throws where the store is held by another process, cannot be reached, or was
 * written by a newer release.
 */
export async function openServices(config: Config, log: FastifyBaseLogger, metrics: Metrics | null = null): Promise<OpenServices> {
  keepPrivate(config.dataDir, log);
  const opened = await openStore(config);
  return servicesOver(metrics === null ? opened : metrics.measured(opened), config, log);
}

/** The services over a store that is open; `close` closes it too. */
export async function servicesOver(store: Store, config: Config, log: FastifyBaseLogger): Promise<OpenServices> {
  const keys = await keysOver(store, config);
  const transport = config.smtpUrl === null ? localMailbox(store) : await sending(config.smtpUrl, config, log);
  const renderers = { docx: docxRenderer(), pdf: pdfRenderer() };
  const listeners = new Set<(stored: Stored) => void>();
  let baseUrl = config.baseUrl;

  return {
    ...store,
    aggregates: announcing(store.aggregates, listeners),
    presentTexts: presentTexts(store.drafts),
    config,
    log,
    keys,
    transport,
    renderers,
    scanner: config.clamavUrl === null ? null : clamdScanner(config.clamavUrl),
    newId,
    baseUrl() {
      if (baseUrl === null) throw new Error('the base URL is known once the service listens');
      return baseUrl;
    },
    listening(port) {
      baseUrl ??= `http://localhost:${port}`;
    },
    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      await Promise.all([renderers.docx.close(), renderers.pdf.close()]);
      await transport.close();
      await store.close();
    },
  };
}

/** Loads the driver of MongoDB, which takes a fifth of a second, only where it keeps the data. */
async function openStore({ mongodb, dataDir }: Config): Promise<Store> {
  if (mongodb === null) return openSqliteStore({ directory: dataDir });
  const { openMongoStore } = await import('./store/mongo/open.ts');
  return openMongoStore(mongodb);
}

/** The keys of this installation. Closes the store where they are not those of its other nodes. */
async function keysOver(store: Store, config: Config): Promise<Keys> {
  try {
    const keys = keysFrom(secretOf(config));
    await agreeOnSecret(store, keys);
    return keys;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Loads the mail library, which takes a tenth of a second, only where mails leave this computer. */
async function sending(url: string, config: Config, log: FastifyBaseLogger): Promise<Transport> {
  const { smtpTransport } = await import('./mail/smtp.ts');
  return withBreaker(smtpTransport(url, config.mailFrom, tlsFor(url, config)), { log });
}

/** Whether mail through a server needs TLS: always, unless the server is on this computer or a setting says otherwise (SE7). */
export function tlsFor(url: string, config: Pick<Config, 'allowPlainMail'>): Tls {
  return config.allowPlainMail || isLoopback(new URL(url).hostname) ? 'if-offered' : 'required';
}

/** Wraps a port so that listeners hear of every commit after it is durable. */
function announcing(aggregates: Aggregates, listeners: ReadonlySet<(stored: Stored) => void>): Aggregates {
  return {
    get: (kind, id) => aggregates.get(kind, id),
    find: (kind, query) => aggregates.find(kind, query),
    async commit(change) {
      const stored = await aggregates.commit(change);
      for (const listener of listeners) listener(stored);
      return stored;
    },
    events: (kind, id, after, limit) => aggregates.events(kind, id, after, limit),
    reacted: (kind, id, seq) => aggregates.reacted(kind, id, seq),
    unreacted: (limit) => aggregates.unreacted(limit),
    changed: (known) => aggregates.changed(known),
    dispose: (kind, id) => aggregates.dispose(kind, id),
  };
}
