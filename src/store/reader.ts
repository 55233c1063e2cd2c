import type { Instant } from '../domain/outcome.ts';
import type { Aggregates } from './aggregates.ts';
import type { Blobs } from './blobs.ts';
import type { Drafts } from './drafts.ts';
import type { Ephemeral } from './ephemeral.ts';

/** The store without its write methods: what a page is loaded with, so that a GET changes nothing. */
export interface Reader {
  readonly aggregates: Pick<Aggregates, 'get' | 'find' | 'events' | 'changed'>;
  readonly drafts: Pick<Drafts, 'load' | 'late' | 'changed'>;
  readonly blobs: Pick<Blobs, 'get' | 'digests'>;
  readonly ephemeral: Pick<Ephemeral, 'get' | 'list'>;
  /** Time is the store's. */
  now(): Instant;
}
