import * as Y from 'yjs';
import { canonicalBlocks } from '../canonical.ts';
import { withInline } from '../lines/blocks.ts';
import { type Nested, flatten, nest } from '../lines/nest.ts';
import type { Runs } from '../lines/runs.ts';
import { markerName, readLines, sectionText } from '../lines/stored.ts';
import { changeSection } from '../write.ts';

/**
 * Appends the words of one section to another, with their formatting. Each paragraph or list is written under a new Yjs client id, so
 * that it keeps its author: returns, for each new id, the id that wrote most of it before. The first section stays as it is.
 */
export function appendAnswer(document: Y.Doc, from: string, into: string): ReadonlyMap<number, number> {
  const own = document.clientID;
  const writers = new Map<number, number>();
  for (const { blocks, client } of byWriter(document, from)) {
    document.clientID = new Y.Doc().clientID;
    writers.set(document.clientID, client);
    changeSection(document, into, (before) => [...(before.every(isEmpty) ? [] : before), ...blocks]);
  }
  document.clientID = own;
  return writers;
}

interface Passage {
  readonly blocks: Nested<Runs>[];
  readonly client: number;
}

/** The blocks of a section that print something, those of one writer after another together. */
function byWriter(document: Y.Doc, section: string): readonly Passage[] {
  const text = sectionText(document, section);
  const counts = countsOfLines(text);
  const passages: Passage[] = [];
  let line = 0;
  for (const block of nest(readLines(text))) {
    const next = line + flatten([block], () => []).length;
    const client = mostOf(counts.slice(line, next));
    line = next;
    if (isEmpty(block)) continue;
    const last = passages.at(-1);
    if (last?.client === client) last.blocks.push(block);
    else passages.push({ blocks: [block], client });
  }
  return passages;
}

function isEmpty(block: Nested<Runs>): boolean {
  return canonicalBlocks([withInline(block)]).length === 0;
}

/** For each line of a text, the number of characters that each client wrote in it. */
function countsOfLines(text: Y.XmlText): readonly ReadonlyMap<number, number>[] {
  const lines: Map<number, number>[] = [];
  let line = new Map<number, number>();
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted) continue;
    const { content, id } = item;
    if (content instanceof Y.ContentString) line.set(id.client, (line.get(id.client) ?? 0) + content.str.length);
    if (!(content instanceof Y.ContentType && content.type instanceof Y.XmlElement && content.type.nodeName === markerName)) continue;
    lines.push(line);
    line = new Map();
  }
  return [...lines, line];
}

function mostOf(lines: readonly ReadonlyMap<number, number>[]): number {
  const sums = new Map<number, number>();
  for (const [client, count] of lines.flatMap((line) => [...line])) sums.set(client, (sums.get(client) ?? 0) + count);
  return [...sums].reduce((most, one) => (one[1] > most[1] ? one : most), [0, 0])[0];
}
