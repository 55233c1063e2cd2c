import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { whyNotMay } from '../../../domain/network/access.ts';
import { Digest, type Refused } from '../../../domain/outcome.ts';
import { allSectionIds } from '../../../reading/gone-answers.ts';
import { sectionIds } from '../../../domain/response/snapshot.ts';
import { datesOfOffices } from '../../../domain/response/work-plan.ts';
import { sameTextAs } from '../../../phrases/again.ts';
import { readinessIn } from '../../../reading/readiness.ts';
import { officeHolders, castOf } from '../../../reading/people.ts';
import type { Services } from '../../../services.ts';
import type { Reader } from '../../../store/reader.ts';
import { canonicalBytes, digestOf } from '../../../text/canonical.ts';
import { isEmptySection } from '../../../text/read.ts';
import { freshForm, parseForm, failedForm, type FieldError, optionalText, listOf, type FormModel } from '../../../web/forms.ts';
import { caseOf, type Case } from '../../../web/found.ts';
import { Refusal } from '../../../web/problems.ts';
import type { Viewer } from '../../../web/viewer.ts';
import { caseOfOpening, lockAndOpen } from '../commands.ts';
import { checkText } from '../findings.ts';
import { checksView } from './checks-view.ts';
import { findingsFor } from './held-blocks.ts';

export function checksPages(app: FastifyInstance, services: Services): void {
  app.get('/consultations/:consultationId/checks', async (request, reply) => {
    const it = await caseOf(services, request, 'sign-off.check');
    if (it.response.status !== 'drafting') return reply.redirect(`/consultations/${it.consultation.id}/sign-off`, 303);
    return showChecks(services, reply, it, freshForm({ reason: '' }));
  });
  app.post('/consultations/:consultationId/checks', async (request, reply) => {
    const it = await caseOf(services, request, 'sign-off.check');
    const whyNot = await whyNotOpen(services, it.viewer);
    if (whyNot !== null) throw new Refusal(whyNot);
    const posted = parseForm(LockForm, request.body);
    if (!posted.ok) return showChecks(services, reply, it, failedForm(freshForm({ reason: '' }), request.body, posted.errors), 400);
    const done = await lockAndOpen(services, it.viewer.person, it.response.id, posted.value);
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

// Refusals that the page of checks itself can show and help with; any other is a page of its own.
const mendable: ReadonlySet<string> = new Set(['checks-block', 'warnings-unacknowledged', 'consultation-closed']);

/** Null where the viewer may lock the text, else why not (SO2). */
async function whyNotOpen(reader: Reader, { duties, network }: Viewer): Promise<Refused | null> {
  return whyNotMay('sign-off.open', duties, await caseOfOpening(reader, network.id));
}

async function showChecks(
  services: Services,
  reply: FastifyReply,
  it: Case,
  form: FormModel<'reason'>,
  status = 200,
): Promise<FastifyReply> {
  const { consultation, response, viewer } = it;
  const [holders, text] = await Promise.all([
    officeHolders(services, viewer.network.id),
    services.presentTexts.of({ draft: response.id, epoch: response.epoch }),
  ]);
  const content = text.content(allSectionIds(consultation));
  const { snapshot, standings, findings } = await checkText(services, { content, response, consultation, people: holders });
  const cast = await castOf(services, holders.network);
  const dueAt = datesOfOffices(consultation, holders.network, { response, lockedAt: services.now() });
  const locking = response.locking !== null;
  const mayLock = (await whyNotOpen(services, viewer)) === null;
  const sameText = sameTextAs(response.rounds, Digest.parse(digestOf(canonicalBytes(snapshot))));
  const model = checksView({
    readiness: readinessIn(response, text, consultation),
    empty: new Set(sectionIds(consultation).filter((id) => isEmptySection(content, id))),
    consultation,
    response,
    sameText,
    findings: await findingsFor(services, findings, { response, member: viewer.member, network: viewer.network }),
    standings,
    holders,
    cast,
    dueAt,
    now: services.now(),
    locking,
    mayLock,
    form,
  });
  return reply.page('sign-off/checks', model, status);
}
