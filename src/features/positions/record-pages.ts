import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { MemberId, OrganisationId, VersionId } from '../../domain/ids.ts';
import { type Member, isCurrent } from '../../domain/network/member.ts';
import { refused } from '../../domain/outcome.ts';
import type { OrganisationStanding } from '../../domain/positions/totals.ts';
import { versionsOf } from '../../drafts/keeping.ts';
import type { Services } from '../../services.ts';
import { posted as postedField } from '../../web/fields.ts';
import { dateError, dateValues, noDate, readDate } from '../../web/form-parts/date-field.ts';
import { type FieldError, failedForm, freshForm } from '../../web/forms.ts';
import { OfConsultation, paramsOf } from '../../web/params.ts';
import { Refusal, problems } from '../../web/problems.ts';
import { allowed } from '../../web/viewer.ts';
import { movedSince } from './changes.ts';
import { type Recording, type Saying, record } from './commands.ts';
import { type Filling, recordView, sentAsked } from './form-view.ts';
import { readForm } from './form.ts';
import { type Matter, matterOf, standingIn } from './matter.ts';
import { askedSections, childSignsIn, failure, freshFilling, typedFilling } from './mine-pages.ts';

const path = '/consultations/:consultationId/positions/:organisationId/record';
export const OfOrganisation = OfConsultation.extend({ organisationId: OrganisationId });

/** The most kept versions that the form offers as the text of an email. */
const mostOffered = 20;

const emptyEmail = () => freshForm({ from: '', on: '', ...dateValues('sent', noDate) });

/** The page on which the coordinator records a position from an email (PO6). */
export function recordPages(app: FastifyInstance, services: Services): void {
  app.get(path, async (request, reply) => {
    const { matter, standing } = await recording(services, request);
    if (matter.taking.whyNot !== null) throw new Refusal(matter.taking.whyNot);
    // The coordinator copies an email, so the form holds nothing of the last position.
    const blank = await freshFilling(services, matter, { ...standing, statement: null });
    return show(services, reply, matter, { ...blank, email: emptyEmail() });
  });
  app.post(path, async (request, reply) => posted(services, request, reply));
}

type RecordFilling = Filling & { readonly email: ReturnType<typeof emptyEmail> };

async function recording(services: Services, request: FastifyRequest) {
  const matter = await matterOf(services, request);
  allowed(request, 'position.record');
  const standing = standingIn(matter, paramsOf(request, OfOrganisation).organisationId);
  if (standing === null) throw new Refusal(refused('not-found'));
  return { matter, standing };
}

async function posted(services: Services, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { matter, standing } = await recording(services, request);
  const { body } = request;
  const back = async (more: Partial<Filling>, errors: readonly FieldError[], status: number, now = matter): Promise<FastifyReply> => {
    const filling = await typedFilling(services, { matter: now, standing, body }, more);
    return show(services, reply, now, { ...filling, email: { ...failedForm(emptyEmail(), body, errors), summary: null } }, status);
  };
  const email = readEmail(body, matter);
  const read = readForm(body, askedSections(matter), matter.network.timeZone);
  const errors = [...email.errors, ...(read.ok ? [] : read.errors)];
  if (!read.ok || email.errors.length > 0) return back(failure(body, errors), errors, 400);
  const signs = await childSignsIn(services, matter, standing, body);
  if (signs !== null) return back({ signs }, [], 422);
  const done = await record(services, matter.viewer.person, matter.response.id, recordingOf(email, read.value, standing));
  if (done.ok || done.code === 'already-exists') {
    return reply.redirect(`/consultations/${matter.consultation.id}/positions/${standing.organisation.id}`, 303);
  }
  if (done.code === 'text-moved') {
    const again = await matterOf(services, request);
    return back({ moved: await movedSince(services, again, body) }, [], 409, again);
  }
  if (done.code === 'not-found' || done.code === 'not-allowed') throw new Refusal(done);
  const wrong = [{ field: read.value.kind === 'awaiting' ? 'until-day' : 'from', text: done.detail }];
  return back(failure(body, wrong), wrong, problems[done.code].status);
}

type ReadEmail = Omit<Recording, 'organisationId' | 'saying' | 'from' | 'sent'> &
  (
    | { readonly errors: readonly []; readonly from: Recording['from']; readonly sent: Recording['sent'] }
    | { readonly errors: readonly FieldError[]; readonly from: null; readonly sent: null }
  );

function recordingOf(email: ReadEmail, saying: Saying, { organisation }: OrganisationStanding): Recording {
  if (email.from === null) throw new TypeError('an email with errors records nothing');
  const { from, sent, version } = email;
  return { organisationId: organisation.id, from, sent, version, saying };
}

function readEmail(body: unknown, { network }: Matter): ReadEmail {
  const from = MemberId.safeParse(postedField(body, 'from'));
  const sent = readDate(body, sentAsked, network.timeZone);
  const on = VersionId.safeParse(postedField(body, 'on'));
  const version = on.success ? on.data : null;
  if (from.success && sent.ok) return { version, errors: [], from: from.data, sent: sent.at };
  const errors = [
    ...(from.success ? [] : [{ field: 'from', text: 'Choose who sent the email' }]),
    ...(sent.ok ? [] : [dateError('sent', 'The day of the email', sent)]),
  ];
  return { version, errors, from: null, sent: null };
}

async function show(services: Services, reply: FastifyReply, matter: Matter, filling: RecordFilling, status = 200): Promise<FastifyReply> {
  const kept = await versionsOf(services, matter.response, 200);
  const versions = kept.map(({ state }) => state).filter(({ sections }) => sections !== undefined);
  const senders = sendersFor(matter, filling.standing);
  return reply.page('positions/record', recordView(matter, { ...filling, senders, versions: versions.slice(0, mostOffered) }), status);
}

function sendersFor({ members, now }: Matter, { organisation }: OrganisationStanding): readonly Member[] {
  const all = [...members.values()].filter((member) => member.organisationId === organisation.id && isCurrent(member, now));
  return all.toSorted((a, b) => a.name.localeCompare(b.name, 'en-GB'));
}
