import type { DraftKey, Entry } from '../../drafts.ts';

interface Visits {
  open: number;
  begun: number;
}

/** Of which epochs it is known that they are open, and what each node's last entry in them is. */
export class OpenDrafts {
  readonly #known = new Map<string, Map<string, number>>();
  readonly #visits = new Map<string, Visits>();

  /** The epoch is open and this is the entry after its node's last, for all that is known. */
  isNext(key: DraftKey, entry: Entry): boolean {
    return this.#known.get(key.draft)?.get(nodeOf(key, entry)) === entry.seq - 1;
  }

  /** An entry that is next is being appended. */
  moved(key: DraftKey, entry: Entry): void {
    this.#known.get(key.draft)?.set(nodeOf(key, entry), entry.seq);
  }

  /**
   * Does what the database decides about a draft: until it has, nothing is known of it. `saved`: the entry that is known to
   * be the last if the answer was "saved" (and not that it had been before), and nothing else was decided about the draft meanwhile.
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

  /** Nothing is known of any draft. */
  forget(): void {
    this.#known.clear();
  }
}

function nodeOf({ epoch }: DraftKey, { node }: Entry): string {
  return `${epoch}/${node}`;
}
