import type { Base, DraftKey, Drafts } from '../../store/drafts.ts';
import type { Limits } from '../limits.ts';
import type { Logger } from '../ports.ts';
import type { SharedDocument } from '../updates/document.ts';
import type { Replica } from './replica.ts';

/** Encoded bytes of a document that one more entry of its log is worth. */
const bytesPerEntry = 500;

/** What a compaction works on. */
export interface CompactionPlace {
  readonly key: DraftKey;
  readonly document: SharedDocument;
  readonly replica: Replica;
  readonly tools: { readonly drafts: Drafts; readonly limits: Pick<Limits, 'compactOpen' | 'compactAbove'>; readonly log: Logger };
}

/**
 * Writes a log anew as one base where it has grown (CO13). The base is what the document was when the log was exactly as
 * long as the base says, and reaches the store once all of that is in the log.
 */
export class Compaction {
  readonly #place: CompactionPlace;
  #due: { readonly base: Base; readonly entries: number } | null = null;
  #isKeeping = false;
  /** How long the log was when the store did not take a base: the next is not encoded before it has grown as much again. */
  #refusedAt = 0;

  constructor(place: CompactionPlace) {
    this.#place = place;
  }

  /** The document holds so many entries of this node and nothing beyond; the last may be on its way to the log still. */
  open(own: number): void {
    const { document, replica, tools } = this.#place;
    const entries = replica.entries(own);
    // Whoever opens the draft next would wait for a long log; what encoding costs here is weighed against that.
    if (entries > this.#refusedAt + tools.limits.compactOpen && entries * bytesPerEntry >= document.bytes) this.#capture(own);
  }

  /** The same before the room is unloaded: then a shorter log is worth it too. */
  async unload(own: number): Promise<void> {
    if (this.#place.replica.entries(own) > this.#place.tools.limits.compactAbove) this.#capture(own);
    await this.keep();
  }

  /** Everything up to what was last opened or unloaded is in the log. Without a base the log is as good, only longer. */
  async keep(): Promise<void> {
    const { key, replica, tools } = this.#place;
    if (this.#due === null || this.#isKeeping) return;
    const { base, entries } = this.#due;
    this.#isKeeping = true;
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
    this.#isKeeping = false;
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
