import type { Mark } from '../../domain/consultation/section.ts';
import { isAllowedLink } from '../limits.ts';

/** The formats of a stored run as marks. Formats that are not known are left out. */
export function marksOf(formats: Readonly<Record<string, unknown>>): Mark[] {
  const marks: Mark[] = [];
  if (isRecord(formats['bold'])) marks.push({ type: 'bold' });
  if (isRecord(formats['italic'])) marks.push({ type: 'italic' });
  const { link } = formats;
  if (isRecord(link) && isAllowedLink(link['href'])) marks.push({ type: 'link', href: link['href'] });
  if (isRecord(formats['superscript'])) marks.push({ type: 'superscript' });
  if (isRecord(formats['subscript'])) marks.push({ type: 'subscript' });
  return marks;
}

/** Marks as the formats that are stored. */
export function formatsOf(marks: readonly Mark[]): Record<string, object> {
  return Object.fromEntries(marks.map((mark) => [mark.type, mark.type === 'link' ? { href: mark.href } : {}]));
}

/** Whether a value is an object with named fields. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
