import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppointmentId, MemberId } from '../../domain/ids.ts';
import { may } from '../../domain/network/access.ts';
import { type Member, Role } from '../../domain/network/member.ts';
import { type Refused, refused } from '../../domain/outcome.ts';
import { setUpList } from '../../phrases/set-up.ts';
import { membersOf } from '../../reading/people.ts';
import { consultationsOf } from '../../reading/response.ts';
import type { Services } from '../../services.ts';
import type { Reader } from '../../store/reader.ts';
import { posted } from '../../web/fields.ts';
import { failedForm, type FieldError, parseForm } from '../../web/forms.ts';
import { paramsOf, queryOf, queryText } from '../../web/params.ts';
import { Refusal } from '../../web/problems.ts';
import { allowed, type Viewer } from '../../web/viewer.ts';
import { add, describe, end, giveRole, join, leaveOffice, put, sendInvitation, sendInvitations } from './commands.ts';
import { appointmentError, DetailsForm, EndingForm, readAppointment, readMember, readOrganisation } from './form.ts';
import {
  appointmentForm,
  detailsForm,
  freshAppointment,
  freshDetails,
  freshEnding,
  freshMember,
  freshOrganisation,
  memberForm,
  organisationForm,
} from './form-views.ts';
import { importPages } from './import/pages.ts';
import { authorityField, memberView, networkView } from './views.ts';

const Notice = z.object({ done: queryText });

/** The sentence after each act, by the name of the act in the address. */
const notices: Readonly<Record<string, string>> = {
  list: 'The list is added. Nobody is told yet: send the invitations when you are ready.',
  added: 'Added. The person is not told yet: send the invitations when you are ready.',
  told: 'Added. The invitation is on its way.',
  organisation: 'The organisation is added.',
  appointed: 'The appointment is recorded.',
  invited: 'The invitations are on their way.',
};

function noticeOf(done: string): string {
  return Object.hasOwn(notices, done) ? String(notices[done]) : '';
}

async function setUpNow(services: Services, { network }: Viewer, people: Awaited<ReturnType<typeof membersOf>>) {
  const found = await consultationsOf(services, network.id);
  return setUpList({
    network,
    members: [...people.values()],
    consultations: found.map(({ consultation }) => consultation),
    started: found.some(({ response }) => response !== null),
    now: services.now(),
  });
}

const OfMember = z.object({ id: MemberId });
const OfAppointment = z.object({ id: AppointmentId });
const Office = z.object({ office: queryText });

/** The network: who is in it, who holds which office, and the forms of its coordinator. */
export function pages(app: FastifyInstance, services: Services): void {
  app.get('/network', async (request, reply) => {
    const viewer = allowed(request, 'network.view');
    const people = await membersOf(services, viewer.network.id);
    const setUp = may('network.manage', viewer.duties) ? await setUpNow(services, viewer, people) : null;
    const notice = noticeOf(queryOf(request, Notice).done);
    return reply.page('networks/network', networkView({ viewer, people, setUp, notice, now: services.now() }));
  });
  importPages(app, services);
  invitationPages(app, services);
  detailsPages(app, services);
  newMemberPages(app, services);
  memberPages(app, services);
  organisationPages(app, services);
  appointmentPages(app, services);
}

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

function newMemberPages(app: FastifyInstance, services: Services): void {
  app.get('/network/members/new', (request, reply) => {
    const viewer = allowed(request, 'network.manage');
    return reply.page('networks/member-new', memberForm(viewer.network, freshMember, services.now()));
  });

  app.post('/network/members/new', async (request, reply) => {
    const viewer = allowed(request, 'network.manage');
    const form = readMember(request.body, viewer.network, services.now());
    const again = (errors: readonly FieldError[]): FastifyReply =>
      reply.page('networks/member-new', memberForm(viewer.network, failedForm(freshMember, request.body, errors), services.now()), 400);
    if (!form.ok) return again(form.errors);
    const done = await add(services, viewer.person, form.value);
    const next = form.value.invitation === 'now' ? 'told' : 'added';
    return done.ok ? reply.redirect(`/network?done=${next}`, 303) : again([{ field: 'email', text: done.detail }]);
  });
}

