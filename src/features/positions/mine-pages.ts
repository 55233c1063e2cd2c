import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { may } from '../../domain/network/access.ts';
import { speaksFor } from '../../domain/positions/stating.ts';
import type { Statement } from '../../domain/positions/statement.ts';
import type { OrganisationStanding } from '../../domain/positions/totals.ts';
import type { Services } from '../../services.ts';
import { type ChildQuestion, childQuestion } from '../../web/form-parts/child-question.ts';
import { type FieldError, failedForm, fieldsOf } from '../../web/forms.ts';
import { queryOf, queryText } from '../../web/params.ts';
import { Refusal, problems } from '../../web/problems.ts';
import { limit } from '../../web/security.ts';
import { changesSince, movedSince } from './changes.ts';
import { give } from './commands.ts';
import { type Filling, mineView, notYoursView } from './form-view.ts';
import { type AskedSection, type TypedException, emptyForm, readForm, typedExceptions } from './form.ts';
import { type Matter, matterOf, standingIn } from './matter.ts';
import { sectionNames } from './statement-view.ts';

const path = '/consultations/:consultationId/positions/mine';
/** How many positions one member can give in an hour. */
const most = 60;
const hour = 60 * 60 * 1000;

/** The page on which an organisation says where it stands (PO10). */
export function minePages(app: FastifyInstance, services: Services): void {
  app.get(path, async (request, reply) => {
    const matter = await matterOf(services, request);
    const standing = ownStanding(matter);
    if (standing === null || matter.taking.whyNot !== null) return notYours(matter, reply);
    const { on } = queryOf(request, z.object({ on: queryText }));
    const from = askedSections(matter).some(({ id }) => id === on) ? on : '';
    const filling = { ...(await freshFilling(services, matter, standing)), from };
    return app.reading.spend(matter.viewer.member.id, () => show(reply, matter, filling));
  });
  app.post(path, async (request, reply) => {
    const matter = await matterOf(services, request);
    const standing = ownStanding(matter);
    if (standing === null) return notYours(matter, reply);
    await limit(services, `position/${matter.viewer.member.id}`, most, hour);
    return posted(services, request, reply, { matter, standing });
  });
}

/** The standing of the organisation for which the viewer speaks; null for a viewer who speaks for none (PO6). */
function ownStanding(matter: Matter): OrganisationStanding | null {
  const standing = standingIn(matter, matter.viewer.member.organisationId);
  return standing !== null && speaksFor(matter.viewer.member, standing.organisation, matter.now) ? standing : null;
}

function notYours(matter: Matter, reply: FastifyReply): FastifyReply {
  const organisation = standingIn(matter, matter.viewer.member.organisationId)?.organisation ?? null;
  const speakers = organisation === null ? [] : [...matter.members.values()].filter((one) => speaksFor(one, organisation, matter.now));
  const mine = may('position.give', matter.viewer.duties) && matter.taking.whyNot !== null;
  return reply.page('positions/not-yours', notYoursView(matter, organisation, speakers), mine ? 409 : 403);
}

/** The form as it is first shown. The exceptions of the last position stand in it; the position itself is chosen anew. */
export async function freshFilling(services: Services, matter: Matter, standing: OrganisationStanding): Promise<Filling> {
  const { statement } = standing;
  const form = emptyForm();
  const values = statement === null ? form.values : { ...form.values, ...valuesOf(statement) };
  return {
    standing,
    form: { ...form, values },
    exceptions: new Map(
      statement?.exceptions.map(({ section, position, reason }): [string, TypedException] => [section, { position, reason }]),
    ),
    errors: new Map(),
    since: await changesSince(services, matter, statement),
    moved: null,
    from: '',
    signs: null,
  };
}

function valuesOf({ note, listing }: Statement) {
  return { note: note?.words ?? '', shown: note?.shown ?? 'attributed', listing };
}

/** The sections of the text, as the form asks about them. */
export function askedSections(matter: Matter): readonly AskedSection[] {
  return [...sectionNames(matter)].map(([id, name]) => ({ id, name }));
}

async function posted(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  { matter, standing }: { readonly matter: Matter; readonly standing: OrganisationStanding },
): Promise<FastifyReply> {
  const { body } = request;
  const typed = (more: Partial<Filling>): Promise<Filling> => typedFilling(services, { matter, standing, body }, more);
  const read = readForm(body, askedSections(matter), matter.network.timeZone);
  if (!read.ok) return show(reply, matter, await typed(failure(body, read.errors)), 400);
  const signs = await childSignsIn(services, matter, standing, body);
  if (signs !== null) return show(reply, matter, await typed({ signs }), 422);
  const given = await give(services, matter.viewer.person, matter.response.id, read.value);
  if (given.ok || given.code === 'already-exists') {
    return reply.redirect(`/consultations/${matter.consultation.id}/positions/${standing.organisation.id}`, 303);
  }
  if (given.code === 'text-moved') {
    // The text may have moved after this request read it.
    const again = await matterOf(services, request);
    const moved = await movedSince(services, again, body);
    return show(reply, again, await typedFilling(services, { matter: again, standing, body }, { moved }), 409);
  }
  if (given.code === 'not-found' || given.code === 'not-allowed') throw new Refusal(given);
  const field = read.value.kind === 'awaiting' ? 'until-day' : 'position';
  return show(reply, matter, await typed(failure(body, [{ field, text: given.detail }])), problems[given.code].status);
}

/** A form that comes back with everything that was typed in it. */
export async function typedFilling(
  services: Services,
  { matter, standing, body }: { readonly matter: Matter; readonly standing: OrganisationStanding; readonly body: unknown },
  more: Partial<Filling>,
): Promise<Filling> {
  return {
    standing,
    form: { ...failedForm(emptyForm(), body, []), summary: null },
    exceptions: typedExceptions(body, askedSections(matter)),
    errors: new Map(),
    since: await changesSince(services, matter, standing.statement),
    moved: null,
    from: '',
    signs: null,
    ...more,
  };
}

/** The part of a form that comes back with errors. */
export function failure(body: unknown, errors: readonly FieldError[]): Pick<Filling, 'form' | 'errors'> {
  return { form: failedForm(emptyForm(), body, errors), errors: new Map(errors.map(({ field, text }) => [field, text])) };
}

/** Asks about signs of a child in the note and in the reasons (PR2). */
export async function childSignsIn(
  services: Services,
  matter: Matter,
  { statement }: OrganisationStanding,
  body: unknown,
): Promise<ChildQuestion | null> {
  const fields = fieldsOf(body);
  const words = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
  return childQuestion(services, matter.network.id, body, {
    readers: 'Everybody in the network reads this, and it may be published.',
    fields: [
      { field: 'note', place: 'In the note', words: words('note'), before: statement?.note?.words ?? '' },
      ...askedSections(matter).map(({ id, name }) => ({
        field: `why-${id}`,
        place: name,
        words: words(`why-${id}`),
        before: statement?.exceptions.find(({ section }) => section === id)?.reason ?? '',
      })),
    ],
  });
}

function show(reply: FastifyReply, matter: Matter, filling: Filling, status = 200): FastifyReply {
  return reply.page('positions/mine', mineView(matter, filling), status);
}
