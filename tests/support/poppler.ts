import { execFileSync, spawnSync } from 'node:child_process';

/** Why tests that read a PDF with poppler are skipped, by name; false where they run. */
export const noPoppler: string | false = spawnSync('pdftotext', ['-v']).error === undefined ? false : 'no pdftotext (poppler-utils)';

/** The text of a PDF in reading order. */
export function pdfText(file: string): string {
  return execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
}

/** The text of a PDF as it is written, line by line. */
export function pdfWords(file: string): string {
  return execFileSync('pdftotext', [file, '-'], { encoding: 'utf8', maxBuffer: 2 ** 26 });
}

/** A word of a PDF with its box, in points from the upper left corner of its page. */
export interface WordBox {
  readonly word: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Every word of a PDF with its box. */
export function pdfBoxes(file: string): readonly WordBox[] {
  const xml = execFileSync('pdftotext', ['-bbox', file, '-'], { encoding: 'utf8', maxBuffer: 2 ** 26 });
  const words = xml.matchAll(/<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*)<\/word>/g);
  return Array.from(words, ([, left, top, right, bottom, word = '']) => ({
    word,
    left: Number(left),
    top: Number(top),
    right: Number(right),
    bottom: Number(bottom),
  }));
}

/** What `pdfinfo` says of a PDF: `Tagged: yes`, its title, its pages. */
export function pdfInfo(file: string): string {
  return execFileSync('pdfinfo', [file], { encoding: 'utf8' });
}

/** The structure tree of a tagged PDF, an element a line. */
export function pdfStructure(file: string): string {
  return execFileSync('pdfinfo', ['-struct', file], { encoding: 'utf8' });
}
