import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RemovalId } from '../../domain/ids.ts';
import { refused } from '../../domain/outcome.ts';
import { asPhrase } from '../../domain/privacy/phrase.ts';
import { removalNamed } from '../../domain/response/removal/removal.ts';
import { whyNotRemove } from '../../domain/sign-off/remove.ts';
import { castOf } from '../../reading/people.ts';
import { survey } from '../../removal/survey.ts';
import type { Services } from '../../services.ts';
import { type FieldError, failedForm, freshForm, parseForm } from '../../web/forms.ts';
import { type Case, caseOf } from '../../web/found.ts';
import { OfConsultation, paramsOf } from '../../web/params.ts';
import { Refusal } from '../../web/problems.ts';
import { limit } from '../../web/security.ts';
import { removeForGood } from './commands.ts';
import { FindForm, RemoveForm, filesIn } from './form.ts';
import { findView, foundView, removalView } from './views.ts';

const base = '/consultations/:consultationId/removal';
const OfRemoval = OfConsultation.extend({ removalId: RemovalId });
const nothingYet = 'There is nothing to remove: the response was not started.';

/** A search reads every stored text of a response, so one member can make this many of them in an hour. */
const mostSearches = 60;
const hour = 60 * 60 * 1000;

/** Removing words for good: finding them, seeing every place, confirming, and the outcome (CO15). */
export function pages(app: FastifyInstance, services: Services): void {
  app.get(base, async (request, reply) => {
    const it = await removable(services, request);
    return reply.page('removal/find', findView(it, freshForm({ phrase: '' })));
  });
  app.post(`${base}/find`, async (request, reply) => {
    const it = await removable(services, request);
    const posted = parseForm(FindForm, request.body);
    if (!posted.ok)
      return reply.page('removal/find', findView(it, failedForm(freshForm({ phrase: '' }), request.body, posted.errors)), 400);
    return showFound(services, reply, it, { phrase: posted.value.phrase, body: {}, errors: [] });
  });
  app.post(base, async (request, reply) => {
    const it = await removable(services, request);
    const found = parseForm(FindForm, request.body);
    if (!found.ok) return reply.page('removal/find', findView(it, failedForm(freshForm({ phrase: '' }), request.body, found.errors)), 400);
    const posted = parseForm(RemoveForm, request.body);
    if (!posted.ok) return showFound(services, reply, it, { phrase: found.value.phrase, body: request.body, errors: posted.errors });
    const { phrase, reason } = posted.value;
    const done = await removeForGood(services, it.viewer.person, it, { phrase, reason, files: filesIn(request.body) });
    if (!done.ok) throw new Refusal(done);
    return reply.redirect(`/consultations/${it.consultation.id}/removals/${done.id}`, 303);
  });
  app.get('/consultations/:consultationId/removals/:removalId', async (request, reply) => {
    const it = await caseOf(services, request, 'response.read', nothingYet);
    const removal = removalNamed(it.response, paramsOf(request, OfRemoval).removalId);
    if (removal === null) throw new Refusal(refused('not-found'));
    return reply.page('removal/removal', removalView({ ...it, cast: await castOf(services, it.network) }, removal));
  });
}

/** The case in a URL, for a viewer who can remove words now. Throws the refusal otherwise. */
async function removable(services: Services, request: FastifyRequest): Promise<Case> {
  const it = await caseOf(services, request, 'response.read', nothingYet);
  const refusal = whyNotRemove(it.response, it.viewer.duties);
  if (refusal !== null) throw new Refusal(refusal);
  return it;
}

async function showFound(
  services: Services,
  reply: FastifyReply,
  it: Case,
  { phrase: typed, body, errors }: { readonly phrase: string; readonly body: unknown; readonly errors: readonly FieldError[] },
): Promise<FastifyReply> {
  const phrase = asPhrase(typed);
  await limit(services, `removal/${it.viewer.member.id}`, mostSearches, hour);
  const text = await services.presentTexts.of({ draft: it.response.id, epoch: it.response.epoch });
  const found = await survey(services, { ...it, text }, phrase);
  const fresh = freshForm({ phrase, reason: '', confirm: '' });
  const form = errors.length === 0 ? fresh : failedForm(fresh, body, errors);
  const ticked = new Set(filesIn(body).map(({ owner, digest }) => `${owner}/${digest}`));
  return reply.page('removal/found', foundView(it, { survey: found, form, ticked }), errors.length === 0 ? 200 : 400);
}
