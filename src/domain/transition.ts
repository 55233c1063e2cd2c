/** A state machine as data: for each status, the status that each happening leads to. No other happening is possible. */
export type Transitions<Status extends string> = Readonly<Record<Status, Readonly<Partial<Record<string, Status>>>>>;

/** Whether a happening is possible in a status. */
export function can<Status extends string>(table: Transitions<Status>, from: Status, happening: string): boolean {
  return table[from][happening] !== undefined;
}

/**
 * The status after a happening; where the compiler knows the status before, it knows the one after. Throws `TypeError` for a
 * happening that the table does not list: guards run first, so that is a bug.
 */
export function advance<Table extends Transitions<string>, From extends keyof Table & string, Happening extends keyof Table[From] & string>(
  table: Table,
  from: From,
  happening: Happening,
): Table[From][Happening];
export function advance<Status extends string>(table: Transitions<Status>, from: Status, happening: string): Status;
export function advance(table: Transitions<string>, from: string, happening: string): string {
  const to = table[from]?.[happening];
  if (to === undefined) throw new TypeError(`${happening} cannot happen to what is ${from}`);
  return to;
}
