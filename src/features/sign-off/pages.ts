import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isCurrent } from '../../domain/network/member.ts';
import { shortTitle } from '../../domain/consultation/consultation.ts';
import { SlotId } from '../../domain/ids.ts';
import { type Refused, refused } from '../../domain/outcome.ts';
import { latestRound, roundNumbered } from '../../domain/response/response.ts';
import { seatOf } from '../../domain/round/round.ts';
import { whyNotRecall } from '../../domain/sign-off/recall.ts';
import type { Services } from '../../services.ts';
import { versionWords } from '../../text/canonical.ts';
import { changesView, textView } from '../../text/shown.ts';
import { type FieldError, type FormModel, failedForm, freshForm, listOf, optionalText, parseForm, requiredText } from '../../web/forms.ts';
import { Refusal } from '../../web/problems.ts';
import type { Viewer } from '../../web/viewer.ts';
import { type Case, caseOf } from './case.ts';
import { changesFor } from './changes.ts';
import { checksView } from './rounds/checks-view.ts';
import { lockAndOpen, startAgain, takeBack } from './commands.ts';
import { decisionPages } from './decision/pages.ts';
import { openDesk } from './decision/desk.ts';
import { countLate } from './late/passages.ts';
import { latePages } from './late/pages.ts';
import { linkFor } from './links.ts';
import { lockedAt, overviewView } from './rounds/overview-view.ts';
import { roundWords } from '../../phrases/rounds.ts';
import { contentOf, dueDates, everybody, findingsOn, logOf, officeHolders, snapshotOf } from '../../reading/response.ts';

const RoundParams = z.object({ n: z.coerce.number().int().min(1) });

/** Pages of sign-off: for members, and behind emailed links. */
export function pages(app: FastifyInstance, services: Services): void {
  checksPages(app, services);
  overviewPages(app, services);
  latePages(app, services);
  decisionPages(app, services);
}

function checksPages(app: FastifyInstance, services: Services): void {
  app.get('/consultations/:consultationId/checks', async (request, reply) => {
    const it = await caseOf(services, request, 'sign-off.check');
    if (it.response.status !== 'drafting') return reply.redirect(`/consultations/${it.consultation.id}/sign-off`, 303);
    return showChecks(services, reply, it, freshForm({ reason: '' }));
  });
  app.post('/consultations/:consultationId/checks', async (request, reply) => {
    const it = await caseOf(services, request, 'sign-off.open');
    await onlyWhereNoCoordinator(services, it.viewer);
    const posted = parseForm(LockForm, request.body);
    if (!posted.ok) return showChecks(services, reply, it, failedForm(freshForm({ reason: '' }), request.body, posted.errors), 400);
    const done = await lockAndOpen(services, it.response.id, it.viewer.member.id, posted.value);
    if (done.ok) return reply.redirect(`/consultations/${it.consultation.id}/sign-off`, 303);
    if (!mendable.has(done.code)) throw new Refusal(done);
    const errors: readonly FieldError[] = [{ field: 'reason', text: done.detail }];
    const fresh = await caseOf(services, request, 'sign-off.check');
    return showChecks(services, reply, fresh, failedForm(freshForm({ reason: '' }), request.body, errors), 409);
  });
}

const LockForm = z.object({
  acknowledged: z.preprocess(listOf, z.array(z.string().max(200)).max(1000)),
  reason: optionalText(5000),
});
// What the page of checks itself can show and help with; anything else is a page of its own.
const mendable: ReadonlySet<string> = new Set(['checks-block', 'warnings-unacknowledged', 'consultation-closed']);

/** The chair opens rounds only in a network without a coordinator (SO2). */
async function onlyWhereNoCoordinator(services: Services, { duties, network }: Viewer): Promise<void> {
  if (duties.has('coordinator')) return;
  const coordinators = await services.aggregates.find('member', { where: { networkId: network.id, role: 'coordinator' } });
  const now = services.now();
  if (coordinators.some(({ state }) => isCurrent(state, now))) {
    throw new Refusal(refused('not-allowed', 'The coordinator locks the text. You can see the checks.'));
  }
}

