import * as Y from 'yjs';
import { type AuthoredLine, isFirstForm, readFirstForm } from './first-form/read.ts';
import { type Nested } from './lines/nest.ts';
import { sectionText } from './lines/stored.ts';

/** Characters of one Yjs client. A marker is a line end, which no client needs. */
interface Piece {
  readonly text: string;
  readonly client: number;
}

/** The number of words that each Yjs client wrote in some sections. A word belongs to the client of its first letter. */
export function wordsByClient(document: Y.Doc, sections: readonly string[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const section of sections) {
    const isFirst = isFirstForm(document);
    count(isFirst ? readFirstForm(document, section).flatMap(piecesOfBlock) : piecesOf(sectionText(document, section)), counts);
  }
  return counts;
}

function piecesOf(text: Y.XmlText): Piece[] {
  const pieces: Piece[] = [];
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted) continue;
    const { client } = item.id;
    if (item.content instanceof Y.ContentString) pieces.push({ text: item.content.str, client });
    if (item.content instanceof Y.ContentType) pieces.push({ text: '\n', client });
  }
  return pieces;
}

function piecesOfBlock(block: Nested<AuthoredLine>): Piece[] {
  if (block.type === 'paragraph' || block.type === 'heading') return [...block.content.runs, { text: '\n', client: 0 }];
  return block.items.flat().flatMap(piecesOfBlock);
}

function count(pieces: readonly Piece[], counts: Map<number, number>): void {
  let isInWord = false;
  for (const { text, client } of pieces) {
    const starts = (text.match(/(?<!\S)\S/g)?.length ?? 0) - (isInWord && /^\S/.test(text) ? 1 : 0);
    if (starts > 0) counts.set(client, (counts.get(client) ?? 0) + starts);
    isInWord = /\S$/.test(text) || (isInWord && text === '');
  }
}
