import type { Instant } from '../../src/domain/outcome.ts';
import { openMongoStore } from '../../src/store/mongo/open.ts';
import type { Store } from '../../src/store/store.ts';
import { freshDatabase, raw } from '../support/mongo.ts';
import type { Driver } from './contract/driver.ts';

/** Opens the store of a database; a child process of the contract suite calls it too. */
export function openAt(url: string, now?: () => Instant): Promise<Store> {
  return openMongoStore({ url, standalone: 'refused', ...(now === undefined ? {} : { now }) });
}

/** The driver on databases of a server that `clear` drops. */
export function onMongo(server: string): Driver & { readonly place: () => string; readonly clear: () => Promise<void> } {
  const places: string[] = [];
  const place = (): string => {
    const url = freshDatabase(server);
    places.push(url);
    return url;
  };
  return {
    name: 'MongoDB',
    open: (now) => openAt(place(), now),
    durable: { processes: 'many', place, openAt, module: import.meta.url },
    place,
    async clear() {
      for (const url of places) await raw(url, (db) => db.dropDatabase());
    },
  };
}
