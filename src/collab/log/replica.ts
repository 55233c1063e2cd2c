import { type DraftLog, type Vector, vectorOf } from '../../store/drafts.ts';
import { Authorship } from './authorship.ts';

/** What of a draft's log is here: how many entries of which node, and who is behind each Yjs client id. */
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

  /** How many entries of this node were in the log when it was loaded. */
  get ownBefore(): number {
    return this.#ownBefore;
  }

  /** The vector of what is here, once this node has appended so many entries. */
  vector(own: number): Vector {
    return own === 0 ? this.#others : { ...this.#others, [this.#self]: own };
  }

  /** How many entries the log holds beyond its base, once this node has appended so many. */
  entries(own: number): number {
    return this.#entries + own - this.#ownBefore;
  }

  /** So many entries were replaced by a base. */
  compacted(entries: number): void {
    this.#entries -= entries;
  }

  /** Takes note of a log as it is now; answers the updates of others that are not here yet. */
  takeIn(log: DraftLog): Uint8Array[] {
    const isNew = (node: string, seq: number): boolean => node !== this.#self && seq > (this.#others[node] ?? 0);
    const entries = log.entries.filter(({ node, seq }) => isNew(node, seq));
    const isBaseNew = Object.entries(log.base.covers).some(([node, seq]) => isNew(node, seq));
    this.#others = parted(log, this.#self).others;
    this.#entries += entries.length;
    this.#learn(log);
    return [...(isBaseNew ? [log.base.update] : []), ...entries.map(({ update }) => update)];
  }

  #learn({ base, entries }: DraftLog): void {
    for (const { authors } of [base, ...entries]) this.authorship.learn(authors);
  }
}

/** A node's own part of a log, and that of all others. */
function parted(log: DraftLog, self: string): { own: number; others: Vector } {
  const { [self]: own = 0, ...others } = vectorOf(log);
  return { own, others };
}
