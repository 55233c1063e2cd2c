import {
  type Authors,
  type Base,
  beyond,
  type DraftKey,
  type DraftLog,
  type Entry,
  EntryOutOfOrder,
  isWithin,
  type LateEdit,
  UnknownDraft,
  type Vector,
} from '../drafts.ts';
import type { Connection } from './connection.ts';
import { decodeEntries, type LoggedEntry } from './log/entry-record.ts';
import type { HandlersOf } from './protocol.ts';

type Sql = Connection['sql'];

interface Epoch {
  readonly no: number;
  readonly cut: Vector | null;
  readonly covers: Vector;
}

/** The drafts' operations on the database. */
export function draftRows({ sql }: Connection): HandlersOf<'drafts'> {
  return {
    'drafts.begin': ({ key, base }) => begin(sql, key, base),
    'drafts.append': ({ key, entry }) => append(sql, key, entry),
    'drafts.appendAfter': ({ key, seen, entry }) => appendAfter(sql, key, seen, entry),
    'drafts.take': ({ files, how }) => {
      const entries = files.flatMap((file) => decodeEntries(Buffer.from(file.buffer, file.byteOffset, file.byteLength)).entries);
      for (const ofOne of Map.groupBy(entries, ({ key }) => `${key.draft}/${key.epoch}`).values()) take(sql, ofOne, how);
      return null;
    },
    'drafts.setAside': ({ key, edit }) => {
      begun(sql, key);
      const values = [key.draft, key.epoch, edit.id, edit.member, edit.at, edit.update] as const;
      sql('INSERT INTO late_edits (draft, epoch, id, member, at, bytes) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING').run(...values);
      return null;
    },
    'drafts.late': ({ draft }) =>
      sql('SELECT epoch, id, member, at, bytes AS "update" FROM late_edits WHERE draft = ? ORDER BY at, id').all(draft) as (Record<
        string,
        unknown
      > &
        LateEdit & { epoch: string })[],
    'drafts.load': ({ key }) => load(sql, key),
    'drafts.news': ({ key, seen }) => {
      const log = load(sql, key);
      return log === null ? null : beyond(log, seen);
    },
    'drafts.changed': ({ known }) =>
      known.flatMap(({ key, vector, sealed }) => {
        const epoch = find(sql, key);
        const same = epoch !== null && (epoch.cut !== null) === sealed && isWithin(heads(sql, epoch), vector);
        return same ? [] : [key];
      }),
    'drafts.compact': ({ key, base }) => compact(sql, key, base),
    'drafts.seal': ({ key }) => seal(sql, key),
    'drafts.removeEpochs': ({ draft, epochs }) => {
      for (const epoch of epochs) remove(sql, sql('SELECT no FROM epochs WHERE draft = ? AND epoch = ?').all(draft, epoch));
      return null;
    },
    'drafts.removeLate': ({ draft, epochs }) => {
      for (const epoch of epochs) sql('DELETE FROM late_edits WHERE draft = ? AND epoch = ?').run(draft, epoch);
      return null;
    },
    'drafts.dispose': ({ draft }) => {
      remove(sql, sql('SELECT no FROM epochs WHERE draft = ?').all(draft));
      sql('DELETE FROM late_edits WHERE draft = ?').run(draft);
      return null;
    },
  };
}

// A trigger keeps the entries of an epoch that is there, so the epochs go first.
function remove(sql: Sql, epochs: readonly Readonly<Record<string, unknown>>[]): void {
  for (const { no } of epochs) {
    for (const table of ['epochs', 'entries', 'heads']) sql(`DELETE FROM ${table} WHERE no = ?`).run(Number(no));
  }
}

