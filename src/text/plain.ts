import type { Block, Inline, Mark } from '../domain/consultation/section.ts';

/**
 * Blocks as text for a department's plain text box: LF line ends, a blank line between blocks, list markers written out
 * and indented, a link's address in brackets after its words, superscripts and subscripts as decision 38 says.
 */
export function plainText(blocks: readonly Block[]): string {
  return linesOf(blocks).join('\n');
}

/** Runs as plain text on one or more lines. */
export function plainInline(content: readonly Inline[]): string {
  return content
    .map((inline, index) => {
      return inline.type === 'break' ? '\n' : plainCharacters(inline.text, inline.marks).join('') + addressAfter(content, index);
    })
    .join('');
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

/** The address of the link that ends with the run at `index`, in brackets; empty where its words say it or no link ends. */
function addressAfter(content: readonly Inline[], index: number): string {
  const href = hrefOf(content[index]);
  // A partly bold link is several runs. Its address is written once, after the last.
  if (href === null || hrefOf(content[index + 1]) === href) return '';
  const wording = wordingOfLink(content, index, href);
  return wording === href || `mailto:${wording}` === href ? '' : ` (${href.replace(/^mailto:/i, '')})`;
}

/**
 * Blocks in which the address of each link stands in brackets after its words, as in plain text, because it is signed with
 * them and paper has no links (SO40). A link whose words are its address stays as it is.
 */
export function withAddresses(blocks: readonly Block[]): Block[] {
  return blocks.map((block): Block => {
    if ('items' in block) return { ...block, items: block.items.map(withAddresses) };
    return { ...block, content: block.content.flatMap((inline, index) => [inline, ...addressRun(block.content, index)]) };
  });
}

function addressRun(content: readonly Inline[], index: number): Inline[] {
  const text = addressAfter(content, index);
  return text === '' ? [] : [{ type: 'text', text, marks: [] }];
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

const raised = table('0123456789+-−–=()n', '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿ');
const lowered = table('0123456789+-−–=()', '₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎');
/** Words that mean the same on the line: `st` in 21st, `ain` in 2ain, `TM`, `®`. */
const readsOnTheLine = /^(?:[\p{L}\p{M}]{2,}|[^\p{L}\p{N}]+)$/u;

/**
 * A run as plain text (decision 38), one entry for each code point: `⁶` or `₂` where Unicode has the character, else `^`
 * before a superscript that would mean something else on the line. White space stays, so the run keeps its number of words.
 */
export function plainCharacters(text: string, marks: readonly { readonly type: string }[]): string[] {
  const has = (type: Mark['type']): boolean => marks.some((mark) => mark.type === type);
  if (!has('superscript') && !has('subscript')) return Array.from(text);
  return text.split(/(\s+)/).flatMap((word, index) => {
    const characters = Array.from(word);
    if (index % 2 === 1) return characters;
    return has('superscript') ? superscript(characters) : characters.map((one) => lowered.get(one) ?? one);
  });
}

/** True for a superscript or subscript if Unicode has a form of each of its characters that is not white space. */
export function isWrittenInUnicode(text: string, marks: readonly Mark[]): boolean {
  const script = marks.find((mark) => mark.type === 'superscript' || mark.type === 'subscript');
  const forms = script?.type === 'superscript' ? raised : lowered;
  return script !== undefined && Array.from(text).every((one) => forms.has(one) || /\s/.test(one));
}

function superscript(word: readonly string[]): string[] {
  const forms = word.flatMap((one) => raised.get(one) ?? []);
  if (forms.length === word.length) return forms;
  if (readsOnTheLine.test(word.join(''))) return [...word];
  const [before, after] = word.length === 1 ? ['^', ''] : ['^(', ')'];
  return word.map((one, index) => (index === 0 ? before : '') + one + (index === word.length - 1 ? after : ''));
}

function table(characters: string, forms: string): ReadonlyMap<string, string> {
  const all = Array.from(forms);
  return new Map(Array.from(characters, (one, index) => [one, all[index] ?? one]));
}
