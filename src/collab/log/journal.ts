import { type Authors, type DraftKey, type Drafts, type Entry, EntryOutOfOrder, UnknownDraft, type Vector } from '../../store/drafts.ts';
import type { CommitWindow } from './commit-window.ts';
import type { Limits } from '../limits.ts';
import { merged } from '../updates/merged.ts';
import { retry } from './retry.ts';

/** Frames of one connection and the update they brought. It is kept until the update is durable: a late one is set aside. */
export interface Contribution<Source> {
  readonly source: Source;
  readonly frames: readonly number[];
  readonly update: Uint8Array;
  /** True for the Yjs client ids whose words the source sends as its own; it relays all others. */
  readonly isOwn: (client: number) => boolean;
}

/** What a journal tells its room. */
export interface JournalListener<Source> {
  /** The next entry is about to be written. Changes added now are in it. */
  beforeAppend(): void;
  /** The entry is durable. */
  afterCommit(): void;
  /** The epoch is sealed. These contributions came too late, and nothing can be appended any more. */
  onLate(contributions: readonly Contribution<Source>[]): void;
  /** Nothing can be appended any more: the draft is gone, or this node's entries are not those it wrote. */
  onBroken(why: 'gone' | 'out-of-order'): void;
  /** Other nodes logged entries that are not here yet. Resolves once they were taken in, or the journal was given up (CO31). */
  onBehind(): Promise<unknown>;
  /** An append failed. The journal tries it again. */
  onFailed(error: unknown): void;
}

/** The log a journal appends to, and the node it appends as. */
export interface JournalPlace {
  readonly drafts: Drafts;
  readonly key: DraftKey;
  readonly node: string;
  /** The number of entries that this node has in the log. */
  readonly saved: number;
  /** The entries of other nodes that are here. */
  readonly seen: () => Vector;
  readonly commits: CommitWindow;
  readonly limits: Pick<Limits, 'retryAfter' | 'retryAtMost'>;
}

interface Batch<Source> {
  readonly changes: Uint8Array[];
  readonly authors: Record<string, Authors[string]>;
  readonly contributions: Contribution<Source>[];
}

type Answer = 'saved' | 'late' | 'gone' | 'out-of-order' | 'given-up';

/**
 * Appends a room's changes to its log (CO10). One append is in flight; changes that arrive meanwhile, or before the commit
 * window closes, are merged into the next entry. A failed append is repeated unchanged until the entry is durable or late
 * (CO11). An entry follows all that other nodes logged: while some of that is not here, it is taken in first (CO31).
 */
export class Journal<Source> {
  readonly #place: JournalPlace;
  readonly #listener: JournalListener<Source>;
  #saved: number;
  #next: Batch<Source> = emptyBatch();
  #inFlight: readonly Contribution<Source>[] = [];
  #isGivenUp = false;
  #unsavedBytes = 0;
  #writingSince: number | null = null;
  #isDue = false;
  #ended = false;
  #idle: (() => void)[] = [];

  constructor(place: JournalPlace, listener: JournalListener<Source>) {
    this.#place = place;
    this.#listener = listener;
    this.#saved = place.saved;
  }

  /** The number of entries of this node that are durable. */
  get saved(): number {
    return this.#saved;
  }

  /** The number of entries that will be durable once every change added so far is. */
  get horizon(): number {
    return this.#saved + (this.#writingSince === null ? 0 : 1) + (this.#next.changes.length > 0 ? 1 : 0);
  }

  get unsavedBytes(): number {
    return this.#unsavedBytes;
  }

  /** The contributions that are not known to be durable, in order. */
  get pending(): readonly Contribution<Source>[] {
    return [...this.#inFlight, ...this.#next.contributions];
  }

  get isIdle(): boolean {
    return this.#ended || (this.#writingSince === null && this.#next.changes.length === 0);
  }

  /** How long the entry in flight has waited, in ms. */
  waited(now: number): number {
    return this.#writingSince === null ? 0 : now - this.#writingSince;
  }

  /** Adds a change of the document to the next entry, with the authors of the client ids that are new in it. */
  add(change: Uint8Array, authors: Authors, contributions: readonly Contribution<Source>[]): void {
    if (this.#isGivenUp) return;
    this.#next.changes.push(change);
    Object.assign(this.#next.authors, authors);
    this.#next.contributions.push(...contributions);
    this.#unsavedBytes += change.byteLength;
    this.#writeSoon();
  }

  /** Appends nothing any more: the changes that are not durable contradict the log. An append in flight is still waited for. */
  giveUp(): void {
    this.#isGivenUp = true;
    this.#next = emptyBatch();
    this.#settle();
  }

  /** Resolves once nothing is left to append. */
  idle(): Promise<void> {
    return this.isIdle ? Promise.resolve() : new Promise((resolve) => this.#idle.push(resolve));
  }

  #writeSoon(): void {
    if (this.#isDue || this.#writingSince !== null || this.#next.changes.length === 0) return;
    this.#isDue = true;
    this.#place.commits.soon(() => {
      this.#isDue = false;
      if (this.#ended) return;
      this.#listener.beforeAppend();
      void this.#write();
    });
  }

  async #write(): Promise<void> {
    const { changes, authors, contributions } = this.#next;
    if (changes.length === 0) return;
    this.#next = emptyBatch();
    this.#inFlight = contributions;
    this.#writingSince = performance.now();
    const answer = await this.#append({ node: this.#place.node, seq: this.#saved + 1, update: merged(changes), authors });
    this.#writingSince = null;
    this.#inFlight = [];
    if (answer === 'saved') this.#onSaved();
    else this.#end(answer, contributions);
    this.#writeSoon();
    this.#settle();
  }

  #settle(): void {
    if (this.isIdle) for (const resolve of this.#idle.splice(0)) resolve();
  }

  async #append(entry: Entry): Promise<Answer> {
    const { limits } = this.#place;
    const isFinal = (error: unknown): boolean => error instanceof UnknownDraft || error instanceof EntryOutOfOrder;
    try {
      return await retry(
        () => this.#follow(entry),
        limits,
        (error) => {
          this.#listener.onFailed(error);
        },
        isFinal,
      );
    } catch (error) {
      return error instanceof UnknownDraft ? 'gone' : 'out-of-order';
    }
  }

  /** Appends an entry after all that other nodes logged. */
  async #follow(entry: Entry): Promise<Answer> {
    const { drafts, key, seen } = this.#place;
    for (;;) {
      if (this.#isGivenUp) return 'given-up';
      const answer = await drafts.appendAfter(key, seen(), entry);
      if (answer !== 'behind') return answer;
      await this.#listener.onBehind();
    }
  }

  #onSaved(): void {
    this.#saved += 1;
    this.#unsavedBytes = this.#next.changes.reduce((sum, change) => sum + change.byteLength, 0);
    this.#listener.afterCommit();
  }

  #end(answer: Exclude<Answer, 'saved'>, contributions: readonly Contribution<Source>[]): void {
    this.#ended = true;
    const unsaved = [...contributions, ...this.#next.contributions];
    this.#next = emptyBatch();
    this.#unsavedBytes = 0;
    if (answer === 'given-up') return;
    if (answer === 'late') this.#listener.onLate(unsaved);
    else this.#listener.onBroken(answer);
  }
}

function emptyBatch<Source>(): Batch<Source> {
  return { changes: [], authors: {}, contributions: [] };
}
