import type { EphemeralRecord } from '../ephemeral.ts';
import type { Connection } from './connection.ts';
import type { HandlersOf } from './protocol.ts';

/** The ephemeral operations on the database. An expired record is never answered, swept or not (ST23). */
export function ephemeralRows({ sql }: Connection): HandlersOf<'ephemeral'> {
  return {
    'ephemeral.put': ({ space, key, value, expiresAt }) => {
      sql('INSERT OR REPLACE INTO ephemeral (space, key, value, expires) VALUES (?, ?, ?, ?)').run(space, key, value, expiresAt);
      return null;
    },
    'ephemeral.get': ({ space, key, now }) =>
      record(sql('SELECT key, value, expires FROM ephemeral WHERE space = ? AND key = ? AND expires > ?').get(space, key, now)),
    'ephemeral.take': ({ space, key, now }) =>
      record(sql('DELETE FROM ephemeral WHERE space = ? AND key = ? AND expires > ? RETURNING key, value, expires').get(space, key, now)),
    'ephemeral.missing': ({ space, keys, now }) =>
      sql(
        `SELECT value AS key FROM json_each(?)
         WHERE NOT EXISTS (SELECT 1 FROM ephemeral WHERE space = ? AND ephemeral.key = json_each.value AND expires > ?)`,
      )
        .all(JSON.stringify(keys), space, now)
        .map(({ key }) => String(key)),
    'ephemeral.replace': ({ space, key, was, value, expiresAt, now }) =>
      sql('UPDATE ephemeral SET value = ?, expires = ? WHERE space = ? AND key = ? AND value = ? AND expires > ?').run(
        value,
        expiresAt,
        space,
        key,
        was,
        now,
      ).changes === 1,
    'ephemeral.list': ({ space, prefix, limit, now }) =>
      sql(
        `SELECT key, value, expires FROM ephemeral
         WHERE space = ? AND key >= ? AND substr(key, 1, length(?)) = ? AND expires > ? ORDER BY key LIMIT ?`,
      )
        .all(space, prefix, prefix, prefix, now, limit)
        .flatMap((row) => record(row) ?? []),
    'ephemeral.claim': ({ space, key, holder, expiresAt, now }) =>
      sql(
        `INSERT INTO ephemeral (space, key, value, expires) VALUES (?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET value = excluded.value, expires = excluded.expires
         WHERE ephemeral.expires <= ? OR ephemeral.expires > excluded.expires OR ephemeral.value = excluded.value`,
      ).run(space, key, JSON.stringify(holder), expiresAt, now).changes === 1,
    'ephemeral.count': ({ space, key, expiresAt, now }) =>
      Number(
        sql(
          `INSERT INTO ephemeral (space, key, value, expires) VALUES (?, ?, '1', ?)
           ON CONFLICT DO UPDATE SET
             value = CASE WHEN expires <= ?4 THEN '1' ELSE CAST(CAST(value AS INTEGER) + 1 AS TEXT) END,
             expires = CASE WHEN expires <= ?4 THEN excluded.expires ELSE expires END
           RETURNING value`,
        ).get(space, key, expiresAt, now)?.['value'],
      ),
    'ephemeral.drop': ({ space, key }) => {
      sql('DELETE FROM ephemeral WHERE space = ? AND key = ?').run(space, key);
      return null;
    },
    'ephemeral.release': ({ space, key, holder }) => {
      sql('DELETE FROM ephemeral WHERE space = ? AND key = ? AND value = ?').run(space, key, JSON.stringify(holder));
      return null;
    },
    'ephemeral.sweep': ({ now }) => {
      sql('DELETE FROM ephemeral WHERE expires <= ?').run(now);
      return null;
    },
  };
}

function record(row: Record<string, unknown> | undefined): EphemeralRecord | null {
  if (row === undefined) return null;
  return { key: String(row['key']), value: JSON.parse(String(row['value'])) as unknown, expiresAt: String(row['expires']) };
}
