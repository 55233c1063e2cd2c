import { questionsIn } from '../../domain/response/kind/sections.ts';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Consultation } from '../../domain/consultation/consultation.ts';
import { may } from '../../domain/network/access.ts';
import type { Refused } from '../../domain/outcome.ts';
import { readTotals } from '../../reading/board.ts';
import { waitingPassages } from '../../reading/late-words.ts';
import { allSectionIds, leftBehind } from '../../reading/gone-answers.ts';
import { readinessIn } from '../../reading/readiness.ts';
import { membersOf } from '../../reading/people.ts';
import { requestTo } from '../../reading/positions.ts';
import { consultationsOf, responseTo } from '../../reading/response.ts';
import type { Services } from '../../services.ts';
import type { Reader } from '../../store/reader.ts';
import { answersSoFar } from '../../reading/answers.ts';
import { readDate } from '../../web/form-parts/date-field.ts';
import { type FieldError, failedForm, fieldsOf } from '../../web/forms.ts';
import { namedConsultation } from '../../web/found.ts';
import { queryOf, queryText } from '../../web/params.ts';
import { type Viewer, allowed } from '../../web/viewer.ts';
import { askedIn } from './asked.ts';
import { add, changeRegistration, move } from './commands.ts';
import { importPages } from './import/pages.ts';
import { listView } from './list-view.ts';
import { overviewView } from './overview-view.ts';
import { planPages } from './plan/pages.ts';
import { questionPages } from './questions/pages.ts';
import { representationPages } from './representations/pages.ts';
import {
  closingErrors,
  closingForm,
  closingView,
  detailsView,
  emptyRegistration,
  readDates,
  readDetails,
  readRegistration,
  registrationOf,
  registrationView,
} from './registration-form.ts';

const Notice = z.object({ done: queryText });

/** The register of consultations, one of them, its dates and its questions. */
export function pages(app: FastifyInstance, services: Services): void {
  app.get('/consultations', async (request, reply) =>
    reply.page('consultations/list', await listFor(services, allowed(request, 'consultation.view'))),
  );
  newPages(app, services);
  app.get('/consultations/:consultationId', async (request, reply) => {
    const { viewer, consultation } = await namedConsultation(services, request, 'consultation.view');
    const { done } = queryOf(request, Notice);
    return reply.page('consultations/overview', await overviewFor(services, viewer, consultation, noticeOf(done)));
  });
  detailsPages(app, services);
  closingPages(app, services);
  questionPages(app, services);
  importPages(app, services);
  planPages(app, services);
  representationPages(app, services);
}

async function listFor(reader: Reader, viewer: Viewer) {
  return listView(await consultationsOf(reader, viewer.network.id), viewer, reader.now());
}

async function overviewFor(services: Services, viewer: Viewer, consultation: Consultation, notice: string) {
  const response = await responseTo(services, consultation);
  const handles = response?.state.status === 'drafting' && may('late.bring', viewer.duties);
  const text = response === null ? null : await services.presentTexts.of({ draft: response.id, epoch: response.state.epoch });
  const { network } = viewer;
  return overviewView({
    consultation,
    response: response?.state ?? null,
    board:
      response === null || text === null ? null : await readTotals(services, { network, consultation, response: response.state, text }),
    answers: answersSoFar(text, questionsIn({ consultation, response: response?.state ?? null })),
    readiness: response === null || text === null ? new Map() : readinessIn(response.state, text, consultation),
    asked: response === null ? null : await requestTo(services, response.state, viewer.member, viewer.network),
    leftBehind:
      response === null || text === null ? 0 : leftBehind(consultation, response.state, text.content(allSectionIds(consultation))).length,
    latePassages: handles ? await waitingPassages(services, response.state, consultation) : 0,
    network,
    members: await membersOf(services, network.id),
    duties: viewer.duties,
    memberId: viewer.member.id,
    now: services.now(),
    notice,
  });
}

const notices: Readonly<Record<string, string>> = {
  added: 'The consultation is added. Nobody has been told yet.',
  letter: 'The representation is added. Nobody has been told yet.',
  headings: 'The headings are kept. The text under a heading that was taken out stays in the draft.',
  details: 'The details are changed.',
  moved:
    'It is moved, and every date with it. A date that was moved by hand keeps its distance, unless it no longer fits: Plan shows them.',
  imported: 'The questions are kept.',
  same: 'These are the questions in force already, so nothing changed.',
  question: 'The question is kept.',
  removed: 'The question is taken out. Its answer stays in the draft, and comes back with it.',
};

