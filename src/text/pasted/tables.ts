import type { Inline } from '../../domain/consultation/section.ts';
import { Inlines } from './inlines.ts';
import type { Line } from './lists.ts';
import { type Styles, hides } from './style.ts';
import { type PastedElement, holdsAnything, holdsText, isElement, nameOf, walk } from './tree.ts';

/** The parts of a table in the order of the document. */
export interface Grid {
  readonly captions: readonly PastedElement[];
  readonly rows: readonly (readonly PastedElement[])[];
  /** How many rows cannot be seen, though something is in them. */
  readonly hiddenRows: number;
}

/** Between the cells of a row, and between the lines of one cell. */
const [betweenCells, betweenLines] = [' | ', ' / '] as const;
const mostColumns = 1000;

/**
 * The rows and cells of a table, or null where the table only lays out a page: another table is in it, or no row has two
 * cells with text.
 */
export function gridOf(table: PastedElement, styles: Styles): Grid | null {
  if (/^(?:presentation|none)$/.test(table.getAttribute('role') ?? '')) return null;
  const captions: PastedElement[] = [];
  const rows: PastedElement[][] = [];
  const nested: PastedElement[] = [];
  let hiddenRows = 0;
  walk(table, {
    enter: (node) => {
      if (!isElement(node) || nested.length > 0) return 'past';
      const name = nameOf(node);
      if (name === 'TABLE') nested.push(node);
      else if (name === 'CAPTION') captions.push(node);
      else if (name === 'TR' && hides(styles.of(node))) hiddenRows += holdsAnything(node) ? 1 : 0;
      else if (name === 'TR') rows.push([]);
      else if (name === 'TD' || name === 'TH') rows.at(-1)?.push(node);
      return name === 'CAPTION' || (name === 'TR' && hides(styles.of(node))) ? 'past' : 'into';
    },
    leave: () => undefined,
  });
  const isData = nested.length === 0 && rows.some((cells) => cells.filter(holdsText).length > 1);
  return isData ? { captions, rows, hiddenRows } : null;
}

/** Rows of read cells as lines: a line a row, the columns kept in step. */
export class Rows {
  /** For each column, in how many rows to come a cell from above still stands. */
  readonly #held: number[] = [];

  /** One row as lines. A row with a list, a heading or a long text in a cell keeps the lines of its cells. */
  linesOf(cells: readonly PastedElement[], read: readonly (readonly Line[])[]): readonly Line[] {
    const columns = this.#columnsOf(cells, read);
    const all = read.flat();
    const isPlain = read.every((lines) => lines.length < 3 && lines.every(({ item, heading }) => item === null && heading === 0));
    if (!isPlain || all.length === 0) return all;
    // A single cell is a title of the table, over all columns.
    const content = cells.length === 1 ? joined(all) : rowOf(columns);
    return content.length === 0 ? [] : [{ heading: 0, content, item: null, begins: false, margin: null, listStyle: false }];
  }

  /** The content of each column; null where a cell from the left or from above stands. */
  #columnsOf(cells: readonly PastedElement[], read: readonly (readonly Line[])[]): readonly (readonly Line[])[] {
    const columns: (readonly Line[])[] = [];
    const skipHeld = (): void => {
      for (let held = this.#held[columns.length] ?? 0; held > 0; held = this.#held[columns.length] ?? 0) {
        this.#held[columns.length] = held - 1;
        columns.push([]);
      }
    };
    for (const [index, cell] of cells.entries()) {
      skipHeld();
      const [wide, high] = [spanOf(cell, 'colspan'), spanOf(cell, 'rowspan')];
      for (let column = 0; column < wide && columns.length < mostColumns; column += 1) {
        this.#held[columns.length] = high - 1;
        columns.push(column === 0 ? (read[index] ?? []) : []);
      }
    }
    skipHeld();
    return columns;
  }
}

function spanOf(cell: PastedElement, name: 'colspan' | 'rowspan'): number {
  const span = Number.parseInt(cell.getAttribute(name) ?? '1', 10);
  return span >= 1 ? Math.min(span, mostColumns) : 1;
}

function rowOf(columns: readonly (readonly Line[])[]): Inline[] {
  const inlines = new Inlines();
  for (const [index, lines] of columns.entries()) {
    if (index > 0) inlines.add(inlines.empty ? '| ' : betweenCells, []);
    inlines.append(joined(lines));
  }
  return inlines.take();
}

/** The lines of a cell on one line. */
function joined(lines: readonly Line[]): Inline[] {
  const inlines = new Inlines();
  for (const [index, { content }] of lines.entries()) {
    if (index > 0) inlines.add(betweenLines, []);
    for (const inline of content) {
      if (inline.type === 'break') inlines.add(betweenLines, []);
      else inlines.add(inline.text, inline.marks);
    }
  }
  return inlines.take();
}
