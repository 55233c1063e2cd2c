import { type EntryField, type Typed, entryFields } from '../../../domain/consultation/questions/fields.ts';
import type { Mends } from '../../../domain/consultation/questions/import.ts';
import { refused } from '../../../domain/outcome.ts';
import { fieldsOf } from '../../../web/forms.ts';
import { Refusal } from '../../../web/problems.ts';
import { fileIn } from '../../../web/uploads.ts';

/** The most bytes a question set may have. */
export const mostBytes = 5 * 1024 * 1024;

/** The posted form of an import. */
export interface PostedImport {
  /** The text of the file, or the pasted text. */
  readonly source: string;
  /** The file's name; empty for pasted text. */
  readonly name: string;
  readonly mends: Mends;
  /** Entries by their place that a person says are new questions. */
  readonly fresh: ReadonlySet<number>;
  /** `look`: show only. `all`: keep the questions if all are ready. `ready`: keep the ready ones. */
  readonly wanted: 'look' | 'all' | 'ready';
}

/** Reads the posted form. Throws `invalid` for a file that is not text. */
export function readImport(body: unknown): PostedImport {
  const fields = fieldsOf(body);
  const file = fileIn(body, 'file');
  const text = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
  const keep = text('keep');
  return {
    source: file === null ? text('source') : decoded(file.bytes),
    name: file === null ? text('name').slice(0, 200) : file.name,
    mends: file === null ? mendsIn(fields) : new Map(),
    fresh: new Set(Object.keys(fields).flatMap((name) => /^new\.(\d{1,3})$/.exec(name)?.slice(1, 2).map(Number) ?? [])),
    wanted: keep === 'all' || keep === 'ready' ? keep : 'look',
  };
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal(refused('invalid', 'This file is not text in UTF-8. Save the question set as JSON and choose it again.'));
  }
}

const names: ReadonlySet<string> = new Set(entryFields);

function mendsIn(fields: Readonly<Record<string, unknown>>): Mends {
  const mends = new Map<number, Partial<Record<EntryField, string>>>();
  for (const [name, value] of Object.entries(fields)) {
    const match = /^e(\d{1,3})\.(\w+)$/.exec(name);
    if (match === null || typeof value !== 'string' || !isField(match[2])) continue;
    const entry = Number(match[1]);
    mends.set(entry, { ...mends.get(entry), [match[2]]: value });
  }
  return mends satisfies ReadonlyMap<number, Partial<Typed>>;
}

function isField(name: string | undefined): name is EntryField {
  return name !== undefined && names.has(name);
}
