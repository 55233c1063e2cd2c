import { Fragment, type Node as ProseMirrorNode } from '@tiptap/pm/model';
import type { Transaction } from '@tiptap/pm/state';
import { ReplaceStep } from '@tiptap/pm/transform';

/**
 * Replaces the one part of a document that differs from `wanted` (TX10), so that selections and decorations elsewhere keep
 * their places. Does nothing where the two are equal.
 */
export function replaceDifference(transaction: Transaction, wanted: ProseMirrorNode): void {
  const { doc } = transaction;
  if (!replaceWithin(transaction, 0, doc, wanted)) transaction.replaceWith(0, doc.content.size, wanted.content);
}

/** Replaces the one part of a line that differs from `wanted`. `start`: the position at which the content of the line begins. */
export function replaceInLine(transaction: Transaction, start: number, was: ProseMirrorNode, wanted: ProseMirrorNode): void {
  if (!replaceWithin(transaction, start, was, wanted)) transaction.replaceWith(start, start + was.content.size, wanted.content);
}

/** Returns false where the part cannot be replaced by itself. */
function replaceWithin(transaction: Transaction, offset: number, was: ProseMirrorNode, wanted: ProseMirrorNode): boolean {
  const start = was.content.findDiffStart(wanted.content);
  const end = was.content.findDiffEnd(wanted.content);
  if (start === null || end === null) return true;
  // Where content repeats, the common end reaches into the common beginning.
  const overlap = Math.max(0, start - Math.min(end.a, end.b));
  const slice = wanted.slice(start, end.b + overlap);
  return transaction.maybeStep(new ReplaceStep(offset + start, offset + end.a + overlap, slice)).failed === null;
}

/** A document with some of its top-level nodes replaced. */
export function withNodes(document: ProseMirrorNode, from: number, to: number, nodes: readonly ProseMirrorNode[]): ProseMirrorNode {
  const { children } = document;
  return document.copy(Fragment.fromArray([...children.slice(0, from), ...nodes, ...children.slice(to)]));
}
