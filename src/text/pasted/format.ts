import type { Mark } from '../../domain/consultation/section.ts';
import type { Declarations } from './style.ts';

/** How the text of an element is set. */
export interface Format {
  readonly bold: boolean;
  readonly italic: boolean;
  readonly script: 'superscript' | 'subscript' | null;
  readonly href: string | null;
}

export const plainFormat: Format = { bold: false, italic: false, script: null, href: null };

const boldTags = new Set(['B', 'STRONG', 'TH']);
const italicTags = new Set(['I', 'EM', 'CITE', 'DFN', 'VAR']);

/** The format inside an element. Its style counts more than its name: Google Docs wraps pastes in a `b` that is not bold. */
export function formatIn(outer: Format, name: string, style: Declarations): Format {
  const font = style.get('font') ?? '';
  const bold = boldOf(style.get('font-weight')) ?? (/\b(?:bold|[6-9]00)\b/.test(font) || boldTags.has(name) ? true : outer.bold);
  const italic = italicOf(style.get('font-style')) ?? (/\b(?:italic|oblique)\b/.test(font) || italicTags.has(name) ? true : outer.italic);
  const script = scriptOf(name, style.get('vertical-align'), outer.script);
  const same = bold === outer.bold && italic === outer.italic && script === outer.script;
  return same ? outer : { ...outer, bold, italic, script };
}

function boldOf(weight: string | undefined): boolean | null {
  if (weight === undefined || weight === 'inherit') return null;
  if (weight === 'bold' || weight === 'bolder') return true;
  return Number(weight) >= 600;
}

function italicOf(value: string | undefined): boolean | null {
  if (value === undefined || value === 'inherit') return null;
  return value.startsWith('italic') || value.startsWith('oblique');
}

/** `baseline` takes nothing back: CSS counts it from the raised line around it, and GOV.UK gives it to its `sup`. */
function scriptOf(name: string, align: string | undefined, outer: Format['script']): Format['script'] {
  if (align === 'super' || name === 'SUP') return 'superscript';
  return align === 'sub' || name === 'SUB' ? 'subscript' : outer;
}

/** The marks of a run, in the order in which they are signed. */
export function marksOf(format: Format): Mark[] {
  const marks: Mark[] = [];
  if (format.bold) marks.push({ type: 'bold' });
  if (format.italic) marks.push({ type: 'italic' });
  if (format.href !== null) marks.push({ type: 'link', href: format.href });
  if (format.script !== null) marks.push({ type: format.script });
  return marks;
}
