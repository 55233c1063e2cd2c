import { fileURLToPath } from 'node:url';
import type { Inline } from '../../domain/consultation/section.ts';
import { isWrittenInUnicode, plainCharacters } from '../../text/plain.ts';
import { type PoolLimits, type PooledRenderer, pool } from '../pool.ts';
import { shippedFonts } from './fonts.ts';

const usual: PoolLimits = { timeout: 20_000, longest: 4_000_000, jobsPerProcess: 50, memory: 512 };
const program = fileURLToPath(new URL('./typst-child.ts', import.meta.url));

/** Renders PDF/UA-1 with Typst, which gets the document as JSON and the fonts we ship. Throws `RenderFailed`. */
export function pdfRenderer(given: Partial<PoolLimits> = {}): PooledRenderer {
  const { warm, render, close } = pool('PDF', program, { ...usual, ...given });
  return {
    contentType: 'application/pdf',
    extension: 'pdf',
    coverage: shippedFonts,
    warm,
    render: (document) => render(JSON.stringify(document, inUnicode)),
    close,
  };
}

/**
 * Replaces superscripts and subscripts by Unicode's characters where there are any: the font draws them alike, and readers
 * and copies of the PDF then have 10⁶ and not 106.
 */
function inUnicode(_key: string, value: unknown): unknown {
  if (!isRun(value) || !isWrittenInUnicode(value.text, value.marks)) return value;
  const marks = value.marks.filter((mark) => mark.type !== 'superscript' && mark.type !== 'subscript');
  return { ...value, text: plainCharacters(value.text, value.marks).join(''), marks };
}

function isRun(value: unknown): value is Extract<Inline, { type: 'text' }> {
  return typeof value === 'object' && value !== null && 'text' in value && 'marks' in value;
}
