import { beyond, type DraftKey, type DraftLog, type Drafts, type Entry, type Vector, vectorOf } from '../../drafts.ts';
import { copied, sqliteDrafts } from '../drafts.ts';
import type { EntryLog } from './entry-log.ts';
import type { LoggedEntry } from './entry-record.ts';
import { OpenDrafts } from './open-drafts.ts';
import type { Thread } from '../thread.ts';
import type { UntilClosed } from '../../until-closed.ts';
import { Unchanged } from './unchanged.ts';

/**
 * The drafts with a log before the database (decision 33). The entry after its node's last, in an epoch known to be open,
 * goes into the log. Every other operation on a draft's content waits until the database has all of the draft, and is decided
 * there. A cut therefore holds every entry that was answered before it.
 */
export function loggedDrafts(thread: Pick<Thread, 'ask'>, log: EntryLog, work: UntilClosed): Drafts {
  const stored = sqliteDrafts(thread);
  const open = new OpenDrafts();
  const unchanged = new Unchanged();
  const operate = async <T>(draft: string, operation: () => Promise<T>): Promise<T> => {
    unchanged.operating(draft);
    return operation().finally(() => {
      unchanged.operating(draft);
    });
  };
  const decide: OpenDrafts['decide'] = (draft, decision, saved) =>
    work.run(() =>
      open.decide(
        draft,
        async () => {
          await log.drain();
          return decision();
        },
        saved,
      ),
    );
  const isLogged = (key: DraftKey, entry: Entry): boolean => !work.isClosed && log.isUsable && open.isNext(key, entry);
  const logged = async (key: DraftKey, entry: Entry): Promise<'saved'> => {
    open.moved(key, entry);
    try {
      await log.append({ key, entry });
      return 'saved';
    } catch (error) {
      open.forget();
      throw error;
    }
  };
  return {
    begin: (key, base) => work.run(() => operate(key.draft, () => stored.begin(key, base))),
    async append(key, entry) {
      unchanged.appending(key, entry.node, entry.seq);
      if (isLogged(key, entry)) return logged(key, entry);
      const kept = { key, entry: copied(entry) };
      const answer = await decide(key.draft, () => thread.ask('drafts.append', kept), kept);
      return answer === 'late' ? 'late' : 'saved';
    },
    async appendAfter(key, seen, entry) {
      unchanged.appending(key, entry.node, entry.seq);
      // An epoch is known to be open for one node alone: an entry of another node makes it unknown.
      if (isLogged(key, entry)) return logged(key, entry);
      const kept = { key, entry: copied(entry) };
      const answer = await decide(key.draft, () => thread.ask('drafts.appendAfter', { ...kept, seen }), kept);
      return answer === 'again' ? 'saved' : answer;
    },
    setAside: (key, edit) => work.run(() => stored.setAside(key, edit)),
    late: (draft) => work.run(() => stored.late(draft)),
    load: (key) =>
      work.run(async () => {
        const logged = log.entries();
        const found = await stored.load(key);
        return found === null ? null : withLogged(found, key, logged);
      }),
    news: (key, seen) =>
      work.run(async () => {
        const logged = log.entries();
        const found = await stored.load(key);
        return found === null ? null : beyond(withLogged(found, key, logged), seen);
      }),
    changed: (known) =>
      work.run(async () => {
        const unsure = known.filter((one) => !unchanged.covers(one));
        return unchanged.ask(unsure, async (asked) => {
          const logged = Map.groupBy(log.entries(), ({ key }) => nameOf(key));
          const changed = new Set((await stored.changed(asked)).map(nameOf));
          const isPast = (name: string, vector: Vector): boolean =>
            logged.get(name)?.some(({ entry }) => entry.seq > (vector[entry.node] ?? 0)) ?? false;
          return asked.flatMap(({ key, vector }) => (changed.has(nameOf(key)) || isPast(nameOf(key), vector) ? [key] : []));
        });
      }),
    compact(key, base) {
      const kept = copied(base);
      return decide(key.draft, () => operate(key.draft, () => stored.compact(key, kept)));
    },
    seal: (key) => decide(key.draft, () => operate(key.draft, () => stored.seal(key))),
    removeEpochs: (draft, epochs) =>
      decide(draft, async () => {
        await operate(draft, () => stored.removeEpochs(draft, epochs));
        await log.erase();
      }),
    removeLate: (draft, epochs) => work.run(() => stored.removeLate(draft, epochs)),
    dispose: (draft) =>
      decide(draft, async () => {
        await operate(draft, () => stored.dispose(draft));
        await log.erase();
      }),
  };
}

/** The database's log of a draft with the entries it had not taken yet. A sealed epoch has none: a cut waits for them all. */
function withLogged(found: DraftLog, key: DraftKey, logged: readonly LoggedEntry[]): DraftLog {
  if (found.cut !== null) return found;
  const heads = new Map(Object.entries(vectorOf(found)));
  const missing = logged.flatMap(({ key: place, entry }) => {
    if (nameOf(place) !== nameOf(key) || entry.seq !== (heads.get(entry.node) ?? 0) + 1) return [];
    heads.set(entry.node, entry.seq);
    return [entry];
  });
  return { ...found, entries: [...found.entries, ...missing] };
}

function nameOf({ draft, epoch }: DraftKey): string {
  return `${draft}/${epoch}`;
}
