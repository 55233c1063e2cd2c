import { type Export, artefactOf } from '../../domain/document/export.ts';
import { recordFinalExport } from '../../domain/document/release.ts';
import { System } from '../../domain/network/actor.ts';
import { changeAs } from '../../rights/acting.ts';
import type { Services } from '../../services.ts';
import type { Reactions } from '../../store/reactions.ts';

/** Records a finished final document in its response (SO15). */
export function reactions(services: Services): Reactions {
  return { export: { ExportMade: ({ stored }) => recordFinal(services, stored.state) } };
}

async function recordFinal(services: Services, job: Export): Promise<void> {
  const artefact = artefactOf(job);
  if (job.purpose !== 'final' || artefact === null) return;
  const by = System.onBehalfOf(job.askedBy);
  await changeAs(services, by, { act: 'export.make', kind: 'response', id: job.responseId }, (response) =>
    recordFinalExport(response, { exportId: job.id, format: job.format, digest: job.snapshot, artefact, at: services.now() }),
  );
}
