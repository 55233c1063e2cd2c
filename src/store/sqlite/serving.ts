import type { MessagePort } from 'node:worker_threads';
import { DuplicateKey, StaleWrite, TooLarge } from '../aggregates.ts';
import { EntryOutOfOrder, UnknownDraft } from '../drafts.ts';
import { StoreNewer } from '../store.ts';
import { aggregateRows, kindRows } from './aggregate-rows.ts';
import { type Connection, openConnection } from './connection.ts';
import { draftRows } from './draft-rows.ts';
import { ephemeralRows } from './ephemeral-rows.ts';
import type { Failure, FromThread, Handlers, Name, Reply, Request, ToThread } from './protocol.ts';

const ours = [DuplicateKey, EntryOutOfOrder, StaleWrite, StoreNewer, TooLarge, TypeError, UnknownDraft];

/**
 * Opens the database of a directory, or one in memory (null), and carries out what comes through the port. What is asked
 * while one transaction runs becomes the next: a group commit, and every operation is answered after it.
 */
export function serve(port: MessagePort, directory: string | null): void {
  const say = (message: FromThread): void => {
    port.postMessage(message);
  };
  let connection: Connection;
  try {
    connection = openConnection(directory);
  } catch (error) {
    say({ type: 'refused', failure: failureOf(error) });
    return;
  }
  const handlers = { ...aggregateRows(connection), ...kindRows(connection), ...draftRows(connection), ...ephemeralRows(connection) };
  let queue: Request[] = [];
  const run = (): void => {
    const batch = queue;
    queue = [];
    if (batch.length > 0) say({ type: 'replies', replies: carryOut(connection, handlers, batch) });
  };
  port.on('message', (message: ToThread) => {
    if (message.type === 'ask') {
      if (queue.length === 0) setImmediate(run);
      queue.push(...message.requests);
    } else if (message.type === 'purge') {
      run();
      say({ type: 'replies', replies: [purged(connection, message.number)] });
    } else {
      run();
      connection.close();
      port.close();
    }
  });
  say({ type: 'ready' });
}

// Outside of every transaction: the database is written anew as a whole.
function purged(connection: Connection, number: number): Reply {
  try {
    connection.purge();
    return { number, ok: true, value: null };
  } catch (error) {
    return { number, ok: false, failure: failureOf(error) };
  }
}

function carryOut(connection: Connection, handlers: Handlers, batch: readonly Request[]): Reply[] {
  try {
    return transaction(connection, handlers, batch);
  } catch (error) {
    // A failed batch has changed nothing. Tried alone, each operation gets its own answer: reads work on a full disk.
    const [only] = batch;
    if (batch.length === 1 && only !== undefined) return [{ number: only.number, ok: false, failure: failureOf(error) }];
    return batch.flatMap((request) => carryOut(connection, handlers, [request]));
  }
}

function transaction({ db, sql }: Connection, handlers: Handlers, batch: readonly Request[]): Reply[] {
  sql('BEGIN IMMEDIATE').run();
  try {
    const replies = batch.map((request) => {
      sql('SAVEPOINT one').run();
      const reply = attempt(handlers, request);
      if (!reply.ok) sql('ROLLBACK TO one').run();
      sql('RELEASE one').run();
      return reply;
    });
    sql('COMMIT').run();
    return replies;
  } catch (error) {
    if (db.isTransaction) sql('ROLLBACK').run();
    throw error;
  }
}

function attempt<N extends Name>(handlers: Handlers, { number, name, ask }: Request<N>): Reply {
  try {
    const handler: Handlers[N] = handlers[name];
    return { number, ok: true, value: handler(ask) };
  } catch (error) {
    if (!ours.some((known) => error instanceof known)) throw error;
    return { number, ok: false, failure: failureOf(error) };
  }
}

function failureOf(error: unknown): Failure {
  return error instanceof Error ? { name: error.name, message: error.message } : { name: 'Error', message: String(error) };
}
