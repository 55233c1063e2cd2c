import * as Y from 'yjs';
import type { Block, Inline, Mark } from '../domain/consultation/section.ts';
import type { SectionId } from '../domain/ids.ts';
import type { DraftContent } from '../domain/response/snapshot.ts';
import { canonicalBlocks } from './canonical.ts';
import { deepestList, isAllowedLink } from './limits.ts';
import { reasonFor } from './reasons/reasons.ts';
import { storedBlocks } from './lines/blocks.ts';

/** The part of a draft's log that {@link openDraft} needs. */
export interface Updates {
  readonly base: { readonly update: Uint8Array };
  readonly entries: readonly { readonly update: Uint8Array }[];
}

/** Yjs map of question ids to arrays of option ids. */
export const chosenMap = 'chosen';

/** The name of the root `Y.XmlFragment` that holds a section's text. */
export function sectionFragment(id: string): string {
  return `section:${id}`;
}

/** A Yjs document with the content of a log. It writes nothing to the log. */
export function openDraft(log: Updates): Y.Doc {
  const document = new Y.Doc();
  Y.transact(document, () => {
    if (log.base.update.byteLength > 0) Y.applyUpdate(document, log.base.update);
    for (const entry of log.entries) Y.applyUpdate(document, entry.update);
  });
  return document;
}

/**
 * The content of the given sections as canonical blocks. Items unknown to the schema are left out. Never changes the
 * document.
 */
export function readDraft(document: Y.Doc, sectionIds: readonly SectionId[]): DraftContent {
  const chosen = document.getMap(chosenMap);
  return {
    blocks: new Map(sectionIds.map((id) => [id, readSection(document, id)])),
    chosen: new Map(sectionIds.map((id) => [id, strings(chosen.get(id))])),
    notAnswered: new Map(sectionIds.map((id) => [id, reasonFor(document, id)])),
  };
}

/** One section as canonical blocks, the form that is counted, signed and printed (SO40). */
export function readSection(document: Y.Doc, id: string): Block[] {
  return canonicalBlocks(storedBlocks(document, id));
}

/**
 * A fragment as blocks, as the editor shows it: empty paragraphs are included. Concurrent deletions can leave lists without
 * items and items without content; both are dropped, as the editor drops them.
 */
export function blocksOf(fragment: Y.XmlFragment): Block[] {
  return childrenOf(fragment, deepestList);
}

function childrenOf(parent: Y.XmlFragment, depth: number): Block[] {
  return parent.toArray().flatMap((child) => {
    const block = child instanceof Y.XmlElement ? blockOf(child, depth) : null;
    return block === null ? [] : [block];
  });
}

/** One element as a block, with lists at most `depth` deep; null for an element unknown to the schema. */
export function blockOf(element: Y.XmlElement, depth: number): Block | null {
  const attributes: Readonly<Record<string, unknown>> = element.getAttributes();
  switch (element.nodeName) {
    case 'paragraph':
      return { type: 'paragraph', content: inlineOf(element) };
    case 'heading':
      return { type: 'heading', level: attributes['level'] === 2 ? 2 : 1, content: inlineOf(element) };
    case 'bulletList': {
      const items = itemsOf(element, depth);
      return items.length === 0 ? null : { type: 'bulletList', items };
    }
    case 'orderedList': {
      const items = itemsOf(element, depth);
      return items.length === 0 ? null : { type: 'orderedList', start: isStart(attributes['start']) ? attributes['start'] : 1, items };
    }
    default:
      return null;
  }
}

function itemsOf(list: Y.XmlElement, depth: number): Block[][] {
  if (depth === 0) return [];
  return list
    .toArray()
    .map((child) => (child instanceof Y.XmlElement && child.nodeName === 'listItem' ? childrenOf(child, depth - 1) : []))
    .filter((blocks) => blocks.length > 0);
}

function inlineOf(textblock: Y.XmlElement): Inline[] {
  return textblock.toArray().flatMap((child): Inline[] => {
    if (child instanceof Y.XmlText) return runsOf(child);
    return child instanceof Y.XmlElement && child.nodeName === 'hardBreak' ? [{ type: 'break' }] : [];
  });
}

function runsOf(text: Y.XmlText): Inline[] {
  return deltaOf(text).flatMap(({ insert, attributes }): Inline[] =>
    typeof insert === 'string' && insert !== '' ? [{ type: 'text', text: insert, marks: marksOf(attributes ?? {}) }] : [],
  );
}

function marksOf(attributes: Readonly<Record<string, unknown>>): Mark[] {
  const marks: Mark[] = [];
  if (isRecord(attributes['bold'])) marks.push({ type: 'bold' });
  if (isRecord(attributes['italic'])) marks.push({ type: 'italic' });
  const link = attributes['link'];
  if (isRecord(link) && isAllowedLink(link['href'])) marks.push({ type: 'link', href: link['href'] });
  // Two people can make one run both at once. The editor shows both marks; canonical blocks keep one.
  if (isRecord(attributes['superscript'])) marks.push({ type: 'superscript' });
  if (isRecord(attributes['subscript'])) marks.push({ type: 'subscript' });
  return marks;
}

/** A run of a Yjs text as it is stored, unchecked. */
export interface StoredRun {
  readonly insert?: unknown;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** The stored runs of a text, in order. */
export function deltaOf(text: Y.XmlText): readonly StoredRun[] {
  return text.toDelta() as readonly StoredRun[];
}

/** Whether a value is an object with named fields. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a list may begin with this number. */
export function isStart(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 1_000_000;
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
