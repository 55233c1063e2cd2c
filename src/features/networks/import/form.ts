import { createHash } from 'node:crypto';
import { decodeText } from '../../../tables/decode.ts';
import { fieldsOf } from '../../../web/forms.ts';
import { fileIn } from '../../../web/uploads.ts';

/** The most bytes a list may have. */
export const mostBytes = 1024 * 1024;

/** The posted form of a list, or why the file cannot be read; `source` is the typed text, which stays in the form. */
export type PostedList =
  | {
      readonly ok: true;
      readonly source: string;
      /** True where the coordinator asks to add the list whose preview they saw. A text that was changed since is shown first. */
      readonly adding: boolean;
    }
  | { readonly ok: false; readonly source: string; readonly field: 'file' | 'source'; readonly wrong: string; readonly mend: string };

/** Reads the posted form of a list: a file in place of the pasted text, never both. */
export function readPosted(body: unknown): PostedList {
  const fields = fieldsOf(body);
  const text = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
  const source = text('source');
  const file = fileIn(body, 'file');
  if (file === null) return { ok: true, source, adding: text('wanted') === 'add' && text('seen') === seenOf(source) };
  if (source.trim() !== '')
    return {
      ok: false,
      source,
      field: 'source',
      wrong: 'There is a file and a pasted list',
      mend: 'Keep one of them. The pasted list is still here',
    };
  const decoded = decodeText(file.bytes);
  return decoded.ok ? { ok: true, source: decoded.text, adding: false } : { ...decoded, source, field: 'file' };
}

/** A short name of a text, by which the preview of one text adds no other. Line ends do not count: browsers change them. */
export function seenOf(source: string): string {
  return createHash('sha256').update(source.replace(/\r\n?/gu, '\n')).digest('hex').slice(0, 32);
}
