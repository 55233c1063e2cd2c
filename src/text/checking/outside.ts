import type * as Y from 'yjs';
import type { KnownSections } from '../../domain/consultation/known-sections.ts';
import { isKnownRoot, whyOutside } from './places.ts';

/**
 * Deletes all that stands outside the sections and choices of a response (TX21): releases before that rule took it, and no
 * page shows it. Returns true where there was something to delete.
 */
export function removeOutside(document: Y.Doc, known: KnownSections): boolean {
  return document.transact((transaction) => {
    const outside = [...document.share].flatMap(([root, type]) => outsideIn(root, type, known));
    for (const item of outside) item.delete(transaction);
    return outside.length > 0;
  });
}

function outsideIn(root: string, type: Root, known: KnownSections): Y.Item[] {
  const items = [...itemsOf(type), ...type._map.values()].filter((item) => !item.deleted);
  return isKnownRoot(root, known) ? items.filter((item) => whyOutside(root, item, known) !== null) : items;
}

function itemsOf({ _start }: Root): Y.Item[] {
  const items: Y.Item[] = [];
  for (let item = _start; item !== null; item = item.right) items.push(item);
  return items;
}

/** The type of all Yjs types, as a document lists its roots. */
type Root = Y.Doc['share'] extends Map<string, infer Type> ? Type : never;
