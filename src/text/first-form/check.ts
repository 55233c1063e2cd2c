import * as Y from 'yjs';
import { deepestList, isAllowedLink, longestSection, mostNodes } from '../limits.ts';
import { isRecord } from '../lines/marks.ts';
import { chosenMap } from '../read.ts';
import { firstReasonsMap, firstSectionPrefix, isStart, longestFirstReason } from './read.ts';

const id = /^[A-Za-z0-9_-]{1,64}$/;
const blocks: ReadonlySet<string> = new Set(['paragraph', 'heading', 'bulletList', 'orderedList']);
const lists: ReadonlySet<string> = new Set(['bulletList', 'orderedList']);
const inline: ReadonlySet<string> = new Set(['hardBreak']);
const bareMarks: ReadonlySet<string> = new Set(['bold', 'italic', 'superscript', 'subscript']);
const none: ReadonlySet<string> = new Set();

/** The children that a section and each element may have, by the name of the node. */
const children: Readonly<Record<string, ReadonlySet<string>>> = {
  section: blocks,
  listItem: blocks,
  bulletList: new Set(['listItem']),
  orderedList: new Set(['listItem']),
  paragraph: inline,
  heading: inline,
  hardBreak: none,
};

interface Tally {
  nodes: number;
  characters: number;
}

/** Judges one document, change after change. */
export interface TextJudge {
  /**
   * Null where every item of a transaction fits the schema; else one sentence for the writer. Earlier items were judged
   * when they came, so the cost of a keystroke does not grow with the text.
   */
  whyNot(transaction: Y.Transaction): string | null;
}

/**
 * Judges late edits of epochs whose text is of the first form: pages that were opened before the upgrade still bring them
 * (CO3, TX18). Disorder left by concurrent deletions (an empty list) is allowed: nobody wrote it, and reading drops it
 * (decision 18).
 */
export const firstFormSchema = {
  /** Null where every item of a document fits the schema; else one sentence for the writer. */
  whyNot(document: Y.Doc): string | null {
    return new Judge(document).whyNotSince(new Map());
  },
  judge(document: Y.Doc): TextJudge {
    return new Judge(document);
  },
};

class Judge implements TextJudge {
  readonly #document: Y.Doc;
  /** Upper bounds of each root's size. Deletions are subtracted only once a limit seems to be reached. */
  readonly #most = new Map<string, Tally>();
  #counted = false;

  constructor(document: Y.Doc) {
    this.#document = document;
  }

  whyNot(transaction: Y.Transaction): string | null {
    return this.whyNotSince(transaction.beforeState);
  }

