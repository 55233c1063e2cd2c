import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import type { EditorState, Transaction } from '@tiptap/pm/state';
import { Fragment } from '@tiptap/pm/model';
import { deepestList } from '../../../src/text/limits.ts';
import { type ChangedLine, changedLine } from './changed-line.ts';
import { linesOf, nodesOf, remember, runsIn, tidied } from './nodes.ts';
import { replaceDifference, replaceInLine, withNodes } from './replacing.ts';

/**
 * The transaction that brings a changed document into the form in which it will be read (TX12); null where it has that form.
 * Commands leave two bullet lists side by side, say, which read as one.
 */
export function settle(before: EditorState, now: EditorState): Transaction | null {
  const only = changedLine(before.doc, now.doc);
  return only === null ? settleNodes(before, now) : settleLine(now, only);
}

/** A line whose kind and neighbours stayed can only be untidy. */
function settleLine(state: EditorState, { start, now }: ChangedLine): Transaction | null {
  const tidy = tidied(now);
  remember(tidy, runsIn(tidy));
  if (tidy === now) return null;
  const transaction = state.tr;
  replaceInLine(transaction, start, now, tidy);
  return transaction.docChanged ? transaction : null;
}

function settleNodes(before: EditorState, now: EditorState): Transaction | null {
  const [from, to] = changedNodes(before.doc, now.doc);
  const nodes = now.doc.children.slice(from, to);
  if (isInForm(nodes, 0)) return null;
  const lines = linesOf(nodes).map(({ kind, content }) => {
    const block = tidied(content);
    const runs = runsIn(block);
    remember(block, runs);
    return { kind, content: runs };
  });
  const wanted = nodesOf(now.schema, lines);
  if (Fragment.fromArray(wanted).eq(Fragment.fromArray(nodes))) return null;
  const transaction = now.tr;
  replaceDifference(transaction, withNodes(now.doc, from, to, wanted));
  return transaction.docChanged ? transaction : null;
}

/** The items known to be in form, each with the number of lists around its content. Nodes never change. */
const inForm = new WeakMap<ProseMirrorNode, number>();

/**
 * True if turning the blocks into lines and back would change nothing. `depth`: the number of lists around the blocks. An
 * unchanged item costs one look-up, so Enter in a long list costs little.
 */
export function isInForm(blocks: readonly ProseMirrorNode[], depth: number): boolean {
  return blocks.every((block, index) => {
    // A paragraph of a list is no part of a box (TX23).
    if (block.isTextblock) return isTidyBlock(block) && (depth === 0 || (block.attrs['evidence'] ?? null) === null);
    const isSecond = block.type.name === 'bulletList' && blocks[index - 1]?.type.name === 'bulletList';
    // An item that begins with a list gets a line before the list.
    const isLineless = depth > 0 && index === 0;
    return !isSecond && !isLineless && depth < deepestList && block.children.every((item) => isItemInForm(item, depth + 1));
  });
}

function isItemInForm(item: ProseMirrorNode, depth: number): boolean {
  if (inForm.get(item) === depth) return true;
  const is = isInForm(item.children, depth);
  if (is) inForm.set(item, depth);
  return is;
}

function isTidyBlock(block: ProseMirrorNode): boolean {
  if (tidied(block) !== block) return false;
  remember(block, runsIn(block));
  return true;
}

/** The range of top-level nodes that changed, with the lists beside them, which may become one with theirs. */
function changedNodes(before: ProseMirrorNode, { children }: ProseMirrorNode): [from: number, to: number] {
  const was = before.children;
  const shorter = Math.min(was.length, children.length);
  let from = 0;
  while (from < shorter && was[from] === children[from]) from += 1;
  let end = 0;
  while (end < shorter - from && was[was.length - 1 - end] === children[children.length - 1 - end]) end += 1;
  let to = children.length - end;
  while (from > 0 && isList(children[from - 1])) from -= 1;
  while (to < children.length && isList(children[to])) to += 1;
  return [from, to];
}

function isList(node: ProseMirrorNode | undefined): boolean {
  return node !== undefined && !node.isTextblock;
}
