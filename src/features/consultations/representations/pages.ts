import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Consultation } from '../../../domain/consultation/consultation.ts';
import type { Refused } from '../../../domain/outcome.ts';
import type { Services } from '../../../services.ts';
import { type FieldError, failedForm, fieldsOf } from '../../../web/forms.ts';
import { allowed } from '../../../web/viewer.ts';
import { letterIn } from '../asked.ts';
import { addLetter, changeHeadings, changeLetter } from '../commands.ts';
import { headingsFailed, headingsForm, headingsView, readHeadings, refusedHeadings } from './headings-form.ts';
import { changeView, emptyLetter, letterOf, newFailed, newView, readChange, readLetter } from './letter-form.ts';

/** Begins a representation, and changes its title, its recipient, its date and its headings (RK9 to RK11). */
export function representationPages(app: FastifyInstance, services: Services): void {
  newPages(app, services);
  letterPages(app, services);
  headingsPages(app, services);
}

function newPages(app: FastifyInstance, services: Services): void {
  app.get('/representations/new', async (request, reply) => {
    allowed(request, 'consultation.add');
    return reply.page('representations/new', newView(emptyLetter(services.newId())));
  });

  app.post('/representations/new', async (request, reply) => {
    const viewer = allowed(request, 'consultation.add');
    const failed = (errors: readonly FieldError[]): FastifyReply => reply.page('representations/new', newFailed(request.body, errors), 400);
    const read = readLetter(request.body, viewer.network.timeZone, services.now());
    if (!read.ok) return failed(read.errors);
    const { nonce, again } = fieldsOf(request.body);
    const form = typeof nonce === 'string' ? nonce : services.newId();
    const added = await addLetter(services, viewer.person, form, read.value, again === 'yes' ? 'add' : 'refuse');
    if ('ok' in added) return failed([refusedAdding(added)]);
    return reply.redirect(`/consultations/${added.id}?done=letter`, 303);
  });
}

function refusedAdding({ code, detail }: Refused): FieldError {
  if (code !== 'already-exists') return { field: 'title', text: detail };
  return { field: 'again', text: `${detail}. To add it a second time, tick the box` };
}

function letterPages(app: FastifyInstance, services: Services): void {
  const path = '/consultations/:consultationId/letter';
  app.get(path, async (request, reply) => {
    const { viewer, consultation } = await letterIn(services, request);
    return reply.page('representations/letter', changeView(letterOf(consultation, viewer.network.timeZone), consultation));
  });

  app.post(path, async (request, reply) => {
    const { viewer, consultation } = await letterIn(services, request);
    const zone = viewer.network.timeZone;
    const failed = (errors: readonly FieldError[]): FastifyReply =>
      reply.page('representations/letter', changeView(failedForm(letterOf(consultation, zone), request.body, errors), consultation), 400);
    const read = readChange(request.body, consultation, zone);
    if (!read.ok) return failed(read.errors);
    const changed = await changeLetter(services, viewer.person, consultation.id, read.value);
    if (!changed.ok && changed.code !== 'already-exists') return failed([refusedChange(changed)]);
    return reply.redirect(`/consultations/${consultation.id}?done=details`, 303);
  });
}

function refusedChange({ detail }: Refused): FieldError {
  return { field: /date/iu.test(detail) ? 'end-day' : 'title', text: detail.replace(/\.$/u, '') };
}

function headingsPages(app: FastifyInstance, services: Services): void {
  const path = '/consultations/:consultationId/headings';
  app.get(path, async (request, reply) => {
    const { consultation } = await letterIn(services, request);
    return reply.page('representations/headings', headingsView(headingsForm(consultation, services.newId()), consultation));
  });

  app.post(path, async (request, reply) => {
    const { viewer, consultation } = await letterIn(services, request);
    const failed = (now: Consultation, errors: readonly FieldError[], status = 400): FastifyReply =>
      reply.page('representations/headings', headingsView(headingsFailed(now, request.body, errors), now), status);
    const read = readHeadings(request.body, consultation);
    if (!read.ok) return failed(consultation, read.errors);
    const changed = await changeHeadings(services, viewer.person, consultation.id, read.value);
    if (changed.ok || changed.code === 'already-exists') return reply.redirect(`/consultations/${consultation.id}?done=headings`, 303);
    const { consultation: now } = await letterIn(services, request);
    return failed(now, [refusedHeadings(changed)], changed.code === 'questions-changed' ? 409 : 400);
  });
}
