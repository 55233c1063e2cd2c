import * as Y from 'yjs';
import { markerName } from '../lines/stored.ts';
import type { Root, Standing } from './added.ts';

/**
 * Deletes the characters that some Yjs clients wrote in the given texts, and their line ends where nothing is left between
 * them. Others' words stay where they are, in lines of their own (CO17). The change only deletes, so a full draft takes it.
 */
export function takeOut(document: Y.Doc, texts: readonly Standing[], clients: ReadonlySet<number>): void {
  document.transact((transaction) => {
    for (const { type } of texts) {
      for (const line of linesOf(type)) {
        for (const item of line.words) if (clients.has(item.id.client)) item.delete(transaction);
        const isEmpty = line.words.every((item) => item.deleted);
        if (isEmpty && line.marker !== null && clients.has(line.marker.id.client)) line.marker.delete(transaction);
      }
    }
  });
}

interface StoredLine {
  readonly marker: Y.Item | null;
  readonly words: Y.Item[];
}

function linesOf({ _start }: Root): StoredLine[] {
  const first: StoredLine = { marker: null, words: [] };
  const lines = [first];
  let last = first;
  for (let item = _start; item !== null; item = item.right) {
    if (item.deleted) continue;
    if (item.content instanceof Y.ContentString) last.words.push(item);
    else if (
      item.content instanceof Y.ContentType &&
      item.content.type instanceof Y.XmlElement &&
      item.content.type.nodeName === markerName
    )
      lines.push((last = { marker: item, words: [] }));
  }
  return lines;
}
