import { type Line, type LineKind, settled } from './line.ts';

/** A paragraph or heading around its content. */
export type TextBlock<Content> =
  | { readonly type: 'paragraph'; readonly evidence?: string | undefined; readonly content: Content }
  | { readonly type: 'heading'; readonly level: 1 | 2; readonly content: Content };

/** A list of items, each with one block or more. */
export type ListBlock<Content> =
  | { readonly type: 'bulletList'; readonly items: Nested<Content>[][] }
  | { readonly type: 'orderedList'; readonly start: number; readonly items: Nested<Content>[][] };

/** A block as it is edited, shown and signed. The content is the reader's: runs of text, or a node of the editor. */
export type Nested<Content> = TextBlock<Content> | ListBlock<Content>;

interface Open<Content> {
  readonly list: ListBlock<Content>;
  readonly item: Nested<Content>[];
}

/** The blocks of any sequence of lines, whatever merges made of it (TX5). */
export function nest<Content>(lines: readonly Line<Content>[]): Nested<Content>[] {
  const blocks: Nested<Content>[] = [];
  const open: Open<Content>[] = [];
  const kinds = settled(lines.map((line) => line.kind));
  lines.forEach(({ content }, index) => {
    const kind = kinds[index];
    if (kind === undefined) return;
    const block = textBlock(kind, content);
    open.length = Math.min(open.length, kind.list === 'none' ? 0 : kind.depth + 1);
    if (kind.list === 'none') blocks.push(block);
    else if (kind.list === 'more') open[kind.depth]?.item.push(block);
    else open[kind.depth] = beginItem(kind, block, open[kind.depth], open[kind.depth - 1]?.item ?? blocks);
  });
  return blocks;
}

function textBlock<Content>({ type, level, evidence }: LineKind, content: Content): TextBlock<Content> {
  if (type === 'heading') return { type, level, content };
  return evidence === undefined ? { type, content } : { type, evidence, content };
}

function beginItem<Content>(
  kind: LineKind,
  block: TextBlock<Content>,
  last: Open<Content> | undefined,
  around: Nested<Content>[],
): Open<Content> {
  const type = kind.list === 'number' ? 'orderedList' : 'bulletList';
  const item: Nested<Content>[] = [block];
  if (last?.list.type === type && kind.start === null) {
    last.list.items.push(item);
    return { list: last.list, item };
  }
  const list: ListBlock<Content> = type === 'orderedList' ? { type, start: kind.start ?? 1, items: [item] } : { type, items: [item] };
  around.push(list);
  return { list, item };
}

/**
 * The lines of blocks, so that nesting these again changes nothing (TX5). Two blocks have no line of their own and change: an
 * item that begins with a list gets an empty line before it, made by `empty`, and bullet lists side by side become one.
 */
export function flatten<Content>(blocks: readonly Nested<Content>[], empty: () => Content): Line<Content>[] {
  const lines: Line<Content>[] = [];
  flattenInto(lines, blocks, null, 0, empty);
  return lines;
}

/** The list around some blocks; `begins`: the kind of its next item. */
interface Around {
  readonly list: 'bullet' | 'number' | 'more';
  readonly start: number | null;
}

function flattenInto<Content>(
  lines: Line<Content>[],
  blocks: readonly Nested<Content>[],
  item: Around | null,
  depth: number,
  empty: () => Content,
): void {
  blocks.forEach((block, index) => {
    const around: Around | null = item === null || index === 0 ? item : { list: 'more', start: null };
    if (block.type === 'paragraph' || block.type === 'heading') {
      lines.push({ kind: kindOf(block, around, depth), content: block.content });
      return;
    }
    // A list that is an item's first block needs a line for the item itself.
    if (item !== null && index === 0) lines.push({ kind: kindOf({ type: 'paragraph' }, item, depth), content: empty() });
    const before = blocks[index - 1];
    flattenItems(lines, block, before?.type === 'orderedList', item === null ? 0 : depth + 1, empty);
  });
}

function flattenItems<Content>(
  lines: Line<Content>[],
  list: ListBlock<Content>,
  isAfterNumbers: boolean,
  depth: number,
  empty: () => Content,
): void {
  list.items.forEach((blocks, index) => {
    const start = list.type === 'orderedList' && index === 0 && (list.start !== 1 || isAfterNumbers) ? list.start : null;
    flattenInto(lines, blocks, { list: list.type === 'orderedList' ? 'number' : 'bullet', start }, depth, empty);
  });
}

type KindOfBlock = Pick<TextBlock<unknown>, 'type'> & { readonly level?: 1 | 2; readonly evidence?: string | undefined };

function kindOf(block: KindOfBlock, around: Around | null, depth: number): LineKind {
  const { type, level = 1, evidence } = block;
  if (around === null) return { type, level, list: 'none', depth: 0, start: null, ...(evidence === undefined ? {} : { evidence }) };
  return { type, level, list: around.list, depth, start: around.start };
}
