import type { Instant } from '../domain/outcome.ts';
import type { Aggregates } from './aggregates.ts';
import type { Blobs } from './blobs.ts';
import type { Drafts } from './drafts.ts';
import type { Ephemeral } from './ephemeral.ts';

/** The four ports with the store's clock: what a driver opens and the contract suite runs on. */
export interface Store {
  readonly aggregates: Aggregates;
  readonly drafts: Drafts;
  readonly blobs: Blobs;
  readonly ephemeral: Ephemeral;
  /** Time is the store's. */
  now(): Instant;
  /** Finishes what was asked, then refuses with `StoreClosed`. */
  close(): Promise<void>;
}

/** The store could not read or write (disk full, a failing disk): nothing of what was asked has happened. */
export class StoreFailed extends Error {
  override name = 'StoreFailed';
}
/** Another process has the data open. */
export class StoreInUse extends Error {
  override name = 'StoreInUse';
}
/** The data was written by a newer release. */
export class StoreNewer extends Error {
  override name = 'StoreNewer';
}
