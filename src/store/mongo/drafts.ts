import { Binary, type Collection } from 'mongodb';
import { type DraftKey, type Drafts, isWithin, type LateEdit, UnknownDraft, type Vector } from '../drafts.ts';
import type { UntilClosed } from '../until-closed.ts';
import { Appends } from './appends.ts';
import { bytesOf } from './chunks.ts';
import type { Database } from './database.ts';
import { idOf, type LateDocument, under } from './documents.ts';
import { type Epoch, Epochs, entryName, nameOf, placeOf } from './epochs.ts';
import { isDuplicate } from './failures.ts';

/** Ranges of one question to the database. */
const rangesAtOnce = 300;

interface Known {
  readonly key: DraftKey;
  readonly vector: Vector;
  readonly sealed: boolean;
}

/** The drafts in MongoDB: an epoch is one document, its entries and late edits are inserted beside it. */
export function mongoDrafts(database: Database, work: UntilClosed): Drafts {
  const epochs = new Epochs(database);
  const appends = new Appends(database, epochs);
  const late: Collection<LateDocument> = database.collection('drafts.late');
  return {
    begin(key, base) {
      const kept = copied(base);
      return work.run(() => epochs.begin(key, kept));
    },
    append(key, entry) {
      const kept = copied(entry);
      return work.run(() => appends.append(key, kept));
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
    load: (key) => work.run(() => epochs.load(key)),
    changed: (known) => work.run(() => changed(database, epochs, known)),
    compact(key, base) {
      const kept = copied(base);
      return work.run(() => epochs.compact(key, kept));
    },
    seal: (key) => work.run(() => epochs.seal(key)),
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

async function changed(database: Database, epochs: Epochs, known: readonly Known[]): Promise<readonly DraftKey[]> {
  const found = await epochs.findAll(known.map(({ key }) => nameOf(key)));
  const names = new Set<string>();
  const quiet: { readonly one: Known; readonly epoch: Epoch }[] = [];
  for (const one of known) {
    const epoch = found.get(nameOf(one.key));
    if (epoch?.sealing === one.sealed && isWithin(epoch.covers, one.vector)) quiet.push({ one, epoch });
    else names.add(nameOf(one.key));
  }
  const ranges = quiet.flatMap(({ one, epoch }) => unseen(one, epoch));
  const vectors = new Map(quiet.map(({ one, epoch }) => [epoch.id, { ...one, cut: epoch.cut }]));
  for (let from = 0; from < ranges.length; from += rangesAtOnce) {
    const $or = ranges.slice(from, from + rangesAtOnce).map((_id) => ({ _id }));
    const entries = await database.decide((session) => epochs.entries.find({ $or }, { projection: { _id: 1 }, session }).toArray());
    for (const { _id } of entries) {
      const { node, seq } = placeOf(_id);
      const name = _id.split('/', 2).join('/');
      const { vector = {}, cut = null } = vectors.get(name) ?? {};
      if (seq > (vector[node] ?? 0) && (cut === null || seq <= (cut[node] ?? 0))) names.add(name);
    }
  }
  return known.flatMap(({ key }) => (names.has(nameOf(key)) ? [key] : []));
}

/** The ranges of an epoch's entries between those that the asker has seen: few, because the base took in the older ones. */
function unseen({ key, vector }: Known, { covers }: Epoch): { readonly $gte: string; readonly $lt: string }[] {
  const { $gte: start, $lt: end } = under(key.draft, key.epoch);
  const nodes = Object.keys(vector).filter((node) => (vector[node] ?? 0) > (covers[node] ?? 0));
  const ranges: { readonly $gte: string; readonly $lt: string }[] = [];
  let $gte = start;
  for (const node of nodes.sort()) {
    ranges.push({ $gte, $lt: entryName(key, node, 1) });
    $gte = entryName(key, node, (vector[node] ?? 0) + 1);
  }
  return [...ranges, { $gte, $lt: end }];
}

/** A copy with bytes of its own: the caller may change its own before they are written. */
function copied<T extends { readonly update: Uint8Array }>(value: T): T {
  return { ...value, update: new Uint8Array(value.update) };
}
