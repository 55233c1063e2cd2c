import { Binary } from 'mongodb';
import type { Instant } from '../../src/domain/outcome.ts';
import { openMongoStore } from '../../src/store/mongo/open.ts';
import type { Store } from '../../src/store/store.ts';
import { freshDatabase, raw } from '../support/mongo.ts';
import type { Driver, Spoiling } from './contract/driver.ts';

/** Opens the store of a database; a child process of the contract suite calls it too. */
export function openAt(url: string, now?: () => Instant): Promise<Store> {
  return openMongoStore({ url, standalone: 'refused', ...(now === undefined ? {} : { now }) });
}

interface Named {
  readonly _id: string;
}

const spoil: Spoiling = {
  version: (url, kind, version) =>
    raw(url, async (db) => {
      const kinds = db.collection<Named & { version: number; shape: string }>('kinds');
      await kinds.deleteOne({ _id: kind });
      if (version !== null) await kinds.insertOne({ _id: kind, version, shape: '' });
    }),
  state: (url, kind, id, version, change) =>
    raw(url, async (db) => {
      const aggregates = db.collection<Named & { state: string }>(`aggregates.${kind}`);
      const { state = '' } = (await aggregates.findOne({ _id: id })) ?? {};
      await aggregates.updateOne({ _id: id }, { $set: { state: change(state), version } });
    }),
  blob: (url, owner, digest, text) =>
    raw(url, async (db) => {
      const chunks = db.collection('blobs.chunks');
      const ofBlob = { files_id: { $gte: `${owner}/${digest}/`, $lt: `${owner}/${digest}0` } };
      if (text === '') await chunks.deleteMany(ofBlob);
      else await chunks.updateOne(ofBlob, { $set: { data: new Binary(Buffer.from(text)) } });
    }),
  forgetFields: (url) =>
    raw(url, async (db) => {
      await db.collection('kinds').updateMany({}, { $set: { shape: 'of before' } });
      for (const { name } of await db.listCollections().toArray()) {
        if (name.startsWith('aggregates.'))
          await db.collection(name).updateMany({ state: { $exists: true } }, { $set: { fields: {} }, $unset: { unique: 1 } });
      }
    }),
};

/**
 * The driver on databases of a server that `clear` drops. Every fresh store is one database, emptied: to make its files takes
 * longer than most rules.
 */
export function onMongo(server: string): Driver & { readonly place: () => string; readonly clear: () => Promise<void> } {
  const places: string[] = [];
  const place = (): string => {
    const url = freshDatabase(server);
    places.push(url);
    return url;
  };
  const shared = place();
  return {
    name: 'MongoDB',
    async open(now) {
      await raw(shared, async (db) => {
        const names = (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
        await Promise.all(names.filter((name) => name !== 'store' && name !== 'kinds').map((name) => db.collection(name).deleteMany({})));
      });
      return openAt(shared, now);
    },
    durable: { processes: 'many', place, openAt, module: import.meta.url, spoil },
    place,
    async clear() {
      for (const url of places) await raw(url, (db) => db.dropDatabase());
    },
  };
}
