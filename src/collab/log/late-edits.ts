import { createHash } from 'node:crypto';
import { type DraftKey, type Drafts, UnknownDraft } from '../../store/drafts.ts';
import type { Limits } from '../limits.ts';
import { merged } from '../updates/merged.ts';
import type { Contribution } from './journal.ts';
import type { Receipts } from './receipts.ts';
import { retry } from './retry.ts';

/** The connection that brought a late edit. */
export interface LateSource {
  readonly member: string;
  readonly receipts: Receipts;
}

/** Where late edits are kept; `now` in UTC, ISO 8601. */
export interface LatePlace {
  readonly drafts: Drafts;
  readonly key: DraftKey;
  readonly limits: Pick<Limits, 'retryAfter' | 'retryAtMost'>;
  now(): string;
}

/** Stores the edits that came after the seal (CO5), one per connection and turn, each tried again until it is durable. */
export class LateEdits<Source extends LateSource> {
  readonly #place: LatePlace;
  readonly #onKept: (source: Source) => void;
  readonly #onFailed: (error: unknown) => void;
  #queue: Contribution<Source>[] = [];
  #bytes = 0;
  #working: Promise<void> | null = null;

  constructor(place: LatePlace, onKept: (source: Source) => void, onFailed: (error: unknown) => void) {
    this.#place = place;
    this.#onKept = onKept;
    this.#onFailed = onFailed;
  }

  /** The bytes that wait to be stored. */
  get bytes(): number {
    return this.#bytes;
  }

  add(contributions: readonly Contribution<Source>[]): void {
    this.#queue.push(...contributions);
    for (const { source, frames, update } of contributions) {
      source.receipts.expectAside(frames);
      this.#bytes += update.byteLength;
    }
    if (this.#queue.length > 0) this.#working ??= this.#work();
  }

  /** These frames brought an edit that was set aside before. It may still be on its way to the store. */
  async confirm(source: Source, frames: readonly number[]): Promise<void> {
    source.receipts.expectAside(frames);
    await this.idle();
    this.#kept(source, frames);
  }

  /** Resolves once every edit added so far is durable. */
  async idle(): Promise<void> {
    while (this.#working !== null) await this.#working;
  }

  async #work(): Promise<void> {
    // Let the turn end, so that one connection's updates in it become one edit.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const bySource = Map.groupBy(this.#queue.splice(0), ({ source }) => source);
      for (const [source, contributions] of bySource) {
        const update = merged(contributions.map((one) => one.update));
        const kept = await this.#keep(source, update);
        for (const one of contributions) this.#bytes -= one.update.byteLength;
        const frames = contributions.flatMap((one) => one.frames);
        if (kept) this.#kept(source, frames);
      }
    }
    this.#working = null;
  }

  #kept(source: Source, frames: readonly number[]): void {
    source.receipts.keptAside(frames);
    this.#onKept(source);
  }

  async #keep({ member }: Source, update: Uint8Array): Promise<boolean> {
    const { drafts, key, limits } = this.#place;
    // Named by its bytes: an edit that is resent after a broken connection is kept once.
    const id = createHash('sha256').update(update).digest('base64url');
    const edit = { id, member, at: this.#place.now(), update };
    try {
      await retry(
        () => drafts.setAside(key, edit),
        limits,
        this.#onFailed,
        (error) => error instanceof UnknownDraft,
      );
      return true;
    } catch {
      return false;
    }
  }
}
