import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Response } from '../domain/response/response.ts';
import type { Field } from '../domain/response/removal/removal.ts';
import type { Stored } from '../store/aggregates.ts';
import { all } from '../store/every.ts';
import type { StateOf } from '../store/kinds.ts';
import type { Reader } from '../store/reader.ts';
import { specOf } from '../store/states.ts';
import type { Sought } from './sought.ts';

/** The kinds of records that hold words of people about one response. */
export type Worded = 'response' | 'consultation' | 'positions' | 'evidence' | 'version';

/** The records that belong to a response, with itself. */
export async function recordsOf(
  reader: Pick<Reader, 'aggregates'>,
  { id, consultationId }: Pick<Response, 'id' | 'consultationId'>,
): Promise<readonly Stored<Worded>[]> {
  const alone = [await reader.aggregates.get('response', id), await reader.aggregates.get('consultation', consultationId)];
  const where = { where: { responseId: id } };
  return [
    ...alone.filter((stored) => stored !== null),
    ...(await all(reader.aggregates, 'positions', where)),
    ...(await all(reader.aggregates, 'evidence', where)),
    ...(await all(reader.aggregates, 'version', where)),
  ] as readonly Stored<Worded>[];
}

/** A state without the words, and the fields in which they stood. */
export interface Cleared<K extends Worded> {
  readonly state: StateOf<K>;
  readonly fields: readonly Field[];
}

/**
 * The state of a record with a mark in the place of the words. Ids, dates and choices stay: their schema takes no mark. The names
 * of what removals found stay too.
 */
export function clearedState<K extends Worded>(kind: K, id: string, state: StateOf<K>, sought: Sought): Cleared<K> {
  let cleared = state;
  const fields: Field[] = [];
  for (const [path, text] of stringsIn(state, [])) {
    if (path[0] === 'removals' && path[2] !== 'reason') continue;
    const field = { kind, id, path: [...path] };
    const next = sought
      .insteadOf(field, text)
      .map((instead) => accepted(kind, withText(cleared, path, instead)))
      .find((one) => one !== null);
    if (next === undefined) continue;
    cleared = next;
    fields.push(field);
  }
  return { state: cleared, fields };
}

/** The fields of records that hold the words. Changes nothing. People go on typing while it looks: it pauses before each record. */
export async function fieldsWith(records: readonly Stored<Worded>[], sought: Sought): Promise<Field[]> {
  const fields: Field[] = [];
  for (const { kind, id, state } of records) {
    await nextTurn();
    fields.push(...clearedState(kind, id, state, sought).fields);
  }
  return fields;
}

type Path = Field['path'];

function* stringsIn(value: unknown, path: Path): Generator<readonly [Path, string]> {
  if (typeof value === 'string') yield [path, value];
  else if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* stringsIn(item, [...path, index]);
  else if (typeof value === 'object' && value !== null)
    for (const [key, item] of Object.entries(value)) yield* stringsIn(item, [...path, key]);
}

function withText(value: unknown, [key, ...rest]: Path, text: string): unknown {
  if (key === undefined) return text;
  if (Array.isArray(value)) return value.map((item: unknown, index) => (index === key ? withText(item, rest, text) : item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, name === key ? withText(item, rest, text) : item]));
}

/** The state as its schema reads it; null where the schema refuses it. */
function accepted<K extends Worded>(kind: K, value: unknown): StateOf<K> | null {
  try {
    return specOf(kind).schema.parse(value);
  } catch {
    return null;
  }
}
