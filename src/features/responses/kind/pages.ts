import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Refused, refused } from '../../../domain/outcome.ts';
import { type Wish, whyNotChoose } from '../../../domain/response/kind/choosing-kind.ts';
import type { ResponseKind } from '../../../domain/response/kind/kind.ts';
import { castOf } from '../../../reading/people.ts';
import { responseTo } from '../../../reading/response.ts';
import { readBlob } from '../../../reading/snapshot.ts';
import type { Services } from '../../../services.ts';
import { sendDownload } from '../../../web/sending/download.ts';
import { type FieldError, failedForm, fieldsOf } from '../../../web/forms.ts';
import { namedConsultation } from '../../../web/found.ts';
import { queryOf, queryText } from '../../../web/params.ts';
import { Refusal, problems } from '../../../web/problems.ts';
import { limit } from '../../../web/security.ts';
import { type UploadRules, fileIn, registerUploads } from '../../../web/uploads.ts';
import { attach, choose } from './commands.ts';
import { mostBytes, takeDocument } from './file.ts';
import { type KindForm, emptyForm, kindView } from './views.ts';

const path = '/consultations/:consultationId/kind';
const Notice = z.object({ done: queryText });
const tooLarge = 'Their document must be 10 MB or smaller.';
/** The most documents that a member attaches in an hour: each one stays. */
const mostPosts = 30;
const hour = 3_600_000;

const notices: Readonly<Record<string, string>> = {
  respond: 'The network gives its own response. Everything that was written is there.',
  endorse: 'The network endorses their response. Attach their document, then write why.',
  none: 'The network does not respond. The sponsor is told by email.',
  attached: 'Their document is attached.',
};

/** What the network does with a consultation: the page, the choice, the document that is endorsed. */
export function kindPages(app: FastifyInstance, services: Services): void {
  app.get(path, async (request, reply) => {
    const { done } = queryOf(request, Notice);
    return shown(services, request, reply, { notice: Object.hasOwn(notices, done) ? String(notices[done]) : '' });
  });
  for (const kind of ['respond', 'endorse', 'none'] as const)
    app.post(`${path}/${kind}`, async (request, reply) => chosen(services, request, reply, kind));
  app.get(`${path}/document`, async (request, reply) => download(services, request, reply));
  void app.register((scope, _options, done) => {
    const judge = (request: FastifyRequest): Promise<unknown> => namedConsultation(services, request, 'response.choose-kind');
    const again: UploadRules['again'] = (request, reply, { sentence }) =>
      failed(services, request, reply, { field: 'file', text: sentence }, 413);
    registerUploads(scope, services, { judge, maxBytes: mostBytes, tooLarge, source: null, fields: 5, again });
    scope.post(`${path}/document`, async (request, reply) => attached(services, request, reply));
    done();
  });
}

interface Showing {
  readonly notice?: string;
  readonly form?: (form: KindForm) => KindForm;
  readonly status?: number;
}

async function shown(services: Services, request: FastifyRequest, reply: FastifyReply, showing: Showing): Promise<FastifyReply> {
  const { viewer, consultation } = await namedConsultation(services, request, 'consultation.view');
  const stored = await responseTo(services, consultation);
  const response = stored?.state ?? null;
  const now = services.now();
  const fresh = emptyForm(response);
  const view = kindView({
    consultation,
    response,
    cast: await castOf(services, viewer.network),
    whyNot: whyNotChoose(response, consultation, { duties: viewer.duties, at: now }),
    hash: stored?.hash ?? '',
    form: showing.form?.(fresh) ?? fresh,
    notice: showing.notice ?? '',
    scans: services.scanner !== null,
    now,
  });
  return reply.page('responses/kind', view, showing.status ?? 200);
}

async function failed(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  error: FieldError,
  status: number,
): Promise<FastifyReply> {
  return shown(services, request, reply, { form: (form) => failedForm(form, request.body, [error]), status });
}

async function chosen(services: Services, request: FastifyRequest, reply: FastifyReply, kind: ResponseKind): Promise<FastifyReply> {
  const { viewer, consultation } = await namedConsultation(services, request, 'response.choose-kind');
  const fields = fieldsOf(request.body);
  const done = await choose(services, viewer.person, consultation.id, wishOf(kind, fields));
  if (!done.ok && done.code !== 'already-exists') return refusedAt(services, request, reply, done, kind === 'none' ? 'reason' : 'body');
  return reply.redirect(`/consultations/${consultation.id}/kind?done=${kind}`, 303);
}

function wishOf(type: ResponseKind, fields: Record<string, unknown>): Wish {
  const text = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
  if (type === 'endorse') return { type, body: text('body') };
  return type === 'none' ? { type, reason: text('reason') } : { type };
}

/** A refusal about a field comes back at the field; any other is a page of its own. */
async function refusedAt(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  refusal: Refused,
  field: string,
): Promise<FastifyReply> {
  if (refusal.code !== 'invalid' && refusal.code !== 'reason-needed') throw new Refusal(refusal);
  return failed(services, request, reply, { field, text: refusal.detail.replace(/\.$/u, '') }, problems[refusal.code].status);
}

async function attached(services: Services, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { viewer, consultation } = await namedConsultation(services, request, 'response.choose-kind');
  await limit(services, `attach/${viewer.member.id}`, mostPosts, hour);
  const taken = await takeDocument(services, fileIn(request.body, 'file'));
  if (!taken.ok) return failed(services, request, reply, { field: 'file', text: taken.wrong }, 400);
  const done = await attach(services, viewer.person, consultation.id, taken.document);
  if (!done.ok && done.code !== 'already-exists') return refusedAt(services, request, reply, done, 'file');
  return reply.redirect(`/consultations/${consultation.id}/kind?done=attached`, 303);
}

async function download(services: Services, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { consultation } = await namedConsultation(services, request, 'consultation.view');
  const stored = await responseTo(services, consultation);
  const attachment = stored?.state.attachment ?? null;
  const bytes = stored === null || attachment === null ? null : await readBlob(services, stored.id, attachment.digest);
  if (attachment === null || bytes === null) throw new Refusal(refused('not-found'));
  if (bytes === 'damaged') throw new Refusal(refused('not-found', 'The stored file is damaged. Ask the coordinator to attach it again.'));
  return sendDownload(reply, { name: attachment.name, bytes });
}
