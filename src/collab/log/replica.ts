import { type DraftLog, type Vector, vectorOf } from '../../store/drafts.ts';
import { Authorship } from './authorship.ts';

/** The part of a draft's log that this room holds: the number of each node's entries, and the authors they name. */
export class Replica {
  readonly authorship = new Authorship();
  readonly #self: string;
  readonly #ownBefore: number;
  #others: Vector;
  #entries: number;

  constructor(log: DraftLog, self: string) {
    const { own, others } = parted(log, self);
    this.#self = self;
    this.#ownBefore = own;
    this.#others = others;
    this.#entries = log.entries.length;
    this.#learn(log);
  }

  /** The number of this node's entries in the log when it was loaded. */
  get ownBefore(): number {
    return this.#ownBefore;
  }

  /** The vector of all that is here, once this node has appended `own` entries. */
  vector(own: number): Vector {
    return own === 0 ? this.#others : { ...this.#others, [this.#self]: own };
  }

  /** The number of entries beyond the base, once this node has appended `own`. */
  entries(own: number): number {
    return this.#entries + own - this.#ownBefore;
  }

  /** A base has replaced this many entries. */
  compacted(entries: number): void {
    this.#entries -= entries;
  }

  /** The updates of other nodes in a log, or in its news, that are not here yet. */
  newsIn({ base, entries }: DraftLog): Uint8Array[] {
    const isNew = (node: string, seq: number): boolean => node !== this.#self && seq > (this.#others[node] ?? 0);
    const isBaseNew = Object.entries(base.covers).some(([node, seq]) => isNew(node, seq));
    const fresh = entries.filter(({ node, seq }) => isNew(node, seq));
    return [...(isBaseNew ? [base.update] : []), ...fresh.map(({ update }) => update)];
  }

  /** Takes note of a log, or of its news. */
  takeIn(log: DraftLog): void {
    const { others } = parted(log, this.#self);
    this.#entries += log.entries.filter(({ node, seq }) => node !== this.#self && seq > (this.#others[node] ?? 0)).length;
    const later = Object.entries(others).filter(([node, seq]) => seq > (this.#others[node] ?? 0));
    this.#others = { ...this.#others, ...Object.fromEntries(later) };
    this.#learn(log);
  }

  #learn({ base, entries }: DraftLog): void {
    for (const { authors } of [base, ...entries]) this.authorship.learn(authors);
  }
}

/** The number of a node's own entries in a log, and the vector of all others. */
function parted(log: DraftLog, self: string): { own: number; others: Vector } {
  const { [self]: own = 0, ...others } = vectorOf(log);
  return { own, others };
}
