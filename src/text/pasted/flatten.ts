import type { Block, Inline, OrderedList, BulletList } from '../../domain/consultation/section.ts';
import { markerOf } from '../plain.ts';

/**
 * Blocks with lists at most `depth` deep, for a paste into a list. Items below come up to the last level; with no level left
 * they are paragraphs with their markers written out.
 */
export function flattened(blocks: readonly Block[], depth: number): Block[] {
  return blocks.flatMap((block): Block[] => {
    if (!isList(block)) return [block];
    if (depth > 0) return [{ ...block, items: block.items.flatMap((item) => lifted(item, depth - 1)) }];
    return block.items.flatMap((item, index) => written(item, markerOf(block, index)));
  });
}

/** An item as one item, or as several where a list in it has no level to go to. */
function lifted(item: readonly Block[], depth: number): Block[][] {
  if (depth > 0) return [flattened(item, depth)];
  const items: Block[][] = [];
  for (const block of item) {
    if (isList(block)) items.push(...block.items.flatMap((below) => lifted(below, 0)));
    else if (items.length === 0) items.push([block]);
    else items.at(-1)?.push(block);
  }
  return items;
}

function written(item: readonly Block[], marker: string): Block[] {
  return flattened(item, 0).map((block, index): Block => {
    if (index > 0 || isList(block)) return block;
    const content: Inline[] = [{ type: 'text', text: marker, marks: [] }, ...block.content];
    return { ...block, content };
  });
}

function isList(block: Block): block is OrderedList | BulletList {
  return block.type === 'bulletList' || block.type === 'orderedList';
}
