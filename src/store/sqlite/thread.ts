import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { DuplicateKey, StaleWrite, StoreClosed, TooLarge } from '../aggregates.ts';
import { EntryOutOfOrder, UnknownDraft } from '../drafts.ts';
import { StoreFailed, StoreInUse, StoreNewer } from '../store.ts';
import type { Answered, Asked, Failure, FromThread, Name, Request, ToThread } from './protocol.ts';

/** The thread that holds the database, as this thread sees it. */
export interface Thread {
  /**
   * Asks for an operation. The answer comes after the commit that holds it. Throws `StoreClosed`, `StoreFailed`, or the
   * operation's own error.
   */
  readonly ask: <N extends Name>(name: N, ask: Asked<N>) => Promise<Answered<N>>;
  /** Carries out the operations already asked for, then leaves no removed byte in the files. Throws as {@link Thread.ask} does. */
  readonly purge: () => Promise<void>;
  /** Carries out the operations already asked for, then ends the thread. */
  close(): Promise<void>;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

const classes = { DuplicateKey, EntryOutOfOrder, StaleWrite, StoreFailed, StoreInUse, StoreNewer, TooLarge, TypeError, UnknownDraft };
const known: ReadonlyMap<string, new (message: string) => Error> = new Map(Object.entries(classes));

/**
 * Starts the thread on a directory. The calling thread serves a database in memory (null), which is a test's, and a directory
 * where `thread` says so: starting another takes longer than most tests. Throws `StoreInUse`, `StoreNewer` or `StoreFailed`.
 */
export async function startThread(directory: string | null, thread: 'own' | 'calling' = 'own'): Promise<Thread> {
  const far = directory === null || thread === 'calling' ? await thisThread(directory) : otherThread(directory);
  return new Promise((resolve, reject) => {
    far.once('message', (message: FromThread) => {
      if (message.type === 'ready') resolve(threadOf(far));
      else if (message.type === 'refused') reject(errorOf(message.failure));
    });
    far.once('error', reject);
  });
}

function otherThread(directory: string): Worker {
  // The thread gets none of this process's flags, so that no loader or inspector runs beside the database.
  return new Worker(new URL('./worker.ts', import.meta.url), { workerData: directory, execArgv: [], name: 'concord-store' });
}

async function thisThread(directory: string | null): Promise<MessagePort> {
  const { serve } = await import('./serving.ts');
  const { port1, port2 } = new MessageChannel();
  serve(port2, directory);
  port2.unref();
  return port1;
}

// The thread keeps the process alive only while an answer is awaited.
function threadOf(far: Worker | MessagePort): Thread {
  const pending = new Map<number, Pending>();
  const outbox: Request[] = [];
  let last = 0;
  let ended: Error | null = null;
  const ending = Promise.withResolvers<undefined>();
  const send = (message: ToThread): void => {
    far.postMessage(message);
  };
  // All operations of one turn of the event loop cross in one message.
  const flush = (): void => {
    send({ type: 'ask', requests: outbox.splice(0) });
  };
  const end = (error: Error): void => {
    ended ??= error;
    for (const one of pending.values()) one.reject(ended);
    pending.clear();
    ending.resolve(undefined);
  };
  far.on('message', (message: FromThread) => {
    if (message.type === 'replies') answer(message.replies, pending);
    if (pending.size === 0 && ended === null) far.unref();
  });
  far.on('error', (error) => {
    end(new StoreFailed(`the store's thread failed: ${error instanceof Error ? error.message : String(error)}`, { cause: error }));
  });
  // A thread exits, a port closes.
  for (const event of ['exit', 'close']) {
    far.on(event, () => {
      end(new StoreFailed('the store’s thread ended'));
    });
  }
  far.unref();
  /** Numbers a message and gives it to `post`. Resolves with its answer. */
  const asking = <T>(post: (number: number) => void): Promise<T> =>
    new Promise((resolve, reject) => {
      if (ended !== null) {
        reject(ended);
        return;
      }
      if (pending.size === 0) far.ref();
      last += 1;
      pending.set(last, { resolve: resolve, reject });
      post(last);
    });
  return {
    ask: (name, ask) =>
      asking((number) => {
        if (outbox.length === 0) queueMicrotask(flush);
        outbox.push({ number, name, ask });
      }),
    purge: () =>
      asking((number) => {
        // After the operations of this turn, which cross in a microtask of their own.
        queueMicrotask(() => {
          send({ type: 'purge', number });
        });
      }),
    close() {
      ended ??= new StoreClosed('the store is closed');
      far.ref();
      queueMicrotask(() => {
        send({ type: 'close' });
      });
      return ending.promise;
    },
  };
}

function answer(replies: Extract<FromThread, { type: 'replies' }>['replies'], pending: Map<number, Pending>): void {
  for (const reply of replies) {
    const one = pending.get(reply.number);
    pending.delete(reply.number);
    if (reply.ok) one?.resolve(reply.value);
    else one?.reject(errorOf(reply.failure));
  }
}

function errorOf({ name, message }: Failure): Error {
  const found = known.get(name);
  return found === undefined ? new StoreFailed(message) : new found(message);
}
