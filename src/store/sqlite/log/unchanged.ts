import type { DraftKey, Vector } from '../../drafts.ts';

/** A draft as the asker knows it: a question of {@link Drafts.changed}. */
export interface Known {
  readonly key: DraftKey;
  readonly vector: Vector;
  readonly sealed: boolean;
}

interface Answer {
  readonly vector: Vector;
  readonly sealed: boolean;
  /** The count of the draft's other operations when the database was asked. */
  readonly operations: number;
}

/** The most answers kept. Beyond it, all are forgotten. */
const most = 10_000;

/**
 * Remembers the drafts of which the database knew nothing new, so that a room that asks four times a second costs no
 * transaction. This process alone writes to the store (decision 11), and notes each of its writes to drafts here.
 */
export class Unchanged {
  readonly #answers = new Map<string, Answer>();
  /** The last entry that each node began to append, by draft and epoch. */
  readonly #appended = new Map<string, Map<string, number>>();
  readonly #operations = new Map<string, number>();

  /** To be called before an entry is appended. */
  appending({ draft, epoch }: DraftKey, node: string, seq: number): void {
    const name = `${draft}/${epoch}`;
    const nodes = this.#appended.get(name);
    if (nodes === undefined) this.#appended.set(name, new Map([[node, seq]]));
    else if (seq > (nodes.get(node) ?? 0)) nodes.set(node, seq);
  }

  /** To be called before and after any other operation that writes to a draft. */
  operating(draft: string): void {
    this.#operations.set(draft, this.#operationsOn(draft) + 1);
  }

  /** True if the database would find nothing new to somebody who knows this much. */
  covers({ key, vector, sealed }: Known): boolean {
    const name = `${key.draft}/${key.epoch}`;
    const answer = this.#answers.get(name);
    if (answer?.sealed !== sealed || answer.operations !== this.#operationsOn(key.draft)) return false;
    const isWithin = ([node, seq]: readonly [string, number]): boolean => seq <= (vector[node] ?? 0);
    return Object.entries(answer.vector).every(isWithin) && [...(this.#appended.get(name) ?? [])].every(isWithin);
  }

  /** Asks the database, and remembers where it finds nothing new. */
  async ask(known: readonly Known[], database: (known: readonly Known[]) => Promise<readonly DraftKey[]>): Promise<readonly DraftKey[]> {
    if (known.length === 0) return [];
    const operations = known.map(({ key }) => this.#operationsOn(key.draft));
    const changed = await database(known);
    const names = new Set(changed.map(({ draft, epoch }) => `${draft}/${epoch}`));
    if (this.#answers.size > most) this.#answers.clear();
    for (const [index, { key, vector, sealed }] of known.entries()) {
      const name = `${key.draft}/${key.epoch}`;
      if (!names.has(name)) this.#answers.set(name, { vector, sealed, operations: operations[index] ?? 0 });
    }
    return changed;
  }

  #operationsOn(draft: string): number {
    return this.#operations.get(draft) ?? 0;
  }
}
