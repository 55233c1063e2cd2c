import type { DraftKey, Entry } from '../../drafts.ts';

interface Visits {
  open: number;
  begun: number;
}

/** The epochs that are known to be open, with each node's last entry in them. */
export class OpenDrafts {
  readonly #known = new Map<string, Map<string, number>>();
  readonly #visits = new Map<string, Visits>();

  /** True if the epoch is known to be open and the entry is the one after its node's last. */
  isNext(key: DraftKey, entry: Entry): boolean {
    return this.#known.get(key.draft)?.get(nodeOf(key, entry)) === entry.seq - 1;
  }

  /** Notes that the next entry is being appended. */
  moved(key: DraftKey, entry: Entry): void {
    this.#known.get(key.draft)?.set(nodeOf(key, entry), entry.seq);
  }

  /**
   * Runs an operation that the database decides. Until it has decided, nothing is known of the draft. `saved`: after the
   * answer "saved" this entry is known to be its node's last, unless it had been saved before or another operation on the
   * draft ran meanwhile.
   */
  async decide<T>(
    draft: string,
    work: () => Promise<T>,
    saved: { readonly key: DraftKey; readonly entry: Entry } | null = null,
  ): Promise<T> {
    this.#known.delete(draft);
    const visits = this.#visits.get(draft) ?? { open: 0, begun: 0 };
    this.#visits.set(draft, visits);
    visits.open += 1;
    visits.begun += 1;
    const isAlone = (): boolean => visits.open === 1 && visits.begun === 1;
    const began = isAlone();
    try {
      const answer = await work();
      if (saved !== null && answer === 'saved' && began && isAlone()) {
        this.#known.set(draft, new Map([[nodeOf(saved.key, saved.entry), saved.entry.seq]]));
      }
      return answer;
    } finally {
      visits.open -= 1;
      if (visits.open === 0) this.#visits.delete(draft);
    }
  }

  /** Forgets all drafts: nothing is known of any. */
  forget(): void {
    this.#known.clear();
  }
}

function nodeOf({ epoch }: DraftKey, { node }: Entry): string {
  return `${epoch}/${node}`;
}
