import type * as Y from 'yjs';
import { lengthOf } from '../../../src/text/lines/runs.ts';
import type { StoredLine } from '../../../src/text/lines/stored.ts';
import type { Change } from './binding.ts';
import { deletedBy, mapIndex } from './delta.ts';
import { indexOfPlace, placeOfIndex } from './places.ts';

/** Words of this page that a colleague's deletion left at another place, as indices in the text (TX17). */
export interface Stranded {
  readonly from: number;
  readonly to: number;
  /** Their place: a line of their own, or the end or the start of another line. */
  readonly at: 'alone' | 'end' | 'start';
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * The words that `client` typed into a paragraph while somebody else removed it (TX17); null where there are none. The
 * paragraph is gone with every word that its remover saw, so the words that are left are those they did not see.
 */
export function strandedBy({ delta, was, now, transaction }: Change, text: Y.XmlText, client: number): Stranded | null {
  if (transaction.local) return null;
  const deleted = deletedBy(delta);
  if (deleted.length === 0) return null;
  const lengths = was.map((line) => lengthOf(line.content));
  let start = 0;
  for (const length of lengths) {
    const line = { from: start, to: start + length };
    start = line.to + 1;
    const left = remainder(line, deleted);
    const hasMoved = deleted.some(({ from, to }) => covers(from, to, line.from - 1) || covers(from, to, line.to));
    if (left === null || !hasMoved) continue;
    const words = { from: mapIndex(delta, left.from, 'after'), to: mapIndex(delta, left.to, 'before') };
    if (words.from < words.to && isWrittenBy(text, words, client)) return { ...words, at: placeIn(now, words) };
  }
  return null;
}

/** The part of a line from its first to its last character that stays; null where all stay, or none. */
function remainder(line: Range, deleted: readonly Range[]): Range | null {
  const within = deleted.filter(({ from, to }) => from < line.to && to > line.from);
  if (within.length === 0) return null;
  let { from, to } = line;
  for (const gone of within) if (gone.from <= from) from = Math.max(from, gone.to);
  for (const gone of within.toReversed()) if (gone.to >= to) to = Math.min(to, gone.from);
  return from < to ? { from, to } : null;
}

function covers(from: number, to: number, index: number): boolean {
  return index >= from && index < to;
}

function isWrittenBy(text: Y.XmlText, { from, to }: Range, client: number): boolean {
  let index = 0;
  for (let item = text._start; item !== null && index < to; item = item.right) {
    if (item.deleted || !item.countable) continue;
    if (index + item.length > from && item.id.client !== client) return false;
    index += item.length;
  }
  return true;
}

function placeIn(lines: readonly StoredLine[], { from, to }: Range): Stranded['at'] {
  const lengths = lines.map((line) => lengthOf(line.content));
  const { line } = placeOfIndex(lengths, from);
  const start = indexOfPlace(lengths, { line, offset: 0 });
  const end = start + (lengths[line] ?? 0);
  if (to !== end) return 'start';
  return from === start ? 'alone' : 'end';
}
