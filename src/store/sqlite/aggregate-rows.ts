import { DuplicateKey, StaleWrite, TooLarge } from '../aggregates.ts';
import { chainStart, linkEvent } from '../chain.ts';
import { StoreNewer } from '../store.ts';
import type { Connection } from './connection.ts';
import type { AggregateRow, CommitRow, Find, HandlersOf, Named } from './protocol.ts';

const largest = 8 * 1024 * 1024;
const columns = 'kind, id, revision, seq, hash, version, state';

interface Place {
  readonly revision: number;
  readonly seq: number;
  readonly hash: string;
  readonly event_bytes: number;
}

type Row = Record<string, unknown>;

/** The aggregates' operations on the database. */
export function aggregateRows({ sql }: Connection): HandlersOf<'aggregates'> {
  const row = ({ kind, id }: Named): AggregateRow | null =>
    (sql(`SELECT ${columns} FROM aggregates WHERE kind = ? AND id = ?`).get(kind, id) as AggregateRow | undefined) ?? null;
  return {
    'aggregates.get': row,
    'aggregates.find': (find) => {
      const { text, values } = findText(find);
      return rows(sql(text).all(...values));
    },
    'aggregates.commit': (commit) => commitRow(sql, commit),
    'aggregates.events': ({ kind, id, after, limit }) =>
      sql('SELECT body, hash FROM events WHERE kind = ? AND id = ? AND seq > ? ORDER BY seq LIMIT ?').all(kind, id, after, limit) as {
        body: string;
        hash: string;
      }[],
    'aggregates.reacted': ({ kind, id, seq }) => {
      sql('UPDATE aggregates SET reacted = min(?, seq) WHERE kind = ? AND id = ? AND reacted < min(?, seq)').run(seq, kind, id, seq);
      return null;
    },
    'aggregates.unreacted': ({ limit }) =>
      sql(`SELECT ${columns}, reacted FROM aggregates WHERE reacted < seq ORDER BY at, kind, id LIMIT ?`).all(
        limit,
      ) as unknown[] as (AggregateRow & {
        reacted: number;
      })[],
    'aggregates.changed': ({ known }) =>
      known.flatMap(({ kind, id, revision }) => {
        const now = sql('SELECT revision FROM aggregates WHERE kind = ? AND id = ?').get(kind, id)?.['revision'] ?? 0;
        return now === revision ? [] : [{ kind, id, revision: Number(now) }];
      }),
    'aggregates.dispose': (named) => {
      disposeRow(sql, named);
      return null;
    },
  };
}

/** The operations with which the fields of a kind are indexed anew after its shape changed. */
export function kindRows({ db, sql }: Connection): HandlersOf<'kinds'> {
  return {
    'kinds.outdated': ({ present }) => {
      const stored = sql('SELECT kind, version, shape FROM kinds').all() as { kind: string; version: number; shape: string }[];
      for (const { kind, version } of stored) {
        const here = present.find((one) => one.kind === kind);
        if (here !== undefined && version <= here.version) continue;
        const knows = here === undefined ? 'none' : String(here.version);
        throw new StoreNewer(`the data was written by a newer release (${kind} of version ${version}; this release knows ${knows})`);
      }
      return present
        .filter((here) => !stored.some(({ kind, shape }) => kind === here.kind && shape === here.shape))
        .map(({ kind }) => kind);
    },
    'kinds.page': ({ kind, after }) =>
      rows(sql(`SELECT ${columns} FROM aggregates WHERE kind = ? AND id > ? ORDER BY id LIMIT 200`).all(kind, after)),
    'kinds.index': ({ kind, id, fields, unique }) => {
      sql('UPDATE aggregates SET fields = ? WHERE kind = ? AND id = ?').run(fields, kind, id);
      holdKeys(sql, { kind, id }, unique);
      return null;
    },
    'kinds.settle': ({ kind, version, shape, fields }) => {
      for (const field of fields) {
        db.exec(`CREATE INDEX IF NOT EXISTS find_${kind}_${field} ON aggregates (kind, ${column(field)}, id) WHERE kind = '${kind}'`);
      }
      sql('INSERT OR REPLACE INTO kinds (kind, version, shape) VALUES (?, ?, ?)').run(kind, version, shape);
      return null;
    },
  };
}

type Sql = Connection['sql'];

