import * as Y from 'yjs';
import type { Mark } from '../../domain/consultation/section.ts';
import { canonicalText } from '../canonical.ts';
import { deepestList } from '../limits.ts';
import { isRecord, marksOf } from '../lines/marks.ts';
import type { ListBlock, Nested } from '../lines/nest.ts';
import { isStart } from '../lines/stored.ts';
import { type Run, type Runs, push } from '../lines/runs.ts';
import { sectionPrefix } from '../lines/stored.ts';

// The form in which texts were stored up to release 0.2.0: each section is a tree of Yjs elements (TX20).

/** The beginning of the name of the `Y.XmlFragment` that holds a section. */
export const firstSectionPrefix = 'section:';
/** Yjs map of question ids to the reason why a question is not answered. */
export const firstReasonsMap = 'notAnswered';
/** The longest reason of this form, in UTF-16 code units. */
export const longestFirstReason = 2000;

/** Characters with equal marks under one Yjs client id. */
export interface AuthoredRun extends Run {
  readonly client: number;
}

/** The content of a paragraph or heading. `client` wrote its element; null where the line stands for no element. */
export interface AuthoredLine {
  readonly client: number | null;
  readonly runs: readonly AuthoredRun[];
}

/**
 * True for a document of the first form. A document without any text counts as one of today's form, and so does a document
 * with lines: nobody can make its lines unread. Lines that were all deleted count as none: nobody can make a document of the
 * first form unread by writing a line and deleting it.
 */
export function isFirstForm(document: Y.Doc): boolean {
  const roots = [...document.share];
  if (roots.some(([name, root]) => name.startsWith(sectionPrefix) && holdsContent(root))) return false;
  return roots.some(([name, root]) => {
    if (name.startsWith(firstSectionPrefix)) return root._start !== null;
    return name === firstReasonsMap && [...root._map.values()].some((item) => !item.deleted);
  });
}

function holdsContent({ _start }: { readonly _start: Y.Item | null }): boolean {
  let item = _start;
  while (item?.deleted === true) item = item.right;
  return item !== null;
}

/** The ids of the sections that a document of the first form holds, sorted. */
export function firstFormSections(document: Y.Doc): string[] {
  const names = [...document.share.keys()].filter((name) => name.startsWith(firstSectionPrefix));
  return names.map((name) => name.slice(firstSectionPrefix.length)).sort();
}

/**
 * A section of the first form as blocks, with the writer of each run. Concurrent deletions left lists without items and items
 * without content: both are left out, and so is every element that the schema does not know. Never changes the document.
 */
export function readFirstForm(document: Y.Doc, sectionId: string): Nested<AuthoredLine>[] {
  return blocksIn(document.getXmlFragment(`${firstSectionPrefix}${sectionId}`), deepestList);
}

/** The runs of a line without their writers. */
export function runsOfLine({ runs }: AuthoredLine): Runs {
  const all: Run[] = [];
  for (const { text, marks } of runs) push(all, text, marks);
  return all;
}

function blocksIn(parent: Y.XmlFragment, depth: number): Nested<AuthoredLine>[] {
  return parent.toArray().flatMap((child) => {
    const block = child instanceof Y.XmlElement ? blockOf(child, depth) : null;
    return block === null ? [] : [block];
  });
}

function blockOf(element: Y.XmlElement, depth: number): Nested<AuthoredLine> | null {
  const attributes: Readonly<Record<string, unknown>> = element.getAttributes();
  switch (element.nodeName) {
    case 'paragraph':
      return { type: 'paragraph', content: lineOf(element) };
    case 'heading':
      return { type: 'heading', level: attributes['level'] === 2 ? 2 : 1, content: lineOf(element) };
    case 'bulletList':
      return listOf({ type: 'bulletList', items: itemsOf(element, depth) });
    case 'orderedList':
      return listOf({ type: 'orderedList', start: isStart(attributes['start']) ? attributes['start'] : 1, items: itemsOf(element, depth) });
    default:
      return null;
  }
}

function listOf(list: ListBlock<AuthoredLine>): ListBlock<AuthoredLine> | null {
  return list.items.length === 0 ? null : list;
}

function itemsOf(list: Y.XmlElement, depth: number): Nested<AuthoredLine>[][] {
  if (depth === 0) return [];
  return list
    .toArray()
    .map((child) => (child instanceof Y.XmlElement && child.nodeName === 'listItem' ? blocksIn(child, depth - 1) : []))
    .filter((blocks) => blocks.length > 0);
}

function lineOf(textblock: Y.XmlElement): AuthoredLine {
  const runs = textblock.toArray().flatMap((child): AuthoredRun[] => {
    if (child instanceof Y.XmlText) return runsIn(child);
    const isBreak = child instanceof Y.XmlElement && child.nodeName === 'hardBreak';
    return isBreak ? [{ text: '\n', marks: [], client: clientOf(child) ?? 0 }] : [];
  });
  return { client: clientOf(textblock), runs };
}

function clientOf(element: Y.XmlElement): number | null {
  return element._item?.id.client ?? null;
}

function runsIn(text: Y.XmlText): AuthoredRun[] {
  const runs: AuthoredRun[] = [];
  const formats = new Map<string, unknown>();
  let marks: readonly Mark[] = [];
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted) continue;
    const { content } = item;
    if (content instanceof Y.ContentFormat) {
      formats.set(content.key, content.value);
      marks = marksOf(Object.fromEntries(formats));
    }
    if (content instanceof Y.ContentString) runs.push({ text: content.str, marks, client: item.id.client });
  }
  return runs;
}

/** A value of a map with the Yjs client that set it. */
export interface AuthoredValue {
  readonly key: string;
  readonly value: unknown;
  readonly client: number;
}

/** The values of a root map of any form, by key. */
export function valuesOf(document: Y.Doc, name: string): AuthoredValue[] {
  const map = document.getMap(name);
  const values = [...map._map].flatMap(([key, item]) => (item.deleted ? [] : [{ key, value: map.get(key), client: item.id.client }]));
  return values.sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** The reason for not answering a question, in canonical form; empty where there is none. */
export function readFirstFormReason(document: Y.Doc, questionId: string): string {
  const value = document.getMap(firstReasonsMap).get(questionId);
  return isReason(value) ? canonicalText(value.slice(0, longestFirstReason)).trim() : '';
}

/** Whether a reason of the first form is one that a person gave. */
export function isReason(value: unknown): value is string {
  return typeof value === 'string' && !isRecord(value) && value.trim() !== '';
}
