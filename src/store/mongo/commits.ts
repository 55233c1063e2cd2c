import { randomUUID } from 'node:crypto';
import type { ClientSession, Collection } from 'mongodb';
import type { Instant, NonEmpty } from '../../domain/outcome.ts';
import { DuplicateKey, StaleWrite, TooLarge } from '../aggregates.ts';
import { chainStart, linkEvent } from '../chain.ts';
import type { Kind } from '../kinds.ts';
import type { Database } from './database.ts';
import type { AggregateDocument, EventDocument } from './documents.ts';
import { isDuplicate, Undecided } from './failures.ts';

const largest = 8 * 1024 * 1024;

/** A commit whose state was checked and encoded. */
export interface EncodedCommit {
  readonly kind: Kind;
  readonly id: string;
  readonly revision: number;
  readonly version: number;
  readonly state: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly unique: readonly string[];
  readonly events: NonEmpty<{ readonly type: string; readonly data: unknown }>;
  readonly actor: string;
  readonly at: Instant;
}

/** Where an aggregate stands: its revision and its chain head. */
export interface Head {
  readonly revision: number;
  readonly seq: number;
  readonly hash: string;
}

type Place = Pick<AggregateDocument, 'revision' | 'seq' | 'hash' | 'eventBytes'>;
type Aggregates = Collection<AggregateDocument>;

const nothing: Place = { revision: 0, seq: 0, hash: chainStart, eventBytes: 0 };
const placeOnly = { revision: 1, seq: 1, hash: 1, eventBytes: 1 };

/**
 * Sets state and events in one write to one document, if the revision is the one it was decided on. The events name the commit:
 * a caller whose answer was lost finds its own (ST1, ST2).
 */
export function commitTo(database: Database, aggregates: Aggregates, commit: EncodedCommit): Promise<Head> {
  const token = randomUUID();
  let head: Head | null = null;
  return database.decide(async (session, attempt) => {
    if (attempt > 1 && head !== null && (await isThere(aggregates, session, commit.id, token))) return head;
    const place = await placeOf(aggregates, session, commit.id);
    mustBeOn(commit, place);
    const { next, events } = linked(commit, place ?? nothing, token);
    head = next;
    if (await write(aggregates, session, commit, next, events)) return next;
    // Another write was first. It may have been an earlier try of this commit, so its token is looked for.
    if (await isThere(aggregates, session, commit.id, token)) return next;
    mustBeOn(commit, await placeOf(aggregates, session, commit.id));
    throw new Undecided(`${commit.kind}/${commit.id} is being changed`);
  });
}

function placeOf(aggregates: Aggregates, session: ClientSession, _id: string): Promise<Place | null> {
  return aggregates.findOne<Place>({ _id }, { projection: placeOnly, session });
}

async function isThere(aggregates: Aggregates, session: ClientSession, _id: string, token: string): Promise<boolean> {
  return (await aggregates.findOne({ _id, 'events.commit': token }, { projection: { _id: 1 }, session })) !== null;
}

function mustBeOn({ kind, id, revision }: EncodedCommit, place: Place | null): void {
  if (place?.revision === 0) throw new StaleWrite(`${kind}/${id} was disposed of`);
  const now = place?.revision ?? 0;
  if (now !== revision) throw new StaleWrite(`${kind}/${id} has revision ${now}, not ${revision}`);
}

function linked(
  { kind, id, at, actor, state, events: appended }: EncodedCommit,
  place: Place,
  commit: string,
): { readonly next: Head & { readonly eventBytes: number }; readonly events: EventDocument[] } {
  let { seq, hash, eventBytes } = place;
  const events: EventDocument[] = [];
  for (const { type, data } of appended) {
    const link = linkEvent(`${kind}/${id}`, { seq, hash }, { type, at, actor, data });
    ({ seq, hash } = link);
    eventBytes += Buffer.byteLength(link.body);
    events.push({ hash, body: link.body, commit });
  }
  if (eventBytes + Buffer.byteLength(state) > largest) throw new TooLarge(`${kind}/${id} would pass 8 MB`);
  return { next: { revision: place.revision + 1, seq, hash, eventBytes }, events };
}

/** False where another write was there first. Throws `DuplicateKey`. */
async function write(
  aggregates: Aggregates,
  session: ClientSession,
  { kind, id, revision, version, state, fields, unique, at }: EncodedCommit,
  next: Head & { readonly eventBytes: number },
  events: EventDocument[],
): Promise<boolean> {
  const held = unique.length === 0 ? {} : { unique };
  const { eventBytes, seq, hash } = next;
  const set = { revision: next.revision, seq, hash, eventBytes, version, at, owed: true, fields, state, ...held };
  try {
    if (revision === 0) {
      await aggregates.insertOne({ _id: id, ...set, reacted: 0, events }, { session });
      return true;
    }
    const { matchedCount } = await aggregates.updateOne(
      { _id: id, revision },
      { $set: set, $push: { events: { $each: events } } },
      { session },
    );
    return matchedCount === 1;
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    const place = await placeOf(aggregates, session, id);
    if (revision === 0 ? place !== null : place?.revision !== revision) return false;
    throw new DuplicateKey(`another ${kind} has the same ${fieldsOf(unique, error['keyValue'])}`, { cause: error });
  }
}

// The message names the fields only: their values may be personal.
function fieldsOf(unique: readonly string[], found: unknown): string {
  const values = typeof found === 'object' && found !== null ? Object.values(found) : [];
  const key = unique.find((one) => values.includes(one)) ?? unique[0] ?? '';
  return key.slice(0, key.indexOf(' '));
}
