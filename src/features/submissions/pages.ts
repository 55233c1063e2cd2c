import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { whyNotSubmit } from '../../domain/document/release.ts';
import { refused } from '../../domain/outcome.ts';
import { approvedRound } from '../../domain/response/response.ts';
import { membersOf } from '../../reading/people.ts';
import { responseTo } from '../../reading/response.ts';
import type { Services } from '../../services.ts';
import type { Stored } from '../../store/aggregates.ts';
import type { Reader } from '../../store/reader.ts';
import { type FieldError, failedForm } from '../../web/forms.ts';
import { namedConsultation } from '../../web/found.ts';
import { queryOf, queryText } from '../../web/params.ts';
import { Refusal } from '../../web/problems.ts';
import { registerUploads, type UploadRules } from '../../web/uploads.ts';
import type { Viewer } from '../../web/viewer.ts';
import { record, sendersIn } from './commands.ts';
import { emptyForm, mostBytes, readForm } from './form.ts';
import { type Matter, formView, notYetView, recordView } from './views.ts';

const Asking = z.object({ without: queryText });

const tooLarge = 'A receipt must be 5 MB or smaller. The submission can be recorded without it.';
const path = '/consultations/:consultationId/submission';

/** The record that a response was sent: the form, the record, the receipt. */
export function pages(app: FastifyInstance, services: Services): void {
  void app.register((scope, _options, done) => {
    const judge = (request: FastifyRequest): Promise<unknown> => recording(services, request);
    const again: UploadRules['again'] = (request, reply, { fields, sentence }) =>
      posted(services, request, reply, { fields, errors: [{ field: 'receipt', text: sentence }], status: 413 });
    registerUploads(scope, services, { judge, maxBytes: mostBytes, tooLarge, source: null, fields: 30, again });

    scope.get(path, async (request, reply) => shown(services, request, reply));
    scope.post(path, async (request, reply) => posted(services, request, reply, null));
    done();
  });

  app.get(`${path}/receipt`, async (request, reply) => {
    const { consultation } = await namedConsultation(services, request, 'consultation.view');
    const stored = await responseTo(services, consultation);
    const receipt = stored?.state.submission?.receipt ?? null;
    const bytes = stored === null || receipt === null ? null : await services.blobs.get(stored.id, receipt.digest);
    if (receipt === null || bytes === null) throw new Refusal(refused('not-found'));
    // A browser saves the file and never opens it, whatever type it claims.
    return reply
      .type('application/octet-stream')
      .header(
        'content-disposition',
        `attachment; filename*=UTF-8''${encodeURIComponent(receipt.name).replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`)}`,
      )
      .send(Buffer.from(bytes));
  });
}

async function shown(services: Services, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { viewer, consultation } = await namedConsultation(services, request, 'consultation.view');
  const stored = await responseTo(services, consultation);
  const around = { consultation, network: viewer.network, members: await membersOf(services, viewer.network.id), now: services.now() };
  if (stored === null) return reply.page('submissions/not-yet', notYetView(around, null, null, false));
  const matter = { ...around, response: stored.state };
  if (stored.state.submission !== null) {
    return reply.page('submissions/record', recordView(matter, stored.state.submission, await hashOfSubmission(services, stored)));
  }
  return reply.page(...(await beforehand(services, viewer, matter, queryOf(request, Asking).without === 'approval')));
}

type Page = [template: string, model: { readonly title: string }, status?: number];

async function beforehand(reader: Reader, viewer: Viewer, matter: Matter, without: boolean): Promise<Page> {
  const { response, network } = matter;
  const digest = approvedRound(response)?.digest ?? null;
  const refusal =
    digest === null
      ? (whyNotSubmit(response, viewer.duties, null) ?? refused('not-approved'))
      : whyNotSubmit(response, viewer.duties, digest);
  const mayUnapproved = digest === null && whyNotSubmit(response, viewer.duties, null) === null;
  if (refusal !== null && !(without && mayUnapproved)) return ['submissions/not-yet', notYetView(matter, response, refusal, mayUnapproved)];
  const form = emptyForm(matter.now, network.timeZone, viewer.member.id);
  return ['submissions/form', formView(matter, form, await sendersIn(reader, network.id), digest !== null)];
}

/**
 * The response in a URL, and a viewer who may record its submission. Throws `not-found` for another network's response, before
 * `not-allowed`.
 */
async function recording(reader: Reader, request: FastifyRequest) {
  const { viewer, consultation } = await namedConsultation(reader, request, 'submission.record');
  const stored = await responseTo(reader, consultation);
  if (stored === null) throw new Refusal(refused('not-found'));
  return { viewer, consultation, stored };
}

/** A form that was refused before all of it was read. */
interface Cut {
  readonly fields: unknown;
  readonly errors: readonly FieldError[];
  readonly status: number;
}

async function posted(services: Services, request: FastifyRequest, reply: FastifyReply, cut: Cut | null): Promise<FastifyReply> {
  const { viewer, consultation, stored } = await recording(services, request);
  const here = `/consultations/${consultation.id}/submission`;
  if (stored.state.submission !== null) return reply.redirect(here, 303);
  const matter = {
    consultation,
    response: stored.state,
    network: viewer.network,
    members: await membersOf(services, viewer.network.id),
    now: services.now(),
  };
  const senders = await sendersIn(services, viewer.network.id);
  const failed = (errors: readonly FieldError[], body: unknown = request.body, status = 400): FastifyReply => {
    const form = failedForm(emptyForm(matter.now, viewer.network.timeZone, viewer.member.id), body, errors);
    return reply.page('submissions/form', formView(matter, form, senders, approvedRound(stored.state) !== null), status);
  };
  if (cut !== null) return failed(cut.errors, cut.fields, cut.status);
  const read = readForm(request.body, viewer.network.timeZone, matter.now);
  if (!read.ok) return failed(read.errors);
  const recorded = await record(services, viewer.person, stored.id, read.value.submission, read.value.receipt);
  if (!recorded.ok && recorded.code === 'invalid') return failed([{ field: 'by', text: recorded.detail }]);
  if (!recorded.ok && recorded.code !== 'already-submitted') throw new Refusal(recorded);
  return reply.redirect(here, 303);
}

/** The hash of the event that recorded the submission: it stands close to the end of the chain. */
async function hashOfSubmission(reader: Reader, stored: Stored<'response'>): Promise<string> {
  const events = await reader.aggregates.events('response', stored.id, Math.max(0, stored.seq - 200), 200);
  return events.findLast((event) => event.type === 'Submitted')?.hash ?? stored.hash;
}
