import { randomUUID } from 'node:crypto';
import type { Collection, Document, Filter } from 'mongodb';
import { type Ephemeral, type EphemeralRecord, jsonOf } from '../ephemeral.ts';
import type { UntilClosed } from '../until-closed.ts';
import type { Clock } from './clock.ts';
import type { Database } from './database.ts';
import { type EphemeralDocument, idOf } from './documents.ts';
import { isDuplicate, Undecided } from './failures.ts';

/** How many of the last counts a record remembers, so that a count that is tried again counts once. */
const remembered = 20;

type Records = Collection<EphemeralDocument>;

/** Expiring records in MongoDB. The server's clock decides what has expired; an index removes it some time later (ST23). */
export function mongoEphemeral(database: Database, clock: Clock, work: UntilClosed): Ephemeral {
  const records: Records = database.collection('ephemeral');
  return {
    put: (space, key, value, expiresAt) =>
      work.run(async () => {
        const expires = new Date(expiresAt);
        const replacement = { value: jsonOf(value), until: Date.parse(expires.toISOString()), expires };
        await database.decide((session) => decided(records.replaceOne({ _id: named(space, key) }, replacement, { upsert: true, session })));
      }),
    get: (space, key) =>
      work.run(async () => {
        const filter: Filter<EphemeralDocument> = { _id: named(space, key), ...live(clock) };
        const found = await database.decide((session) => records.findOne(filter, { session }));
        return found === null ? null : recordOf(found);
      }),
    missing: (space, keys) =>
      work.run(async () => {
        const filter: Filter<EphemeralDocument> = { _id: { $in: keys.map((key) => named(space, key)) }, ...live(clock) };
        const found = await database.decide((session) => records.find(filter, { projection: { _id: 1 }, session }).toArray());
        const there = new Set(found.map(({ _id }) => _id));
        return keys.filter((key) => !there.has(named(space, key)));
      }),
    replace: (space, key, was, value, expiresAt) =>
      work.run(() => replace(database, records, named(space, key), { value: jsonOf(was), ...live(clock) }, valueUntil(value, expiresAt))),
    take: (space, key) => work.run(() => take(database, records, named(space, key), clock)),
    list: (space, prefix, limit) =>
      work.run(async () => {
        const filter: Filter<EphemeralDocument> = { _id: startingWith(named(space, prefix)), ...live(clock) };
        const found = await database.decide((session) => records.find(filter, { session }).sort({ _id: 1 }).limit(limit).toArray());
        return found.map(recordOf);
      }),
    claim: (space, key, holder, milliseconds) => work.run(() => claim(database, records, named(space, key), clock, holder, milliseconds)),
    count: (space, key, milliseconds) => work.run(() => count(database, records, named(space, key), clock, milliseconds)),
    drop: (space, key) =>
      work.run(async () => {
        await database.decide((session) => records.deleteOne({ _id: named(space, key) }, { session }));
      }),
    release: (space, key, holder) =>
      work.run(async () => {
        await database.decide((session) => records.deleteOne({ _id: named(space, key), value: jsonOf(holder) }, { session }));
      }),
  };
}

// The new record names the call that put it, so that a caller whose answer was lost finds its name (ST40).
async function replace(
  database: Database,
  records: Records,
  _id: string,
  was: Filter<EphemeralDocument>,
  next: Pick<EphemeralDocument, 'value' | 'until' | 'expires'>,
): Promise<boolean> {
  const put = randomUUID();
  return database.decide(async (session) => {
    const { matchedCount } = await records.replaceOne({ _id, ...was }, { ...next, put }, { session });
    return matchedCount === 1 || (await records.findOne({ _id, put }, { session })) !== null;
  });
}

// The record is marked with the call that takes it, so that a caller whose answer was lost finds its mark (ST24).
async function take(database: Database, records: Records, _id: string, clock: Clock): Promise<EphemeralRecord | null> {
  const taken = randomUUID();
  const record = await database.decide(async (session) => {
    const filter: Filter<EphemeralDocument> = { _id, ...live(clock) };
    const found = await records.findOneAndUpdate(filter, { $set: { taken } }, { session });
    return found ?? records.findOne({ _id, taken }, { session });
  });
  if (record === null) return null;
  await database.decide((session) => records.deleteOne({ _id, taken }, { session }));
  return recordOf(record);
}

