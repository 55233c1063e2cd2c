import { type Export, artefactOf, failedExport, madeExport } from '../../domain/document/export.ts';
import { recordFinalExport } from '../../domain/document/release.ts';
import { Digest } from '../../domain/outcome.ts';
import { readBlob } from '../../reading/snapshot.ts';
import { documentOf } from '../../renderers/document.ts';
import type { Services } from '../../services.ts';
import { change } from '../../store/change.ts';
import { all } from '../../store/every.ts';
import type { Reactions } from '../../store/reactions.ts';
import { type Prepared, prepare, roundPrinted } from './matter.ts';

/** Makes documents that were asked for, again after a failure, and records a final one on its response (SO15). */
export function reactions(services: Services): Reactions {
  return {
    export: {
      ExportAsked: ({ stored }) => make(services, stored.id),
      ExportFailed: ({ stored }) => make(services, stored.id),
      ExportMade: ({ stored }) => recordFinal(services, stored.state),
    },
  };
}

async function make(services: Services, id: string): Promise<void> {
  const stored = await services.aggregates.get('export', id);
  if (stored?.state.status !== 'queued') return;
  const tried = await attempt(services, stored.state);
  await change(services.aggregates, 'export', id, 'system', (state) =>
    'artefact' in tried ? madeExport(state, tried.artefact) : failedExport(state, tried.because, tried.again),
  );
}

/** The outcome of one attempt. A failing store throws instead, and the reaction runs again. */
type Attempt = { readonly artefact: Digest } | { readonly because: string; readonly again: 'again' | 'never' };

async function attempt(services: Services, job: Export): Promise<Attempt> {
  const prepared = await prepare(services, job);
  if ('never' in prepared) return { because: prepared.never, again: 'never' };
  const same = await sameAgain(services, job);
  if (same !== null) return { artefact: same };
  const bytes = await render(services, job, prepared);
  if (bytes === null) return { because: 'rendering failed', again: 'again' };
  return { artefact: Digest.parse(await services.blobs.put(job.responseId, bytes)) };
}

/** The rendered bytes; null where rendering failed, and the log has the error. */
async function render(services: Services, job: Export, prepared: Exclude<Prepared, { never: string }>): Promise<Uint8Array | null> {
  try {
    return await services.renderers[job.format].render(documentOf(prepared.snapshot, prepared.release, prepared.timeZone));
  } catch (error) {
    services.log.error({ err: error, export: job.id, attempt: job.attempts + 1 }, 'a document could not be made');
    return null;
  }
}

/** The digest of the final document that was made of this round in this format before; null where there is none. */
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

async function recordFinal(services: Services, job: Export): Promise<void> {
  const artefact = artefactOf(job);
  if (job.purpose !== 'final' || artefact === null) return;
  await change(services.aggregates, 'response', job.responseId, job.askedBy, (response) =>
    recordFinalExport(response, { exportId: job.id, format: job.format, digest: job.snapshot, artefact, at: services.now() }),
  );
}
