import * as Y from 'yjs';
import { longestSection, mostFormats, mostNodes } from '../limits.ts';

/** Judges one document, change after change. */
export interface TextJudge {
  /**
   * Null where every item of a transaction fits the schema; else one sentence for the writer. Earlier items were judged
   * when they came, so the cost of a keystroke does not grow with the text.
   */
  whyNot(transaction: Y.Transaction): string | null;
}

/** The rules of one form of a text. */
export interface ItemRules {
  /** Null where an item, present or deleted, may stand where it stands; else one sentence for the writer. */
  whyNotItem(item: Y.Item): string | null;
  /** The number of paragraphs, list items and line breaks that a content adds. */
  linesOf(content: Y.Item['content']): number;
  /** The most characters of a root, and the sentence for more; null where the limit of an answer holds. */
  mostIn(root: string): { readonly characters: number; readonly why: string } | null;
}

interface Tally {
  readonly lines: number;
  readonly characters: number;
  readonly formats: number;
}

/** A schema of shared texts, as the collaboration server asks it (CO3). It looks at the stored items only. */
export interface TextSchema {
  /** Null where every item of a document fits the schema; else one sentence for the writer. */
  whyNot(document: Y.Doc): string | null;
  judge(document: Y.Doc): TextJudge;
}

/** The schema that some rules make. */
export function schemaOf(rules: ItemRules): TextSchema {
  return {
    whyNot: (document) => new Judge(document, rules).whyNotSince(new Map()),
    judge: (document) => new Judge(document, rules),
  };
}

class Judge implements TextJudge {
  readonly #document: Y.Doc;
  readonly #rules: ItemRules;
  /** Upper bounds of each root's size. Deletions are subtracted only once a limit seems to be reached. */
  readonly #most = new Map<string, Tally>();
  #counted = false;

  constructor(document: Y.Doc, rules: ItemRules) {
    this.#document = document;
    this.#rules = rules;
  }

  whyNot(transaction: Y.Transaction): string | null {
    return this.whyNotSince(transaction.beforeState);
  }

  /** Judges every item past a state vector by its place and its content. */
  whyNotSince(before: ReadonlyMap<number, number>): string | null {
    const items = itemsSince(this.#document, before);
    for (const item of items) {
      const reason = this.#rules.whyNotItem(item);
      if (reason !== null) return reason;
    }
    // Counting goes up to the root, so it waits until depth is known to be within its limit.
    if (!this.#counted) this.#recount();
    else for (const item of items) this.#count(item);
    // A text from before the limit may hold more formats. It still takes words, but no further formats.
    const limits = items.some(isFormat) ? [whyTooLarge, whyTooFormatted] : [whyTooLarge];
    if (this.#whyBeyond(limits) === null) return null;
    this.#recount();
    return this.#whyBeyond(limits);
  }

  #recount(): void {
    this.#counted = true;
    this.#most.clear();
    for (const item of itemsSince(this.#document, new Map())) this.#count(item);
  }

  #count(item: Y.Item): void {
    const { parent, content, deleted } = item;
    if (deleted) return;
    const characters = content instanceof Y.ContentString ? content.str.length : 0;
    const lines = this.#rules.linesOf(content);
    const formats = isFormat(item) ? 1 : 0;
    if (characters + lines + formats === 0) return;
    const root = rootOf(parent as SharedType);
    const tally = this.#most.get(root) ?? { lines: 0, characters: 0, formats: 0 };
    this.#most.set(root, {
      lines: tally.lines + lines,
      characters: tally.characters + characters,
      formats: tally.formats + formats,
    });
  }

  #whyBeyond(limits: readonly ((tally: Tally) => string | null)[]): string | null {
    for (const [root, tally] of this.#most) {
      const most = this.#rules.mostIn(root);
      if (most !== null && tally.characters > most.characters) return most.why;
      for (const limit of limits) {
        const why = limit(tally);
        if (why !== null) return why;
      }
    }
    return null;
  }
}

function whyTooLarge({ characters, lines }: Tally): string | null {
  if (characters > longestSection) return `An answer can hold at most ${longestSection.toLocaleString('en-GB')} characters.`;
  return lines > mostNodes ? `An answer can hold at most ${mostNodes.toLocaleString('en-GB')} paragraphs and list items.` : null;
}

function whyTooFormatted({ formats }: Tally): string | null {
  return formats > mostFormats
    ? `An answer can hold at most ${mostFormats.toLocaleString('en-GB')} beginnings and ends of bold, italic, links and the like.`
    : null;
}

function isFormat({ content, deleted }: Y.Item): boolean {
  return !deleted && content instanceof Y.ContentFormat;
}

type SharedType = Y.AbstractType<unknown>;

// Runs at every key: clients that wrote nothing since must cost nothing.
function itemsSince({ store }: Y.Doc, before: ReadonlyMap<number, number>): Y.Item[] {
  const items: Y.Item[] = [];
  store.clients.forEach((structs, client) => {
    const clock = before.get(client) ?? 0;
    const last = structs.at(-1);
    if (last === undefined || last.id.clock + last.length <= clock) return;
    for (let index = Y.findIndexSS(structs, clock); index < structs.length; index += 1) {
      const struct = structs[index];
      if (struct instanceof Y.Item) items.push(struct);
    }
  });
  return items;
}

function rootOf(type: SharedType): string {
  let root = type;
  while (root._item?.parent instanceof Y.AbstractType) root = root._item.parent as SharedType;
  return Y.findRootTypeKey(root);
}