async function claim(
  database: Database,
  records: Records,
  _id: string,
  clock: Clock,
  holder: string,
  milliseconds: number,
): Promise<boolean> {
  const value = jsonOf(holder);
  const ends = { $add: [clock.expression, milliseconds] };
  const free = { $or: [{ $not: [isLive(clock)] }, { $gt: ['$until', ends] }, { $eq: ['$value', { $literal: value }] }] };
  const stages = [
    { $set: { free } },
    { $set: { value: { $cond: ['$free', { $literal: value }, '$value'] }, until: { $cond: ['$free', ends, '$until'] } } },
    { $set: { expires: { $toDate: '$until' } } },
    { $unset: ['free', 'taken'] },
  ];
  const stored = await upsert(database, records, _id, stages);
  return stored.value === value;
}

async function count(database: Database, records: Records, _id: string, clock: Clock, window: number): Promise<number> {
  const token = randomUUID();
  const by = { $ifNull: ['$by', []] };
  const stages = [
    { $set: { live: { $and: [isLive(clock), { $eq: [{ $type: '$by' }, 'array'] }] } } },
    { $set: { again: { $and: ['$live', { $in: [token, by] }] } } },
    {
      $set: {
        count: { $cond: ['$again', '$count', { $cond: ['$live', { $add: ['$count', 1] }, 1] }] },
        until: { $cond: ['$live', '$until', { $add: [clock.expression, window] }] },
        by: { $cond: ['$again', '$by', { $slice: [{ $concatArrays: [{ $cond: ['$live', by, []] }, [token]] }, -remembered] }] },
      },
    },
    { $set: { expires: { $toDate: '$until' } } },
    { $unset: ['live', 'again', 'value', 'taken'] },
  ];
  const { count: counted = 0, by: last = [] } = await upsert(database, records, _id, stages);
  // A count that was tried again answers the number it had, not those that came after it.
  return counted - (last.length - 1 - last.indexOf(token));
}

/** Changes a record, or makes it, and answers it as it is then. */
function upsert(database: Database, records: Records, _id: string, stages: Document[]): Promise<EphemeralDocument> {
  return database.decide(async (session) => {
    const stored = await decided(records.findOneAndUpdate({ _id }, stages, { upsert: true, returnDocument: 'after', session }));
    if (stored === null) throw new Undecided('another write made the record at this moment');
    return stored;
  });
}

/** A condition of `find`: the record has not expired, and nobody took it. */
function live(clock: Clock): Filter<EphemeralDocument> {
  return { $expr: isLive(clock) };
}

// A missing field compares below every number.
function isLive(clock: Clock): Document {
  return { $and: [{ $gt: ['$until', clock.expression] }, { $eq: [{ $type: '$taken' }, 'missing'] }] };
}

/** Two upserts of one new record may meet: one of them is then tried again, and finds the other's. */
async function decided<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    throw isDuplicate(error) ? new Undecided('another write made the record at this moment', { cause: error }) : error;
  }
}

function named(space: string, key: string): string {
  return `${idOf(space)}/${key}`;
}

/** A record's content. Throws `TypeError` for a value, `RangeError` for a time. */
function valueUntil(value: unknown, expiresAt: string): Pick<EphemeralDocument, 'until' | 'expires'> & { readonly value: string } {
  const expires = new Date(expiresAt);
  return { value: jsonOf(value), until: Date.parse(expires.toISOString()), expires };
}

/** The range of the strings that start with a prefix: they sort by code point. */
function startingWith(prefix: string): { readonly $gte: string; readonly $lt: string } {
  return { $gte: prefix, $lt: `${prefix}\u{10FFFF}` };
}

function recordOf({ _id, until, value, count }: EphemeralDocument): EphemeralRecord {
  return {
    key: _id.slice(_id.indexOf('/') + 1),
    value: value === undefined ? count : (JSON.parse(value) as unknown),
    expiresAt: new Date(until).toISOString(),
  };
}
