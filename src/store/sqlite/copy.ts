import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { BlobDamaged } from '../blobs.ts';
import type { Authors, Entry, LateEdit, Vector } from '../drafts.ts';
import type { Kind } from '../kinds.ts';
import type { AggregatePart, DraftPart, Source, Target, TombstonePart } from '../parts.ts';
import { StoreFailed, StoreMissing, StoreNewer } from '../store.ts';
import { everyBlob, fileBlobs, sync } from './blobs.ts';
import { type Connection, openConnection } from './connection.ts';
import { decodeEntries, type LoggedEntry } from './log/entry-record.ts';
import { openSqliteStore } from './open.ts';
import { applicationId, migrations } from './tables.ts';

/**
 * Reads the store of a directory while the service may run. Entries that are in the log alone are read before the database:
 * whatever leaves the log meanwhile is in the database by then. Throws `StoreFailed` where there is no store, and `StoreNewer`.
 */
export async function readSqlite(directory: string): Promise<Source> {
  const file = join(directory, 'concord.db');
  if (!existsSync(file)) throw new StoreMissing(`there is no store in the folder ${directory}`);
  const logged = await loggedIn(directory);
  const db = new DatabaseSync(file, { timeout: 5000 });
  try {
    db.exec('PRAGMA query_only = ON; BEGIN');
    // The first statement after BEGIN fixes the moment that every later one sees.
    const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
    if (db.prepare('PRAGMA application_id').get()?.['application_id'] !== applicationId)
      throw new StoreFailed(`${file} is no store of this service`);
    if (version > migrations.length) throw new StoreNewer(`the data was written by a newer release (store schema ${version})`);
    db.prepare('SELECT count(*) FROM aggregates').get();
  } catch (error) {
    db.close();
    throw error;
  }
  return {
    async *parts(damaged) {
      yield* aggregatesOf(db);
      yield* draftsOf(db, logged);
      yield* everyBlob(join(directory, 'blobs'), damaged);
    },
    close() {
      db.close();
      return Promise.resolve();
    },
  };
}

async function loggedIn(directory: string): Promise<readonly LoggedEntry[]> {
  const files = await Promise.all(
    ['entries-1.log', 'entries-2.log'].map((name) => readFile(join(directory, name)).catch(() => Buffer.alloc(0))),
  );
  return files
    .map((file) => decodeEntries(file))
    .sort((a, b) => a.generation - b.generation)
    .flatMap(({ entries }) => entries);
}

function* aggregatesOf(db: DatabaseSync): Generator<AggregatePart | TombstonePart> {
  const events = db.prepare('SELECT body, hash FROM events WHERE kind = ? AND id = ? ORDER BY seq');
  const rows = db.prepare('SELECT kind, id, version, revision, seq, hash, reacted, at, state FROM aggregates ORDER BY kind, id').iterate();
  for (const row of rows) {
    const { kind, id } = row as { kind: Kind; id: string };
    const chain = events.all(kind, id).map(({ body, hash }) => ({ body: String(body), hash: String(hash) }));
    yield { part: 'aggregate', ...(row as Omit<AggregatePart, 'part' | 'events'>), events: chain };
  }
  for (const row of db.prepare('SELECT kind, id, seq, hash, at FROM tombstones ORDER BY kind, id').iterate())
    yield { part: 'tombstone', ...(row as Omit<TombstonePart, 'part'>) };
}

function* draftsOf(db: DatabaseSync, logged: readonly LoggedEntry[]): Generator<DraftPart> {
  const stored = db.prepare('SELECT node, seq, authors, bytes FROM entries WHERE no = ? ORDER BY node, seq');
  const late = db.prepare('SELECT id, member, at, bytes AS "update" FROM late_edits WHERE draft = ? AND epoch = ? ORDER BY at, id');
  for (const { no, draft, epoch, cut, covers, authors, base } of db.prepare('SELECT * FROM epochs ORDER BY no').all()) {
    const key = { draft: String(draft), epoch: String(epoch) };
    const held = vectorOf(String(covers));
    const entries = stored.all(Number(no)).map((row): Entry => ({
      node: String(row['node']),
      seq: Number(row['seq']),
      authors: authorsOf(row['authors']),
      update: bytesOf(row['bytes']),
    }));
    const more = cut === null ? logged.filter((one) => one.key.draft === key.draft && one.key.epoch === key.epoch) : [];
    yield {
      part: 'draft',
      key,
      base: { update: bytesOf(base), covers: held, authors: authorsOf(authors) },
      entries: joined(
        held,
        entries,
        more.map(({ entry }) => entry),
      ),
      cut: cut === null ? null : vectorOf(String(cut)),
      late: late.all(key.draft, key.epoch) as unknown[] as LateEdit[],
    };
  }
}

