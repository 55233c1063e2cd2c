import { type Export, failedExport, madeExport } from '../../domain/export.ts';
import { Digest } from '../../domain/outcome.ts';
import { recordFinalExport } from '../../domain/release.ts';
import type { Document } from '../../renderers/document.ts';
import { RenderFailed } from '../../renderers/renderer.ts';
import type { Services } from '../../services.ts';
import { change } from '../../store/change.ts';
import type { Reactions } from '../../store/reactions.ts';
import { prepare } from './matter.ts';

/** Documents are made after they were asked for, and again after a failure; a final one is then recorded on its response (SO15). */
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
  const job = stored.state;
  try {
    const prepared = await prepare(services, job);
    if ('never' in prepared) {
      await change(services.aggregates, 'export', id, 'system', (state) => failedExport(state, prepared.never, 'never'));
      return;
    }
    const artefact = (await sameAgain(services, job)) ?? (await render(services, job, prepared.document));
    await change(services.aggregates, 'export', id, 'system', (state) => madeExport(state, artefact));
  } catch (error) {
    if (!(error instanceof RenderFailed)) throw error;
    services.log.error({ err: error, export: id, attempt: job.attempts + 1 }, 'a document could not be made');
    await change(services.aggregates, 'export', id, 'system', (state) => failedExport(state, error.message, 'again'));
  }
}

async function render(services: Services, job: Export, document: Document): Promise<Digest> {
  const bytes = await services.renderers[job.format].render(document);
  return Digest.parse(await services.blobs.put(job.responseId, bytes));
}

/** The final document of this text in this format is made once: whoever asks again gets the same bytes. */
async function sameAgain(services: Services, job: Export): Promise<Digest | null> {
  if (job.purpose !== 'final') return null;
  const ready = await services.aggregates.find('export', { where: { responseId: job.responseId, status: 'ready' }, limit: 1000 });
  const same = ready.find(
    ({ state }) =>
      state.purpose === 'final' && state.format === job.format && state.snapshot === job.snapshot && state.certificate === job.certificate,
  );
  return same?.state.artefact ?? null;
}

async function recordFinal(services: Services, job: Export): Promise<void> {
  const { artefact } = job;
  if (job.purpose !== 'final' || artefact === null) return;
  await change(services.aggregates, 'response', job.responseId, job.askedBy, (response) =>
    recordFinalExport(response, { exportId: job.id, format: job.format, digest: job.snapshot, artefact, at: services.now() }),
  );
}
