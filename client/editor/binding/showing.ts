import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import type { Transaction } from '@tiptap/pm/state';
import { sameKind } from '../../../src/text/lines/line.ts';
import type { StoredLine } from '../../../src/text/lines/stored.ts';
import { blockLike, nodesOf, remember } from './nodes.ts';
import { carryStarts, positionOf } from './places.ts';
import { replaceInLine, withNodes } from './replacing.ts';

/** The numbers of the first and last line that change, before the change. */
export interface Region {
  readonly first: number;
  readonly last: number;
}

/** ProseMirror copies the whole list, and keeps the copy, for each replacement in it. */
const mostAlone = 16;

/**
 * The lines of a region whose characters or marks changed, by number. Null where a line came, went or changed its kind, and
 * where so many changed that one replacement of all costs less. `was`: all lines before the change; `read`: the lines of the
 * region after it.
 */
export function rewrittenLines(
  was: readonly StoredLine[],
  read: readonly StoredLine[],
  { first, last }: Region,
): ReadonlyMap<number, StoredLine> | null {
  if (read.length !== last - first + 1) return null;
  const rewritten = new Map<number, StoredLine>();
  for (const [index, line] of read.entries()) {
    const before = was[first + index];
    if (before?.owner !== line.owner || !sameKind(before.kind, line.kind)) return null;
    if (before.content !== line.content) rewritten.set(first + index, line);
  }
  return rewritten.size > mostAlone ? null : rewritten;
}

/** Shows lines whose characters or marks changed, with one replacement in each (TX10). */
export function showRewritten(transaction: Transaction, rewritten: ReadonlyMap<number, StoredLine>): void {
  const before = transaction.doc;
  const grown = new Map<number, number>();
  // From the end, so that earlier positions stay valid.
  for (const [number, { content }] of [...rewritten].reverse()) {
    const start = positionOf(before, { line: number, offset: 0 });
    const was = before.resolve(start).parent;
    const wanted = blockLike(was, content);
    replaceInLine(transaction, start, was, wanted);
    remember(transaction.doc.resolve(start).parent, content);
    grown.set(number, wanted.nodeSize - was.nodeSize);
  }
  carryStarts(before, transaction.doc, grown);
}

/** The document with the changed lines, and with those around them that are in one list with them. */
export function documentWith(
  document: ProseMirrorNode,
  was: readonly StoredLine[],
  now: readonly StoredLine[],
  region: Region,
): ProseMirrorNode {
  let { first } = region;
  let after = was.length - 1 - region.last;
  while (first > 0 && was[first - 1]?.kind.list !== 'none') first -= 1;
  while (after > 0 && was[was.length - after]?.kind.list !== 'none') after -= 1;
  const [from, to] = [nodeOfLine(document, first), nodeOfLine(document, was.length - after)];
  return withNodes(document, from, to, nodesOf(document.type.schema, now.slice(first, now.length - after)));
}

const lineCounts = new WeakMap<ProseMirrorNode, number>();

function lineCount(node: ProseMirrorNode): number {
  if (node.isTextblock) return 1;
  const known = lineCounts.get(node);
  if (known !== undefined) return known;
  const count = node.children.reduce((sum, child) => sum + lineCount(child), 0);
  lineCounts.set(node, count);
  return count;
}

/** The number of the top-level node that begins with a line. */
function nodeOfLine(document: ProseMirrorNode, line: number): number {
  let left = line;
  const index = document.children.findIndex((node) => {
    if (left <= 0) return true;
    left -= lineCount(node);
    return false;
  });
  return index === -1 ? document.childCount : index;
}