/** The entries of the database, and those of the log that follow on them. */
function joined(covers: Vector, stored: readonly Entry[], logged: readonly Entry[]): Entry[] {
  const heads = new Map(Object.entries(covers));
  for (const { node, seq } of stored) heads.set(node, Math.max(seq, heads.get(node) ?? 0));
  const entries = [...stored];
  for (const entry of logged.toSorted((a, b) => a.seq - b.seq)) {
    if (entry.seq !== (heads.get(entry.node) ?? 0) + 1) continue;
    heads.set(entry.node, entry.seq);
    entries.push(entry);
  }
  return entries;
}

/**
 * Fills the folder of a store that is not there yet. All is written to a folder inside, which the last step moves into place: a
 * failure leaves the folder as it was. `secret` is this installation's, kept beside the database. Throws `StoreFailed` where the folder holds a store.
 */
export async function writeSqlite(directory: string, secret: Uint8Array): Promise<Target> {
  if (existsSync(join(directory, 'concord.db'))) throw new StoreFailed(`the folder ${directory} holds a store already: name an empty one`);
  const aside = join(directory, '.restoring');
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { recursive: true, mode: 0o700 });
  await writeFile(join(aside, 'pepper'), secret, { mode: 0o600, flush: true });
  const connection = openConnection(aside);
  const blobs = await fileBlobs(join(aside, 'blobs'));
  connection.db.exec('BEGIN');
  return {
    async write(part) {
      if (part.part === 'blob') {
        if ((await blobs.put(part.owner, part.bytes)) !== part.digest) throw new BlobDamaged(`${part.owner}/${part.digest}`);
      } else if (part.part === 'draft') writeDraft(connection, part);
      else if (part.part === 'aggregate') writeAggregate(connection, part);
      else writeTombstone(connection, part);
    },
    async finish(last) {
      connection.db.exec('COMMIT');
      connection.close();
      const store = await openSqliteStore({ directory: aside });
      try {
        await last(store);
      } finally {
        await store.close();
      }
      // The database comes last: before it there is no store.
      for (const name of (await readdir(aside)).toSorted((a, b) => Number(a.startsWith('concord.db')) - Number(b.startsWith('concord.db'))))
        await rename(join(aside, name), join(directory, name));
      await rm(aside, { recursive: true });
      await sync(directory);
    },
    async abandon() {
      if (connection.db.isOpen) connection.close();
      await rm(aside, { recursive: true, force: true });
    },
  };
}

// Fields and unique keys are indexed when the store is first opened, as after every change of a kind's shape (ST34).
function writeAggregate({ sql }: Connection, part: AggregatePart): void {
  const { kind, id, revision, seq, hash, reacted, version, at, state, events } = part;
  const bytes = events.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0);
  for (const [index, event] of events.entries()) {
    sql('INSERT INTO events (kind, id, seq, hash, body) VALUES (?, ?, ?, ?, ?)').run(kind, id, index + 1, event.hash, event.body);
  }
  sql(
    "INSERT INTO aggregates (kind, id, revision, seq, hash, reacted, version, event_bytes, at, fields, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '{}', ?)",
  ).run(kind, id, revision, seq, hash, reacted, version, bytes, at, state);
}

function writeTombstone({ sql }: Connection, { kind, id, seq, hash, at }: TombstonePart): void {
  sql('INSERT INTO tombstones (kind, id, seq, hash, at) VALUES (?, ?, ?, ?, ?)').run(kind, id, seq, hash, at);
}

function writeDraft({ sql }: Connection, { key, base, entries, cut, late }: DraftPart): void {
  const { lastInsertRowid: no } = sql('INSERT INTO epochs (draft, epoch, cut, covers, authors, base) VALUES (?, ?, ?, ?, ?, ?)').run(
    key.draft,
    key.epoch,
    cut === null ? null : JSON.stringify(cut),
    JSON.stringify(base.covers),
    JSON.stringify(base.authors),
    base.update,
  );
  const head = sql('INSERT INTO heads (no, node, seq) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq');
  for (const [node, seq] of Object.entries(base.covers)) head.run(no, node, seq);
  for (const { node, seq, authors, update } of entries.toSorted((a, b) => a.seq - b.seq)) {
    sql('INSERT INTO entries (no, node, seq, authors, bytes) VALUES (?, ?, ?, ?, ?)').run(no, node, seq, JSON.stringify(authors), update);
    head.run(no, node, seq);
  }
  for (const { id, member, at, update } of late) {
    const values = [key.draft, key.epoch, id, member, at, update] as const;
    sql('INSERT INTO late_edits (draft, epoch, id, member, at, bytes) VALUES (?, ?, ?, ?, ?, ?)').run(...values);
  }
}

function vectorOf(text: string): Vector {
  return JSON.parse(text) as Vector;
}

function authorsOf(text: unknown): Authors {
  return JSON.parse(String(text)) as Authors;
}

function bytesOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new StoreFailed('a column of bytes holds something else');
}
