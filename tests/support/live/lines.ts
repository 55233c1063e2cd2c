import * as Y from 'yjs';
import { markerName, sectionText } from '../../../src/text/lines/stored.ts';

/**
 * Adds a line at the end of a section, in one update. Its marker comes with it even where the section is empty, so that lines
 * which several clients write at once into an empty section stay lines of their own.
 */
export function addLine(document: Y.Doc, words: string, section = 'q1'): void {
  const text = sectionText(document, section);
  document.transact(() => {
    text.insertEmbed(text.length, new Y.XmlElement(markerName));
    text.insert(text.length, words);
  });
}

/** Deletes the first line that {@link addLine} wrote, its marker too, in one update. Nothing where there is none. */
export function deleteFirstLine(document: Y.Doc, section = 'q1'): void {
  const text = sectionText(document, section);
  if (text.length > 0) text.delete(0, 1 + (linesOf(text)[0] ?? '').length);
}

/** The words of a section, a line each. An empty line without a marker at the beginning is left out. */
export function textOf(document: Y.Doc, section = 'q1'): string {
  return linesOf(sectionText(document, section)).join('\n');
}

function linesOf(text: Y.XmlText): string[] {
  const lines: string[] = [];
  for (const { insert } of text.toDelta() as { readonly insert: unknown }[]) {
    if (insert instanceof Y.XmlElement && insert.nodeName === markerName) lines.push('');
    else if (typeof insert === 'string') lines.push((lines.pop() ?? '') + insert);
  }
  return lines;
}
