import { join } from 'node:path';
import { type Test, test } from 'tap';
import { readMongo, writeMongo } from '../../src/store/mongo/copy.ts';
import { openMongoStore } from '../../src/store/mongo/open.ts';
import type { Part, Source, Target } from '../../src/store/parts.ts';
import { readSqlite, writeSqlite } from '../../src/store/sqlite/copy.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { freshDatabase, mongoFor, raw, withoutMongo } from '../support/mongo.ts';
import { operate, refusalOf } from '../support/operator.ts';
import { folderFor, run } from '../support/running.ts';
import { openWorld } from '../support/worlds/service.ts';
import { person, takeDocument } from '../support/worlds/signed-off.ts';

const secret = new Uint8Array(32).fill(7);
const nothing = (): Promise<void> => Promise.resolve();

async function partsOf(source: Source): Promise<readonly Part[]> {
  const parts: Part[] = [];
  for await (const part of source.parts(() => undefined)) parts.push(inOrder(part));
  await source.close();
  return parts.toSorted((a, b) => nameOf(a).localeCompare(nameOf(b)));
}

function inOrder(part: Part): Part {
  if (part.part !== 'draft') return part;
  return { ...part, entries: part.entries.toSorted((a, b) => a.node.localeCompare(b.node) || a.seq - b.seq) };
}

function nameOf(part: Part): string {
  if (part.part === 'draft') return `draft ${part.key.draft} ${part.key.epoch}`;
  return part.part === 'blob' ? `blob ${part.owner} ${part.digest}` : `${part.part} ${part.kind} ${part.id}`;
}

async function fill(target: Target, parts: readonly Part[]): Promise<void> {
  for (const part of parts) await target.write(part);
  await target.finish(nothing);
}

/** A store with a draft that people wrote in, an open round, a document, a late edit and a removed record. */
async function lived(t: Test): Promise<string> {
  const world = await openWorld(t);
  const nadia = await person(world, 'nadia-farrow');
  await takeDocument(nadia, 'now');
  await world.mails();
  const response = await world.services.aggregates.get('response', 'send-review');
  const key = { draft: 'send-review', epoch: response?.state.epoch ?? '' };
  await world.services.drafts.setAside(key, {
    id: 'late-1',
    member: 'nadia-farrow',
    at: world.services.now(),
    update: new Uint8Array([0, 0]),
  });
  const [mail] = await world.services.aggregates.find('export', { where: {}, limit: 1 });
  t.ok(mail !== undefined);
  await nadia.get('/consultations/send-review/checks');
  await nadia.post('/consultations/send-review/checks', { reason: 'A test.', acknowledged: 'yes' });
  await world.mails();
  await world.services.aggregates.dispose('export', mail?.id ?? '');
  return world.services.config.dataDir;
}

test('[OP5] a store is copied from SQLite to MongoDB and back without a difference', { skip: withoutMongo }, async (t) => {
  t.setTimeout(120_000);
  const server = await mongoFor(t);
  const url = freshDatabase(server);
  t.teardown(() => raw(url, (db) => db.dropDatabase()));
  const opening = { url, standalone: 'refused' } as const;
  const from = await partsOf(await readSqlite(await lived(t)));
  for (const kind of ['aggregate', 'tombstone', 'draft', 'blob'])
    t.ok(
      from.some(({ part }) => part === kind),
      kind,
    );
  t.ok(from.some((part) => part.part === 'draft' && part.late.length > 0));

  const half = await writeMongo(opening);
  t.teardown(() => half.abandon());
  for (const part of from.slice(0, 10)) await half.write(part);
  await t.rejects(openMongoStore(opening), { name: 'StoreUnavailable', message: /was not finished: run it again/ });
  await t.rejects(readMongo(opening), { name: 'StoreMissing' });
  await fill(await writeMongo(opening), from);
  t.same(await partsOf(await readMongo(opening)), from, 'a restore that broke off is begun anew');
  await t.rejects(writeMongo(opening), { name: 'StoreFailed', message: /holds a store already/ });

  const back = folderFor(t);
  await fill(await writeSqlite(back, secret), await partsOf(await readMongo(opening)));
  t.same(await partsOf(await readSqlite(back)), from);
  const store = await openSqliteStore({ directory: back });
  t.ok((await store.aggregates.find('member', { where: { role: 'coordinator' } })).length > 0, 'fields are indexed');
  await store.close();

  const other = freshDatabase(server);
  await (await writeMongo({ ...opening, url: other })).abandon();
  await raw(other, async (db) => t.same(await db.listCollections().toArray(), [], 'nothing is left behind'));
  await raw(other, (db) => db.collection('theirs').insertOne({ a: 1 }));
  t.teardown(() => raw(other, (db) => db.dropDatabase()));
  await t.rejects(writeMongo({ ...opening, url: other }), { name: 'StoreUnavailable', message: /another program/ });
});

test('[OP10] a MongoDB is moved once every node is stopped', { skip: withoutMongo }, async (t) => {
  t.setTimeout(120_000);
  const url = freshDatabase(await mongoFor(t));
  t.teardown(() => raw(url, (db) => db.dropDatabase()));
  const dataDir = folderFor(t);
  const settings = { MONGODB_URL: url };
  const move = (): ReturnType<typeof operate> =>
    operate('backup', ['--moving', join(dataDir, 'moving.backup')], { DATA_DIR: dataDir, ...settings });
  const node = await run(dataDir, settings);
  t.match(refusalOf(await move()), /^A node of the service runs/);
  await node.stop('SIGTERM');
  t.match(await move(), { code: 0, said: /no longer starts on this store/ });
  await t.rejects(run(dataDir, settings), { message: /The data was moved to another place/ });
});
