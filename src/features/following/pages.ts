import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SectionId } from '../../domain/ids.ts';
import { refused } from '../../domain/outcome.ts';
import { responseTo } from '../../reading/response.ts';
import type { Services } from '../../services.ts';
import { posted } from '../../web/fields.ts';
import { fieldsOf, listOf } from '../../web/forms.ts';
import { namedConsultation } from '../../web/found.ts';
import { OfConsultation, paramsOf } from '../../web/params.ts';
import { NotStarted, Refusal } from '../../web/problems.ts';
import { shortTitle } from '../../domain/consultation/consultation.ts';
import { follow, followThese, see, stopFollowing } from './commands.ts';
import { sectionsView } from './views.ts';

const OfSection = OfConsultation.extend({ section: SectionId });
const base = '/consultations/:consultationId';

/** Following sections: a button under each, a page with all of them, and the note that a follower has seen some (WO40). */
export function pages(app: FastifyInstance, services: Services): void {
  app.post(`${base}/response/:section/follow`, (request, reply) => press(services, request, reply, follow));
  app.post(`${base}/response/:section/unfollow`, (request, reply) => press(services, request, reply, stopFollowing));

  app.get(`${base}/following`, async (request, reply) => {
    const { viewer, consultation, response } = await found(services, request);
    return reply.page('following/sections', sectionsView({ member: viewer.member, consultation, response }));
  });

  app.post(`${base}/following`, async (request, reply) => {
    const { viewer, consultation, response } = await found(services, request);
    const sections = listOf(fieldsOf(request.body)['section']).flatMap((one) => {
      const id = SectionId.safeParse(one);
      return id.success ? [id.data] : [];
    });
    const done = await followThese(services, viewer.person, { response, consultation }, sections);
    if (!done.ok) throw new Refusal(done);
    return reply.redirect(`/consultations/${consultation.id}`, 303);
  });

  // The script of the response page posts what its person has had in view; the button on Your work goes back there.
  app.post(`${base}/seen`, async (request, reply) => {
    const { viewer, consultation, response } = await found(services, request);
    const done = await see(services, viewer.person, { response, consultation }, listOf(fieldsOf(request.body)['section']));
    if (!done.ok) throw new Refusal(done);
    return posted(request.body, 'next') === 'work' ? reply.redirect('/work', 303) : reply.code(204).send();
  });
}

async function press(services: Services, request: FastifyRequest, reply: FastifyReply, act: typeof follow): Promise<FastifyReply> {
  const { viewer, consultation, response } = await found(services, request);
  const { section } = paramsOf(request, OfSection);
  const done = await act(services, viewer.person, { response, consultation }, section);
  if (!done.ok) throw new Refusal(done);
  return reply.redirect(`/consultations/${consultation.id}/response#s-${section}`, 303);
}

async function found(services: Services, request: FastifyRequest) {
  const { viewer, consultation } = await namedConsultation(services, request, 'section.follow');
  const stored = await responseTo(services, consultation);
  if (stored === null && request.method !== 'GET') throw new Refusal(refused('not-found'));
  if (stored === null)
    throw new NotStarted('There is nothing to follow: the text was not started.', {
      id: consultation.id,
      title: shortTitle(consultation.title),
    });
  return { viewer, consultation, response: stored.state };
}
