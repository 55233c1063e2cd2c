import { CsvError, parse } from 'csv-parse/sync';

/** One row of a table: the number of the line on which it begins, from 1, and its cells as typed, without outer white space. */
export interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

/** The character between the cells of a row. */
export type Separator = '\t' | ';' | ',';

/** The rows of a text that hold anything, or why it is no table, and the way out. Both sentences lack their full stop. */
export type Table =
  | { readonly ok: true; readonly rows: readonly Row[]; readonly separator: Separator }
  | { readonly ok: false; readonly wrong: string; readonly mend: string };

/**
 * Reads a pasted or uploaded table: CSV with commas or semicolons, or cells copied from a spreadsheet with tabs. The separator is
 * the one that the first row has most of. A cell in quotation marks may hold separators, line breaks and doubled quotation marks.
 * Rows may differ in length, and empty rows are left out. A table of more than `mostRows` rows is refused.
 */
export function readTable(text: string, mostRows: number): Table {
  const source = text.replace(/^\ufeff/u, '').replace(/\r\n?/gu, '\n');
  const { separator, body, linesBefore } = separatorOf(source);
  const rows: Row[] = [];
  let line = linesBefore + 1;
  let read = 0;
  // Empty rows are read too, so that a row knows its line.
  const to = mostRows * 2 + 100;
  try {
    parse(body, {
      delimiter: separator,
      record_delimiter: '\n',
      relax_column_count: true,
      relax_quotes: true,
      to,
      on_record: (cells: readonly string[], { lines }) => {
        const row = { line, cells: cells.map((cell) => cell.trim()) };
        line = linesBefore + lines + 1;
        read += 1;
        if (row.cells.some((cell) => cell !== '')) rows.push(row);
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return {
      ok: false,
      wrong: `A quotation mark is opened on line ${line} and never closed`,
      mend: 'Close it, or take it out',
    };
  }
  if (rows.length === 0) return { ok: false, wrong: 'There is nothing in it', mend: 'Paste the list, or choose a file' };
  if (rows.length <= mostRows && read < to) return { ok: true, rows, separator };
  const most = mostRows.toLocaleString('en-GB');
  return { ok: false, wrong: `There are more than ${most} rows in it`, mend: `Bring in ${most} rows at a time` };
}

interface Source {
  readonly separator: Separator;
  readonly body: string;
  readonly linesBefore: number;
}

function separatorOf(source: string): Source {
  // Excel writes and reads this line in countries whose decimal sign is a comma.
  const named = /^"?sep=([,;\t])"?\n/iu.exec(source);
  if (named !== null) return { separator: named[1] as Separator, body: source.slice(named[0].length), linesBefore: 1 };
  const first = /\S[^\n]*/u.exec(source)?.[0].replace(/"(?:[^"]|"")*"/gu, '') ?? '';
  const count = (separator: Separator): number => first.split(separator).length;
  const [most] = (['\t', ';', ','] as const).toSorted((a, b) => count(b) - count(a));
  return { separator: most ?? ',', body: source, linesBefore: 0 };
}
