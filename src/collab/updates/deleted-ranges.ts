import * as Y from 'yjs';

/** In more places nothing is deleted in years of writing. */
const most = 100_000;

/**
 * In how many places of a document something is deleted. Every whole answer tells of all of them, so too many would keep
 * whoever comes back, and everybody else, waiting.
 */
export class DeletedRanges {
  /** At most so many; null until it is asked for the first time. */
  #count: number | null = null;

  /** Whether with so many more pieces there would be too many. */
  areTooMany(document: Y.Doc, more: number): boolean {
    this.#count = (this.#count ?? rangesIn(document)) + more;
    if (this.#count <= most) return false;
    this.#count = rangesIn(document) + more;
    return this.#count > most;
  }
}

function rangesIn({ store }: Y.Doc): number {
  const { clients } = Y.createDeleteSetFromStructStore(store);
  return [...clients.values()].reduce((sum, ranges) => sum + ranges.length, 0);
}
