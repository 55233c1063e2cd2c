import type { Instant } from '../../domain/outcome.ts';
import type { Aggregates, Commit, Stored } from '../aggregates.ts';
import { readEvent } from '../chain.ts';
import type { Kind } from '../kinds.ts';
import { LastRead } from '../last-read.ts';
import { checked, limited } from '../query.ts';
import { decodeState, encodeState, indexOf, kindNames, shapeOf, specOf } from '../states.ts';
import type { AggregateRow } from './protocol.ts';
import type { Thread } from './thread.ts';

/** The aggregates in SQLite: states are checked on this side of the thread, both ways. */
export function sqliteAggregates({ ask }: Pick<Thread, 'ask'>, now: () => Instant): Aggregates {
  const lastRead = new LastRead();
  return {
    async get(kind, id) {
      const row = await ask('aggregates.get', { kind, id });
      return row === null ? null : storedOf(kind, row, lastRead.stateOf(kind, id, row.version, row.state));
    },
    async find(kind, query) {
      const rows = await ask('aggregates.find', { kind, ...checked(kind, query) });
      return rows.map((row) => storedOf(kind, row));
    },
    async commit(change) {
      return commit({ ask }, now(), change);
    },
    async events(kind, id, after, limit) {
      const rows = await ask('aggregates.events', { kind, id, after, limit: limited(limit) });
      return rows.map(({ body, hash }) => readEvent(body, hash));
    },
    async reacted(kind, id, seq) {
      await ask('aggregates.reacted', { kind, id, seq });
    },
    async unreacted(limit) {
      const rows = await ask('aggregates.unreacted', { limit: limited(limit) });
      return rows.map((row) => ({ stored: storedOf(row.kind, row), reacted: row.reacted }));
    },
    async changed(known) {
      return ask('aggregates.changed', { known: known.map(({ kind, id, revision }) => ({ kind, id, revision })) });
    },
    async dispose(kind, id) {
      await ask('aggregates.dispose', { kind, id, at: now() });
    },
  };
}

/**
 * Indexes anew every kind whose shape differs from the store's, for `find` and for uniqueness (ST34). Throws `StoreNewer`
 * where a newer release wrote a kind.
 */
export async function indexKinds({ ask }: Pick<Thread, 'ask'>): Promise<void> {
  const present = kindNames.map((kind) => ({ kind, version: specOf(kind).version, shape: shapeOf(kind) }));
  const outdated = await ask('kinds.outdated', { present });
  for (const kind of outdated) {
    for (let page = await ask('kinds.page', { kind, after: '' }); page.length > 0;) {
      await Promise.all(
        page.map(({ id, version, state }) =>
          ask('kinds.index', { kind, id, ...indexOf(specOf(kind), decodeState(kind, id, version, state)) }),
        ),
      );
      page = await ask('kinds.page', { kind, after: page.at(-1)?.id ?? '' });
    }
    const { version, fields } = specOf(kind);
    await ask('kinds.settle', { kind, version, shape: shapeOf(kind), fields });
  }
}

async function commit<K extends Kind>({ ask }: Pick<Thread, 'ask'>, at: Instant, change: Commit<K>): Promise<Stored<K>> {
  const { kind, id, revision, actor } = change;
  const { state, version, text, fields, unique } = encodeState(kind, id, change.state);
  const events = change.events.map(({ type, data }) => ({ type, data }));
  const head = await ask('aggregates.commit', { kind, id, revision, version, state: text, fields, unique, events, actor, at });
  return { kind, id, ...head, state };
}

function storedOf<K extends Kind>(kind: K, row: AggregateRow, state = decodeState(kind, row.id, row.version, row.state)): Stored<K> {
  const { id, revision, seq, hash } = row;
  return { kind, id, revision, seq, hash, state };
}
