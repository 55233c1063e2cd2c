import { nothingLeftOut } from '../../../../src/text/pasted/left-out.ts';
import { readyToParse } from '../../../../src/text/pasted/markup.ts';
import { blocksOfPlain } from '../../../../src/text/pasted/plain.ts';
import { type Pasted, readPasted } from '../../../../src/text/pasted/read.ts';

/** What a person pastes or drops: text of this editor, or blocks read from something else. */
export type PastedContent =
  { readonly from: 'editor'; readonly html: string } | ({ readonly from: 'elsewhere'; readonly kind: 'html' | 'plain' } & Pasted);

/** The elements that an editor of this service copies. Other editors built on ProseMirror have more, and are read. */
const ownElements = /<(?!!--|\/?(?:html|body|meta|p|h3|h4|ul|ol|li|strong|em|a|sup|sub|br)\b)/i;

/** Reads a clipboard or a drag; null if there is nothing in it. `wanted` is plain where the person asked for text alone. */
export function contentOf(transfer: DataTransfer, wanted: 'html' | 'plain'): PastedContent | null {
  const html = wanted === 'html' ? transfer.getData('text/html') : '';
  if (/\bdata-pm-slice=/.test(html) && !ownElements.test(html)) return { from: 'editor', html };
  const plain = transfer.getData('text/plain');
  if (html.trim() !== '') {
    const pasted = readHtml(html);
    const found = pasted !== null && (pasted.blocks.length > 0 || Object.values(pasted.leftOut).some((count) => count > 0));
    if (found) return { from: 'elsewhere', kind: 'html', ...pasted };
  }
  if (plain !== '') return { from: 'elsewhere', kind: 'plain', blocks: blocksOfPlain(plain), leftOut: nothingLeftOut };
  const pictures = [...transfer.files].filter(({ type }) => type.startsWith('image/')).length;
  const embedded = transfer.files.length - pictures;
  if (transfer.files.length === 0) return null;
  return { from: 'elsewhere', kind: 'plain', blocks: [], leftOut: { ...nothingLeftOut, pictures, embedded } };
}

/** Reads HTML; null if it is not to be parsed. It is parsed apart from the page: nothing in it runs, loads or is drawn. */
export function readHtml(html: string): Pasted | null {
  const ready = readyToParse(html);
  return ready === null ? null : readPasted(new DOMParser().parseFromString(ready, 'text/html').documentElement);
}
