import type { FastifyInstance } from 'fastify';
import { speakersAmong, toldOf, whyNotTell } from '../../domain/response/telling.ts';
import { castOf } from '../../reading/people.ts';
import type { Services } from '../../services.ts';
import { all } from '../../store/every.ts';
import { type Case, caseOf } from '../../web/found.ts';
import { Refusal } from '../../web/problems.ts';
import { tell } from './commands.ts';
import { type Untold, tellView } from './tell-views.ts';

const path = '/consultations/:consultationId/tell';
const nothingYet = 'There is nothing to tell: the response was not started.';

/** The page that says who was told that the response is being written, and tells the others (MA1). */
export function tellPages(app: FastifyInstance, services: Services): void {
  app.get(path, async (request, reply) => {
    const it = await caseOf(services, request, 'response.tell', nothingYet);
    const cast = await castOf(services, it.network);
    const mails = await all(services.aggregates, 'mail', { where: { responseId: it.response.id, kind: 'response-started' } });
    return reply.page('responses/tell', tellView({ ...it, cast, mails: mails.map(({ state }) => state), now: services.now() }));
  });
  app.post(path, async (request, reply) => {
    const it = await caseOf(services, request, 'response.tell', nothingYet);
    const told = await tell(services, it.viewer.person, it.response);
    if (!told.ok) throw new Refusal(told);
    return reply.redirect(`/consultations/${it.consultation.id}/tell`, 303);
  });
}

/** The people whom this viewer can tell now, and those told before; null for a viewer who cannot tell anybody. */
export async function untoldOf(
  services: Services,
  { viewer, consultation, response }: Pick<Case, 'viewer' | 'consultation' | 'response'>,
): Promise<Untold | null> {
  const now = services.now();
  if (whyNotTell(response, consultation, viewer.duties, now) !== null) return null;
  const { members } = await castOf(services, viewer.network);
  const people = speakersAmong([...members.values()], now).filter(({ id }) => toldOf(response, id) === null);
  return { people: people.length, before: response.told?.length ?? 0 };
}
