import * as Y from 'yjs';

/** A line with words of one client. Both ends of a range are offsets in `text`, in UTF-16 code units. */
export interface OwnLine {
  readonly text: string;
  readonly own: readonly { readonly from: number; readonly to: number }[];
}

/** The lines of a text in which characters of `client` stand, in order. Line breaks stay within a line. Never changes the text. */
export function ownLines(text: Y.Text, client: number): OwnLine[] {
  const lines: { text: string; own: { from: number; to: number }[] }[] = [{ text: '', own: [] }];
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted) continue;
    const line = lines.at(-1);
    if (item.content instanceof Y.ContentType) lines.push({ text: '', own: [] });
    else if (item.content instanceof Y.ContentString && line !== undefined) {
      const from = line.text.length;
      line.text += item.content.str;
      if (item.id.client === client) line.own.push({ from, to: line.text.length });
    }
  }
  return lines.filter(({ own }) => own.length > 0);
}