function commitRow(sql: Sql, commit: CommitRow): { revision: number; seq: number; hash: string } {
  const { kind, id, revision } = commit;
  const place = standing(sql, commit);
  let { seq, hash, event_bytes: bytes } = place;
  for (const event of commit.events) {
    const link = linkEvent(`${kind}/${id}`, { seq, hash }, { type: event.type, at: commit.at, actor: commit.actor, data: event.data });
    ({ seq, hash } = link);
    bytes += Buffer.byteLength(link.body);
    sql('INSERT INTO events (kind, id, seq, hash, body) VALUES (?, ?, ?, ?, ?)').run(kind, id, seq, hash, link.body);
  }
  if (bytes + Buffer.byteLength(commit.state) > largest) throw new TooLarge(`${kind}/${id} would pass 8 MB`);
  const values = [revision + 1, seq, hash, commit.version, bytes, commit.at, commit.fields, commit.state, kind, id] as const;
  sql(
    revision === 0
      ? 'INSERT INTO aggregates (revision, seq, hash, version, event_bytes, at, fields, state, kind, id, reacted) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)'
      : 'UPDATE aggregates SET revision = ?, seq = ?, hash = ?, version = ?, event_bytes = ?, at = ?, fields = ?, state = ? WHERE kind = ? AND id = ?',
  ).run(...values);
  holdKeys(sql, commit, commit.unique);
  return { revision: revision + 1, seq, hash };
}

function standing(sql: Sql, { kind, id, revision }: CommitRow): Place {
  const found = sql('SELECT revision, seq, hash, event_bytes FROM aggregates WHERE kind = ? AND id = ?').get(kind, id) as Place | undefined;
  if ((found?.revision ?? 0) !== revision) throw new StaleWrite(`${kind}/${id} has revision ${found?.revision ?? 0}, not ${revision}`);
  if (found !== undefined) return found;
  if (sql('SELECT 1 FROM tombstones WHERE kind = ? AND id = ?').get(kind, id) !== undefined) {
    throw new StaleWrite(`${kind}/${id} was disposed of`);
  }
  return { revision: 0, seq: 0, hash: chainStart, event_bytes: 0 };
}

function holdKeys(sql: Sql, { kind, id }: Named, unique: readonly string[]): void {
  if (unique.length === 0) return;
  sql('DELETE FROM unique_keys WHERE kind = ? AND id = ?').run(kind, id);
  for (const key of unique) {
    const { changes } = sql('INSERT INTO unique_keys (kind, key, id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING').run(kind, key, id);
    // The message names the fields only: their values may be personal.
    if (changes === 0) throw new DuplicateKey(`another ${kind} has the same ${key.slice(0, key.indexOf(' '))}`);
  }
}

function disposeRow(sql: Sql, { kind, id, at }: Named & { readonly at: string }): void {
  const { changes } = sql(
    'INSERT INTO tombstones (kind, id, seq, hash, at) SELECT kind, id, seq, hash, ? FROM aggregates WHERE kind = ? AND id = ?',
  ).run(at, kind, id);
  if (changes === 0) return;
  for (const table of ['events', 'aggregates', 'unique_keys']) sql(`DELETE FROM ${table} WHERE kind = ? AND id = ?`).run(kind, id);
}

// Kinds and fields are allow-listed names of this program. They stand in the SQL itself, because SQLite uses a partial index
// on an expression only where the query spells out that expression.
function findText(find: Find): { text: string; values: (string | number | null)[] } {
  const order = find.order === null ? '' : `${column(find.order.by)} ${directions[find.order.direction]}, `;
  const conditions = [
    `kind = '${find.kind}'`,
    ...find.where.map(([field]) => `${column(field)} IS ?`),
    ...find.until.map(([field]) => `${column(field)} <= ?`),
    ...(find.after === '' ? [] : ['id > ?']),
  ];
  const direction = find.order === null ? 'ASC' : directions[find.order.direction];
  return {
    text: `SELECT ${columns} FROM aggregates WHERE ${conditions.join(' AND ')} ORDER BY ${order}id ${direction} LIMIT ?`,
    values: [
      ...find.where.map(([, value]) => (typeof value === 'boolean' ? Number(value) : value)),
      ...find.until.map(([, value]) => value),
      ...(find.after === '' ? [] : [find.after]),
      find.limit,
    ],
  };
}

const directions = { ascending: 'ASC', descending: 'DESC' };

function column(field: string): string {
  return `json_extract(fields, '$.${field}')`;
}

function rows(found: Row[]): AggregateRow[] {
  return found as Row[] & AggregateRow[];
}
