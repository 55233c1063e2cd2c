import { Fragment, type Node as ProseMirrorNode, type Schema } from '@tiptap/pm/model';
import { withInline } from '../../../src/text/lines/blocks.ts';
import type { Line, LineKind } from '../../../src/text/lines/line.ts';
import { formatsOf, marksOf } from '../../../src/text/lines/marks.ts';
import { flatten, nest, type Nested } from '../../../src/text/lines/nest.ts';
import { isEvidence } from '../../../src/text/lines/stored.ts';
import { inlineOf, push, type Run, type Runs } from '../../../src/text/lines/runs.ts';

/** A line as the editor shows it. */
export interface ShownLine extends Line<Runs> {
  readonly block: ProseMirrorNode;
}

// Nodes never change, so what was read of one holds for good: an unchanged line costs one look-up.
const runsOfBlock = new WeakMap<ProseMirrorNode, Runs>();
const blockOfRuns = new WeakMap<Runs, ProseMirrorNode>();
const linesOfNode = new WeakMap<ProseMirrorNode, readonly Line<ProseMirrorNode>[]>();

/** The lines of top-level nodes of the editor, in order (TX5). */
export function linesOf(nodes: readonly ProseMirrorNode[]): Line<ProseMirrorNode>[] {
  return nodes.flatMap((node, index) => {
    const lines = linesIn(node);
    const [first] = lines;
    const isSecondList = node.type.name === 'orderedList' && nodes[index - 1]?.type.name === 'orderedList';
    if (!isSecondList || first?.kind.start !== null) return lines;
    return [{ kind: { ...first.kind, start: 1 }, content: first.content }, ...lines.slice(1)];
  });
}

function linesIn(node: ProseMirrorNode): readonly Line<ProseMirrorNode>[] {
  const known = linesOfNode.get(node);
  if (known !== undefined) return known;
  const lines = flatten([nestedOf(node)], () => paragraphOf(node.type.schema));
  linesOfNode.set(node, lines);
  return lines;
}

function paragraphOf(schema: Schema): ProseMirrorNode {
  return schema.node('paragraph');
}

/** The lines of a document with their characters and marks. */
export function shownLines(document: ProseMirrorNode): ShownLine[] {
  return linesOf(document.children).map(({ kind, content }) => ({ kind, content: runsIn(content), block: content }));
}

/** A document as the blocks of a section. */
export function blocksOf(document: ProseMirrorNode): readonly ReturnType<typeof withInline>[] {
  return nest(shownLines(document)).map(withInline);
}

function nestedOf(node: ProseMirrorNode): Nested<ProseMirrorNode> {
  switch (node.type.name) {
    case 'heading':
      return { type: 'heading', level: node.attrs['level'] === 2 ? 2 : 1, content: node };
    case 'bulletList':
      return { type: 'bulletList', items: node.children.map((item) => item.children.map(nestedOf)) };
    case 'orderedList':
      return { type: 'orderedList', start: Number(node.attrs['start']), items: node.children.map((item) => item.children.map(nestedOf)) };
    default: {
      const evidence: unknown = node.attrs['evidence'];
      return isEvidence(evidence) ? { type: 'paragraph', evidence, content: node } : { type: 'paragraph', content: node };
    }
  }
}

/** The characters and marks of a paragraph or heading. */
export function runsIn(block: ProseMirrorNode): Runs {
  const known = runsOfBlock.get(block);
  if (known !== undefined) return known;
  const runs: Run[] = [];
  block.forEach((node, _offset, index) => {
    const marks = marksOf(Object.fromEntries(node.marks.map((mark) => [mark.type.name, mark.attrs])));
    if (node.isText) push(runs, node.text ?? '', marks);
    // A break takes its neighbour's marks, so that it parts no run.
    else push(runs, '\n', runs.at(-1)?.marks ?? marksOfNext(block, index));
  });
  runsOfBlock.set(block, runs);
  return runs;
}

function marksOfNext(block: ProseMirrorNode, from: number): Run['marks'] {
  const next = block.children.slice(from).find((node) => node.isText);
  return next === undefined ? [] : marksOf(Object.fromEntries(next.marks.map((mark) => [mark.type.name, mark.attrs])));
}

/** Lines as top-level nodes of the editor. The node of a line that is shown already is used again. */
export function nodesOf(schema: Schema, lines: readonly Line<Runs>[]): ProseMirrorNode[] {
  return nest(lines.map(({ kind, content }) => ({ kind, content: blockOf(schema, kind, content) }))).map((one) => nodeOf(schema, one));
}

const shownEvidence = new Set<string>();

/** True if an answer of this page quotes a piece of evidence, or did so earlier. */
export function wasShown(evidence: string): boolean {
  return shownEvidence.has(evidence);
}

function blockOf(schema: Schema, kind: LineKind, runs: Runs): ProseMirrorNode {
  if (kind.evidence !== undefined) shownEvidence.add(kind.evidence);
  const known = blockOfRuns.get(runs);
  if (known?.type.schema === schema && isOfKind(known, kind)) return known;
  const inline = known?.type.schema === schema ? known.content : inlineNodes(schema, runs);
  const block =
    kind.type === 'heading'
      ? schema.node('heading', { level: kind.level }, inline)
      : schema.node('paragraph', { evidence: kind.evidence ?? null }, inline);
  remember(block, runs);
  return block;
}

/** A block of another's kind with other content. */
export function blockLike(block: ProseMirrorNode, runs: Runs): ProseMirrorNode {
  return block.copy(inlineNodes(block.type.schema, runs));
}

/** Remembers the node that shows some runs. */
export function remember(block: ProseMirrorNode, runs: Runs): void {
  blockOfRuns.set(runs, block);
  runsOfBlock.set(block, runs);
}

function isOfKind(block: ProseMirrorNode, { type, level, evidence }: LineKind): boolean {
  if (block.type.name !== type) return false;
  return type === 'paragraph' ? block.attrs['evidence'] === (evidence ?? null) : block.attrs['level'] === level;
}

function inlineNodes(schema: Schema, runs: Runs): Fragment {
  return Fragment.fromArray(
    inlineOf(runs).map((inline) => {
      if (inline.type === 'break') return schema.node('hardBreak');
      return schema.text(
        inline.text,
        Object.entries(formatsOf(inline.marks)).map(([name, attributes]) => schema.mark(name, attributes as Record<string, unknown>)),
      );
    }),
  );
}

function nodeOf(schema: Schema, block: Nested<ProseMirrorNode>): ProseMirrorNode {
  if (block.type === 'paragraph' || block.type === 'heading') return block.content;
  const items = block.items.map((item) =>
    schema.node(
      'listItem',
      null,
      item.map((one) => nodeOf(schema, one)),
    ),
  );
  return schema.node(block.type, block.type === 'orderedList' ? { start: block.start } : null, items);
}

/** A paragraph or heading as it reads after it was stored: line breaks have no marks, and no text holds one. */
export function tidied(block: ProseMirrorNode): ProseMirrorNode {
  const isTidy = block.children.every((node) => (node.isText ? node.text?.includes('\n') === false : node.marks.length === 0));
  return isTidy ? block : blockLike(block, runsIn(block));
}
