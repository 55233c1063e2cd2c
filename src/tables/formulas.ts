import type { Row } from './table.ts';

/**
 * True for a cell that a spreadsheet would take for a formula. Numbers with a sign, dashes and phone numbers are none. An
 * apostrophe before the first character makes it a text (OWASP, CSV injection).
 */
function isFormula(cell: string): boolean {
  return /^[=@\uff1d\uff20]/u.test(cell) || (/^[+\uff0b−-]/u.test(cell) && !/^[+−-][\d\s.,%£€$()–—-]*$/u.test(cell));
}

/**
 * Rows as CSV in which no cell is a formula. The CSV has commas, CRLF line ends and a byte order mark, so that Excel reads it as
 * UTF-8.
 */
export function withoutFormulas(rows: readonly Row[]): string {
  const lines = rows.map(({ cells }) => cells.map((cell) => written(isFormula(cell) ? `'${cell}` : cell)).join(','));
  return `\ufeff${lines.join('\r\n')}\r\n`;
}

function written(cell: string): string {
  return /[",\r\n]/u.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
