import { type EntryField, type Typed, entryFields } from '../../../domain/consultation/questions/fields.ts';
import type { Origin } from '../../../domain/consultation/questions/plan.ts';
import type { Mends, Unreadable } from '../../../domain/consultation/questions/import.ts';
import { fieldsOf } from '../../../web/forms.ts';
import { decodeText } from '../../../tables/decode.ts';
import { type UploadedFile, fileIn } from '../../../web/uploads.ts';

/** The most bytes a question set may have. */
export const mostBytes = 5 * 1024 * 1024;

/** The posted form of an import. */
export interface PostedImport {
  /** The text of the file, or the pasted text. */
  readonly source: string;
  /** The text to show in the form again: the pasted one, or else the file's. */
  readonly typed: string;
  /** Why the file is no text; null where it is one, or none was chosen. */
  readonly unreadable: Unreadable | null;
  /** The file's name; empty for pasted text. */
  readonly name: string;
  readonly mends: Mends;
  /** Where a person says that a question comes from, by the place of its entry. */
  readonly origins: ReadonlyMap<number, Origin>;
  /** What a person says became of a question that nothing continues: the place of the entry it was merged into; null where it is gone. */
  readonly gone: ReadonlyMap<string, number | null>;
  /** The version of the set that the page compared; null where it compared none. */
  readonly over: number | null;
  /** `look`: show only. `all`: keep the questions if all are ready. `ready`: keep the ready ones. */
  readonly wanted: 'look' | 'all' | 'ready';
}

/** Reads the posted form. */
export function readImport(body: unknown): PostedImport {
  const fields = fieldsOf(body);
  const file = fileIn(body, 'file');
  const text = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
  const keep = text('keep');
  return {
    ...sourceOf(file, text('source')),
    name: file === null ? text('name').slice(0, 200) : file.name,
    mends: file === null ? mendsIn(fields) : new Map(),
    // A file that was chosen anew has not been compared with anything yet.
    origins: file === null ? originsIn(fields) : new Map(),
    gone: file === null ? goneIn(fields) : new Map(),
    over: file === null && /^\d{1,6}$/u.test(text('over')) ? Number(text('over')) : null,
    wanted: keep === 'all' || keep === 'ready' ? keep : 'look',
  };
}

function sourceOf(file: UploadedFile | null, pasted: string): Pick<PostedImport, 'source' | 'typed' | 'unreadable'> {
  if (file === null) return { source: pasted, typed: pasted, unreadable: null };
  const decoded = decodeText(file.bytes);
  if (!decoded.ok) return { source: pasted, typed: pasted, unreadable: decoded };
  return { source: decoded.text, typed: pasted.trim() === '' ? decoded.text : pasted, unreadable: null };
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

function originsIn(fields: Readonly<Record<string, unknown>>): ReadonlyMap<number, Origin> {
  return new Map(
    Object.entries(fields).flatMap(([name, value]): [number, Origin][] => {
      const n = /^from\.(\d{1,3})$/u.exec(name)?.[1];
      if (n === undefined || typeof value !== 'string') return [];
      if (value === 'new') return [[Number(n), { is: 'new' }]];
      const [, is, id] = /^(is|part):([A-Za-z0-9_-]{1,64})$/u.exec(value) ?? [];
      return id === undefined ? [] : [[Number(n), { is: is === 'is' ? 'continues' : 'part-of', id }]];
    }),
  );
}

function goneIn(fields: Readonly<Record<string, unknown>>): ReadonlyMap<string, number | null> {
  return new Map(
    Object.entries(fields).flatMap(([name, value]): [string, number | null][] => {
      const id = /^gone\.([A-Za-z0-9_-]{1,64})$/u.exec(name)?.[1];
      if (id === undefined || typeof value !== 'string') return [];
      if (value === 'gone') return [[id, null]];
      return /^\d{1,3}$/u.test(value) ? [[id, Number(value)]] : [];
    }),
  );
}

function isField(name: string | undefined): name is EntryField {
  return name !== undefined && names.has(name);
}
