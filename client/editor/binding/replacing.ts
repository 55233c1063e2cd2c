import { Fragment, type Node as ProseMirrorNode } from '@tiptap/pm/model';
import type { Transaction } from '@tiptap/pm/state';
import { ReplaceStep } from '@tiptap/pm/transform';

/**
 * Replaces the one part of a document that differs from `wanted` (TX10), so that selections and decorations elsewhere keep
 * their places. Does nothing where the two are equal.
 */
export function replaceDifference(transaction: Transaction, wanted: ProseMirrorNode): void {
  const { doc } = transaction;
  const start = doc.content.findDiffStart(wanted.content);
  const end = doc.content.findDiffEnd(wanted.content);
  if (start === null || end === null) return;
  // Where content repeats, the common end reaches into the common beginning.
  const overlap = Math.max(0, start - Math.min(end.a, end.b));
  const slice = wanted.slice(start, end.b + overlap);
  const { failed } = transaction.maybeStep(new ReplaceStep(start, end.a + overlap, slice));
  if (failed !== null) transaction.replaceWith(0, doc.content.size, wanted.content);
}

/** A document with some of its top-level nodes replaced. */
export function withNodes(document: ProseMirrorNode, from: number, to: number, nodes: readonly ProseMirrorNode[]): ProseMirrorNode {
  const { children } = document;
  return document.copy(Fragment.fromArray([...children.slice(0, from), ...nodes, ...children.slice(to)]));
}
