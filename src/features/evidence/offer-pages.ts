import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { sectionIds } from '../../domain/response/snapshot.ts';
import { organisationName } from '../../phrases/people.ts';
import { membersOf } from '../../reading/people.ts';
import type { Services } from '../../services.ts';
import { posted } from '../../web/fields.ts';
import { childQuestion, type ChildQuestion } from '../../web/form-parts/child-question.ts';
import { type FieldError, failedForm } from '../../web/forms.ts';
import { type Case, caseOf } from '../../web/found.ts';
import { queryOf, queryText } from '../../web/params.ts';
import { Refusal } from '../../web/problems.ts';
import { limit } from '../../web/security.ts';
import { type UploadRules, registerUploads } from '../../web/uploads.ts';
import { idOfForm, offer } from './commands.ts';
import { mostBytes } from './file.ts';
import { type Filling, formView } from './form-view.ts';
import { type EvidenceForm, emptyForm, readForm } from './form.ts';
import { type Attached, attached } from './uploading.ts';
import { notStarted } from './views.ts';

const Asking = z.object({ section: queryText });

const path = '/consultations/:consultationId/evidence/new';
/** The most times in an hour that a member posts the form: a table is read each time, and a file may stay. */
const mostPosts = 60;
const hour = 3_600_000;

const tooLarge = 'A file of evidence must be 10 MB or smaller.';

/** The form on which evidence is offered. */
export function offerPages(app: FastifyInstance, services: Services): void {
  void app.register((scope, _options, done) => {
    const judge = (request: FastifyRequest): Promise<unknown> => caseOf(services, request, 'evidence.offer');
    const again: UploadRules['again'] = async (request, reply, { fields, sentence }) => {
      const found = await caseOf(services, request, 'evidence.offer');
      const form = failedForm(emptyForm(''), fields, [{ field: 'file', text: sentence }]);
      return reply.page(
        'evidence/form',
        await filled(services, found, form, { nonce: nonceIn(services, fields), kept: null, signs: null }),
        413,
      );
    };
    registerUploads(scope, services, { judge, maxBytes: mostBytes, tooLarge, source: null, fields: 30, again });

    scope.get(path, async (request, reply) => {
      const found = await caseOf(services, request, 'evidence.offer', notStarted);
      const form = emptyForm(queryOf(request, Asking).section);
      return reply.page('evidence/form', await filled(services, found, form, { nonce: services.newId(), kept: null, signs: null }));
    });
    scope.post(path, async (request, reply) => offered(services, request, reply));
    done();
  });
}

async function offered(services: Services, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const found = await caseOf(services, request, 'evidence.offer');
  const { viewer, consultation, response } = found;
  const { body } = request;
  await limit(services, `evidence/${viewer.member.id}`, mostPosts, hour);
  const nonce = nonceIn(services, body);
  const id = idOfForm(services, viewer.member.id, nonce);
  const file = await attached(services, viewer, id, body);
  const read = readForm(body, sectionIds(consultation), file.kept === null ? 'without' : 'with file');
  const errors = [
    ...(read.ok ? [] : read.errors),
    ...(read.ok ? lacksOrganisation(found, read.value.organisationId) : []),
    ...(file.wrong === null ? [] : [{ field: 'file', text: file.wrong }]),
  ];
  const again = async (form: EvidenceForm, status: number, signs: ChildQuestion | null): Promise<FastifyReply> =>
    reply.page('evidence/form', await filled(services, found, form, { nonce, kept: file.kept?.file ?? null, signs }), status);
  if (errors.length > 0 || !read.ok) return again(failedForm(emptyForm(''), body, errors), 400, null);
  const signs = await signsIn(services, found, body, { text: read.value.text, file });
  if (signs !== null) return again({ ...failedForm(emptyForm(''), body, []), summary: null }, 422, signs);
  const made = await offer(services, viewer.person, response, { ...read.value, file: file.kept?.file ?? null, id });
  if ('ok' in made) throw new Refusal(made);
  return reply.redirect(`/consultations/${consultation.id}/evidence/${made.id}`, 303);
}

function nonceIn(services: Services, body: unknown): string {
  const given = posted(body, 'nonce');
  return typeof given === 'string' && given !== '' ? given : services.newId();
}

function lacksOrganisation({ viewer: { duties, member } }: Case, given: string | null): readonly FieldError[] {
  if (duties.has('coordinator')) return given === null ? [{ field: 'organisation', text: 'Choose the organisation' }] : [];
  const alone = 'You are of no organisation in this network. Ask the coordinator to record the evidence';
  return member.organisationId === null ? [{ field: 'text', text: alone }] : [];
}

/** Asks once about signs of a child, in the text and in the cells of a CSV (PR2). Other files are not looked into. */
async function signsIn(
  services: Services,
  { network }: Case,
  body: unknown,
  { text, file }: { readonly text: string; readonly file: Attached },
): Promise<ChildQuestion | null> {
  return childQuestion(services, network.id, body, {
    readers: 'Others in the network may read this evidence, and it may have to be released.',
    fields: [
      { field: 'text', place: 'In the text', words: text, before: '' },
      { field: 'file', place: 'In the file', words: file.kept?.words.slice(0, 1_000_000) ?? '', before: '' },
    ],
  });
}

async function filled(
  services: Services,
  { viewer, network, consultation, response }: Case,
  form: EvidenceForm,
  state: Pick<Filling, 'nonce' | 'kept' | 'signs'>,
) {
  const members = await membersOf(services, network.id);
  const matter = { consultation, response, network, members, duties: viewer.duties };
  return formView(matter, form, {
    ...state,
    names: viewer.duties.has('coordinator'),
    organisation: organisationName(network, viewer.member.organisationId),
    scans: services.scanner !== null,
    now: services.now(),
  });
}
