import * as Y from 'yjs';
import { sectionFragment } from './read.ts';

/** The number of words that each Yjs client wrote in some sections. A word belongs to the client of its first letter. */
export function wordsByClient(document: Y.Doc, sections: readonly string[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const section of sections) {
    for (const text of textsIn(document.getXmlFragment(sectionFragment(section)))) count(text, counts);
  }
  return counts;
}

function textsIn(parent: Y.XmlFragment | Y.XmlElement): Y.XmlText[] {
  return parent.toArray().flatMap((child) => {
    if (child instanceof Y.XmlText) return [child];
    return child instanceof Y.XmlElement ? textsIn(child) : [];
  });
}

function count(text: Y.XmlText, counts: Map<number, number>): void {
  let isInWord = false;
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted || !(item.content instanceof Y.ContentString)) continue;
    const { str } = item.content;
    const starts = (str.match(/(?<!\S)\S/g)?.length ?? 0) - (isInWord && /^\S/.test(str) ? 1 : 0);
    if (starts > 0) counts.set(item.id.client, (counts.get(item.id.client) ?? 0) + starts);
    isInWord = /\S$/.test(str) || (isInWord && str === '');
  }
}
