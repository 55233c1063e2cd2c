import { placeOf, placesIn } from './json-places.ts';
import { withConditionsChecked } from './condition-check.ts';
import { type Entry, flawOf, readEntry } from './entry.ts';
import { type EntryField, type Typed, fieldKey, namesByKey } from './fields.ts';
import { isRecord } from './flaw.ts';
import { mostValues, whyTooMuch } from './json-size.ts';
import { parseNumerals } from './numeral.ts';
import { mostQuestions } from '../register.ts';
import { cleanLine } from '../wording.ts';

/** A whole file as read; `leftOut` names fields that have no place here. */
export interface Preview {
  readonly ok: true;
  readonly entries: readonly Entry[];
  readonly leftOut: readonly LeftOut[];
  /** The line, from 1, of entries by their path, and of their fields where a file has each on a line of its own. */
  readonly lines: ReadonlyMap<string, number>;
}

/** A part of a file that has no place here, and how often it stands there. */
export interface LeftOut {
  readonly field: string;
  readonly times: number;
}

/** A question that stands on a line, as a row of a table or in a text: its fields as written. */
export interface OnLine {
  readonly line: number;
  readonly record: Readonly<Partial<Record<EntryField, string>>>;
}

/** A file in which no entries could be found. */
export interface Unreadable {
  readonly ok: false;
  readonly wrong: string;
  readonly mend: string;
}

/** Values that a person typed in place of the file's, by the entry's place from 0. */
export type Mends = ReadonlyMap<number, Partial<Typed>>;

const noMends: Mends = new Map();

/** Reads a pasted or uploaded file; an invalid one says where it breaks. */
export function readQuestionFile(text: string, mends: Mends = noMends): Preview | Unreadable {
  const source = text.replace(/^\ufeff/, '');
  if (source.trim() === '') return unreadable('There is nothing in it', 'Paste the questions, or choose a file');
  const excess = whyTooMuch(source);
  if (excess === 'too deep')
    return unreadable('It is not JSON for questions: its brackets stand too deep within each other', 'Paste the list of questions alone');
  if (excess !== null)
    return unreadable(`There are more than ${mostValues.toLocaleString('en-GB')} values in it`, 'Paste the list of questions alone');
  const { brokenAt, lines } = placesIn(source);
  if (brokenAt === null) {
    const read = readQuestions(parseNumerals(source), mends);
    return read.ok ? { ...read, lines } : read;
  }
  const { line, character } = placeOf(source, brokenAt);
  const wrong = `It is not JSON: it ${brokenAt === source.length ? 'breaks off' : 'goes wrong'} at line ${line}, character ${character}`;
  return unreadable(wrong, 'Mend it there, or ask whoever made the file for another copy');
}

function unreadable(wrong: string, mend: string): Unreadable {
  return { ok: false, wrong, mend };
}

/** Reads any JSON value: a list of questions, or an object that holds one as `questions`. */
export function readQuestions(value: unknown, mends: Mends = noMends): Preview | Unreadable {
  const list = isRecord(value) ? value['questions'] : value;
  if (!Array.isArray(list)) return unreadable('There is no list of questions in it', 'It must be a list, or hold one named “questions”');
  if (list.length === 0) return unreadable('The list of questions is empty', 'Add at least one question');
  if (list.length > mostQuestions) return tooMany(list.length);
  const path = isRecord(value) ? 'questions' : '';
  const entries = list.map((raw: unknown, n) => readEntry(raw, n, `${path}[${n}]`, mends.get(n)));
  return { ok: true, entries: withConditionsChecked(withoutTwins(entries)), leftOut: countUnknown(list), lines: new Map() };
}

/** Reads questions that stand on lines: the rows of a table, or a pasted text. At least one. */
export function readOnLines(found: readonly OnLine[], leftOut: readonly LeftOut[], mends: Mends): Preview | Unreadable {
  if (found.length > mostQuestions) return tooMany(found.length);
  const entries = found.map(({ record }, n) => readEntry(record, n, `[${n}]`, mends.get(n)));
  return {
    ok: true,
    entries: withConditionsChecked(withoutTwins(entries)),
    leftOut,
    lines: new Map(found.map(({ line }, n) => [`[${n}]`, line])),
  };
}

function tooMany(entries: number): Unreadable {
  return unreadable(`There are ${entries} entries in it`, `Take some out: a question set holds ${mostQuestions} at most`);
}

function withoutTwins(entries: readonly Entry[]): readonly Entry[] {
  const seen = new Map<string, number>();
  return entries.map((entry) => {
    const number = cleanLine(entry.typed.number);
    const first = seen.get(number.toLowerCase());
    if (number === '') return entry;
    if (first === undefined) {
      seen.set(number.toLowerCase(), entry.n);
      return entry;
    }
    const wrong = `the number ${number.slice(0, 20)} is used by entry ${first + 1} already`;
    return {
      ...entry,
      asked: null,
      flaws: [...entry.flaws, flawOf(entry, 'number', wrong, 'Give each question its own number, for example 7a')],
    };
  });
}

function countUnknown(list: readonly unknown[]): Preview['leftOut'] {
  const times = new Map<string, number>();
  for (const field of list.filter(isRecord).flatMap((raw) => Object.keys(raw))) {
    if (!namesByKey.has(fieldKey(field))) times.set(field, (times.get(field) ?? 0) + 1);
  }
  return [...times].map(([field, count]) => ({ field: cleanLine(field).slice(0, 60), times: count }));
}