function begin(sql: Sql, key: DraftKey, base: Base): null {
  const covers = JSON.stringify(base.covers);
  const { changes, lastInsertRowid } = sql(
    'INSERT INTO epochs (draft, epoch, covers, authors, base) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  ).run(key.draft, key.epoch, covers, JSON.stringify(base.authors), base.update);
  if (changes === 0) return null;
  for (const [node, seq] of Object.entries(base.covers)) moveHead(sql, Number(lastInsertRowid), node, seq);
  return null;
}

// One transaction checks that the epoch is open and appends, so every saved entry is inside any later cut (CO5).
function append(sql: Sql, key: DraftKey, entry: Entry): 'saved' | 'again' | 'late' {
  return appendTo(sql, begun(sql, key), entry);
}

function appendAfter(sql: Sql, key: DraftKey, seen: Vector, entry: Entry): 'saved' | 'again' | 'late' | 'behind' {
  const epoch = begun(sql, key);
  const { [entry.node]: own = 0, ...others } = heads(sql, epoch);
  // An entry that is in the log was compared when it was appended.
  const isBehind = entry.seq > own && epoch.cut === null && !isWithin(others, seen);
  return isBehind ? 'behind' : appendTo(sql, epoch, entry);
}

function appendTo(sql: Sql, { no, cut }: Epoch, entry: Entry): 'saved' | 'again' | 'late' {
  const head = Number(sql('SELECT seq FROM heads WHERE no = ? AND node = ?').get(no, entry.node)?.['seq'] ?? 0);
  if (entry.seq <= head) return again(sql, no, entry);
  if (cut !== null) return 'late';
  if (entry.seq !== head + 1) throw new EntryOutOfOrder(`entry ${entry.seq} of a node whose last is ${head}`);
  const values = [no, entry.node, entry.seq, JSON.stringify(entry.authors), entry.update] as const;
  sql('INSERT INTO entries (no, node, seq, authors, bytes) VALUES (?, ?, ?, ?, ?)').run(...values);
  moveHead(sql, no, entry.node, entry.seq);
  return 'saved';
}

/**
 * Takes in entries of one epoch from the log. An entry that this process wrote was answered "saved". If the database refuses
 * it, database and log contradict each other: the store fails as a whole, and callers try again. An entry that an earlier
 * process left may be in the database already. If it was never answered, it need not fit.
 */
function take(sql: Sql, entries: readonly LoggedEntry[], how: 'written' | 'found'): void {
  const [first] = entries;
  const epoch = first === undefined ? null : find(sql, first.key);
  if (epoch === null) {
    if (how === 'written') throw new Error('entries were saved in an epoch that is not there');
    return;
  }
  for (const { entry } of entries) {
    const answer = attempt(sql, epoch, entry);
    if (how === 'written' && answer !== 'saved' && answer !== 'again') throw new Error(`entry ${entry.seq} was saved, and is ${answer}`);
  }
}

function attempt(sql: Sql, epoch: Epoch, entry: Entry): ReturnType<typeof append> | 'out of order' {
  try {
    return appendTo(sql, epoch, entry);
  } catch (error) {
    if (error instanceof EntryOutOfOrder) return 'out of order';
    throw error;
  }
}

function again(sql: Sql, no: number, entry: Entry): 'again' {
  const bytes = sql('SELECT bytes FROM entries WHERE no = ? AND node = ? AND seq = ?').get(no, entry.node, entry.seq)?.['bytes'];
  if (bytes instanceof Uint8Array && Buffer.compare(bytes, entry.update) !== 0) {
    throw new EntryOutOfOrder(`entry ${entry.seq} was appended with other bytes`);
  }
  return 'again';
}

// A cut holds every saved entry. A base that covers nothing beyond the heads therefore crosses no cut.
function compact(sql: Sql, key: DraftKey, base: Base): boolean {
  const epoch = begun(sql, key);
  if (!isWithin(epoch.covers, base.covers) || !isWithin(base.covers, heads(sql, epoch))) return false;
  sql('UPDATE epochs SET covers = ?, authors = ?, base = ? WHERE no = ?').run(
    JSON.stringify(base.covers),
    JSON.stringify(base.authors),
    base.update,
    epoch.no,
  );
  for (const [node, seq] of Object.entries(base.covers)) {
    sql('DELETE FROM entries WHERE no = ? AND node = ? AND seq <= ?').run(epoch.no, node, seq);
  }
  return true;
}

function seal(sql: Sql, key: DraftKey): Vector {
  const epoch = begun(sql, key);
  if (epoch.cut !== null) return epoch.cut;
  const cut = heads(sql, epoch);
  sql('UPDATE epochs SET cut = ? WHERE no = ?').run(JSON.stringify(cut), epoch.no);
  return cut;
}

function load(sql: Sql, key: DraftKey): DraftLog | null {
  const epoch = find(sql, key);
  return epoch === null ? null : { base: baseOf(sql, epoch), entries: entriesOf(sql, epoch), cut: epoch.cut };
}

function find(sql: Sql, { draft, epoch }: DraftKey): Epoch | null {
  const found = sql('SELECT no, cut, covers FROM epochs WHERE draft = ? AND epoch = ?').get(draft, epoch);
  if (found === undefined) return null;
  const { no, cut, covers } = found;
  return { no: Number(no), cut: typeof cut === 'string' ? vectorOf(cut) : null, covers: vectorOf(String(covers)) };
}

function begun(sql: Sql, key: DraftKey): Epoch {
  const epoch = find(sql, key);
  if (epoch === null) throw new UnknownDraft(`${key.draft}/${key.epoch} was never begun`);
  return epoch;
}

function baseOf(sql: Sql, { no, covers }: Epoch): Base {
  const { update, authors } = sql('SELECT base AS "update", authors FROM epochs WHERE no = ?').get(no) as {
    update: Uint8Array;
    authors: string;
  };
  return { update, covers, authors: JSON.parse(authors) as Authors };
}

function entriesOf(sql: Sql, { no }: Epoch): Entry[] {
  const found = sql('SELECT node, seq, bytes, authors FROM entries WHERE no = ? ORDER BY node, seq').all(no) as {
    node: string;
    seq: number;
    bytes: Uint8Array;
    authors: string;
  }[];
  return found.map(({ node, seq, bytes, authors }) => ({ node, seq, update: bytes, authors: JSON.parse(authors) as Authors }));
}

function heads(sql: Sql, { no }: Epoch): Vector {
  return Object.fromEntries(
    sql('SELECT node, seq FROM heads WHERE no = ?')
      .all(no)
      .map(({ node, seq }) => [String(node), Number(seq)]),
  );
}

function moveHead(sql: Sql, no: number, node: string, seq: number): void {
  sql('INSERT INTO heads (no, node, seq) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq').run(no, node, seq);
}

function vectorOf(text: string): Vector {
  return JSON.parse(text) as Vector;
}
