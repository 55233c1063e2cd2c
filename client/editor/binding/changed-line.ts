import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { carryStarts, placeAt } from './places.ts';

/** The only line in which two documents differ. */
export interface ChangedLine {
  /** The number of the line, from 0. */
  readonly line: number;
  /** The position at which its content begins, in both documents. */
  readonly start: number;
  readonly was: ProseMirrorNode;
  readonly now: ProseMirrorNode;
}

const known = new WeakMap<ProseMirrorNode, { readonly before: ProseMirrorNode; readonly changed: ChangedLine | null }>();

/**
 * The only line in which two documents differ, its kind and its place among the others being equal; null where the documents
 * are equal, or differ in more. So a key costs no more in a long text than in a short one.
 */
export function changedLine(before: ProseMirrorNode, now: ProseMirrorNode): ChangedLine | null {
  const last = known.get(now);
  if (last?.before === before) return last.changed;
  const changed = findChangedLine(before, now);
  known.set(now, { before, changed });
  if (changed !== null) carryStarts(before, now, new Map([[changed.line, changed.now.nodeSize - changed.was.nodeSize]]));
  return changed;
}

function findChangedLine(before: ProseMirrorNode, now: ProseMirrorNode): ChangedLine | null {
  const at = before.content.findDiffStart(now.content);
  const ends = before.content.findDiffEnd(now.content);
  if (at === null || ends === null) return null;
  const [was, is] = [before.resolve(at), now.resolve(at)];
  if (!was.parent.isTextblock || was.start() !== is.start() || !was.parent.sameMarkup(is.parent)) return null;
  const start = was.start();
  if (Math.min(ends.a, ends.b) < start || ends.a > was.end() || ends.b > is.end()) return null;
  return { line: placeAt(before, at).line, start, was: was.parent, now: is.parent };
}
