import { BorderStyle, Table, TableCell, TableRow, WidthType } from 'docx';
import { paragraphOf } from './run.ts';

const none = { style: BorderStyle.NONE, size: 0, color: 'auto' };
const thin = { style: BorderStyle.SINGLE, size: 4, color: '9AA5A4' };
const thick = { style: BorderStyle.SINGLE, size: 10, color: '14201F' };
const outer = { top: none, bottom: none, left: none, right: none };

/** A cell for each column, or a first cell and one bold sentence across the others. */
export type TableLine = readonly string[] | { readonly first: string; readonly across: string };

/** A table whose header row repeats on every page; `widths` are percent. Line ends in a cell are paragraphs. */
export function linesTable(head: readonly string[], widths: readonly number[], lines: readonly TableLine[]): Table {
  const header = head.map((text, index) => cell(text, { bold: true, below: thick, width: widths[index] ?? 10, span: 1 }));
  const rows = lines.map((line) => new TableRow({ cantSplit: true, children: cellsOf(line, widths) }));
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    borders: { ...outer, insideHorizontal: none, insideVertical: none },
    rows: [new TableRow({ tableHeader: true, cantSplit: true, children: header }), ...rows],
  });
}

function cellsOf(line: TableLine, widths: readonly number[]): TableCell[] {
  const look = { bold: false, below: thin, span: 1 };
  if ('across' in line) {
    const [first = 10, ...rest] = widths;
    const width = rest.reduce((sum, one) => sum + one, 0);
    return [cell(line.first, { ...look, width: first }), cell(line.across, { ...look, bold: true, width, span: rest.length })];
  }
  return line.map((text, index) => cell(text, { ...look, width: widths[index] ?? 10 }));
}

interface CellLook {
  readonly bold: boolean;
  readonly below: typeof thin;
  readonly width: number;
  readonly span: number;
}

function cell(text: string, { bold, below, width, span }: CellLook): TableCell {
  return new TableCell({
    width: { size: width, type: WidthType.PERCENTAGE },
    columnSpan: span,
    borders: { ...outer, bottom: below },
    margins: { top: 80, bottom: 80, left: 0, right: 120 },
    children: text.split('\n').map((line) => paragraphOf(line, { style: 'SmallText' }, { bold })),
  });
}
