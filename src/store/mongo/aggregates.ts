import type { Collection, Document, Filter } from 'mongodb';
import type { Instant } from '../../domain/outcome.ts';
import type { Aggregates, Commit, Stored } from '../aggregates.ts';
import { readEvent } from '../chain.ts';
import type { Kind } from '../kinds.ts';
import { LastRead } from '../last-read.ts';
import { checked, limited } from '../query.ts';
import { decodeState, encodeState, kindNames } from '../states.ts';
import type { UntilClosed } from '../until-closed.ts';
import { commitTo } from './commits.ts';
import type { Database } from './database.ts';
import type { AggregateDocument, EventDocument } from './documents.ts';

type Row = Omit<AggregateDocument, 'events' | 'fields' | 'unique'>;

/** A read leaves these fields out. The events grow for as long as the aggregate lives. */
const projection = { events: 0, fields: 0, unique: 0 } as const;
/** Not a tombstone. */
const alive = { revision: { $gt: 0 } } as const;

/** The collection of one kind of aggregate. */
export function collectionOf(database: Database, kind: Kind): Collection<AggregateDocument> {
  return database.collection(`aggregates.${kind}`);
}

/** The aggregates in MongoDB: one document each, in a collection of its kind. */
export function mongoAggregates(database: Database, now: () => Instant, work: UntilClosed): Aggregates {
  const lastRead = new LastRead();
  return {
    get: (kind, id) => work.run(() => get(database, lastRead, kind, id)),
    find: (kind, query) =>
      work.run(async () => {
        const { where, until, order, after, limit } = checked(kind, query);
        const conditions = [
          ...where.map(([field, value]) => ({ [`fields.${field}`]: value })),
          ...until.map(([field, value]) => ({ [`fields.${field}`]: { $lte: value } })),
        ];
        const filter = { $and: [alive, ...(after === '' ? [] : [{ _id: { $gt: after } }]), ...conditions] };
        const direction = order?.direction === 'descending' ? -1 : 1;
        const sort: Record<string, 1 | -1> = order === null ? { _id: 1 } : { [`fields.${order.by}`]: direction, _id: direction };
        const rows = await rowsOf(database, kind, filter, sort, limit);
        return rows.map((row) => storedOf(kind, row));
      }),
    commit: (change) => work.run(() => commit(database, now(), change)),
    events: (kind, id, after, limit) => work.run(() => events(database, kind, id, after, limited(limit))),
    reacted: (kind, id, seq) =>
      work.run(async () => {
        const stages = [{ $set: { reacted: { $min: [seq, '$seq'] } } }, { $set: { owed: { $lt: ['$reacted', '$seq'] } } }];
        await database.decide((session) =>
          collectionOf(database, kind).updateOne({ _id: id, ...alive, reacted: { $lt: seq } }, stages, { session }),
        );
      }),
    unreacted: (limit) => work.run(() => unreacted(database, limited(limit))),
    changed: (known) => work.run(() => changed(database, known)),
    dispose: (kind, id) =>
      work.run(async () => {
        const gone = ['version', 'eventBytes', 'at', 'reacted', 'owed', 'fields', 'unique', 'state', 'events'];
        const stages = [{ $set: { revision: 0, disposed: now() } }, { $unset: gone }];
        await database.decide((session) => collectionOf(database, kind).updateOne({ _id: id, ...alive }, stages, { session }));
      }),
  };
}

async function get<K extends Kind>(database: Database, lastRead: LastRead, kind: K, id: string): Promise<Stored<K> | null> {
  const row = await database.decide((session) => collectionOf(database, kind).findOne<Row>({ _id: id, ...alive }, { projection, session }));
  return row === null ? null : storedOf(kind, row, lastRead.stateOf(kind, id, row.version, row.state));
}

async function commit<K extends Kind>(database: Database, at: Instant, change: Commit<K>): Promise<Stored<K>> {
  const { kind, id, revision, actor, events } = change;
  const { state, version, text, fields, unique } = encodeState(kind, id, change.state);
  const head = await commitTo(database, collectionOf(database, kind), {
    kind,
    id,
    revision,
    version,
    state: text,
    fields: JSON.parse(fields) as Record<string, unknown>,
    unique,
    events,
    actor,
    at,
  });
  return { kind, id, revision: head.revision, seq: head.seq, hash: head.hash, state };
}

async function events(database: Database, kind: Kind, id: string, after: number, limit: number): Promise<ReturnType<typeof readEvent>[]> {
  const stages = [{ $match: { _id: id, ...alive } }, { $project: { events: { $slice: ['$events', after, limit] } } }];
  const [found] = await database.decide((session) =>
    collectionOf(database, kind).aggregate<{ events: EventDocument[] }>(stages, { session }).toArray(),
  );
  return (found?.events ?? []).map(({ body, hash }) => readEvent(body, hash));
}

async function unreacted(database: Database, limit: number): Promise<{ readonly stored: Stored; readonly reacted: number }[]> {
  const ofKinds = await Promise.all(
    kindNames.map(async (kind) => {
      const rows = await rowsOf(database, kind, { owed: true }, { at: 1, _id: 1 }, limit);
      return rows.map((row) => ({ kind, row }));
    }),
  );
  return ofKinds
    .flat()
    .sort((a, b) => ordered(a.row.at, b.row.at) || ordered(a.kind, b.kind) || ordered(a.row._id, b.row._id))
    .slice(0, limit)
    .map(({ kind, row }) => ({ stored: storedOf(kind, row), reacted: row.reacted }));
}

async function changed(
  database: Database,
  known: readonly { readonly kind: Kind; readonly id: string; readonly revision: number }[],
): Promise<{ readonly kind: Kind; readonly id: string; readonly revision: number }[]> {
  const revisions = new Map<string, number>();
  const read = async ([kind, ofKind]: readonly [Kind, readonly { readonly id: string }[]]): Promise<void> => {
    const filter: Filter<AggregateDocument> = { _id: { $in: ofKind.map(({ id }) => id) } };
    const found = await database.decide((session) =>
      collectionOf(database, kind)
        .find(filter, { projection: { revision: 1 }, session })
        .toArray(),
    );
    for (const { _id, revision } of found) revisions.set(`${kind}/${_id}`, revision);
  };
  await Promise.all([...Map.groupBy(known, ({ kind }) => kind)].map(read));
  return known.flatMap(({ kind, id, revision }) => {
    const now = revisions.get(`${kind}/${id}`) ?? 0;
    return now === revision ? [] : [{ kind, id, revision: now }];
  });
}

function rowsOf(database: Database, kind: Kind, filter: Document, sort: Readonly<Record<string, 1 | -1>>, limit: number): Promise<Row[]> {
  return database.decide((session) =>
    collectionOf(database, kind).find<Row>(filter, { projection, session }).sort(sort).limit(limit).toArray(),
  );
}

function storedOf<K extends Kind>(kind: K, row: Row, state = decodeState(kind, row._id, row.version, row.state)): Stored<K> {
  const { _id: id, revision, seq, hash } = row;
  return { kind, id, revision, seq, hash, state };
}

function ordered(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
