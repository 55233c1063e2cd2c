/** The columns of a table by field, from 0, and the headings that no field is named by. */
export interface Headings<Field extends string> {
  readonly columns: ReadonlyMap<Field, number>;
  readonly unknown: readonly string[];
  /** The headings whose field an earlier column has already. */
  readonly repeated: readonly string[];
}

/**
 * Finds the field of each heading. `names` lists the names that people give each field, in any case. White space and punctuation
 * do not count. A heading such as `Organisation (name)` or `Authority / Trust` is known by one of its parts where no other heading
 * names the field as a whole. Of two columns for one field the first counts.
 */
export function readHeadings<Field extends string>(
  cells: readonly string[],
  names: Readonly<Record<Field, readonly string[]>>,
): Headings<Field> {
  const fields = new Map<string, Field>();
  for (const field of Object.keys(names) as Field[]) for (const name of names[field]) fields.set(keyOf(name), field);
  const columns = new Map<Field, number>();
  const repeated: string[] = [];
  const take = (field: Field, n: number): void => {
    if (columns.has(field)) repeated.push(cells[n] ?? '');
    else columns.set(field, n);
  };
  const whole = cells.map((cell) => fields.get(keyOf(cell)));
  for (const [n, field] of whole.entries()) if (field !== undefined) take(field, n);
  const others = [...cells.entries()].filter(([n, cell]) => whole[n] === undefined && cell.trim() !== '');
  const byPart = others.map(([n, cell]) => ({
    n,
    cell,
    field: partsOf(cell)
      .map((part) => fields.get(part))
      .find((one) => one !== undefined),
  }));
  for (const { n, field } of byPart) if (field !== undefined) take(field, n);
  return { columns, unknown: byPart.filter(({ field }) => field === undefined).map(({ cell }) => cell), repeated };
}

function partsOf(cell: string): readonly string[] {
  return cell.split(/[/(\n]/u).map(keyOf);
}

function keyOf(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
}
