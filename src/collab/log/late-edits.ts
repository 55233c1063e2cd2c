import { createHash } from 'node:crypto';
import { type DraftKey, type Drafts, UnknownDraft } from '../../store/drafts.ts';
import { type Contribution, merged } from './journal.ts';
import type { Limits } from '../limits.ts';
import type { Receipts } from './receipts.ts';
import { persist } from './retry.ts';

/** Who brings a late edit, and is told what became of it. */
export interface LateSource {
  readonly member: string;
  readonly receipts: Receipts;
}

/** Where late edits are kept, and with what clock (UTC, ISO 8601). */
export interface LatePlace {
  readonly drafts: Drafts;
  readonly key: DraftKey;
  readonly limits: Pick<Limits, 'retryAfter' | 'retryAtMost'>;
  now(): string;
}

/** Stores what came after the seal (CO5), one edit per connection and turn, trying again until it is durable. */
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

  /** Frames that brought what was set aside before, which may still be on its way to the store. */
  async confirm(source: Source, frames: readonly number[]): Promise<void> {
    source.receipts.expectAside(frames);
    await this.idle();
    this.#kept(source, frames);
  }

  /** Resolves once all that was added is durable. */
  async idle(): Promise<void> {
    while (this.#working !== null) await this.#working;
  }

  async #work(): Promise<void> {
    // Let the turn end, so that what one connection sent in it is one edit.
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
    // Named by its bytes: the same edit brought again after a broken connection is kept once.
    const id = createHash('sha256').update(update).digest('base64url');
    const edit = { id, member, at: this.#place.now(), update };
    try {
      await persist(
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
