import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { SlotId } from '../../../domain/ids.ts';
import { refused, type Refused } from '../../../domain/outcome.ts';
import { removalOf } from '../../../domain/response/removal/removal.ts';
import { latestRound, roundNumbered } from '../../../domain/response/response.ts';
import { whyNotRecall } from '../../../domain/sign-off/recall.ts';
import type { Cast } from '../../../phrases/people.ts';
import { boxesNow } from '../../../reading/evidence.ts';
import { castOf } from '../../../reading/people.ts';
import { positionsSinceLock } from '../../../reading/signed-text.ts';
import { snapshotOf } from '../../../reading/snapshot.ts';
import type { Services } from '../../../services.ts';
import { posted } from '../../../web/fields.ts';
import { freshForm, parseForm, failedForm, requiredText, type FormModel } from '../../../web/forms.ts';
import { caseOf, type Case } from '../../../web/found.ts';
import { OfConsultation, paramsOf } from '../../../web/params.ts';
import { Refusal } from '../../../web/problems.ts';
import { changesFor } from '../changes.ts';
import { startAgain, takeBack, takeSeat } from '../commands.ts';
import { handDecisionBack, handDecisionOver } from '../deputies.ts';
import { keptChoice, wayOf } from '../decision/desk.ts';
import { sitDown } from '../decision/sit-down.ts';
import { countLate } from '../../../reading/late-words.ts';
import { sinceView } from '../standing-view.ts';
import { overviewView } from './overview-view.ts';
import { roundView } from './round-view.ts';

const OfRound = OfConsultation.extend({ n: z.coerce.number().int().min(1) });

export function overviewPages(app: FastifyInstance, services: Services): void {
  const base = '/consultations/:consultationId/sign-off';
  app.get(base, async (request, reply) =>
    showOverview(services, reply, await caseOf(services, request, 'sign-off.view'), freshForm({ reason: '' })),
  );
  app.post(`${base}/take-back`, async (request, reply) => {
    const it = await caseOf(services, request, 'sign-off.view');
    const { viewer, response } = it;
    refuse(whyNotRecall(response, viewer.duties));
    const read = parseForm(ReasonForm, request.body);
    if (!read.ok) return showOverview(services, reply, it, failedForm(freshForm({ reason: '' }), request.body, read.errors), 400);
    const done = await takeBack(services, viewer.person, response.id, read.value.reason);
    if (!done.ok) throw new Refusal(done);
    return reply.redirect(`/consultations/${it.consultation.id}/sign-off`, 303);
  });
  app.post(`${base}/start-again`, async (request, reply) => {
    const { viewer, response, consultation } = await caseOf(services, request, 'sign-off.reopen');
    const done = await startAgain(services, viewer.person, response.id);
    if (!done.ok) throw new Refusal(done);
    return reply.redirect(`/consultations/${consultation.id}/sign-off`, 303);
  });
  app.post(`${base}/desk`, async (request, reply) => {
    const { viewer, response } = await caseOf(services, request, 'sign-off.view');
    const seat = await takeSeat(services, viewer.person, response.id, slotIn(request.body));
    if (!seat.ok) throw new Refusal(seat);
    const { member, sessionId: session } = viewer;
    await sitDown(services, request, reply, { link: seat.link, came: 'signed-in', session, member });
    return reply.redirect((await keptChoice(services, wayOf(seat.link, 'signed-in'))) === null ? '/decision' : '/decision/code', 303);
  });
  for (const [path, act] of [
    ['hand-over', handDecisionOver],
    ['hand-back', handDecisionBack],
  ] as const)
    app.post(`${base}/${path}`, async (request, reply) => {
      const { viewer, response, consultation } = await caseOf(services, request, 'sign-off.view');
      const done = await act(services, viewer.person, response.id, slotIn(request.body));
      if (!done.ok && done.code !== 'already-exists') throw new Refusal(done);
      return reply.redirect(`/consultations/${consultation.id}/sign-off`, 303);
    });
  app.get(`${base}/rounds/:n`, async (request, reply) => showRound(services, request, reply));
}

/** The slot that a form posts. Throws `not-found` for none. */
function slotIn(body: unknown): SlotId {
  const slot = SlotId.safeParse(posted(body, 'slot'));
  if (!slot.success) throw new Refusal(refused('not-found'));
  return slot.data;
}

const ReasonForm = z.object({ reason: requiredText('Say why the text is taken back', 5000) });
export function refuse(refusal: Refused | null): void {
  if (refusal !== null) throw new Refusal(refusal);
}

async function showOverview(
  services: Services,
  reply: FastifyReply,
  it: Case,
  form: FormModel<'reason'>,
  status = 200,
): Promise<FastifyReply> {
  const { viewer, consultation, response } = it;
  const late = await countLate(services, response, consultation);
  const cast = await castOf(services, viewer.network);
  const sinceLock = await sinceLockOf(services, it, cast);
  const { held } = await boxesNow(services, response, consultation);
  const shown = {
    consultation,
    sinceLock,
    held,
    response,
    cast,
    duties: viewer.duties,
    memberId: viewer.member.id,
    now: services.now(),
    late,
    form,
  };
  return reply.page('sign-off/overview', overviewView(shown), status);
}

/** The positions that came after the lock of the text that is being signed or was approved, in words (PO15). */
async function sinceLockOf(services: Services, { response }: Case, cast: Cast): Promise<ReturnType<typeof sinceView>> {
  const round = latestRound(response);
  if (round === null || response.status === 'drafting' || removalOf(response, round.digest) !== null) return [];
  const since = await positionsSinceLock(services, { network: cast.network, response, round }, services.now());
  return since.length === 0 ? [] : sinceView(since, (await snapshotOf(services, response, round.digest)).snapshot, cast);
}

async function showRound(services: Services, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { viewer, consultation, response } = await caseOf(services, request, 'sign-off.view');
  const round = roundNumbered(response, paramsOf(request, OfRound).n);
  if (round === null) throw new Refusal(refused('not-found'));
  const cast = await castOf(services, viewer.network);
  const { snapshot } = await snapshotOf(services, response, round.digest);
  const changes = await changesFor(services, response, round, '');
  return request.server.reading.spend(viewer.member.id, () =>
    reply.page('sign-off/round', roundView({ consultation, response, round, cast, snapshot, changes })),
  );
}
