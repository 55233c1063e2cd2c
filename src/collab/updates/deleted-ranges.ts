import * as Y from 'yjs';

/** Years of writing leave fewer deleted ranges. */
const most = 100_000;

/**
 * Counts the deleted ranges of a document (CO3). Every whole answer lists all of them, so too many would keep a client that
 * comes back, and everybody else, waiting.
 */
export class DeletedRanges {
  /** The document has at most this many; null until the first question. */
  #count: number | null = null;

  /** True if `more` pieces could make too many. */
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
