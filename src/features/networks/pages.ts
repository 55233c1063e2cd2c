import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppointmentId, MemberId, OfficeId } from '../../domain/ids.ts';
import { EmailAddress, type Member, Role } from '../../domain/network/member.ts';
import { type Instant, type Refused, refused } from '../../domain/outcome.ts';
import { membersOf } from '../../reading/people.ts';
import type { Services } from '../../services.ts';
import type { Reader } from '../../store/reader.ts';
import { dateError, isBlankDate, readDate } from '../../web/date-field.ts';
import { field, posted } from '../../web/fields.ts';
import { failedForm, type FieldError, optionalLine, optionalText, parseForm, requiredLine } from '../../web/forms.ts';
import { paramsOf, queryOf, queryText } from '../../web/params.ts';
import { Refusal } from '../../web/problems.ts';
import { allowed, type Viewer } from '../../web/viewer.ts';
import { add, describe, end, giveRole, join, leaveOffice, put } from './commands.ts';
import { addDays } from './days.ts';
import {
  appointmentForm,
  detailsForm,
  freshAppointment,
  freshDetails,
  freshEnding,
  freshMember,
  freshOrganisation,
  fromDate,
  memberForm,
  organisationForm,
  untilDate,
} from './form-views.ts';
import { authorityField, memberView, networkView } from './views.ts';

const OfMember = z.object({ id: MemberId });
const OfAppointment = z.object({ id: AppointmentId });
const Office = z.object({ office: queryText });

/** The network: who is in it, who holds which office, and the forms of its coordinator. */
export function pages(app: FastifyInstance, services: Services): void {
  app.get('/network', async (request, reply) => {
    const viewer = allowed(request, 'network.view');
    return reply.page('networks/network', networkView(viewer, await membersOf(services, viewer.network.id), services.now()));
  });
  detailsPages(app, services);
  newMemberPages(app, services);
  memberPages(app, services);
  organisationPages(app, services);
  appointmentPages(app, services);
}

const DetailsForm = z.object({
  about: optionalText(5000),
  overseenBy: optionalLine(200),
  contact: field(z.union([z.literal(''), EmailAddress]), 'Enter an email address, or leave it empty'),
});

function detailsPages(app: FastifyInstance, services: Services): void {
  app.get('/network/details', (request, reply) => {
    const viewer = allowed(request, 'network.manage');
    return reply.page('networks/details', detailsForm(freshDetails(viewer.network)));
  });

  app.post('/network/details', async (request, reply) => {
    const viewer = allowed(request, 'network.manage');
    const form = parseForm(DetailsForm, request.body);
    if (!form.ok) {
      return reply.page('networks/details', detailsForm(failedForm(freshDetails(viewer.network), request.body, form.errors)), 400);
    }
    const done = await describe(services, viewer.person, form.value);
    if (!done.ok && done.code !== 'already-exists') throw new Refusal(done);
    return reply.redirect('/network', 303);
  });
}

const MemberForm = z.object({
  name: requiredLine('Enter the person’s name', 200),
  email: field(EmailAddress, 'Enter a personal work address, like name@council.gov.uk'),
  jobTitle: optionalLine(200),
  role: field(Role, 'Choose what the person does in the network'),
  organisation: z.string().max(64),
});

function newMemberPages(app: FastifyInstance, services: Services): void {
  app.get('/network/members/new', (request, reply) => {
    const viewer = allowed(request, 'network.manage');
    return reply.page('networks/member-new', memberForm(viewer.network, freshMember, services.now()));
  });

  app.post('/network/members/new', async (request, reply) => {
    const viewer = allowed(request, 'network.manage');
    const form = parseForm(MemberForm, request.body);
    const again = (errors: readonly FieldError[]): FastifyReply =>
      reply.page('networks/member-new', memberForm(viewer.network, failedForm(freshMember, request.body, errors), services.now()), 400);
    if (!form.ok) return again(form.errors);
    const { organisation, ...given } = form.value;
    const organisationId = organisation === '' ? null : (viewer.network.organisations.find((one) => one.id === organisation)?.id ?? null);
    if (organisationId === null && organisation !== '')
      return again([{ field: 'organisation', text: 'Pick an organisation of the network' }]);
    if (organisationId === null && (given.role === 'lead' || given.role === 'deputy')) {
      return again([{ field: 'organisation', text: 'Pick the organisation this person speaks for' }]);
    }
    const done = await add(services, viewer.person, { ...given, organisationId });
    return done.ok ? reply.redirect('/network', 303) : again([{ field: 'email', text: done.detail }]);
  });
}

function memberPages(app: FastifyInstance, services: Services): void {
  app.get('/network/members/:id', async (request, reply) => {
    const { viewer, member } = await managed(services, request, paramsOf(request, OfMember).id);
    return reply.page('networks/member', memberView(viewer, member, services.now()));
  });

  app.post('/network/members/:id/end', async (request, reply) => {
    const { viewer, member } = await managed(services, request, paramsOf(request, OfMember).id);
    return settled(reply, await end(services, viewer.person, member.id), '/network');
  });

  app.post('/network/members/:id/role', async (request, reply) => {
    const { viewer, member } = await managed(services, request, paramsOf(request, OfMember).id);
    const role = Role.safeParse(posted(request.body, 'role'));
    if (!role.success) throw new Refusal(refused('invalid', 'Choose a role.'));
    return settled(reply, await giveRole(services, viewer.person, member.id, role.data), `/network/members/${member.id}`);
  });
}

