import type { Block, Inline } from '../domain/consultation/section.ts';

/**
 * Blocks as text for a department's plain text box: LF line ends, a blank line between blocks, list markers written out
 * and indented, a link's address in brackets after its words.
 */
export function plainText(blocks: readonly Block[]): string {
  return linesOf(blocks).join('\n');
}

/** Runs as plain text on one or more lines. */
export function plainInline(content: readonly Inline[]): string {
  return content.map((inline, index) => (inline.type === 'break' ? '\n' : inline.text + addressAfter(content, index))).join('');
}

function linesOf(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block, index) => [...(index === 0 ? [] : ['']), ...blockLines(block)]);
}

function blockLines(block: Block): string[] {
  if (block.type === 'paragraph' || block.type === 'heading') return plainInline(block.content).split('\n');
  return block.items.flatMap((item, index) => itemLines(item, markerOf(block, index)));
}

/** The marker of an item as it is written out: `- ` or `3. `. */
export function markerOf(list: Block, index: number): string {
  return list.type === 'orderedList' ? `${list.start + index}. ` : '- ';
}

function itemLines(item: readonly Block[], marker: string): string[] {
  const lines = item.flatMap(blockLines);
  return lines.map((line, index) => (index === 0 ? marker + line : line === '' ? '' : ' '.repeat(marker.length) + line));
}

function addressAfter(content: readonly Inline[], index: number): string {
  const href = hrefOf(content[index]);
  // A partly bold link is several runs. Its address is written once, after the last.
  if (href === null || hrefOf(content[index + 1]) === href) return '';
  const wording = wordingOfLink(content, index, href);
  return wording === href || `mailto:${wording}` === href ? '' : ` (${href.replace(/^mailto:/i, '')})`;
}

function wordingOfLink(content: readonly Inline[], last: number, href: string): string {
  let first = last;
  while (first > 0 && hrefOf(content[first - 1]) === href) first -= 1;
  return content
    .slice(first, last + 1)
    .map((inline) => (inline.type === 'text' ? inline.text : ''))
    .join('')
    .trim();
}

function hrefOf(inline: Inline | undefined): string | null {
  if (inline?.type !== 'text') return null;
  const link = inline.marks.find((mark) => mark.type === 'link');
  return link?.href ?? null;
}
