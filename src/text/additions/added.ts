import * as Y from 'yjs';
import type { KnownSections } from '../../domain/consultation/known-sections.ts';
import { isKnownRoot } from '../checking/places.ts';
import { sectionPrefix } from '../lines/stored.ts';
import { reasonPrefix } from '../reasons/reasons.ts';

/** How much stands in a draft. Characters are UTF-16 code units; lines are paragraphs, list items and line breaks. */
export interface Added {
  readonly characters: number;
  readonly lines: number;
  readonly words: number;
}

/** A piece of a draft that stands in it now: a section or a reason for not answering. */
export interface Standing {
  readonly root: string;
  readonly type: Root;
  /** True if the response has the section (TX21). No page shows the text of any other section. */
  readonly isKnown: boolean;
}

/** The type of all Yjs types, as a document lists its roots. */
export type Root = Y.Doc['share'] extends Map<string, infer Type> ? Type : never;

/** The roots of a document that hold text. */
export function textsOf(document: Y.Doc, known: KnownSections): Standing[] {
  return [...document.share]
    .filter(([root]) => root.startsWith(sectionPrefix) || root.startsWith(reasonPrefix))
    .map(([root, type]) => ({ root, type, isKnown: isKnownRoot(root, known) }));
}

export const nothingAdded: Added = { characters: 0, lines: 0, words: 0 };

/** The sum of two amounts. */
export function sumOf(one: Added, other: Added): Added {
  return { characters: one.characters + other.characters, lines: one.lines + other.lines, words: one.words + other.words };
}

/** How much each Yjs client wrote of a text that stands now. A word belongs to the client of its first letter. */
export function addedIn({ type }: Standing): ReadonlyMap<number, Added> {
  const all = new Map<number, Added>();
  let isInWord = false;
  for (let item = type._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue;
    const text = item.content instanceof Y.ContentString ? item.content.str : '';
    const isMarker = item.content instanceof Y.ContentType;
    const starts = (text.match(/(?<!\S)\S/g)?.length ?? 0) - (isInWord && /^\S/.test(text) ? 1 : 0);
    const lines = (isMarker ? 1 : 0) + (text.match(/\n/g)?.length ?? 0);
    all.set(item.id.client, sumOf(all.get(item.id.client) ?? nothingAdded, { characters: text.length, lines, words: starts }));
    isInWord = !isMarker && (/\S$/.test(text) || (isInWord && text === ''));
  }
  return all;
}

/** The number of paragraphs, list items and line breaks in a document, as its limit counts them (TX22). */
export function linesIn(document: Y.Doc): number {
  let lines = 0;
  for (const { type } of textsOf(document, { fixed: new Set(), questions: new Map() })) {
    for (const added of addedIn({ root: '', type, isKnown: true }).values()) lines += added.lines;
  }
  return lines;
}
