import type { Instant } from '../../domain/outcome.ts';
import { type Aggregates, type Commit, FieldNotAllowed, type Query, type Stored } from '../aggregates.ts';
import { readEvent } from '../chain.ts';
import { type Kind, kinds } from '../kinds.ts';
import { decodeState, encodeState, indexOf, kindNames, shapeOf, specOf } from '../states.ts';
import type { AggregateRow, Find } from './protocol.ts';
import type { Thread } from './thread.ts';

/** The aggregates in SQLite: states are checked on this side of the thread, both ways. */
export function sqliteAggregates({ ask }: Pick<Thread, 'ask'>, now: () => Instant): Aggregates {
  return {
    async get(kind, id) {
      const row = await ask('aggregates.get', { kind, id });
      return row === null ? null : storedOf(kind, row);
    },
    async find(kind, query) {
      const rows = await ask('aggregates.find', findOf(kind, query));
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

function storedOf<K extends Kind>(kind: K, { id, revision, seq, hash, version, state }: AggregateRow): Stored<K> {
  return { kind, id, revision, seq, hash, state: decodeState(kind, id, version, state) };
}

function findOf<K extends Kind>(kind: K, { where, until = {}, order, after, limit = 200 }: Query<K>): Find {
  const equal = Object.entries<string | number | boolean | null | undefined>(where);
  const upTo = Object.entries<string | undefined>(until);
  const allowed: readonly string[] = kinds[kind].fields;
  for (const field of [...equal.map(([name]) => name), ...upTo.map(([name]) => name), ...(order === undefined ? [] : [order.by])]) {
    if (!allowed.includes(field)) throw new FieldNotAllowed(`find ${kind} by ${field}`);
  }
  if (after !== undefined && order !== undefined) throw new TypeError('after an id, aggregates are answered by id');
  return { kind, where: equal.map(given), until: upTo.map(given), order: order ?? null, after: after ?? '', limit: limited(limit) };
}

// An undefined condition would match everything, other networks' rows too.
function given<V>([field, value]: [string, V | undefined]): [string, V] {
  if (value === undefined) throw new TypeError(`${field} has no value to look for`);
  return [field, value];
}

function limited(limit: number): number {
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) throw new RangeError('a limit is 1 to 1000');
  return limit;
}
