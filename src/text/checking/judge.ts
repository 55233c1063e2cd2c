import * as Y from 'yjs';
import type { KnownSections } from '../../domain/consultation/known-sections.ts';
import type { Lost } from '../../domain/response/mass-deletion.ts';
import { lossIn } from './loss.ts';
import { rootNameOf, type SharedType } from '../yjs/root.ts';
import { longestSection, mostFormats, mostNodes } from '../limits.ts';
import { itemsDeletedBy, itemsSince } from './items.ts';
import { whyOutside } from './places.ts';

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
  /** The most lines in all roots together (TX22); null where there is no limit. */
  readonly mostLines: number | null;
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
  /** The words that a transaction deletes, and the answers that it empties; null where it deletes no word and empties none. */
  lossIn(transaction: Y.Transaction): Lost | null;
  /** This schema for one response. Text outside the sections and choices that `known` answers is refused (TX21). */
  within(known: () => KnownSections): TextSchema;
}

/** The schema that some rules make. */
export function schemaOf(rules: ItemRules, known: (() => KnownSections) | null = null): TextSchema {
  return {
    whyNot: (document) => new Judge(document, rules, known).whyNotAll(),
    judge: (document) => new Judge(document, rules, known),
    lossIn,
    within: (sections) => schemaOf(rules, sections),
  };
}

/** The sizes of roots, by the name of the root. */
type Sizes = Map<string, Tally>;

class Judge implements TextJudge {
  readonly #document: Y.Doc;
  readonly #rules: ItemRules;
  readonly #known: (() => KnownSections) | null;
  /** Upper bounds of each root's size. Deletions are subtracted only once a limit seems to be reached. */
  #most: Sizes = new Map();
  #counted = false;
  /** Yjs looks for the name of a root among all roots. */
  readonly #names = new WeakMap<SharedType, string>();

  constructor(document: Y.Doc, rules: ItemRules, known: (() => KnownSections) | null) {
    this.#document = document;
    this.#rules = rules;
    this.#known = known;
  }

  whyNot(transaction: Y.Transaction): string | null {
    const items = itemsSince(this.#document, transaction.beforeState);
    return this.#whyNot(items, () => itemsDeletedBy(transaction));
  }

  /** Judges every item of the document. */
  whyNotAll(): string | null {
    return this.#whyNot(itemsSince(this.#document, new Map()), () => []);
  }

  /** Judges items by their places and contents. `gone`: the items that were there before, and that their change deletes. */
  #whyNot(items: readonly Y.Item[], gone: () => readonly Y.Item[]): string | null {
    for (const item of items) {
      const reason = this.#rules.whyNotItem(item);
      if (reason !== null) return reason;
    }
    // The root is looked for once the depth is known to be within its limit.
    const known = this.#known?.() ?? null;
    for (const item of known === null ? [] : items) {
      const reason = known === null ? null : whyOutside(this.#rootOf(item), item, known);
      if (reason !== null) return reason;
    }
    const more = this.#sizesOf(items);
    if (!this.#counted) this.#recount();
    else add(this.#most, more);
    if (this.#whyBeyond(more) === null) return null;
    this.#recount();
    return this.#whyBeyond(add(more, this.#sizesOf(gone(), 'deleted'), -1));
  }

  #recount(): void {
    this.#counted = true;
    this.#most = this.#sizesOf(itemsSince(this.#document, new Map()));
  }

  #sizesOf(items: readonly Y.Item[], which: 'present' | 'deleted' = 'present'): Sizes {
    const sizes: Sizes = new Map();
    for (const item of items) {
      const { content, deleted } = item;
      if (deleted !== (which === 'deleted')) continue;
      const characters = content instanceof Y.ContentString ? content.str.length : 0;
      const lines = this.#rules.linesOf(content);
      const formats = content instanceof Y.ContentFormat ? 1 : 0;
      if (characters + lines + formats === 0) continue;
      const root = this.#rootOf(item);
      const size = sizes.get(root) ?? nothing;
      sizes.set(root, { lines: size.lines + lines, characters: size.characters + characters, formats: size.formats + formats });
    }
    return sizes;
  }

  /**
   * The sentence for the first limit that a change exceeds; null where it exceeds none. A text may be beyond a limit already,
   * from before the limit, or because two people wrote at once. It still takes every change that adds nothing to that measure.
   */
  #whyBeyond(growth: Sizes): string | null {
    for (const [root, grown] of growth) {
      const { characters, lines, formats } = this.#most.get(root) ?? nothing;
      const most = this.#rules.mostIn(root) ?? { characters: longestSection, why: tooLong };
      if (characters > most.characters && grown.characters > 0) return most.why;
      if (lines > mostNodes && grown.lines > 0) return tooManyLines;
      if (formats > mostFormats && grown.formats > 0) return tooFormatted;
    }
    const { mostLines } = this.#rules;
    return mostLines !== null && linesIn(growth) > 0 && linesIn(this.#most) > mostLines ? tooManyInAll(mostLines) : null;
  }

  #rootOf({ parent }: Y.Item): string {
    const type = parent as SharedType;
    const known = this.#names.get(type);
    if (known !== undefined) return known;
    const name = rootNameOf(type);
    this.#names.set(type, name);
    return name;
  }
}

const nothing: Tally = { lines: 0, characters: 0, formats: 0 };

function linesIn(sizes: Sizes): number {
  let sum = 0;
  for (const { lines } of sizes.values()) sum += lines;
  return sum;
}

/** Adds sizes to others, `times` over. Returns the first, changed. */
function add(sizes: Sizes, more: Sizes, times = 1): Sizes {
  for (const [root, { lines, characters, formats }] of more) {
    const size = sizes.get(root) ?? nothing;
    sizes.set(root, {
      lines: size.lines + times * lines,
      characters: size.characters + times * characters,
      formats: size.formats + times * formats,
    });
  }
  return sizes;
}

const tooLong = `An answer can hold at most ${longestSection.toLocaleString('en-GB')} characters.`;
const tooManyLines = `An answer can hold at most ${mostNodes.toLocaleString('en-GB')} paragraphs and list items.`;
const tooManyInAll = (most: number): string =>
  `A response can hold at most ${most.toLocaleString('en-GB')} paragraphs and list items in all its answers.`;
const tooFormatted = `An answer can hold at most ${mostFormats.toLocaleString('en-GB')} beginnings and ends of bold, italic, links and the like.`;
