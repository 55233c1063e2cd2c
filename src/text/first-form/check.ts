import * as Y from 'yjs';
import { schemaOf } from '../checking/judge.ts';
import { foreign, id, unknown, whyNotChosen, whyNotMark } from '../checking/values.ts';
import { deepestList } from '../limits.ts';
import { isStart } from '../lines/stored.ts';
import { chosenMap } from '../read.ts';
import { firstReasonsMap, firstSectionPrefix, longestFirstReason } from './read.ts';

type Content = Y.Item['content'];

const blocks: ReadonlySet<string> = new Set(['paragraph', 'heading', 'bulletList', 'orderedList']);
const lists: ReadonlySet<string> = new Set(['bulletList', 'orderedList']);
const inline: ReadonlySet<string> = new Set(['hardBreak']);
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

/**
 * Judges late edits of epochs whose text is of the first form: pages that were opened before the upgrade still bring them
 * (CO3, TX18). Disorder left by concurrent deletions (an empty list) is allowed: nobody wrote it, and reading drops it
 * (decision 18).
 */
export const firstFormSchema = schemaOf({
  whyNotItem,
  linesOf: (content) => (content instanceof Y.ContentType && content.type instanceof Y.XmlElement ? 1 : 0),
  mostLines: null,
  mostIn: () => null,
});

function whyNotItem({ parent, parentSub, content, deleted }: Y.Item): string | null {
  const place = parent as Y.AbstractType<unknown>;
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

function whyNotReason(reason: unknown): string | null {
  if (typeof reason !== 'string') return foreign('a reason');
  return reason.length > longestFirstReason ? `A reason can hold at most ${longestFirstReason.toLocaleString('en-GB')} characters.` : null;
}