const OrganisationForm = z.object({
  name: requiredLine('Enter the organisation’s name', 200),
  kind: z.enum(['authority', 'partner'], { error: 'Choose what it is' }),
  deliveryBody: optionalLine(200),
});

function organisationPages(app: FastifyInstance, services: Services): void {
  app.get('/network/organisations/new', (request, reply) => {
    allowed(request, 'network.manage');
    return reply.page('networks/organisation-new', organisationForm(freshOrganisation));
  });

  app.post('/network/organisations/new', async (request, reply) => {
    const viewer = allowed(request, 'network.manage');
    const form = parseForm(OrganisationForm, request.body);
    const again = (errors: readonly FieldError[]): FastifyReply =>
      reply.page('networks/organisation-new', organisationForm(failedForm(freshOrganisation, request.body, errors)), 400);
    if (!form.ok) return again(form.errors);
    const done = await join(services, viewer.person, form.value);
    return done.ok ? reply.redirect('/network', 303) : again([{ field: 'name', text: done.detail }]);
  });
}

const AppointmentForm = z.object({
  office: field(OfficeId, 'Choose the office'),
  member: requiredLine('Pick a member', 64),
  authority: requiredLine('Say by what authority: the meeting and item, or the minute', 500),
});

function appointmentPages(app: FastifyInstance, services: Services): void {
  app.get('/network/appointments/new', async (request, reply) => {
    const viewer = allowed(request, 'network.manage');
    const members = [...(await membersOf(services, viewer.network.id)).values()];
    return reply.page(
      'networks/appointment-new',
      appointmentForm(viewer.network, members, freshAppointment(queryOf(request, Office).office), services.now()),
    );
  });

  app.post('/network/appointments/new', async (request, reply) => {
    const viewer = allowed(request, 'network.manage');
    const read = readAppointment(viewer, request);
    const done = read.ok ? await put(services, viewer.person, read.value) : null;
    if (done?.ok === true) return reply.redirect('/network', 303);
    const errors = read.ok ? [{ field: fieldOf(done), text: textOf(done) }] : read.errors;
    const members = [...(await membersOf(services, viewer.network.id)).values()];
    const form = failedForm(freshAppointment(''), request.body, errors);
    return reply.page('networks/appointment-new', appointmentForm(viewer.network, members, form, services.now()), 400);
  });

  app.post('/network/appointments/:id/end', async (request, reply) => {
    const viewer = allowed(request, 'network.view');
    const { id } = paramsOf(request, OfAppointment);
    const held = viewer.network.appointments.find((one) => one.id === id);
    if (held === undefined) throw new Refusal(refused('not-found'));
    const { member } = await managed(services, request, held.memberId);
    const form = parseForm(EndingForm, request.body);
    if (form.ok) return settled(reply, await leaveOffice(services, viewer.person, id, form.value.authority), '/network');
    const failed = failedForm(freshEnding, request.body, form.errors, () => authorityField(id));
    return reply.page('networks/member', memberView(viewer, member, services.now(), { appointment: id, form: failed }), 400);
  });
}

const EndingForm = AppointmentForm.pick({ authority: true });

type Read =
  { readonly ok: true; readonly value: Parameters<typeof put>[2] } | { readonly ok: false; readonly errors: readonly FieldError[] };

function readAppointment(viewer: Viewer, request: FastifyRequest): Read {
  const zone = viewer.network.timeZone;
  const form = parseForm(AppointmentForm, request.body);
  const from = readDate(request.body, fromDate, zone);
  const open = isBlankDate(request.body, 'until');
  const until = open ? null : readDate(request.body, untilDate, zone);
  const errors = [
    ...(form.ok ? [] : form.errors),
    ...(from.ok ? [] : [dateError('from', 'From', from)]),
    ...(until === null || until.ok ? [] : [dateError('until', 'Until', until)]),
  ];
  if (!form.ok || !from.ok || until?.ok === false) return { ok: false, errors };
  const { office, member, authority } = form.value;
  // The last day in office is named; the term ends with it.
  const end: Instant | null = until === null ? null : addDays(until.at, 1, zone);
  return { ok: true, value: { office, memberId: member, authority, from: from.at, until: end } };
}

function fieldOf(refusal: Refused | { readonly ok: true } | null): string {
  if (refusal === null || refusal.ok) return 'office';
  if (refusal.code === 'reason-needed') return 'authority';
  return refusal.code === 'invalid' ? 'until-day' : 'member';
}

/** The sentence at the field of a refused appointment. */
function textOf(refusal: Awaited<ReturnType<typeof put>> | null): string {
  if (refusal === null || refusal.ok) return '';
  return refusal.code === 'not-found' ? 'Pick a member of the network' : refusal.detail;
}

/** A member, for a viewer who may manage the network. Throws `not-found` for another network's before anything else (AC5). */
async function managed(
  reader: Reader,
  request: FastifyRequest,
  id: MemberId,
): Promise<{ readonly viewer: Viewer; readonly member: Member }> {
  const viewer = allowed(request, 'network.view');
  const member = (await membersOf(reader, viewer.network.id)).get(id);
  if (member === undefined) throw new Refusal(refused('not-found'));
  allowed(request, 'network.manage');
  return { viewer, member };
}

function settled(reply: FastifyReply, done: { readonly ok: true } | Refused, next: string): FastifyReply {
  if (!done.ok) throw new Refusal(done);
  return reply.redirect(next, 303);
}
