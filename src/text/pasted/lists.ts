import type { Block, BulletList, Inline, OrderedList } from '../../domain/consultation/section.ts';
import { deepestList } from '../limits.ts';

/** The item of a list that a line stands in. Levels are compared, never counted: Word may begin at the third. */
export interface Item {
  readonly level: number;
  readonly ordered: boolean;
  /** The numbers that its marker can stand for; empty where it only goes on from the item before. */
  readonly numbers: readonly number[];
  /** The left margin of its text in points, in pastes of Word; else null. */
  readonly margin: number | null;
}

/** One line of a paste: a paragraph or a heading, and its place in a list. */
export interface Line {
  /** 0 for a paragraph, 1 to 9 for a heading. */
  readonly heading: number;
  readonly content: Inline[];
  readonly item: Item | null;
  /** Whether the line begins the item, or goes on in it. */
  readonly begins: boolean;
  /** The left margin in points; null where none is given. */
  readonly margin: number | null;
  /** Whether the line has a style of Word's lists. */
  readonly listStyle: boolean;
}

interface Open {
  readonly item: Item;
  readonly list: BulletList | OrderedList;
  next: number;
}

/** Puts lines into the blocks of a section: items into lists, at most eight deep, and two levels of headings. */
export function blocksOfLines(lines: readonly Line[]): Block[] {
  const top = lines.reduce((highest, { heading }) => (heading === 0 ? highest : Math.min(highest, heading)), Infinity);
  const blocks: Block[] = [];
  const open: Open[] = [];
  for (const line of lines) {
    placeLine(line, blockOf(line, top), blocks, open);
  }
  return blocks;
}

function placeLine(line: Line, block: Block, blocks: Block[], open: Open[]): void {
  const { item } = line;
  if (item !== null && line.begins) {
    begin(item, block, blocks, open);
    return;
  }
  const level = item === null ? levelOfMargin(line, open) : item.level;
  while (open.length > 0 && (level === null || (open.at(-1)?.item.level ?? 0) > level)) open.pop();
  (open.at(-1)?.list.items.at(-1) ?? blocks).push(block);
}

/** Word gives a further paragraph of an item no marker: only the style of the item, or its margin or a wider one. */
function levelOfMargin({ heading, margin, listStyle }: Line, open: readonly Open[]): number | null {
  if (heading > 0) return null;
  if (margin === null || margin <= 0) return listStyle ? (open[0]?.item.level ?? null) : null;
  return open.findLast(({ item }) => item.margin !== null && item.margin < margin + 2)?.item.level ?? null;
}

function begin(item: Item, block: Block, blocks: Block[], open: Open[]): void {
  while ((open.at(-1)?.item.level ?? 0) > item.level) open.pop();
  const last = open.at(-1);
  const full = open.length >= deepestList;
  if (last !== undefined && (last.item.level === item.level || full)) {
    if (full && last.item.level < item.level ? true : fits(last, item)) {
      last.list.items.push([block]);
      last.next += 1;
      return;
    }
    open.pop();
  }
  const start = startOf(item);
  const list: BulletList | OrderedList = item.ordered
    ? { type: 'orderedList', start, items: [[block]] }
    : { type: 'bulletList', items: [[block]] };
  (open.at(-1)?.list.items.at(-1) ?? blocks).push(list);
  open.push({ item, list, next: start + 1 });
}

function fits(last: Open, item: Item): boolean {
  if (item.ordered !== (last.list.type === 'orderedList')) return false;
  return !item.ordered || item.numbers.length === 0 || item.numbers.includes(last.next);
}

function startOf({ numbers: [first] }: Item): number {
  return first !== undefined && Number.isInteger(first) && first >= 0 && first <= 1_000_000 ? first : 1;
}

/** The highest heading of the paste is an answer's first level, unless it is a small one; the others are the second. */
function blockOf({ heading, content }: Line, top: number): Block {
  if (heading === 0) return { type: 'paragraph', content };
  const unbold = content.map((inline): Inline =>
    inline.type === 'text' ? { ...inline, marks: inline.marks.filter((mark) => mark.type !== 'bold') } : inline,
  );
  return { type: 'heading', level: heading === top && heading <= 3 ? 1 : 2, content: unbold };
}
