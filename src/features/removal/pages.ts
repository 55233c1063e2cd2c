import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RemovalId } from '../../domain/ids.ts';
import { refused } from '../../domain/outcome.ts';
import { asPhrase } from '../../domain/privacy/phrase.ts';
import { type Disposed, removalNamed } from '../../domain/response/removal/removal.ts';
import { whyNotRemove } from '../../domain/sign-off/remove.ts';
import { castOf } from '../../reading/people.ts';
import { type Survey, isFound, survey } from '../../removal/survey.ts';
import type { Services } from '../../services.ts';
import { type FieldError, type FormModel, failedForm, freshForm, parseForm } from '../../web/forms.ts';
import { type Case, caseOf } from '../../web/found.ts';
import { OfConsultation, paramsOf } from '../../web/params.ts';
import { Refusal } from '../../web/problems.ts';
import { limit } from '../../web/security.ts';
import { removeForGood } from './commands.ts';
import { FindForm, RemoveForm, filesIn, isDeletedWords } from './form.ts';
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
    const found = await searched(services, it, posted.value.phrase);
    return reply.page('removal/found', foundView(it, { survey: found, form: freshFound(posted.value.phrase), ...boxesIn({}) }));
  });
  app.post(base, async (request, reply) => {
    const it = await removable(services, request);
    const sought = parseForm(FindForm, request.body);
    if (!sought.ok)
      return reply.page('removal/find', findView(it, failedForm(freshForm({ phrase: '' }), request.body, sought.errors)), 400);
    const found = await searched(services, it, sought.value.phrase);
    const boxes = boxesIn(request.body);
    const posted = parseForm(RemoveForm, request.body);
    const errors = [...nowhere(found, boxes), ...(posted.ok ? [] : posted.errors)];
    if (!posted.ok || errors.length > 0) {
      const form = failedForm(freshFound(sought.value.phrase), request.body, errors);
      return reply.page('removal/found', foundView(it, { survey: found, form, ...boxes }), 400);
    }
    const { phrase, reason } = posted.value;
    const done = await removeForGood(services, it.viewer.person, it, { phrase, reason, files: boxes.files });
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

/** Looks for words everywhere, as often as a member may. */
async function searched(services: Services, it: Case, phrase: string): Promise<Survey> {
  await limit(services, `removal/${it.viewer.member.id}`, mostSearches, hour);
  const text = await services.presentTexts.of({ draft: it.response.id, epoch: it.response.epoch });
  return survey(services, { ...it, text }, phrase);
}

/** The second form before anybody typed in it; `phrase` is as it is looked for. */
function freshFound(phrase: string): FormModel<'phrase' | 'deleted' | 'reason' | 'confirm'> {
  return freshForm({ phrase: asPhrase(phrase), deleted: '', reason: '', confirm: '' });
}

/** The boxes of the second form that a person ticked. */
interface Boxes {
  readonly files: readonly Disposed[];
  readonly isDeleted: boolean;
}

function boxesIn(body: unknown): Boxes {
  return { files: filesIn(body), isDeleted: isDeletedWords(body) };
}

/** The error where nothing is there to remove: words that no search finds, and no ticked file. */
function nowhere(found: Survey, { files, isDeleted }: Boxes): readonly FieldError[] {
  if (isFound(found) || files.length > 0 || isDeleted) return [];
  return [
    { field: 'deleted', text: 'These words were found nowhere. Tick the box if somebody typed and deleted them, or look for other words' },
  ];
}