  /** Judges every item past a state vector by its place and its content. */
  whyNotSince(before: ReadonlyMap<number, number>): string | null {
    const items = itemsSince(this.#document, before);
    for (const item of items) {
      const reason = whyNotItem(item);
      if (reason !== null) return reason;
    }
    // Counting goes up to the root, so it waits until depth is known to be within its limit.
    if (!this.#counted) this.#recount();
    else for (const item of items) this.#count(item);
    if (this.#whyTooMuch() === null) return null;
    this.#recount();
    return this.#whyTooMuch();
  }

  #recount(): void {
    this.#counted = true;
    this.#most.clear();
    for (const item of itemsSince(this.#document, new Map())) this.#count(item);
  }

  #count({ parent, content, deleted }: Y.Item): void {
    if (deleted) return;
    const characters = content instanceof Y.ContentString ? content.str.length : 0;
    const nodes = content instanceof Y.ContentType && content.type instanceof Y.XmlElement ? 1 : 0;
    if (characters + nodes === 0) return;
    const root = rootOf(parent as SharedType);
    const tally = this.#most.get(root) ?? { nodes: 0, characters: 0 };
    this.#most.set(root, { nodes: tally.nodes + nodes, characters: tally.characters + characters });
  }

  #whyTooMuch(): string | null {
    for (const { nodes, characters } of this.#most.values()) {
      if (characters > longestSection) return `An answer can hold at most ${longestSection.toLocaleString('en-GB')} characters.`;
      if (nodes > mostNodes) return `An answer can hold at most ${mostNodes.toLocaleString('en-GB')} paragraphs and list items.`;
    }
    return null;
  }
}

type SharedType = Y.AbstractType<unknown>;
type Content = Y.Item['content'];

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

function whyNotItem({ parent, parentSub, content, deleted }: Y.Item): string | null {
  const place = parent as SharedType;
  // Even a deleted item makes a root known to readers.
  if (deleted) return place._item !== null || isKnown(Y.findRootTypeKey(place)) ? null : unknownRoot;
  if (place._item === null) return whyNotInRoot(Y.findRootTypeKey(place), parentSub, content);
  if (place instanceof Y.XmlText) return parentSub === null ? whyNotInText(content) : foreign('a text');
  if (!(place instanceof Y.XmlElement)) return unknown(content);
  return parentSub === null ? whyNotIn(place.nodeName, content, place) : whyNotAttribute(place, parentSub, content);
}

function whyNotInRoot(root: string, key: string | null, content: Content): string | null {
  if (isSection(root)) {
    return key === null ? whyNotIn('section', content, null) : foreign('an answer');
  }
  const values: readonly unknown[] = content instanceof Y.ContentAny ? content.arr : [];
  const isEntry = key !== null && id.test(key) && values.length === 1;
  if (root === chosenMap) return isEntry ? whyNotChosen(values[0]) : foreign('a choice');
  if (root === firstReasonsMap) return isEntry ? whyNotReason(values[0]) : foreign('a reason');
  return unknownRoot;
}

const unknownRoot = 'This part of the document is not known here. Reload the page.';

function isKnown(root: string): boolean {
  return isSection(root) || root === chosenMap || root === firstReasonsMap;
}

function isSection(root: string): boolean {
  return root.startsWith(firstSectionPrefix) && id.test(root.slice(firstSectionPrefix.length));
}

function whyNotIn(parent: string, content: Content, place: Y.XmlElement | null): string | null {
  const type: unknown = content instanceof Y.ContentType ? content.type : null;
  const allowed = children[parent] ?? none;
  if (type instanceof Y.XmlText) return allowed === inline ? null : unknown(content);
  if (!(type instanceof Y.XmlElement) || !allowed.has(type.nodeName)) return unknown(content);
  const isTooDeep = lists.has(type.nodeName) && listsAround(place) >= deepestList;
  return isTooDeep ? `Lists can be at most ${deepestList} deep.` : null;
}

function listsAround(place: Y.XmlElement | null): number {
  let count = 0;
  for (let around: unknown = place; around instanceof Y.XmlElement; around = around._item?.parent) {
    if (lists.has(around.nodeName)) count += 1;
  }
  return count;
}

function whyNotAttribute({ nodeName }: Pick<Y.XmlElement, 'nodeName'>, name: string, content: Content): string | null {
  const value: unknown = content instanceof Y.ContentAny && content.arr.length === 1 ? content.arr[0] : null;
  if (nodeName === 'heading') return name === 'level' && (value === 1 || value === 2) ? null : foreign('a heading');
  if (nodeName === 'orderedList') return name === 'start' && isStart(value) ? null : foreign('a list');
  return foreign(nodeName === 'paragraph' ? 'a paragraph' : nodeName === 'listItem' ? 'a list item' : 'a list');
}

function whyNotInText(content: Content): string | null {
  if (content instanceof Y.ContentString) return null;
  return content instanceof Y.ContentFormat ? whyNotMark(content.key, content.value) : unknown(content);
}

function whyNotMark(mark: string, value: unknown): string | null {
  // A null ends a mark.
  if (bareMarks.has(mark)) return value === null || isEmpty(value) ? null : foreign('a text');
  if (mark !== 'link') return foreign('a text');
  if (value === null) return null;
  if (!isRecord(value) || Object.keys(value).some((name) => name !== 'href')) return foreign('a link');
  return isAllowedLink(value['href']) ? null : 'A link must begin with https://, http:// or mailto:.';
}

function isEmpty(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length === 0;
}

function whyNotChosen(options: unknown): string | null {
  const valid = Array.isArray(options) && options.length <= 50 && options.every((one) => typeof one === 'string' && id.test(one));
  return valid ? null : foreign('a choice');
}

function whyNotReason(reason: unknown): string | null {
  if (typeof reason !== 'string') return foreign('a reason');
  return reason.length > longestFirstReason ? `A reason can hold at most ${longestFirstReason.toLocaleString('en-GB')} characters.` : null;
}

function unknown(content: Content): string {
  const type: unknown = content instanceof Y.ContentType ? content.type : null;
  const name = type instanceof Y.XmlElement ? type.nodeName.replace(/[^A-Za-z0-9_-]/g, '').slice(0, 40) : '';
  return `This text holds something that cannot be kept here${name === '' ? '' : ` (${name})`}. Reload the page.`;
}

function foreign(what: string): string {
  return `This text holds ${what} with something that cannot be kept here. Reload the page.`;
}

function rootOf(type: SharedType): string {
  let root = type;
  while (root._item?.parent instanceof Y.AbstractType) root = root._item.parent as SharedType;
  return Y.findRootTypeKey(root);
}
