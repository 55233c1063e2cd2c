import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { knownSections } from '../../domain/consultation/known-sections.ts';
import { MemberId } from '../../domain/ids.ts';
import { refused } from '../../domain/outcome.ts';
import { whyNotTakeOut } from '../../domain/response/taking-out.ts';
import { castOf } from '../../reading/people.ts';
import type { Services } from '../../services.ts';
import { caseOf } from '../../web/found.ts';
import { OfConsultation, paramsOf } from '../../web/params.ts';
import { Refusal } from '../../web/problems.ts';
import { type AddedShown, addedView, takeOutView, versionNameFor } from './added-views.ts';
import { type Addition, additionsOf, takeOutAddition } from './taking-out.ts';

const base = '/consultations/:consultationId/history/added';
const OfAddition = OfConsultation.extend({ whose: z.union([z.literal('unseen'), MemberId]) });
const Posted = z.object({ mark: z.string().max(100) });

const nothingYet = 'There is nothing to take out: the text was not started.';

/** Who added how much to a draft, and taking one addition out (CO17). */
export function addedPages(app: FastifyInstance, services: Services): void {
  app.get(base, async (request, reply) => {
    const it = await caseOf(services, request, 'response.read', nothingYet);
    const shown = await shownOf(services, it);
    return app.reading.spend(it.viewer.member.id, () => reply.page('history/added', addedView(shown)));
  });
  app.get(`${base}/:whose`, async (request, reply) => {
    const { shown, addition } = await asked(services, request);
    if (addition === null) return reply.redirect(addressOf(shown), 303);
    return reply.page('history/take-out', takeOutView(shown, addition, 'asked'));
  });
  app.post(`${base}/:whose`, async (request, reply) => {
    const { shown, whose, addition } = await asked(services, request);
    const posted = Posted.safeParse(request.body);
    if (!posted.success) throw new Refusal(refused('invalid'));
    if (addition === null) return reply.redirect(addressOf(shown), 303);
    const order = { whose, mark: posted.data.mark, name: versionNameFor(shown, addition) };
    const taken = await takeOutAddition(services, shown.viewer.person, shown, order);
    if (taken.ok) return reply.redirect(addressOf(shown), 303);
    if (taken.why === 'stale') return again(services, request, reply);
    throw new Refusal(taken.why);
  });
}

function addressOf({ consultation }: AddedShown): string {
  return `/consultations/${consultation.id}/history/added`;
}

/** The page once more with the addition as it is now; the list where nothing of it is left. */
async function again(services: Services, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { shown, addition } = await asked(services, request);
  return addition === null
    ? reply.redirect(addressOf(shown), 303)
    : reply.page('history/take-out', takeOutView(shown, addition, 'stale'), 409);
}

/** The addition that a URL names; null where nothing of it stands in the draft. Throws where it cannot be taken out by this person now. */
async function asked(services: Services, request: FastifyRequest) {
  const it = await caseOf(services, request, 'addition.take-out', nothingYet);
  const refusal = whyNotTakeOut(it.response, it.viewer.duties);
  if (refusal !== null) throw new Refusal(refusal);
  const { whose } = paramsOf(request, OfAddition);
  const shown = await shownOf(services, it);
  const addition: Addition | null = shown.additions.find((one) => one.whose === whose) ?? null;
  return { shown, whose, addition };
}

async function shownOf(services: Services, it: Awaited<ReturnType<typeof caseOf>>): Promise<AddedShown> {
  const { response, consultation } = it;
  const cast = await castOf(services, it.network);
  const text = await services.presentTexts.of({ draft: response.id, epoch: response.epoch });
  return { ...it, cast, additions: additionsOf(text.document, text.authors, knownSections(consultation)), size: text.size() };
}