function invitationPages(app: FastifyInstance, services: Services): void {
  app.post('/network/invitations', async (request, reply) => {
    const viewer = allowed(request, 'network.manage');
    return settled(reply, await sendInvitations(services, viewer.person), '/network?done=invited');
  });

  app.post('/network/members/:id/invitation', async (request, reply) => {
    const { viewer, member } = await managed(services, request, paramsOf(request, OfMember).id);
    return settled(reply, await sendInvitation(services, viewer.person, member.id), `/network/members/${member.id}`);
  });
}

function memberPages(app: FastifyInstance, services: Services): void {
  app.get('/network/members/:id', async (request, reply) => {
    const { viewer, member, people } = await managed(services, request, paramsOf(request, OfMember).id);
    return reply.page('networks/member', memberView(viewer, member, { people, now: services.now() }));
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

function organisationPages(app: FastifyInstance, services: Services): void {
  app.get('/network/organisations/new', (request, reply) => {
    allowed(request, 'network.manage');
    return reply.page('networks/organisation-new', organisationForm(freshOrganisation));
  });

  app.post('/network/organisations/new', async (request, reply) => {
    const viewer = allowed(request, 'network.manage');
    const form = readOrganisation(request.body, viewer.network, services.now());
    const again = (errors: readonly FieldError[]): FastifyReply =>
      reply.page('networks/organisation-new', organisationForm(failedForm(freshOrganisation, request.body, errors)), 400);
    if (!form.ok) return again(form.errors);
    const done = await join(services, viewer.person, form.value);
    return done.ok ? reply.redirect('/network?done=organisation', 303) : again([{ field: 'name', text: done.detail }]);
  });
}

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
    const read = readAppointment(request.body, viewer.network);
    const done = read.ok ? await put(services, viewer.person, read.value) : read;
    if (done.ok) return reply.redirect('/network?done=appointed', 303);
    const errors = 'errors' in done ? done.errors : [appointmentError(done)];
    const members = [...(await membersOf(services, viewer.network.id)).values()];
    const form = failedForm(freshAppointment(''), request.body, errors);
    return reply.page('networks/appointment-new', appointmentForm(viewer.network, members, form, services.now()), 400);
  });

  app.post('/network/appointments/:id/end', async (request, reply) => {
    const viewer = allowed(request, 'network.view');
    const { id } = paramsOf(request, OfAppointment);
    const held = viewer.network.appointments.find((one) => one.id === id);
    if (held === undefined) throw new Refusal(refused('not-found'));
    const { member, people } = await managed(services, request, held.memberId);
    const form = parseForm(EndingForm, request.body);
    if (form.ok) return settled(reply, await leaveOffice(services, viewer.person, id, form.value.authority), '/network');
    const failed = failedForm(freshEnding, request.body, form.errors, () => authorityField(id));
    return reply.page(
      'networks/member',
      memberView(viewer, member, { people, now: services.now() }, { appointment: id, form: failed }),
      400,
    );
  });
}

/** A member, for a viewer who may manage the network. Throws `not-found` for another network's before anything else (AC5). */
async function managed(
  reader: Reader,
  request: FastifyRequest,
  id: MemberId,
): Promise<{ readonly viewer: Viewer; readonly member: Member; readonly people: ReadonlyMap<string, Member> }> {
  const viewer = allowed(request, 'network.view');
  const people = await membersOf(reader, viewer.network.id);
  const member = people.get(id);
  if (member === undefined) throw new Refusal(refused('not-found'));
  allowed(request, 'network.manage');
  return { viewer, member, people };
}

function settled(reply: FastifyReply, done: { readonly ok: true } | Refused, next: string): FastifyReply {
  if (!done.ok) throw new Refusal(done);
  return reply.redirect(next, 303);
}
