import type { Base, Drafts } from '../drafts.ts';
import type { Thread } from './thread.ts';

/** The drafts in SQLite. Appends that arrive while one transaction runs form the next. */
export function sqliteDrafts({ ask }: Pick<Thread, 'ask'>): Drafts {
  return {
    async begin(key, base) {
      await ask('drafts.begin', { key, base: copied(base) });
    },
    async append(key, entry) {
      return (await ask('drafts.append', { key, entry: copied(entry) })) === 'late' ? 'late' : 'saved';
    },
    async appendAfter(key, seen, entry) {
      const answer = await ask('drafts.appendAfter', { key, seen, entry: copied(entry) });
      return answer === 'again' ? 'saved' : answer;
    },
    async setAside(key, edit) {
      await ask('drafts.setAside', { key, edit: copied(edit) });
    },
    async late(draft) {
      return ask('drafts.late', { draft });
    },
    async load(key) {
      return ask('drafts.load', { key });
    },
    async news(key, seen) {
      return ask('drafts.news', { key, seen });
    },
    async changed(known) {
      return ask('drafts.changed', { known });
    },
    async compact(key, base: Base) {
      return ask('drafts.compact', { key, base: copied(base) });
    },
    async seal(key) {
      return ask('drafts.seal', { key });
    },
    async removeEpochs(draft, epochs) {
      await ask('drafts.removeEpochs', { draft, epochs });
    },
    async removeLate(draft, epochs) {
      await ask('drafts.removeLate', { draft, epochs });
    },
    async dispose(draft) {
      await ask('drafts.dispose', { draft });
    },
  };
}

/**
 * A copy with bytes of its own. The store uses them after this turn of the event loop, when the caller may have changed
 * the originals. A view would also carry its whole buffer along.
 */
export function copied<T extends { readonly update: Uint8Array }>(value: T): T {
  return { ...value, update: new Uint8Array(value.update) };
}
