import { execFileSync, spawnSync } from 'node:child_process';

/** Why tests that read a PDF with poppler are skipped, by name; false where they run. */
export const noPoppler: string | false = spawnSync('pdftotext', ['-v']).error === undefined ? false : 'no pdftotext (poppler-utils)';

/** The text of a PDF in reading order. */
export function pdfText(file: string): string {
  return execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
}

/** What `pdfinfo` says of a PDF: `Tagged: yes`, its title, its pages. */
export function pdfInfo(file: string): string {
  return execFileSync('pdfinfo', [file], { encoding: 'utf8' });
}

/** The structure tree of a tagged PDF, an element a line. */
export function pdfStructure(file: string): string {
  return execFileSync('pdfinfo', ['-struct', file], { encoding: 'utf8' });
}
