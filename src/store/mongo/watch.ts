import { setTimeout as after } from 'node:timers/promises';
import type { Document } from 'mongodb';
import type { Database } from './database.ts';

const drafts = 'drafts.epochs';
const pauses = { first: 1_000, longest: 30_000 };

/**
 * Calls back when another process moved the heads of a draft, sealed it, or changed a response, a network or a member: a change
 * stream says so within milliseconds (CO30). Where change streams are refused, break off, or are too old to be taken up, it is begun anew
 * after a pause, and nothing is lost: nodes also ask at regular times. Answers the way to stop.
 */
export function watch(database: Database, onNews: (what: 'text' | 'rights') => void): () => void {
  const stopping = new AbortController();
  void keepWatching(database, onNews, stopping.signal);
  return () => {
    stopping.abort();
  };
}

async function keepWatching(database: Database, onNews: (what: 'text' | 'rights') => void, stopping: AbortSignal): Promise<void> {
  for (let pause = pauses.first; !stopping.aborted; pause = Math.min(2 * pause, pauses.longest)) {
    const stream = database.changes(pipelineFor(database.me));
    const stop = (): void => void stream.close().catch(() => undefined);
    stopping.addEventListener('abort', stop, { once: true });
    try {
      // Changes between two streams are told by none.
      onNews('text');
      onNews('rights');
      while (await stream.hasNext()) {
        const change: Document = await stream.next();
        pause = pauses.first;
        onNews((change['ns'] as Document | undefined)?.['coll'] === drafts ? 'text' : 'rights');
      }
    } catch {
      await stream.close().catch(() => undefined);
    }
    stopping.removeEventListener('abort', stop);
    await after(pause, null, { signal: stopping, ref: false }).catch(() => undefined);
  }
}

/** The process's own moves are no news to it. */
function pipelineFor(me: string): Document[] {
  const moved = { 'ns.coll': drafts, 'updateDescription.updatedFields.by': { $ne: me } };
  const rights = { 'ns.coll': { $in: ['aggregates.response', 'aggregates.network', 'aggregates.member'] } };
  return [{ $match: { $or: [moved, rights] } }, { $project: { _id: 1, operationType: 1, ns: 1 } }];
}
