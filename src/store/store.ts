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
