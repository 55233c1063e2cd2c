import { Binary, type Collection } from 'mongodb';
import { type DraftKey, type Drafts, isWithin, type LateEdit, UnknownDraft } from '../drafts.ts';
import type { UntilClosed } from '../until-closed.ts';
import { Appends } from './appends.ts';
import { bytesOf } from './chunks.ts';
import type { Database } from './database.ts';
import { idOf, type LateDocument, under } from './documents.ts';
import { Epochs, nameOf } from './epochs.ts';
import { isDuplicate } from './failures.ts';

/** The drafts in MongoDB: an epoch is one document that decides, with its entries and late edits beside it. */
export function mongoDrafts(database: Database, work: UntilClosed): Drafts {
  const epochs = new Epochs(database);
  const appends = new Appends(epochs);
  const late: Collection<LateDocument> = database.collection('drafts.late');
  return {
    begin(key, base) {
      const kept = copied(base);
      return work.run(() => epochs.begin(key, kept));
    },
    append(key, entry) {
      const kept = copied(entry);
      return work.run(async () => ((await appends.append(key, null, kept)) === 'late' ? 'late' : 'saved'));
    },
    appendAfter(key, seen, entry) {
      const kept = copied(entry);
      return work.run(() => appends.append(key, { ...seen }, kept));
    },
    setAside(key, edit) {
      const kept = copied(edit);
      return work.run(() => setAside(database, epochs, late, key, kept));
    },
    late: (draft) =>
      work.run(async () => {
        const found = await database.decide((session) =>
          late
            .find({ _id: under(draft) }, { session })
            .sort({ at: 1, _id: 1 })
            .toArray(),
        );
        return found.map(({ _id, member, at, update }) => {
          const [, epoch = '', id = ''] = _id.split('/');
          return { id, epoch, member, at, update: new Uint8Array(bytesOf(update)) };
        });
      }),
    load: (key) => work.run(() => epochs.load(key, null)),
    news: (key, seen) => work.run(() => epochs.load(key, seen)),
    changed: (known) =>
      work.run(async () => {
        const found = await epochs.findAll(known.map(({ key }) => nameOf(key)));
        return known.flatMap(({ key, vector, sealed }) => {
          const epoch = found.get(nameOf(key));
          return epoch?.isSealed === sealed && isWithin(epoch.heads, vector) ? [] : [key];
        });
      }),
    compact(key, base) {
      const kept = copied(base);
      return work.run(() => epochs.compact(key, kept));
    },
    seal: (key) => work.run(() => epochs.seal(key)),
    removeEpochs: (draft, names) =>
      work.run(async () => {
        for (const epoch of names) await epochs.remove({ draft, epoch });
      }),
    removeLate: (draft, names) =>
      work.run(async () => {
        for (const epoch of names) await database.decide((session) => late.deleteMany({ _id: under(draft, epoch) }, { session }));
      }),
    dispose: (draft) =>
      work.run(async () => {
        await epochs.dispose(draft);
        await database.decide((session) => late.deleteMany({ _id: under(draft) }, { session }));
      }),
  };
}

async function setAside(
  database: Database,
  epochs: Epochs,
  late: Collection<LateDocument>,
  key: DraftKey,
  { id, member, at, update }: LateEdit,
): Promise<void> {
  await epochs.begun(key);
  const document = { _id: idOf(key.draft, key.epoch, id), member, at, update: new Binary(update) };
  await database.decide((session) =>
    late.insertOne(document, { session }).catch((error: unknown) => {
      if (!isDuplicate(error)) throw error;
    }),
  );
  if ((await epochs.find(key)) !== null) return;
  await database.decide((session) => late.deleteOne({ _id: document._id }, { session }));
  throw new UnknownDraft(`${nameOf(key)} was disposed of`);
}

/** A copy with bytes of its own: the caller may change its own before they are written. */
function copied<T extends { readonly update: Uint8Array }>(value: T): T {
  return { ...value, update: new Uint8Array(value.update) };
}
