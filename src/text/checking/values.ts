import * as Y from 'yjs';
import { isAllowedLink } from '../limits.ts';
import { isRecord } from '../lines/marks.ts';

/** An id of a question, a section or an option. */
export const id = /^[A-Za-z0-9_-]{1,64}$/;
const bareMarks: ReadonlySet<string> = new Set(['bold', 'italic', 'superscript', 'subscript']);

/** Null where a format of characters may have this value; else one sentence for the writer. A null ends a mark. */
export function whyNotMark(mark: string, value: unknown): string | null {
  if (bareMarks.has(mark)) return value === null || isEmpty(value) ? null : foreign('a text');
  if (mark !== 'link') return foreign('a text');
  if (value === null) return null;
  if (!isRecord(value) || Object.keys(value).some((name) => name !== 'href')) return foreign('a link');
  return isAllowedLink(value['href']) ? null : 'A link must begin with https://, http:// or mailto:.';
}

function isEmpty(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length === 0;
}

/** Null where these are chosen options; else one sentence for the writer. */
export function whyNotChosen(options: unknown): string | null {
  const valid = Array.isArray(options) && options.length <= 50 && options.every((one) => typeof one === 'string' && id.test(one));
  return valid ? null : foreign('a choice');
}

/** The sentence for a content that no text can hold. */
export function unknown(content: Y.Item['content']): string {
  const type: unknown = content instanceof Y.ContentType ? content.type : null;
  const name = type instanceof Y.XmlElement ? type.nodeName.replace(/[^A-Za-z0-9_-]/g, '').slice(0, 40) : '';
  return `This text holds something that cannot be kept here${name === '' ? '' : ` (${name})`}. Reload the page.`;
}

/** The sentence for a part that holds a value which it cannot have. */
export function foreign(what: string): string {
  return `This text holds ${what} with something that cannot be kept here. Reload the page.`;
}
