import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { removalOf } from '../../domain/response/removal/removal.ts';
import { artefactOf } from '../../domain/document/export.ts';
import { ExportId } from '../../domain/ids.ts';
import { refused } from '../../domain/outcome.ts';
import { ExportFormat } from '../../domain/response/export-format.ts';
import { approvedRound } from '../../domain/response/response.ts';
import { responseTo } from '../../reading/response.ts';
import { readBlob } from '../../reading/snapshot.ts';
import type { Services } from '../../services.ts';
import type { Stored } from '../../store/aggregates.ts';
import { all } from '../../store/every.ts';
import type { Reader } from '../../store/reader.ts';
import { parseForm } from '../../web/forms.ts';
import { caseOf, namedConsultation } from '../../web/found.ts';
import { OfConsultation, paramsOf } from '../../web/params.ts';
import { Refusal } from '../../web/problems.ts';
import { limit } from '../../web/security.ts';
import type { Viewer } from '../../web/viewer.ts';
import { type Wanted, ask, take } from './commands.ts';
import { isHeld } from './held.ts';
import { type Matter, certificateFor, limitsMet, matterOf, nevers, roundPrinted } from './matter.ts';
import { documentView, documentsView, fileNameOf, nothingYetView } from './views.ts';

const OfExport = OfConsultation.extend({ exportId: ExportId });

const Asking = z.object({ version: z.string().regex(/^(?:final|now|[1-9]\d{0,4})$/), format: ExportFormat });

const path = '/consultations/:consultationId/documents';
/** Limits of one member: documents asked for in a window of milliseconds, and documents waiting to be made. */
const limits = { asks: 60, window: 10 * 60 * 1000, waiting: 5 };
const tooManyWaiting = 'Five documents that you asked for are still being made. Wait for one of them, then ask again.';
// In milliseconds. Most documents are ready before a person has read that they are not.
const patience = { longest: 2000, step: 50 };

/** Documents of a response: the list, asking for one, and taking it. */
export function pages(app: FastifyInstance, services: Services): void {
  listPages(app, services);
  takePages(app, services);
}

function listPages(app: FastifyInstance, services: Services): void {
  app.get(path, async (request, reply) => {
    const { viewer, consultation } = await namedConsultation(services, request, 'consultation.view');
    const stored = await responseTo(services, consultation);
    if (stored === null) return reply.page('exports/nothing-yet', nothingYetView(consultation));
    const matter = await wholeMatter(services, stored.id);
    const round = approvedRound(matter.response);
    const exports = await services.aggregates.find('export', {
      where: { networkId: viewer.network.id, responseId: stored.id },
      order: { by: 'askedAt', direction: 'descending' },
      limit: 50,
    });
    const held = await isHeld(services, matter.response);
    const certificate = round === null ? null : await certificateFor(services, matter, round, services.now());
    return reply.page('exports/documents', documentsView({ ...matter, viewer, now: services.now(), exports, certificate, held }));
  });

  app.post(path, async (request, reply) => {
    const { viewer, consultation, response } = await caseOf(services, request, 'consultation.view');
    const form = parseForm(Asking, request.body);
    if (!form.ok) throw new Refusal(refused('invalid', 'Choose a version and a format.'));
    await limit(services, `export/${viewer.member.id}`, limits.asks, limits.window);
    if ((await beingMade(services, viewer)) >= limits.waiting) throw new Refusal(refused('too-many', tooManyWaiting));
    const { version, format } = form.value;
    const asked = await ask(services, viewer.person, { response, consultation }, { wanted: wantedOf(version), format });
    if (!asked.ok) throw new Refusal(asked);
    return reply.redirect(`/consultations/${consultation.id}/documents/${asked.id}`, 303);
  });
}

function takePages(app: FastifyInstance, services: Services): void {
  app.get(`${path}/:exportId`, async (request, reply) => {
    const { job, matter } = await found(services, request);
    const { state, id } = await awaited(services, job);
    const artefact = artefactOf(state);
    const bytes = artefact === null ? null : await readBlob(services, state.responseId, artefact);
    const because = state.status === 'failed' ? await reasonOf(services, id) : '';
    return reply.page('exports/document', documentView({ ...matter, job: state, bytes, because }));
  });

  app.get(`${path}/:exportId/file`, async (request, reply) => {
    const { job, matter } = await found(services, request);
    const { purpose, responseId, format } = job.state;
    const artefact = artefactOf(job.state);
    // A text that was taken back is not handed out as final any more.
    if (purpose === 'final' && roundPrinted(job.state, matter.response) === null) throw new Refusal(refused('not-approved'));
    if (purpose === 'final' && (await isHeld(services, matter.response))) throw new Refusal(refused('evidence-held'));
    const bytes = artefact === null ? null : await readBlob(services, responseId, artefact);
    if (bytes === null && artefact !== null && removalOf(matter.response, artefact) !== null) throw new Refusal(refused('removed'));
    if (bytes === null) throw new Refusal(refused('not-found'));
    if (bytes === 'damaged') throw new Refusal(refused('not-found', 'The stored file is damaged. Take another copy under Documents.'));
    const { contentType, extension } = services.renderers[format];
    return reply
      .type(contentType)
      .header('content-disposition', `attachment; filename="${fileNameOf(job.state, matter)}.${extension}"`)
      .header('cache-control', 'private, no-store')
      .send(Buffer.from(bytes));
  });
}

/** The number of documents that wait to be made for a member. */
async function beingMade(reader: Reader, { member, network }: Viewer): Promise<number> {
  const queued = await all(reader.aggregates, 'export', { where: { networkId: network.id, status: 'queued' } });
  return queued.filter(({ state }) => state.askedBy === member.id).length;
}

function wantedOf(version: string): Wanted {
  if (version === 'final') return { purpose: 'final' };
  return { purpose: 'draft', version: version === 'now' ? 'now' : Number(version) };
}

interface Found {
  readonly job: Stored<'export'>;
  readonly matter: Matter;
}

/** A document of this consultation that the viewer may take. Throws `not-found` for another network's document. */
async function found(reader: Reader, request: FastifyRequest): Promise<Found> {
  const { viewer, response } = await caseOf(reader, request, 'consultation.view');
  const job = await take(reader, viewer.person, paramsOf(request, OfExport).exportId);
  if ('ok' in job) throw new Refusal(job);
  if (job.state.responseId !== response.id) throw new Refusal(refused('not-found'));
  return { job, matter: await wholeMatter(reader, response.id) };
}

async function wholeMatter(reader: Reader, responseId: string): Promise<Matter> {
  const matter = await matterOf(reader, responseId);
  if (matter === null) throw new Refusal(refused('not-found'));
  return matter;
}

/** The job once it is no longer queued, or as it is after two seconds. */
async function awaited(services: Services, job: Stored<'export'>): Promise<Stored<'export'>> {
  let now = job;
  for (let waited = 0; now.state.status === 'queued' && waited < patience.longest; waited += patience.step) {
    await pause(patience.step);
    now = (await services.aggregates.get('export', job.id)) ?? now;
  }
  return now;
}

/** The sentence of the last failure, where it is one for people; empty for a renderer's message, which is for the log. */
async function reasonOf(reader: Reader, id: string): Promise<string> {
  const events = await reader.aggregates.events('export', id, 0, 100);
  const because = events.findLast((event) => event.type === 'ExportFailed')?.data['because'];
  return [...Object.values(nevers), ...Object.values(limitsMet)].find((sentence) => sentence === because) ?? '';
}
