import { cleanLine } from './wording.ts';

/** A heading as somebody typed it on a line, with its limit of words. */
export interface HeadingLine {
  readonly text: string;
  readonly wordLimit: number | null;
}

/**
 * Reads headings that were typed or pasted, one a line (RK10). A line may begin with a bullet or a number, and may end with its limit:
 * `Why it matters (300 words)`, or a cell of its own from a table.
 */
export function readHeadingLines(typed: string): readonly HeadingLine[] {
  return typed
    .split(/[\r\n\u2028\u2029]/u)
    .map((line) => cleanLine(withLimit(line.trim())).replace(/^(?:[-*•–—]|\d{1,3}[.)]) (?=.)/u, ''))
    .filter((line) => line !== '')
    .map((line) => {
      const [, text = line, words] = limit.exec(line) ?? [];
      return { text, wordLimit: words === undefined ? null : Number(words.replaceAll(',', '')) };
    });
}

/** The line with a limit that stands in its last cell put in brackets. */
function withLimit(line: string): string {
  const tab = line.lastIndexOf('\t');
  const cell = line.slice(tab + 1).trim();
  return tab > 0 && /^[\d,]+$/u.test(cell) ? `${line.slice(0, tab)} (${cell} words)` : line;
}

/** A limit at the end of a line on which white space is single. */
const limit = /^(.+?) ?\((?:max(?:imum)?\.? |up to )?([\d,]{1,7}) words?\)$/iu;