async function showChecks(services: Services, reply: FastifyReply, it: Case, form: FormModel, status = 200): Promise<FastifyReply> {
  const { consultation, response, viewer } = it;
  const holders = await officeHolders(services, viewer.network.id);
  const content = contentOf(await logOf(services, response), consultation);
  const findings = await findingsOn(services, content, consultation, holders);
  const cast = { network: holders.network, people: await everybody(services, viewer.network.id) };
  const dueAt = dueDates(services, consultation, holders.network);
  const locking = response.locking !== null;
  const model = checksView({ consultation, findings, holders, cast, dueAt, now: services.now(), locking, form });
  return reply.page('sign-off/checks', { title: 'Checks before sign-off', ...model }, status);
}

function overviewPages(app: FastifyInstance, services: Services): void {
  const base = '/consultations/:consultationId/sign-off';
  app.get(base, async (request, reply) =>
    showOverview(services, reply, await caseOf(services, request, 'sign-off.view'), freshForm({ reason: '' })),
  );
  app.post(`${base}/take-back`, async (request, reply) => {
    const it = await caseOf(services, request, 'sign-off.view');
    const { viewer, response } = it;
    refuse(whyNotRecall(response, viewer.duties));
    const posted = parseForm(ReasonForm, request.body);
    if (!posted.ok) return showOverview(services, reply, it, failedForm(freshForm({ reason: '' }), request.body, posted.errors), 400);
    const done = await takeBack(services, response.id, { by: viewer.member.id, duties: viewer.duties, ...posted.value });
    if (!done.ok) throw new Refusal(done);
    return reply.redirect(`/consultations/${it.consultation.id}/sign-off`, 303);
  });
  app.post(`${base}/start-again`, async (request, reply) => {
    const { viewer, response, consultation } = await caseOf(services, request, 'sign-off.reopen');
    const done = await startAgain(services, response.id, { by: viewer.member.id, duties: viewer.duties });
    if (!done.ok) throw new Refusal(done);
    return reply.redirect(`/consultations/${consultation.id}/sign-off`, 303);
  });
  app.post(`${base}/desk`, async (request, reply) => {
    const { viewer, response } = await caseOf(services, request, 'sign-off.decide');
    const round = latestRound(response);
    const slot = SlotId.safeParse(z.object({ slot: z.string() }).safeParse(request.body).data?.slot);
    const seat = round === null || !slot.success ? null : seatOf(round, slot.data);
    if (round === null || seat?.slot.memberId !== viewer.member.id) throw new Refusal(refused('not-found'));
    const about = { networkId: response.networkId, responseId: response.id, round: round.n, slot: seat.slot.id, digest: round.digest };
    await openDesk(services, request, reply, { link: linkFor(services, viewer.member, about), came: 'signed-in' });
    return reply.redirect('/decision', 303);
  });
  app.get(`${base}/rounds/:n`, async (request, reply) => showRound(services, request, reply));
}

const ReasonForm = z.object({ reason: requiredText('Say why the text is taken back', 5000) });

function refuse(refusal: Refused | null): void {
  if (refusal !== null) throw new Refusal(refusal);
}

async function showOverview(services: Services, reply: FastifyReply, it: Case, form: FormModel, status = 200): Promise<FastifyReply> {
  const { viewer, consultation, response } = it;
  const late = await countLate(services, response, consultation);
  const cast = { network: viewer.network, people: await everybody(services, viewer.network.id) };
  const shown = { consultation, response, cast, duties: viewer.duties, memberId: viewer.member.id, now: services.now(), late, form };
  return reply.page('sign-off/overview', { title: 'Sign-off', ...overviewView(shown) }, status);
}

async function showRound(services: Services, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { viewer, consultation, response } = await caseOf(services, request, 'sign-off.view');
  const params = RoundParams.safeParse(request.params);
  const round = params.success ? roundNumbered(response, params.data.n) : null;
  if (round === null) throw new Refusal(refused('not-found'));
  const cast = { network: viewer.network, people: await everybody(services, viewer.network.id) };
  const { snapshot } = await snapshotOf(services, response, round.digest);
  const changes = await changesFor(services, response, round, '');
  return reply.page('sign-off/round', {
    title: `The text of round ${round.n}`,
    place: 'consultations',
    consultation: { id: consultation.id, title: shortTitle(consultation.title), place: 'sign-off' },
    caption: `Response to ${consultation.title}`,
    back: `/consultations/${consultation.id}/sign-off`,
    lockedAt: lockedAt(round, cast),
    ...roundWords[round.status],
    words: versionWords(round.digest).split(' '),
    digest: round.digest,
    text: textView(snapshot),
    since: changes === null ? 0 : changes.since,
    changes: changes === null ? [] : changesView(changes.sections),
  });
}
