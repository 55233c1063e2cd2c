import type { Instant } from '../domain/outcome.ts';
import type { Aggregates } from './aggregates.ts';
import type { Blobs } from './blobs.ts';
import type { Drafts } from './drafts.ts';
import type { Ephemeral } from './ephemeral.ts';

/** The four ports with the store's clock. A driver opens it; the contract suite runs on it. */
export interface Store {
  readonly aggregates: Aggregates;
  readonly drafts: Drafts;
  readonly blobs: Blobs;
  readonly ephemeral: Ephemeral;
  /** `one`: a single process has the data open, as with the embedded store. `many`: several nodes share the data (CO30). */
  readonly nodes: 'one' | 'many';
  /**
   * Calls back soon after another node wrote in a draft (`text`), or changed a record that rights are read from (`rights`). A call
   * may be missing, late or needless, so a node also asks for changes at regular times. Answers the way to stop. A driver without
   * it is asked at those times alone.
   */
  watch?(onNews: (what: 'text' | 'rights') => void): () => void;
  /** Leaves no byte of removed or replaced data where this process can reach it; docs/store.md says for each driver how far (ST48). */
  purge(): Promise<void>;
  /** The store's clock, by which records expire. */
  now(): Instant;
  /** Finishes the operations already asked for; later ones throw `StoreClosed` (ST28). */
  close(): Promise<void>;
}

/**
 * The store could not read or write: a full or failing disk, a server out of reach. The operation changed nothing (ST35), or it is
 * not known whether it did: repeated under its revision, number or id, it counts once.
 */
export class StoreFailed extends Error {
  override name = 'StoreFailed';
}
/** There is no store where one was to be read. */
export class StoreMissing extends StoreFailed {
  override name = 'StoreMissing';
}
/** Another process has the data open. */
export class StoreInUse extends Error {
  override name = 'StoreInUse';
}
/** The data was written by a newer release. */
export class StoreNewer extends Error {
  override name = 'StoreNewer';
}
/** The store cannot be opened: its server is missing, refuses this service, or is set up otherwise. The message is one line. */
export class StoreUnavailable extends Error {
  override name = 'StoreUnavailable';
}
