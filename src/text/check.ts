import * as Y from 'yjs';
import { schemaOf } from './checking/judge.ts';
import { foreign, id, unknown, whyNotChosen, whyNotMark } from './checking/values.ts';
import { mostNodesInAll } from './limits.ts';
import { isDepth, isEvidence, isStart, markerName, sectionPrefix } from './lines/stored.ts';
import { chosenMap } from './read.ts';
import { longestStoredReason, notAnsweringMap, reasonPrefix } from './reasons/reasons.ts';

type Content = Y.Item['content'];

/** Judges whether a shared text can be read, rendered and signed (CO3, TX16). */
export const textSchema = schemaOf({
  whyNotItem,
  linesOf: (content) => (content instanceof Y.ContentString ? breaksIn(content.str) : content instanceof Y.ContentType ? 1 : 0),
  mostLines: mostNodesInAll,
  mostIn: (root) => (root.startsWith(reasonPrefix) ? { characters: longestStoredReason, why: tooLongReason() } : null),
});

function breaksIn(text: string): number {
  let breaks = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) breaks += 1;
  return breaks;
}

function whyNotItem({ parent, parentSub, content, deleted }: Y.Item): string | null {
  const place = parent as Y.AbstractType<unknown>;
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
  evidence: isEvidence,
};

function whyNotAttribute(name: string, content: Content): string | null {
  const value: unknown = content instanceof Y.ContentAny && content.arr.length === 1 ? content.arr[0] : null;
  return Object.hasOwn(attributes, name) && attributes[name]?.(value) === true ? null : foreign('a line');
}

// A text area counts a line break as one character: a carriage return would move every place after it.
function isPlain(content: Content): boolean {
  return content instanceof Y.ContentString && !content.str.includes('\r');
}

function tooLongReason(): string {
  return `A reason can hold at most ${longestStoredReason.toLocaleString('en-GB')} characters.`;
}
