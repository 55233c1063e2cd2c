import type { Base, DraftKey, Drafts } from '../../store/drafts.ts';
import type { Limits } from '../limits.ts';
import type { Logger } from '../ports.ts';
import type { SharedDocument } from '../updates/document.ts';
import type { Replica } from './replica.ts';

/** One entry of the log costs as much, when a draft is opened, as encoding this many bytes of the document. */
const bytesPerEntry = 500;

/** What a compaction works with. */
export interface CompactionPlace {
  readonly key: DraftKey;
  readonly document: SharedDocument;
  readonly replica: Replica;
  readonly tools: { readonly drafts: Drafts; readonly limits: Pick<Limits, 'compactOpen' | 'compactAbove'>; readonly log: Logger };
}

/**
 * Replaces a log that has grown by one base (CO13). A base is captured together with the number of entries it covers, and
 * goes to the store once all of those are durable.
 */
export class Compaction {
  readonly #place: CompactionPlace;
  #due: { readonly base: Base; readonly entries: number } | null = null;
  #isStoring = false;
  /** The length of the log when the store refused a base. The next base waits until the log has grown by as much again. */
  #refusedAt = 0;

  constructor(place: CompactionPlace) {
    this.#place = place;
  }

  /** To be called where the document holds exactly `own` entries of this node; the last may still be on its way to the log. */
  captureIfGrown(own: number): void {
    const { document, replica, tools } = this.#place;
    const entries = replica.entries(own);
    // The next visitor would wait for a long log to load; the cost of encoding the document now is weighed against that.
    if (entries > this.#refusedAt + tools.limits.compactOpen && entries * bytesPerEntry >= document.bytes) this.#capture(own);
  }

  /** The log went on with entries of other nodes before the captured base could be stored: a base covers the log up to one place. */
  drop(): void {
    if (!this.#isStoring) this.#due = null;
  }

  /** Compacts before the room is unloaded, where a shorter log is worth it too. */
  async beforeUnload(own: number): Promise<void> {
    if (this.#place.replica.entries(own) > this.#place.tools.limits.compactAbove) this.#capture(own);
    await this.store();
  }

  /** Stores the captured base. To be called once its entries are durable. If it fails, the log is longer but complete. */
  async store(): Promise<void> {
    const { key, replica, tools } = this.#place;
    if (this.#due === null || this.#isStoring) return;
    const { base, entries } = this.#due;
    this.#isStoring = true;
    this.#refusedAt = entries;
    try {
      if (await tools.drafts.compact(key, base)) {
        replica.compacted(entries);
        this.#refusedAt = 0;
      }
    } catch (error) {
      tools.log.warn({ err: error, ...key }, 'a draft was not compacted');
    }
    this.#due = null;
    this.#isStoring = false;
  }

  #capture(own: number): void {
    if (this.#due !== null) return;
    const { document, key, replica, tools } = this.#place;
    try {
      const base = { update: document.state(), covers: replica.vector(own), authors: replica.authorship.all };
      this.#due = { base, entries: replica.entries(own) };
    } catch (error) {
      tools.log.warn({ err: error, ...key }, 'a draft cannot be encoded');
    }
  }
}
