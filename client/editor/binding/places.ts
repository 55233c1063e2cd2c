import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import type { Place } from '../../../src/text/lines/writing.ts';

const startsOf = new WeakMap<ProseMirrorNode, readonly number[]>();

/** The positions at which the lines of a document begin, in the editor's count. */
function lineStarts(document: ProseMirrorNode): readonly number[] {
  const known = startsOf.get(document);
  if (known !== undefined) return known;
  const starts: number[] = [];
  document.descendants((node, position) => {
    if (!node.isTextblock) return true;
    starts.push(position + 1);
    return false;
  });
  startsOf.set(document, starts);
  return starts;
}

/** Carries the beginnings of lines over to a document in which some lines are longer or shorter. `grown`: by how much, by line. */
export function carryStarts(before: ProseMirrorNode, now: ProseMirrorNode, grown: ReadonlyMap<number, number>): void {
  let by = 0;
  startsOf.set(
    now,
    lineStarts(before).map((start, line) => {
      const carried = start + by;
      by += grown.get(line) ?? 0;
      return carried;
    }),
  );
}

/** The line and offset of a position. A position between two lines counts as the end of the first of them. */
export function placeAt(document: ProseMirrorNode, position: number): Place {
  const starts = lineStarts(document);
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= position) low = middle;
    else high = middle - 1;
  }
  const start = starts[low] ?? 0;
  const length = document.resolve(Math.min(start, document.content.size)).parent.content.size;
  return { line: low, offset: Math.max(0, Math.min(length, position - start)) };
}

/** The position of a line and offset. */
export function positionOf(document: ProseMirrorNode, { line, offset }: Place): number {
  const starts = lineStarts(document);
  return Math.min(document.content.size, (starts[Math.min(line, starts.length - 1)] ?? 0) + offset);
}

/** Of lines with these lengths, each parted from the next by a marker: the line and offset of an index in the text. */
export function placeOfIndex(lengths: readonly number[], index: number): Place {
  let left = index;
  for (const [line, length] of lengths.entries()) {
    if (left <= length || line === lengths.length - 1) return { line, offset: Math.max(0, Math.min(length, left)) };
    left -= length + 1;
  }
  return { line: 0, offset: 0 };
}

/** The index in the text of a line and offset. */
export function indexOfPlace(lengths: readonly number[], { line, offset }: Place): number {
  let index = offset;
  for (let before = 0; before < line; before += 1) index += (lengths[before] ?? 0) + 1;
  return index;
}
