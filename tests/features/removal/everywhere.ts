import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { accepted } from '../../../src/domain/outcome.ts';
import type { OpenServices } from '../../../src/open-services.ts';
import { change } from '../../../src/store/change.ts';
import type { Kind, StateOf } from '../../../src/store/kinds.ts';
import { specOf } from '../../../src/store/states.ts';

// Plants words in every field of a record that takes words, and looks for words in all that a store keeps.

/** Adds the words to every text of a state that its schema lets them stand in. Answers how many there are. */
export async function plant({ aggregates }: OpenServices, kind: Kind, id: string, words: string): Promise<number> {
  let planted = 0;
  await change(aggregates, kind, id, 'system', (state) => {
    let next: StateOf<Kind> = state;
    for (const path of pathsIn(state, [])) {
      const with_ = tried(kind, put(next, path, words));
      if (with_ === null) continue;
      next = with_;
      planted += 1;
    }
    return accepted(next, { type: 'Restored', data: { backup: aggregatesEpoch } } as never);
  });
  return planted;
}

const aggregatesEpoch = '2026-01-01T00:00:00.000Z';

function tried<K extends Kind>(kind: K, value: unknown): StateOf<K> | null {
  try {
    return specOf(kind).schema.parse(value);
  } catch {
    return null;
  }
}

type Path = readonly (string | number)[];

function* pathsIn(value: unknown, path: Path): Generator<Path> {
  if (typeof value === 'string') yield path;
  else if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* pathsIn(item, [...path, index]);
  else if (typeof value === 'object' && value !== null)
    for (const [key, item] of Object.entries(value)) yield* pathsIn(item, [...path, key]);
}

function put(value: unknown, [key, ...rest]: Path, words: string): unknown {
  if (key === undefined) return `${String(value)} ${words}`.trim();
  if (Array.isArray(value)) return value.map((item: unknown, index) => (index === key ? put(item, rest, words) : item));
  return Object.fromEntries(Object.entries(value as object).map(([name, item]) => [name, name === key ? put(item, rest, words) : item]));
}

/** The names of files, or of documents of a MongoDB, whose bytes hold one of the words. */
export async function holding({ config: { dataDir, mongodb } }: OpenServices, words: readonly string[]): Promise<readonly string[]> {
  const files = filesWith(dataDir, words);
  return mongodb === null ? files : [...files, ...(await documentsWith(mongodb.url, words))];
}

/** The names of files in a folder whose bytes hold one of the words. */
export function filesWith(folder: string, words: readonly string[]): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const path = join(folder, name);
    return statSync(path).isFile() && has(readFileSync(path), words);
  });
}

async function documentsWith(url: string, words: readonly string[]): Promise<string[]> {
  const client = await MongoClient.connect(url);
  try {
    const db = client.db();
    const found: string[] = [];
    for (const { name } of await db.listCollections().toArray()) {
      for await (const document of db.collection(name).find({}, { raw: true })) {
        if (has(document as unknown as Buffer, words)) found.push(name);
      }
    }
    return found;
  } finally {
    await client.close();
  }
}

function has(bytes: Buffer, words: readonly string[]): boolean {
  return words.some((word) => bytes.includes(word) || bytes.includes(word.toLowerCase()));
}
