import type { EntryField } from './fields.ts';
import { Numeral } from './numeral.ts';

/** One fault of an entry: where it is, the value given, what is wrong with it and how to mend it. */
export interface Flaw {
  readonly field: EntryField;
  /** `questions[8].kind`. */
  readonly path: string;
  /** The value in the file, as JSON cut short; empty where it is missing. */
  readonly given: string;
  readonly wrong: string;
  readonly mend: string;
}

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Numeral);
}

/** A value as JSON, cut short. */
export function shown(value: unknown): string {
  const json = brief(value, 3);
  return json.length > longestShown ? `${json.slice(0, longestShown).toWellFormed()}…` : json;
}

/** The most characters of a value that a flaw shows. */
const longestShown = 120;

// Like JSON.stringify, but no depth or length of the value can hurt.
function brief(value: unknown, depth: number): string {
  if (Array.isArray(value))
    return depth === 0
      ? '[…]'
      : `[${value
          .slice(0, 20)
          .map((one: unknown) => brief(one, depth - 1))
          .join()}]`;
  if (value instanceof Numeral) return value.source;
  if (typeof value === 'string') return JSON.stringify(value.slice(0, longestShown));
  if (!isRecord(value)) return JSON.stringify(value);
  const fields = Object.entries(value).slice(0, 20);
  return depth === 0 ? '{…}' : `{${fields.map(([name, one]) => `${JSON.stringify(name)}:${brief(one, depth - 1)}`).join()}}`;
}

/** True for a field that a file leaves out or sets to null. */
export function isMissing(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}
