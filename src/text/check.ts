import * as Y from 'yjs';
import { isAllowedLink, longestSection, mostNodes } from './limits.ts';
import { isRecord } from './lines/marks.ts';
import { isDepth, isStart, markerName, sectionPrefix } from './lines/stored.ts';
import { chosenMap } from './read.ts';
import { longestStoredReason, notAnsweringMap, reasonPrefix } from './reasons/reasons.ts';

const id = /^[A-Za-z0-9_-]{1,64}$/;
const bareMarks: ReadonlySet<string> = new Set(['bold', 'italic', 'superscript', 'subscript']);

/** `lines`: markers and line breaks. */
interface Tally {
  readonly lines: number;
  readonly characters: number;
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
 * Judges whether the shared text can be read, rendered and signed (CO3, TX16): the Schema that the collaboration server asks.
 * It looks at the stored items only.
 */
export const textSchema = {
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
    const lines = content instanceof Y.ContentString ? breaksIn(content.str) : content instanceof Y.ContentType ? 1 : 0;
    if (characters + lines === 0) return;
    const root = rootOf(parent as SharedType);
    const tally = this.#most.get(root) ?? { lines: 0, characters: 0 };
    this.#most.set(root, { lines: tally.lines + lines, characters: tally.characters + characters });
  }

  #whyTooMuch(): string | null {
    for (const [root, { lines, characters }] of this.#most) {
      if (root.startsWith(reasonPrefix) && characters > longestStoredReason) return tooLongReason();
      if (characters > longestSection) return `An answer can hold at most ${longestSection.toLocaleString('en-GB')} characters.`;
      if (lines > mostNodes) return `An answer can hold at most ${mostNodes.toLocaleString('en-GB')} paragraphs and list items.`;
    }
    return null;
  }
}

function breaksIn(text: string): number {
  let breaks = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) breaks += 1;
  return breaks;
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
  // Even a deleted item makes a root known to readers. One in a root of the first form would change how all is read.
  if (deleted) return place._item !== null || isKnown(Y.findRootTypeKey(place)) ? null : unknownRoot;
  if (place._item === null) return whyNotInRoot(Y.findRootTypeKey(place), parentSub, content);
  // Of the types that a root may hold, only a marker has attributes, and none has content.
  return place instanceof Y.XmlElement && parentSub !== null ? whyNotAttribute(parentSub, content) : unknown(content);
}

function whyNotInRoot(root: string, key: string | null, content: Content): string | null {
  if (isNamed(root, sectionPrefix)) {
    return key === null ? whyNotInText(content) : whyNotAttribute(key, content);
  }
  if (isNamed(root, reasonPrefix)) {
    return key === null && isPlain(content) ? null : foreign('a reason');
  }
  const values: readonly unknown[] = content instanceof Y.ContentAny ? content.arr : [];
  const isEntry = key !== null && id.test(key) && values.length === 1;
  if (root === chosenMap) return isEntry ? whyNotChosen(values[0]) : foreign('a choice');
  if (root === notAnsweringMap) return isEntry && values[0] === true ? null : foreign('a tick');
  return unknownRoot;
}

const unknownRoot = 'This part of the document is not known here. Reload the page.';

function isKnown(root: string): boolean {
  return isNamed(root, sectionPrefix) || isNamed(root, reasonPrefix) || root === chosenMap || root === notAnsweringMap;
}

function isNamed(root: string, prefix: string): boolean {
  return root.startsWith(prefix) && id.test(root.slice(prefix.length));
}

function whyNotInText(content: Content): string | null {
  if (content instanceof Y.ContentString) return null;
  if (content instanceof Y.ContentFormat) return whyNotMark(content.key, content.value);
  const isMarker = content instanceof Y.ContentType && content.type instanceof Y.XmlElement && content.type.nodeName === markerName;
  return isMarker ? null : unknown(content);
}

/** The values that each attribute of a line may have (TX3). */
const attributes: Readonly<Record<string, (value: unknown) => boolean>> = {
  type: (value) => value === 'paragraph' || value === 'heading',
  level: (value) => value === 1 || value === 2,
  list: (value) => typeof value === 'string' && ['none', 'bullet', 'number', 'more'].includes(value),
  depth: isDepth,
  start: isStart,
};

function whyNotAttribute(name: string, content: Content): string | null {
  const value: unknown = content instanceof Y.ContentAny && content.arr.length === 1 ? content.arr[0] : null;
  return Object.hasOwn(attributes, name) && attributes[name]?.(value) === true ? null : foreign('a line');
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

// A text area counts a line break as one character: a carriage return would move every place after it.
function isPlain(content: Content): boolean {
  return content instanceof Y.ContentString && !content.str.includes('\r');
}

function tooLongReason(): string {
  return `A reason can hold at most ${longestStoredReason.toLocaleString('en-GB')} characters.`;
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
