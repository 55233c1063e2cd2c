import { FieldNotAllowed, type Query } from './aggregates.ts';
import { type Kind, kinds } from './kinds.ts';

type Value = string | number | boolean | null;

/** A query whose fields are all allow-listed and whose conditions all have values. */
export interface Checked {
  readonly where: readonly (readonly [field: string, value: Value])[];
  readonly until: readonly (readonly [field: string, value: string])[];
  readonly order: { readonly by: string; readonly direction: 'ascending' | 'descending' } | null;
  /** Empty for the first page. */
  readonly after: string;
  readonly limit: number;
}

/** Checks a query (ST7). Throws `FieldNotAllowed`, `TypeError` for a condition without a value, `RangeError` for a limit. */
export function checked<K extends Kind>(kind: K, { where, until = {}, order, after, limit = 200 }: Query<K>): Checked {
  const equal = Object.entries<Value | undefined>(where);
  const upTo = Object.entries<string | undefined>(until);
  const allowed: readonly string[] = kinds[kind].fields;
  for (const field of [...equal.map(([name]) => name), ...upTo.map(([name]) => name), ...(order === undefined ? [] : [order.by])]) {
    if (!allowed.includes(field)) throw new FieldNotAllowed(`find ${kind} by ${field}`);
  }
  if (after !== undefined && order !== undefined) throw new TypeError('after an id, aggregates are answered by id');
  return { where: equal.map(given), until: upTo.map(given), order: order ?? null, after: after ?? '', limit: limited(limit) };
}

// An undefined condition would match everything, other networks' rows too.
function given<V>([field, value]: [string, V | undefined]): [string, V] {
  if (value === undefined) throw new TypeError(`${field} has no value to look for`);
  return [field, value];
}

/** Checks the length of a page. Throws `RangeError`. */
export function limited(limit: number): number {
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) throw new RangeError('a limit is 1 to 1000');
  return limit;
}
