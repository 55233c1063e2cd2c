import { type Collection, type MongoClient } from 'mongodb';
import { BlobDamaged, type Blobs } from '../blobs.ts';
import type { Kind } from '../kinds.ts';
import type { AggregatePart, DraftPart, Part, Source, Target, TombstonePart } from '../parts.ts';
import { decodeState, indexOf, specOf } from '../states.ts';
import { type Store, StoreFailed, StoreMissing } from '../store.ts';
import { collectionOf } from './aggregates.ts';
import type { Database } from './database.ts';
import type { AggregateDocument, EpochDocument, FileDocument, KindDocument } from './documents.ts';
import { connected, type Opening, storeOver } from './open.ts';
import { held, prepare, restoring } from './schema.ts';

/** A kind comes before the kinds that its states name. An aggregate that is named is read later, so it is not missed. */
const order = ['mail', 'export', 'version', 'response', 'consultation', 'member', 'network'] as const satisfies readonly Kind[];
/** Documents of one read: an aggregate may have 8 MB. */
const page = 20;

interface Disposed extends AggregateDocument {
  readonly disposed: string;
}

/** Reads the store of a database while services may run. Throws `StoreMissing` where there is none, else as the opening of a store. */
export async function readMongo(opening: Opening): Promise<Source> {
  return connected(opening, async (client, database) => {
    if ((await held(database)) !== 'store') throw new StoreMissing(`there is no store in the database ${database.name}`);
    const store = await storeOver(client, database, opening);
    return {
      async *parts(damaged) {
        for (const kind of order) yield* aggregatesOf(database, kind);
        yield* draftsOf(database, store);
        yield* blobsOf(database, store.blobs, damaged);
      },
      close: () => store.close(),
    };
  });
}

async function* aggregatesOf(database: Database, kind: Kind): AsyncGenerator<AggregatePart | TombstonePart> {
  for await (const document of everyOf(database, collectionOf(database, kind) as unknown as Collection<Disposed>)) {
    const { _id: id, version, revision, seq, hash, reacted, at, state, events, disposed } = document;
    if (revision === 0) yield { part: 'tombstone', kind, id, seq, hash, at: disposed };
    else {
      const chain = events.map((event) => ({ body: event.body, hash: event.hash }));
      yield { part: 'aggregate', kind, id, version, revision, seq, hash, reacted, at, state, events: chain };
    }
  }
}

async function* draftsOf(database: Database, { drafts }: Store): AsyncGenerator<DraftPart> {
  for await (const { _id } of everyOf(database, database.collection<EpochDocument>('drafts.epochs'))) {
    const [draft = '', epoch = ''] = _id.split('/');
    const key = { draft, epoch };
    const log = await drafts.load(key);
    // The draft may have been disposed of meanwhile.
    if (log === null) continue;
    const late = (await drafts.late(draft)).filter((edit) => edit.epoch === epoch);
    yield { part: 'draft', key, ...log, late: late.map(({ id, member, at, update }) => ({ id, member, at, update })) };
  }
}

async function* blobsOf(database: Database, blobs: Blobs, damaged: (name: string) => void): AsyncGenerator<Part> {
  let last = '';
  for await (const { filename } of everyOf(database, database.collection<FileDocument>('blobs.files'))) {
    if (filename === last) continue;
    last = filename;
    const [owner = '', digest = ''] = filename.split('/');
    const bytes = await blobs.get(owner, digest).catch((error: unknown) => {
      if (!(error instanceof BlobDamaged)) throw error;
      damaged(error.message);
      return null;
    });
    if (bytes !== null) yield { part: 'blob', owner, digest, bytes };
  }
}

/** The documents of a collection by id, page by page. */
async function* everyOf<T extends { readonly _id: string }>(database: Database, collection: Collection<T>): AsyncGenerator<T> {
  const documents = collection as unknown as Collection<{ readonly _id: string }>;
  for (let after = ''; ;) {
    const from = after;
    const found = await database.decide((session) =>
      documents
        .find({ _id: { $gt: from } }, { session })
        .sort({ _id: 1 })
        .limit(page)
        .toArray(),
    );
    for (const document of found) yield document as T;
    if (found.length < page) return;
    after = found.at(-1)?._id ?? '';
  }
}

/**
 * Fills an empty database. Until it is filled a mark is there, for which no service opens it. Throws `StoreFailed` where the
 * database holds a store.
 */
export async function writeMongo(opening: Opening): Promise<Target> {
  return connected(opening, async (client, database) => {
    const before = await held(database);
    if (before === 'store') throw new StoreFailed(`the database ${database.name} holds a store already: name an empty one`);
    if (before === 'being restored') await database.clear();
    const about = database.collection<KindDocument>('store');
    await database.decide((session) => about.replaceOne({ _id: restoring._id }, restoring, { upsert: true, session }));
    await prepare(database, 'restore');
    return targetOf(client, database, await storeOver(client, database, opening));
  });
}

function targetOf(client: MongoClient, database: Database, store: Store): Target {
  return {
    async write(part) {
      if (part.part === 'blob') {
        if ((await store.blobs.put(part.owner, part.bytes)) !== part.digest) throw new BlobDamaged(`${part.owner}/${part.digest}`);
      } else if (part.part === 'draft') await writeDraft(store, part);
      else if (part.part === 'aggregate') await writeAggregate(database, part);
      else await writeTombstone(database, part);
    },
    async finish(last) {
      await last(store);
      const about = database.collection<KindDocument>('store');
      await database.decide((session) => about.deleteOne({ _id: restoring._id }, { session }));
      await store.close();
    },
    async abandon() {
      await database.clear().finally(() => client.close());
    },
  };
}

async function writeAggregate(database: Database, part: AggregatePart): Promise<void> {
  const { kind, id, version, revision, seq, hash, reacted, at, state, events } = part;
  const { fields, unique } = indexOf(specOf(kind), decodeState(kind, id, version, state));
  const document: AggregateDocument = {
    _id: id,
    revision,
    seq,
    hash,
    version,
    eventBytes: events.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0),
    at,
    reacted,
    owed: reacted < seq,
    fields: JSON.parse(fields) as Record<string, unknown>,
    ...(unique.length === 0 ? {} : { unique }),
    state,
    events: events.map((event) => ({ ...event, commit: 'restored' })),
  };
  const collection = collectionOf(database, kind);
  await database.decide((session) => collection.replaceOne({ _id: id }, document, { upsert: true, session }));
}

async function writeTombstone(database: Database, { kind, id, seq, hash, at }: TombstonePart): Promise<void> {
  const collection = collectionOf(database, kind) as unknown as Collection<{ readonly _id: string }>;
  const document = { _id: id, revision: 0, seq, hash, disposed: at };
  await database.decide((session) => collection.replaceOne({ _id: id }, document, { upsert: true, session }));
}

async function writeDraft({ drafts }: Store, { key, base, entries, cut, late }: DraftPart): Promise<void> {
  await drafts.begin(key, base);
  const ofNodes = Map.groupBy(entries, ({ node }) => node);
  for (const ofOne of ofNodes.values()) {
    const inOrder = ofOne.toSorted((a, b) => a.seq - b.seq);
    await Promise.all(inOrder.map((entry) => drafts.append(key, entry)));
  }
  if (cut !== null) await drafts.seal(key);
  for (const edit of late) await drafts.setAside(key, edit);
}
