import { MongoClient } from 'mongodb';
import { test } from 'tap';
import type { Store } from '../../src/store/store.ts';
import { freshDatabase, mongoFor, raw, withoutMongo } from '../support/mongo.ts';
import { openAt } from './mongo-driver.ts';

const key = { draft: 'd1', epoch: 'lines-e1' };

async function heard(count: () => number, before: number): Promise<boolean> {
  for (let tries = 0; tries < 200 && count() === before; tries += 1) await after(25);
  return count() > before;
}

function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** A store, and how often it was told of news. */
function told(store: Store): { readonly count: () => number; readonly stop: () => void } {
  let news = 0;
  const stop = store.watch?.(() => {
    news += 1;
  });
  if (stop === undefined) throw new TypeError('the driver has a way to watch');
  return { count: () => news, stop };
}

test(
  '[CO30] a change stream tells a node when another has written, and not of its own entries; where it is refused it begins anew',
  { skip: withoutMongo },
  async (t) => {
    const server = await mongoFor(t);
    const url = freshDatabase(server);
    t.teardown(() => raw(url, (db) => db.dropDatabase()));
    const [north, south] = [await openAt(url), await openAt(url)];
    t.teardown(() => Promise.all([north.close(), south.close()]));
    const append = (store: Store, node: string, seq: number): Promise<unknown> =>
      store.drafts.append(key, { node, seq, update: new Uint8Array([0, 0]), authors: {} });
    await north.drafts.begin(key, { update: new Uint8Array([0, 0]), covers: {}, authors: {} });

    const news = told(south);
    await heard(news.count, 0);
    await after(300);
    const atFirst = news.count();
    await append(south, 'south', 1);
    await after(500);
    t.equal(news.count(), atFirst, 'its own entry is no news');
    await append(north, 'north', 1);
    t.ok(await heard(news.count, atFirst), 'an entry of another node');
    const beforeSeal = news.count();
    await north.drafts.seal(key);
    t.ok(await heard(news.count, beforeSeal), 'a seal');
    news.stop();

    const admin = new MongoClient(server);
    t.teardown(() => admin.close());
    const fault = (mode: string): Promise<unknown> =>
      admin.db('admin').command({ configureFailPoint: 'failCommand', mode, data: { failCommands: ['aggregate'], errorCode: 40573 } });
    await fault('alwaysOn');
    const again = told(south);
    t.teardown(again.stop);
    await after(1_500);
    await append(north, 'other', 1).catch(() => undefined);
    t.equal((await south.drafts.load(key))?.entries.length, 2, 'the store goes on');
    await fault('off');
    const tries = again.count();
    t.ok(await heard(again.count, tries), 'it begins anew');
  },
);
