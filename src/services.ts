import type { FastifyBaseLogger } from 'fastify';
import type { Config } from './config.ts';
import type { ExportFormat } from './domain/response/export-format.ts';
import type { Keys } from './keys.ts';
import type { Transport } from './mail/transport.ts';
import type { PresentTexts } from './reading/present-texts.ts';
import type { Renderer } from './renderers/renderer.ts';
import type { Scanner } from './scanner/scanner.ts';
import type { Stored } from './store/aggregates.ts';
import type { Store } from './store/store.ts';

/** Everything with an effect, as the one argument that features get. */
export interface Services extends Store {
  readonly config: Config;
  readonly log: FastifyBaseLogger;
  /** The present texts of drafts, for pages. */
  readonly presentTexts: PresentTexts;
  /** The address people reach the service at, without a trailing slash: configured, or the loopback address listened on. */
  baseUrl(): string;
  readonly keys: Keys;
  /** A fresh random id of 26 lower-case letters and digits. */
  newId(): string;
  readonly transport: Transport;
  readonly renderers: Readonly<Record<ExportFormat, Renderer>>;
  /** Looks for viruses in files; null where none is configured (EV9). */
  readonly scanner: Scanner | null;
  /** Calls back after every commit of this process, in order; for reactions, eviction and wake-ups. Answers the way to stop. */
  onCommit(listener: (stored: Stored) => void): () => void;
}
