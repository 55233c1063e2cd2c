import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const tables = ['aggregates', 'events', 'epochs', 'entries', 'late_edits', 'ephemeral'] as const;

/** Every row of a store on disk by its key, as a digest; without leases, which the worker renews by itself. */
export function contentsOf(dataDir: string): ReadonlyMap<string, string> {
  const db = new DatabaseSync(join(dataDir, 'concord.db'), { readOnly: true });
  try {
    const rows = new Map<string, string>();
    for (const table of tables) {
      for (const row of db.prepare(`SELECT * FROM ${table}`).all()) {
        const { space, kind, draft, no, id, key, epoch, node, seq } = row;
        if (space === 'lease') continue;
        const name = [space, kind, draft, no, id, key, epoch, node, table === 'aggregates' ? '' : seq]
          .filter((part) => part !== undefined && part !== '')
          .map((part) => JSON.stringify(part))
          .join(' ');
        rows.set(`${table} ${name}`, createHash('sha256').update(JSON.stringify(row, bytes)).digest('hex'));
      }
    }
    return rows;
  } finally {
    db.close();
  }
}

/** What is there now and was not, was and is not, or is another: empty where nothing was written. */
export function changed(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name));
}

function bytes(_name: string, value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
}
