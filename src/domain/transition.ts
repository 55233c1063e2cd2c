/** A state machine as data: for each status, where each happening leads. What is not listed cannot happen. */
export type Transitions<Status extends string> = Readonly<Record<Status, Readonly<Partial<Record<string, Status>>>>>;

/** Whether something can happen to what has this status. */
export function can<Status extends string>(table: Transitions<Status>, from: Status, happening: string): boolean {
  return table[from][happening] !== undefined;
}

/** The status after. Throws `TypeError` for what the table does not list: guards come before, so that is a fault of ours. */
export function advance<Status extends string>(table: Transitions<Status>, from: Status, happening: string): Status {
  const to = table[from][happening];
  if (to === undefined) throw new TypeError(`${happening} cannot happen to what is ${from}`);
  return to;
}
