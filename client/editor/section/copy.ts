import type { Slice } from '@tiptap/pm/model';
import { plainCharacters } from '../../../src/text/plain.ts';

/** A copied part of an answer for a plain text box: a blank line between blocks, superscripts as in decision 38. */
export function copiedText({ content }: Slice): string {
  let text = '';
  content.descendants((node) => {
    if (node.isTextblock && text !== '') text += '\n\n';
    const marks = node.marks.map((mark) => ({ type: mark.type.name }));
    if (node.isInline) text += plainCharacters(node.text ?? '\n', marks).join('');
  });
  return text;
}