function noticeOf(done: string): string {
  return Object.hasOwn(notices, done) ? String(notices[done]) : '';
}

function newPages(app: FastifyInstance, services: Services): void {
  app.get('/consultations/new', async (request, reply) => {
    const viewer = allowed(request, 'consultation.add');
    return reply.page('consultations/new', registrationView(emptyRegistration(services.newId()), viewer.network, services.now(), null));
  });

  app.post('/consultations/new', async (request, reply) => {
    const viewer = allowed(request, 'consultation.add');
    const now = services.now();
    const fields = fieldsOf(request.body);
    const zone = viewer.network.timeZone;
    const failed = (errors: readonly FieldError[]): FastifyReply =>
      reply.page(
        'consultations/new',
        registrationView(failedForm(emptyRegistration(''), request.body, errors), viewer.network, now, null),
        400,
      );
    if (fields['show'] === 'dates') {
      const dates = readDates(request.body, zone, now);
      if (!dates.ok) return failed(dates.errors);
      const form = { ...failedForm(emptyRegistration(''), request.body, []), summary: null };
      return reply.page('consultations/new', registrationView(form, viewer.network, now, dates.value));
    }
    const read = readRegistration(request.body, zone, now);
    if (!read.ok) return failed(read.errors);
    const nonce = typeof fields['nonce'] === 'string' ? fields['nonce'] : services.newId();
    const added = await add(services, viewer.person, nonce, read.value, fields['again'] === 'yes' ? 'add' : 'refuse');
    if ('ok' in added) return failed([refusedAdding(added)]);
    return reply.redirect(`/consultations/${added.id}?done=added`, 303);
  });
}

function refusedAdding({ code, detail }: Refused): FieldError {
  if (code !== 'already-exists') return { field: 'title', text: detail };
  return { field: 'again', text: `${detail}. To add it a second time, tick the box` };
}

function detailsPages(app: FastifyInstance, services: Services): void {
  app.get('/consultations/:consultationId/details', async (request, reply) => {
    const { viewer, consultation } = await askedIn(services, request);
    return reply.page('consultations/details', detailsView(registrationOf(consultation, viewer.network.timeZone), consultation));
  });

  app.post('/consultations/:consultationId/details', async (request, reply) => {
    const { viewer, consultation } = await askedIn(services, request);
    const zone = viewer.network.timeZone;
    const failed = (errors: readonly FieldError[]): FastifyReply =>
      reply.page(
        'consultations/details',
        detailsView(failedForm(registrationOf(consultation, zone), request.body, errors), consultation),
        400,
      );
    const read = readDetails(request.body, zone);
    if (!read.ok) return failed(read.errors);
    const changed = await changeRegistration(services, viewer.person, consultation.id, read.value);
    if (!changed.ok) return failed([{ field: 'opens-day', text: changed.detail }]);
    return reply.redirect(`/consultations/${consultation.id}?done=details`, 303);
  });
}

function closingPages(app: FastifyInstance, services: Services): void {
  app.get('/consultations/:consultationId/closing', async (request, reply) => {
    const { viewer, consultation } = await namedConsultation(services, request, 'consultation.edit');
    return reply.page(
      'consultations/closing',
      closingView(closingForm(consultation, viewer.network.timeZone), consultation, viewer.network),
    );
  });

  app.post('/consultations/:consultationId/closing', async (request, reply) => {
    const { viewer, consultation } = await namedConsultation(services, request, 'consultation.edit');
    const zone = viewer.network.timeZone;
    const failed = (errors: readonly FieldError[]): FastifyReply =>
      reply.page(
        'consultations/closing',
        closingView(failedForm(closingForm(consultation, zone), request.body, errors), consultation, viewer.network),
        400,
      );
    const closing = readDate(request.body, { name: 'closes', withTime: true }, zone);
    const errors = closingErrors(closing, consultation.opensAt, services.now());
    const given = fieldsOf(request.body)['reason'];
    const reason = typeof given === 'string' ? given.trim() : '';
    const missing = reason === '' ? [{ field: 'reason', text: 'Say why it moves, for example where that was announced' }] : [];
    if (!closing.ok || errors.length > 0 || missing.length > 0) return failed([...errors, ...missing]);
    const moved = await move(services, viewer.person, consultation.id, { to: closing.at, reason });
    if (!moved.ok) return failed([closingRefusal(moved)]);
    return reply.redirect(`/consultations/${consultation.id}?done=moved`, 303);
  });
}

function closingRefusal(refusal: Refused): FieldError {
  return { field: refusal.detail.startsWith('The reason') ? 'reason' : 'closes-day', text: refusal.detail };
}
