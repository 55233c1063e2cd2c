import type { Collection } from 'mongodb';
import { kinds } from '../kinds.ts';
import { decodeState, indexOf, kindNames, shapeOf, specOf } from '../states.ts';
import { StoreNewer, StoreUnavailable } from '../store.ts';
import { collectionOf } from './aggregates.ts';
import type { Database } from './database.ts';
import type { KindDocument } from './documents.ts';
import { isDuplicate } from './failures.ts';

/** The number of the layout of the collections. A newer one is refused. */
const schema = 1;
const page = 200;
/** Is there while a database is filled from a backup, so that no service takes half of one for the whole. */
export const restoring: KindDocument = { _id: 'restoring', version: schema, shape: '' };

/**
 * Makes the database this release's: its schema number, its indexes, and the fields of every kind whose shape differs (ST34).
 * Changes nothing where the data is not this service's (`StoreUnavailable`) or a newer release wrote it (`StoreNewer`, ST32).
 */
export async function prepare(database: Database, purpose: 'service' | 'restore'): Promise<void> {
  const about: Collection<KindDocument> = database.collection('store');
  const stored = await held(database);
  if (stored === 'being restored' && purpose === 'service') {
    throw new StoreUnavailable(`MONGODB_URL: a restore into the database ${database.name} was not finished: run it again`);
  }
  const kept: Collection<KindDocument> = database.collection('kinds');
  const outdated = await outdatedKinds(database, kept);
  if (stored !== 'store') await keep(database, about, { _id: 'schema', version: schema, shape: '' });
  await makeIndexes(database);
  for (const kind of outdated) {
    await indexAgain(database, kind);
    await keep(database, kept, { _id: kind, version: specOf(kind).version, shape: shapeOf(kind) });
  }
}

/**
 * Tells the kind of data in a database, and changes nothing. Throws `StoreUnavailable` where it holds data of another program, and
 * `StoreNewer` where a newer release wrote it.
 */
export async function held(database: Database): Promise<'nothing' | 'store' | 'being restored'> {
  const collections = await database.decide(() => database.collections());
  const about: Collection<KindDocument> = database.collection('store');
  const documents = await database.decide((session) => about.find({}, { session }).toArray());
  const stored = documents.find(({ _id }) => _id === 'schema');
  if (stored !== undefined && stored.version > schema) {
    throw new StoreNewer(`the data was written by a newer release (store schema ${stored.version}; this release knows ${schema})`);
  }
  if (documents.some(({ _id }) => _id === restoring._id)) return 'being restored';
  if (stored !== undefined) return 'store';
  if (collections.every((name) => name.startsWith('system.'))) return 'nothing';
  throw new StoreUnavailable(`MONGODB_URL: the database ${database.name} holds data of another program: name another database`);
}

async function outdatedKinds(database: Database, kept: Collection<KindDocument>): Promise<readonly (typeof kindNames)[number][]> {
  const stored = await database.decide((session) => kept.find({}, { session }).toArray());
  for (const { _id, version } of stored) {
    const here = kindNames.find((kind) => kind === _id);
    if (here !== undefined && version <= specOf(here).version) continue;
    const knows = here === undefined ? 'none' : String(specOf(here).version);
    throw new StoreNewer(`the data was written by a newer release (${_id} of version ${version}; this release knows ${knows})`);
  }
  return kindNames.filter((kind) => !stored.some(({ _id, shape }) => _id === kind && shape === shapeOf(kind)));
}

async function makeIndexes(database: Database): Promise<void> {
  const make = (name: string, indexes: Parameters<Collection['createIndexes']>[0]): Promise<unknown> =>
    database.decide((session) => database.collection(name).createIndexes(indexes, { session }));
  for (const kind of kindNames) {
    await make(collectionOf(database, kind).collectionName, [
      ...kinds[kind].fields.map((field) => ({ key: { [`fields.${field}`]: 1, _id: 1 } })),
      { key: { unique: 1 }, unique: true, partialFilterExpression: { unique: { $exists: true } } },
      { key: { owed: 1, at: 1, _id: 1 }, partialFilterExpression: { owed: true } },
    ]);
  }
  for (const chunks of ['blobs.chunks', 'drafts.bases']) await make(chunks, [{ key: { files_id: 1, n: 1 }, unique: true }]);
  await make('blobs.files', [{ key: { filename: 1, uploadDate: 1 } }]);
  await make('ephemeral', [{ key: { expires: 1 }, expireAfterSeconds: 0 }]);
}

/** Sets the fields of one kind anew. An aggregate that is committed meanwhile has them from its commit. */
async function indexAgain(database: Database, kind: (typeof kindNames)[number]): Promise<void> {
  const aggregates = collectionOf(database, kind);
  for (let after = ''; ;) {
    const from = after;
    const found = await database.decide((session) =>
      aggregates
        .find({ _id: { $gt: from }, revision: { $gt: 0 } }, { projection: { revision: 1, version: 1, state: 1 }, session })
        .sort({ _id: 1 })
        .limit(page)
        .toArray(),
    );
    for (const { _id, revision, version, state } of found) {
      const { fields, unique } = indexOf(specOf(kind), decodeState(kind, _id, version, state));
      const set = { fields: JSON.parse(fields) as Record<string, unknown> };
      const update = unique.length === 0 ? { $set: set, $unset: { unique: 1 as const } } : { $set: { ...set, unique } };
      await database.decide((session) => aggregates.updateOne({ _id, revision }, update, { session }));
    }
    if (found.length < page) return;
    after = found.at(-1)?._id ?? '';
  }
}

async function keep(database: Database, kept: Collection<KindDocument>, document: KindDocument): Promise<void> {
  await database.decide((session) =>
    kept.replaceOne({ _id: document._id }, document, { upsert: true, session }).catch((error: unknown) => {
      // Another node writes the document at this moment.
      if (!isDuplicate(error)) throw error;
    }),
  );
}
