import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { StepName } from '../../../domain/consultation/date-move.ts';
import { MemberId, SectionId } from '../../../domain/ids.ts';
import type { PlainAct } from '../../../domain/network/access.ts';
import { refused } from '../../../domain/outcome.ts';
import type { LeadChange } from '../../../domain/response/leading.ts';
import { type DatedStep, datedSteps } from '../../../domain/response/plan/steps.ts';
import { membersOf } from '../../../reading/people.ts';
import { responseTo } from '../../../reading/response.ts';
import type { Services } from '../../../services.ts';
import { type FieldError, failedForm, fieldsOf, listOf } from '../../../web/forms.ts';
import { namedConsultation } from '../../../web/found.ts';
import { OfConsultation, paramsOf, queryOf, queryText } from '../../../web/params.ts';
import { NotStarted, Refusal } from '../../../web/problems.ts';
import { shortTitle } from '../../../domain/consultation/consultation.ts';
import { moveStep, nameDraftingLeads, planDatesAgain } from '../planning.ts';
import { dateForm, dateView, movedNotice, readMove, refusedMove } from './date-form.ts';
import { type LeadsForm, noLeads, nobody, partsToLead } from './leads-view.ts';
import { planView } from './view.ts';

const path = '/consultations/:consultationId/plan';
const OfStep = OfConsultation.extend({ step: StepName });
const Notice = z.object({ done: queryText });

/** The page *Plan*: its dates, which the coordinator moves, and the drafting leads (WO15, WO17). */
export function planPages(app: FastifyInstance, services: Services): void {
  app.get(path, async (request, reply) => {
    const it = await plannedFor(services, request, 'plan.view');
    return reply.page('consultations/plan', planView(it, noticeOf(queryOf(request, Notice).done, it), noLeads));
  });
  app.post(`${path}/again`, async (request, reply) => {
    const it = await plannedFor(services, request, 'plan.change');
    const done = await planDatesAgain(services, it.viewer.person, it.consultation.id);
    if (!done.ok && done.code !== 'already-exists') throw new Refusal(done);
    return reply.redirect(`/consultations/${it.consultation.id}/plan?done=again`, 303);
  });
  app.post(`${path}/leads`, (request, reply) => nameLeads(services, request, reply));
  datePages(app, services);
}

type Case = Awaited<ReturnType<typeof plannedFor>>;

async function plannedFor(services: Services, request: FastifyRequest, act: PlainAct) {
  const { viewer, consultation } = await namedConsultation(services, request, act);
  const { network, duties, member } = viewer;
  const response = await responseTo(services, consultation);
  const members = await membersOf(services, network.id);
  return { viewer, consultation, network, response: response?.state ?? null, members, duties, memberId: member.id, now: services.now() };
}

/** The sentence after a press: of a step by its name, of the leads, or of the whole plan. */
function noticeOf(done: string, { consultation, network, response }: Case): string {
  if (done === 'again') return 'Every date is planned again.';
  if (done === 'leads') return 'The drafting lead is named. The people concerned hear of it tomorrow at 8am, in one email.';
  const step = datedSteps(consultation, network, response).find(({ name }) => name === done);
  if (step?.isMoved !== true) return '';
  return movedNotice({ moved: { step: step.name, was: step.at, to: step.at, reason: '' }, note: '' }, network);
}

function datePages(app: FastifyInstance, services: Services): void {
  app.get(`${path}/dates/:step`, async (request, reply) => {
    const it = await plannedFor(services, request, 'plan.change');
    const step = stepOf(request, it);
    return reply.page('consultations/plan-date', dateView(dateForm(step, it.network.timeZone), step, it));
  });
  app.post(`${path}/dates/:step`, async (request, reply) => {
    const it = await plannedFor(services, request, 'plan.change');
    const step = stepOf(request, it);
    const zone = it.network.timeZone;
    const failed = (errors: readonly FieldError[], now: DatedStep): FastifyReply =>
      reply.page('consultations/plan-date', dateView(failedForm(dateForm(now, zone), request.body, errors), now, it), 400);
    const read = readMove(request.body, it, step.name, it.now);
    if (!read.ok) return failed(read.errors, step);
    const done = await moveStep(services, it.viewer.person, it.consultation.id, read.value.moved);
    if (!done.ok) return failed([refusedMove(done, step, zone)], step);
    return reply.redirect(`/consultations/${it.consultation.id}/plan?done=${step.name}`, 303);
  });
}

function stepOf(request: FastifyRequest, { consultation, network, response }: Case): DatedStep {
  const { step: name } = paramsOf(request, OfStep);
  const step = datedSteps(consultation, network, response).find((one) => one.name === name);
  if (step === undefined) throw new Refusal(refused('not-found'));
  return step;
}

async function nameLeads(services: Services, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const it = await plannedFor(services, request, 'plan.change');
  const { consultation, response } = it;
  if (response === null) {
    const place = { id: consultation.id, title: shortTitle(consultation.title) };
    throw new NotStarted('There are no sections to lead: the text was not started.', place);
  }
  const form = leadsFormOf(request.body);
  const failed = (at: LeadsForm['at'], error: string): FastifyReply =>
    reply.page('consultations/plan', planView(it, '', { ...form, at, error }), 400);
  const chosen = sectionsChosen(form, it);
  if (chosen.length === 0) return failed('sections', 'Tick the questions, or a whole part');
  if (form.member === '') return failed('member', 'Choose who leads them');
  const member = form.member === nobody ? null : MemberId.safeParse(form.member).data;
  if (member === undefined) return failed('member', 'Choose a person from the list');
  const was = wasOf(request.body);
  const changes = chosen.map((section): LeadChange => ({ section, was: was.get(section) ?? null, member }));
  const done = await nameDraftingLeads(services, it.viewer.person, response.id, changes);
  if (!done.ok && done.code === 'plan-changed')
    return failed(
      'sections',
      'Somebody changed these leads while this page was open. Nothing was recorded. Look again, then press the button again',
    );
  if (!done.ok && done.code !== 'already-exists') return failed('member', done.detail);
  return reply.redirect(`/consultations/${consultation.id}/plan?done=leads#leads`, 303);
}

function leadsFormOf(body: unknown): LeadsForm {
  const fields = fieldsOf(body);
  const member = fields['member'];
  return {
    sections: new Set(listOf(fields['section'])),
    parts: new Set(listOf(fields['part'])),
    member: typeof member === 'string' ? member : '',
    error: '',
    at: 'sections',
  };
}

function sectionsChosen({ sections, parts }: LeadsForm, { consultation }: Case): readonly SectionId[] {
  return partsToLead(consultation).flatMap(({ id, rows }) =>
    rows.filter((row) => parts.has(id) || sections.has(row.id)).map((row) => row.id),
  );
}

/** The lead of each section on the page that was posted. */
function wasOf(body: unknown): ReadonlyMap<string, MemberId> {
  const rows = listOf(fieldsOf(body)['was']).map((row) => row.split(' '));
  return new Map(
    rows.flatMap(([section, member]) => {
      const [id, by] = [SectionId.safeParse(section), MemberId.safeParse(member)];
      return id.success && by.success ? [[id.data, by.data] as const] : [];
    }),
  );
}
