import type { DOMOutputSpec, Mark as ProseMirrorMark, Node as ProseMirrorNode } from '@tiptap/pm/model';
import type * as Y from 'yjs';
import type { Block, Inline } from '../domain/consultation/section.ts';
import { schema } from './extensions.ts';
import { storedBlocks } from './lines/blocks.ts';

const empty = new Set(['br', 'hr', 'img']);
// ProseMirror's view puts one wherever a caret could not stand without it.
const trailingBreak = '<br class="ProseMirror-trailingBreak">';

/** A section's HTML, byte for byte as the editor draws it, so that mounting the editor moves nothing (ED3, ED5). */
export function staticHtml(document: Y.Doc, sectionId: string): string {
  const blocks = storedBlocks(document, sectionId);
  return rootOf(blocks.length === 0 ? [{ type: 'paragraph', content: [] }] : blocks, 'editor');
}

/** Blocks as HTML for pages that only show them: the editor's elements, without its trailing breaks. */
export function blocksHtml(blocks: readonly Block[]): string {
  return rootOf(blocks, 'page');
}

type For = 'editor' | 'page';

function rootOf(blocks: readonly Block[], purpose: For): string {
  return blocks.map((block) => nodeHtml(nodeOf(block), purpose)).join('');
}

/** A block as a node of {@link schema}. */
export function nodeOf(block: Block): ProseMirrorNode {
  switch (block.type) {
    case 'paragraph':
      return schema.node('paragraph', { evidence: block.evidence ?? null }, block.content.map(leafOf));
    case 'heading':
      return schema.node('heading', { level: block.level }, block.content.map(leafOf));
    case 'bulletList':
      return schema.node('bulletList', null, block.items.map(itemOf));
    case 'orderedList':
      return schema.node('orderedList', { start: block.start }, block.items.map(itemOf));
  }
}

function itemOf(blocks: readonly Block[]): ProseMirrorNode {
  return schema.node('listItem', null, blocks.map(nodeOf));
}

function leafOf(inline: Inline): ProseMirrorNode {
  if (inline.type === 'break') return schema.node('hardBreak');
  return schema.text(
    inline.text,
    inline.marks.map((mark) => schema.mark(mark.type, mark.type === 'link' ? { href: mark.href } : null)),
  );
}

function nodeHtml(node: ProseMirrorNode, purpose: For): string {
  if (node.isText) return escapeText(node.text ?? '');
  const inside = node.isTextblock ? inlineHtml(node, purpose) : childrenOf(node).map((child) => nodeHtml(child, purpose));
  return specHtml(node.type.spec.toDOM?.(node), [inside].flat().join(''));
}

function inlineHtml(textblock: ProseMirrorNode, purpose: For): string {
  return runsHtml(childrenOf(textblock), 0, purpose) + (purpose === 'editor' && needsTrailingBreak(textblock) ? trailingBreak : '');
}

/** Puts neighbours that share their mark at a depth into one element, as ProseMirror nests them. */
function runsHtml(nodes: readonly ProseMirrorNode[], depth: number, purpose: For): string {
  let html = '';
  for (let start = 0, end = 1; start < nodes.length; start = end, end += 1) {
    const node = nodes[start];
    const mark = node?.marks[depth];
    if (node === undefined || mark === undefined) {
      html += node === undefined ? '' : nodeHtml(node, purpose);
      continue;
    }
    while (sharesMark(nodes[end], mark, depth)) end += 1;
    html += specHtml(mark.type.spec.toDOM?.(mark, true), runsHtml(nodes.slice(start, end), depth + 1, purpose));
  }
  return html;
}

function sharesMark(node: ProseMirrorNode | undefined, mark: ProseMirrorMark, depth: number): boolean {
  return node?.marks[depth]?.eq(mark) === true;
}

function needsTrailingBreak(textblock: ProseMirrorNode): boolean {
  const last = textblock.lastChild;
  return last?.isText !== true || last.text?.endsWith('\n') === true;
}

function childrenOf(node: ProseMirrorNode): readonly ProseMirrorNode[] {
  return node.content.content;
}

/** Writes the array a schema would have the browser build; `inside` goes where the array has 0. */
function specHtml(spec: DOMOutputSpec | undefined, inside: string): string {
  if (!Array.isArray(spec)) throw new TypeError('the schema renders to arrays');
  const [tag, ...rest] = spec as readonly [string, ...unknown[]];
  const [first, ...others] = rest;
  const attributes = isAttributes(first) ? first : {};
  const children = isAttributes(first) ? others : rest;
  const opening = `<${tag}${attributesHtml(attributes)}>`;
  if (empty.has(tag)) return opening;
  return `${opening}${children.map((child) => (child === 0 ? inside : specHtml(child as DOMOutputSpec, inside))).join('')}</${tag}>`;
}

function isAttributes(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function attributesHtml(attributes: Readonly<Record<string, unknown>>): string {
  return Object.entries(attributes)
    .filter((entry): entry is [string, string | number] => typeof entry[1] === 'string' || typeof entry[1] === 'number')
    .map(([name, value]) => ` ${name}="${escapeText(String(value)).replaceAll('"', '&quot;')}"`)
    .join('');
}

/** Escapes as browsers serialise: Chromium writes `<` and `>` as entities in attributes too. */
function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('\u00a0', '&nbsp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
