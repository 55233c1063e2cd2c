import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import type { Config } from './config.ts';
import type { ExportFormat } from './domain/response/export-format.ts';
import { localMailbox } from './mail/mailbox.ts';
import { smtpTransport } from './mail/smtp.ts';
import type { Transport } from './mail/transport.ts';
import { docxRenderer } from './renderers/docx/docx.ts';
import { pdfRenderer } from './renderers/pdf/pdf.ts';
import type { Renderer } from './renderers/renderer.ts';
import type { Aggregates, Stored } from './store/aggregates.ts';
import { openSqliteStore } from './store/sqlite/open.ts';
import type { Store } from './store/store.ts';
import { type Keys, keysFrom } from './keys.ts';

/** Everything with an effect, as the one argument that features get. */
export interface Services extends Store {
  readonly config: Config;
  readonly log: FastifyBaseLogger;
  /** The address people reach the service at, without a trailing slash: configured, or the loopback address listened on. */
  baseUrl(): string;
  readonly keys: Keys;
  /** A fresh random id of 26 lower-case letters and digits. */
  newId(): string;
  readonly transport: Transport;
  readonly renderers: Readonly<Record<ExportFormat, Renderer>>;
  /** Calls back after every commit of this process, in order; for reactions, eviction and wake-ups. Answers the way to stop. */
  onCommit(listener: (stored: Stored) => void): () => void;
}

/** What the composition root keeps for itself: the port that was listened on becomes part of the base URL. */
export interface OpenServices extends Services {
  listening(port: number): void;
}

/**
 * Opens the store, makes this installation's secret on the first start, and answers everything with an effect.
 * `close` closes in reverse. Throws where the store is held by another process or was written by a newer release.
 */
export async function openServices(config: Config, log: FastifyBaseLogger): Promise<OpenServices> {
  mkdirSync(config.dataDir, { recursive: true });
  const store = await openSqliteStore({ directory: config.dataDir });
  const transport = config.smtpUrl === null ? localMailbox(store) : smtpTransport(config.smtpUrl, config.mailFrom);
  const renderers = { docx: docxRenderer(), pdf: pdfRenderer() };
  const listeners = new Set<(stored: Stored) => void>();
  let baseUrl = config.baseUrl;

  return {
    ...store,
    aggregates: announcing(store.aggregates, listeners),
    config,
    log,
    keys: keysFrom(pepper(config.dataDir)),
    transport,
    renderers,
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
      await renderers.pdf.close();
      await transport.close();
      await store.close();
    },
  };
}

/** The same port, which tells listeners of every commit after it is durable. */
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

const letters = 'abcdefghijklmnopqrstuvwxyz234567';

/** 26 letters of base 32: 130 random bits. */
function newId(): string {
  return Array.from(randomBytes(26), (byte) => letters[byte % 32]).join('');
}

/** The secret under which tokens, codes and sessions are hashed: made once, beside the store, readable by this user alone. */
function pepper(directory: string): Uint8Array {
  const file = join(directory, 'pepper');
  try {
    writeFileSync(file, randomBytes(32), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const secret = readFileSync(file);
  if (secret.length < 32)
    throw new Error(`${file} is damaged: restore it from a backup, or delete it to make every open link and session invalid`);
  return secret;
}
