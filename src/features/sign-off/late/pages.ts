import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Digest, type Refused, refused } from '../../../domain/outcome.ts';
import { whyNotBring } from '../../../domain/response/late/late-handling.ts';
import { inTodaysForm } from '../../../drafts/convert.ts';
import { castOf } from '../../../reading/people.ts';
import type { Services } from '../../../services.ts';
import type { Reader } from '../../../store/reader.ts';
import { caseOf, type Case } from '../../../web/found.ts';
import { lockNoticeFor } from '../../../web/lock.ts';
import { OfConsultation, paramsOf } from '../../../web/params.ts';
import { Refusal } from '../../../web/problems.ts';
import { bring, isBrought, planFor, setAsideForGood } from './bringing.ts';
import { type Passage, lateWords } from '../../../reading/late-words.ts';
import { type LateShown, lateView, passageForm } from './view.ts';

const base = '/consultations/:consultationId/late';
const one = `${base}/:passage`;
const OfPassage = OfConsultation.extend({ passage: z.string() });

/** Pages of late words: reading them, bringing them into the open draft, leaving them out (CO5). */
export function latePages(app: FastifyInstance, services: Services): void {
  app.get(base, async (request, reply) => {
    const it = await caseOf(services, request, 'late.read');
    const words = await lateWords(services, it.response, it.consultation);
    return reply.page('sign-off/late', lateView(await shownOf(services, it), words));
  });
  app.get(one, async (request, reply) => {
    const { it, passage } = await passageOf(services, request);
    if (isBrought(it.response, passage)) return toList(reply, it, passage);
    await refuseUnlessOpen(services, it);
    return showPassage(services, reply, await writable(services, it), passage);
  });
  app.post(`${one}/bring`, async (request, reply) => {
    const { it: asked, passage } = await passageOf(services, request);
    await refuseUnlessOpen(services, asked);
    const it = await writable(services, asked);
    const mark = z.object({ mark: z.string().max(64) }).safeParse(request.body).data?.mark ?? '';
    const done = await bring(services, it.viewer.person, it, passage, mark);
    if (done.ok) return toList(reply, it, passage);
    if (done.why === 'stale') return showPassage(services, reply, it, passage, 409);
    throw new Refusal(done.why.code === 'not-drafting' ? await lockedNow(services, request) : done.why);
  });
  for (const [path, became] of [
    ['leave-out', 'left-out'],
    ['take-up', 'taken-up'],
  ] as const) {
    app.post(`${one}/${path}`, async (request, reply) => {
      const { it, passage } = await passageOf(services, request);
      const posted = z.object({ digest: Digest }).safeParse(request.body);
      if (!posted.success) throw new Refusal(refused('invalid'));
      const refusal = await setAsideForGood(services, it.viewer.person, it, passage, { seen: posted.data.digest, became });
      if (refusal !== null) throw new Refusal(refusal);
      return toList(reply, it, passage);
    });
  }
}

/** The passage a URL names. Throws `not-found` for another network's exactly as for none. */
async function passageOf(reader: Reader, request: FastifyRequest): Promise<{ readonly it: Case; readonly passage: Passage }> {
  const it = await caseOf(reader, request, 'late.bring');
  const { passage: id } = paramsOf(request, OfPassage);
  const words = await lateWords(reader, it.response, it.consultation);
  const passage = words.flatMap((each) => (each.isInText ? [] : each.passages)).find((each) => each.id === id);
  if (passage === undefined) throw new Refusal(refused('not-found'));
  return { it, passage };
}

/** The case with its draft in the form in which it can be written (TX18). */
async function writable(services: Services, it: Case): Promise<Case> {
  return { ...it, response: await inTodaysForm(services, it.response) };
}

async function refuseUnlessOpen(reader: Reader, { viewer, response }: Case): Promise<void> {
  const refusal = whyNotBring(response, viewer.duties);
  if (refusal === null) return;
  const notice = await lockNoticeFor(reader, viewer, response);
  throw new Refusal(notice === null ? refusal : refused(refusal.code, `${notice.title} ${notice.text}`));
}

/** The refusal where the text was locked between the page and the append; it says who can open the text. */
async function lockedNow(reader: Reader, request: FastifyRequest): Promise<Refused> {
  const { viewer, response } = await caseOf(reader, request, 'late.bring');
  const notice = await lockNoticeFor(reader, viewer, response);
  return notice === null ? refused('not-drafting') : refused('not-drafting', `${notice.title} ${notice.text}`);
}

async function shownOf(reader: Reader, it: Case): Promise<LateShown> {
  const { viewer, response } = it;
  const cast = await castOf(reader, viewer.network);
  return { ...it, cast, notice: await lockNoticeFor(reader, viewer, response) };
}

async function showPassage(
  services: Services,
  reply: FastifyReply,
  it: Case,
  passage: Passage,
  status: 200 | 409 = 200,
): Promise<FastifyReply> {
  const plan = await planFor(services, it, passage);
  const form = passageForm(await shownOf(services, it), passage, plan, status === 409);
  return reply.page('sign-off/late-passage', form, status);
}

function toList(reply: FastifyReply, { consultation }: Case, { id }: Passage): FastifyReply {
  return reply.redirect(`/consultations/${consultation.id}/late#p-${id}`, 303);
}
