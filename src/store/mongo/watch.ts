import { setTimeout as after } from 'node:timers/promises';
import type { Document } from 'mongodb';
import type { Database } from './database.ts';

const drafts = 'drafts.epochs';
const pauses = { first: 1_000, longest: 30_000 };

/**
 * Calls back soon after another process moved the heads of a draft, sealed it, or changed a response, a network or a member: a
 * change stream says so (CO30). A stream that is refused, breaks off or is too old is begun anew after a pause. Nothing is lost
 * meanwhile, because nodes also ask at regular times. Answers the way to stop.
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
      // No stream reports the changes between two streams, so both are asked for.
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

/** The changes that a process hears of: its own moves of heads are left out. */
function pipelineFor(me: string): Document[] {
  const moved = { 'ns.coll': drafts, 'updateDescription.updatedFields.by': { $ne: me } };
  const rights = { 'ns.coll': { $in: ['aggregates.response', 'aggregates.network', 'aggregates.member'] } };
  return [{ $match: { $or: [moved, rights] } }, { $project: { _id: 1, operationType: 1, ns: 1 } }];
}
