import { type Authors, type DraftLog, type Vector, vectorOf } from '../store/drafts.ts';
import type { Heard } from './turn.ts';

/** What of a draft's log is here: how many entries of which node, and who is behind each Yjs client id. */
export class Replica {
  readonly #self: string;
  readonly #ownBefore: number;
  #others: Vector;
  #entries: number;
  #authors: Authors;

  constructor(log: DraftLog, self: string) {
    const { own, others } = parted(log, self);
    this.#self = self;
    this.#ownBefore = own;
    this.#others = others;
    this.#entries = log.entries.length;
    this.#authors = authorsOf(log, {});
  }

  /** How many entries of this node were in the log when it was loaded. */
  get ownBefore(): number {
    return this.#ownBefore;
  }

  get authors(): Authors {
    return this.#authors;
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
    this.#authors = authorsOf(log, this.#authors);
    return [...(isBaseNew ? [log.base.update] : []), ...entries.map(({ update }) => update)];
  }

  /** The authors of client ids that a turn brings for the first time: who declared them, else who brought them (CO10). */
  firstSeen(turn: readonly Heard[], memberOf: (client: number) => string | null): Authors {
    const authors: Record<string, Authors[string]> = {};
    for (const { from, clients } of turn) {
      for (const client of clients) {
        if (client in this.#authors || client in authors) continue;
        const declared = memberOf(client);
        authors[client] = declared === null ? { member: from.member, how: 'brought' } : { member: declared, how: 'declared' };
      }
    }
    if (Object.keys(authors).length > 0) this.#authors = { ...this.#authors, ...authors };
    return authors;
  }
}

/** A node's own part of a log, and that of all others. */
function parted(log: DraftLog, self: string): { own: number; others: Vector } {
  const { [self]: own = 0, ...others } = vectorOf(log);
  return { own, others };
}

/** The first word on a client id counts. */
function authorsOf({ base, entries }: DraftLog, before: Authors): Authors {
  const authors = new Map(Object.entries(before));
  for (const more of [base.authors, ...entries.map((entry) => entry.authors)]) {
    for (const [client, author] of Object.entries(more)) if (!authors.has(client)) authors.set(client, author);
  }
  return Object.fromEntries(authors);
}
