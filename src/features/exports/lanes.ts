import { type Export, artefactOf, failedExport, madeExport } from '../../domain/document/export.ts';
import { System } from '../../domain/network/actor.ts';
import { Digest, refused } from '../../domain/outcome.ts';
import { readBlob } from '../../reading/snapshot.ts';
import { documentOf } from '../../renderers/document.ts';
import { RenderFailed } from '../../renderers/renderer.ts';
import { changeAs } from '../../rights/acting.ts';
import type { Services } from '../../services.ts';
import { all } from '../../store/every.ts';
import { type Prepared, limitsMet, nevers, prepare, roundPrinted } from './matter.ts';

/** A lane makes documents one after the other. */
export interface Lane {
  readonly name: string;
  /** Makes one waiting document. Answers `more` where one was waiting. */
  run(stopping: AbortSignal): Promise<'more' | 'done'>;
}

/** The number of documents that are made at once. */
const lanes = 2;
const page = 200;
/** The lease of a document, in milliseconds: longer than its making may take. */
const lease = 60_000;

/**
 * The lanes of a node. A member's documents are made one at a time, so a costly document leaves a lane to the other members
 * (SO37). Where the end of the service interrupts a document, the next start makes it.
 */
export function documentLanes(services: Services): readonly Lane[] {
  const inHand = new Map<string, Export>();
  const holder = services.newId();

  /** Claims the oldest waiting document whose member has no other document in hand; null where there is none. */
  const next = async (): Promise<Export | null> => {
    const queued = await services.aggregates.find('export', {
      where: { status: 'queued' },
      order: { by: 'askedAt', direction: 'ascending' },
      limit: page,
    });
    for (const { state: job } of queued) {
      if ([...inHand.values()].some(({ askedBy }) => askedBy === job.askedBy)) continue;
      inHand.set(job.id, job);
      const claimed = await services.ephemeral.claim('lease', `export/${job.id}`, holder, lease).catch(() => false);
      if (claimed) return job;
      inHand.delete(job.id);
    }
    return null;
  };
  const makeOne = async (stopping: AbortSignal): Promise<boolean> => {
    const job = await next();
    if (job === null) return false;
    try {
      await make(services, job.id, stopping);
      return true;
    } finally {
      await services.ephemeral.release('lease', `export/${job.id}`, holder);
      inHand.delete(job.id);
    }
  };
  return Array.from({ length: lanes }, (_, index) => ({
    name: `documents-${index + 1}`,
    run: async (stopping) => ((await makeOne(stopping)) ? 'more' : 'done'),
  }));
}

async function make(services: Services, id: string, stopping: AbortSignal): Promise<void> {
  const stored = await services.aggregates.get('export', id);
  if (stored?.state.status !== 'queued') return;
  const tried = await unlessStopped(stopping, attempt(services, stored.state));
  if (tried === 'stopping') return;
  const { attempts } = stored.state;
  await changeAs(services, System.itself(), { act: 'export.make', kind: 'export', id }, (state) => {
    if ('artefact' in tried) return madeExport(state, tried.artefact);
    // The count of attempts is the fencing number: another node may have tried since, while this one was paused (NO5).
    if (state.attempts !== attempts) return refused('already-exists', 'Another node has tried this document since.');
    return failedExport(state, tried.because, tried.again);
  });
}

/** The outcome of one attempt. Where the store fails, the attempt throws, and the document waits for another turn. */
type Attempt = { readonly artefact: Digest } | { readonly because: string; readonly again: 'again' | 'never' };

async function attempt(services: Services, job: Export): Promise<Attempt> {
  const prepared = await prepare(services, job);
  if ('never' in prepared) return { because: prepared.never, again: 'never' };
  const same = await sameAgain(services, job);
  if (same !== null) return { artefact: same };
  const rendered = await render(services, job, prepared);
  if ('because' in rendered) return rendered;
  const artefact = Digest.parse(await services.blobs.put(job.responseId, rendered.bytes));
  // Its text was removed for good while it was made (CO15).
  if ((await readBlob(services, job.responseId, job.snapshot)) !== null) return { artefact };
  await services.blobs.remove(job.responseId, artefact);
  return { because: nevers.gone, again: 'never' };
}

/** The outcome of an attempt; `stopping` where the service stops first. */
async function unlessStopped(stopping: AbortSignal, trying: Promise<Attempt>): Promise<Attempt | 'stopping'> {
  const ended = new AbortController();
  const stopped = new Promise<'stopping'>((resolve) => {
    const heard = (): void => {
      resolve('stopping');
    };
    if (stopping.aborted) heard();
    else stopping.addEventListener('abort', heard, { once: true, signal: ended.signal });
  });
  return Promise.race([trying, stopped]).finally(() => {
    ended.abort();
  });
}

type Rendered = { readonly bytes: Uint8Array } | { readonly because: string; readonly again: 'again' | 'never' };

/** The rendered bytes, or why there are none; the log then has the error. */
async function render(services: Services, job: Export, prepared: Exclude<Prepared, { never: string }>): Promise<Rendered> {
  try {
    const document = documentOf(prepared.snapshot, prepared.release, prepared.timeZone);
    return { bytes: await services.renderers[job.format].render(document) };
  } catch (error) {
    services.log.error({ err: error, export: job.id, attempt: job.attempts + 1 }, 'a document could not be made');
    const failure = error instanceof RenderFailed ? error.failure : 'other';
    if (failure === 'other') return { because: 'rendering failed', again: 'again' };
    return { because: limitsMet[failure], again: failure === 'too-long' ? 'never' : 'again' };
  }
}

/** The digest of an earlier final document of this round in this format; null where there is none. */
async function sameAgain(services: Services, job: Export): Promise<Digest | null> {
  const response = await services.aggregates.get('response', job.responseId);
  if (job.purpose !== 'final' || response === null) return null;
  const ready = await all(services.aggregates, 'export', { where: { responseId: job.responseId, status: 'ready' } });
  const found = ready.find(({ state }) => state.format === job.format && roundPrinted(state, response.state) !== null);
  const same = found === undefined ? null : artefactOf(found.state);
  if (same === null) return null;
  const bytes = await readBlob(services, job.responseId, same);
  return bytes === null || bytes === 'damaged' ? null : same;
}
