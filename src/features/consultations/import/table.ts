import { type EntryField, aliases, entryFields } from '../../../domain/consultation/questions/fields.ts';
import type { LeftOut, OnLine } from '../../../domain/consultation/questions/import.ts';
import { mostQuestions } from '../../../domain/consultation/register.ts';
import { readHeadings } from '../../../tables/headings.ts';
import { readTable } from '../../../tables/table.ts';

/** The questions of a table, and its columns that have no place here; or why none can be found. */
export type Tabled =
  | { readonly ok: true; readonly found: readonly OnLine[]; readonly leftOut: readonly LeftOut[] }
  | { readonly ok: false; readonly wrong: string; readonly mend: string };

/** True if a text begins like a table of questions: its first line names two of the columns that we know. */
export function isTable(text: string): boolean {
  const first = readTable(/\S[^\r\n]*/u.exec(text)?.[0] ?? '', 1);
  if (!first.ok) return false;
  const { columns, repeated } = readHeadings(first.rows[0]?.cells ?? [], aliases);
  return columns.size + repeated.length > 1;
}

/** Reads a table with headings in its first row. Cells are names, not numbers: `7.10` stays `7.10`, and `1-2` is no date (QS9). */
export function readQuestionTable(text: string): Tabled {
  const table = readTable(text, mostQuestions + 1);
  if (!table.ok) return table;
  const [head, ...rows] = table.rows;
  const headings = head?.cells ?? [];
  const columns = columnsOf(headings);
  if (!columns.has('text'))
    return {
      ok: false,
      wrong: 'No column is headed “Question”',
      mend: 'Write a heading above each column, and “Question” above the questions',
    };
  if (rows.length === 0) return { ok: false, wrong: 'There is no question under the headings', mend: 'Add at least one row' };
  const known = new Set(columns.values());
  const others = headings.map((field, at) => ({
    field,
    times: known.has(at) ? 0 : rows.filter(({ cells }) => (cells[at] ?? '') !== '').length,
  }));
  return {
    ok: true,
    found: rows.map(({ line, cells }) => ({ line, record: recordOf(columns, cells) })),
    leftOut: others.filter(({ times }) => times > 0),
  };
}

function columnsOf(headings: readonly string[]): ReadonlyMap<EntryField, number> {
  const { columns } = readHeadings(headings, aliases);
  const at = (...names: readonly string[]): number => headings.findIndex((heading) => names.includes(heading.trim().toLowerCase()));
  const [question, text] = [at('question'), at('text', 'wording', 'question text')];
  // Beside a column “Text”, a column “Question” holds the number.
  return question < 0 || text < 0 || columns.has('number') ? columns : new Map([...columns, ['number', question], ['text', text]]);
}

function recordOf(columns: ReadonlyMap<EntryField, number>, cells: readonly string[]): OnLine['record'] {
  return Object.fromEntries(
    entryFields.flatMap((field) => {
      const cell = bare(cells[columns.get(field) ?? -1] ?? '');
      return cell === '' ? [] : [[field, field === 'number' ? cell.replace(/^question\s+/iu, '').replace(/[.)]$/u, '') : cell]];
    }),
  );
}

/** A cell without the signs by which people keep a spreadsheet from reading it as a number: `="7.10"`, `'7.10`. */
function bare(cell: string): string {
  return /^="(.*)"$/u.exec(cell)?.[1] ?? cell.replace(/^'(?=[\d=+-])/u, '');
}
